"""What a figure in prose is of: which time, whose, on what topic, all or part; told by words before it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.expressions import compiled
from engine.observe.narrative.prose import Strand
from engine.restatements import Marker, NarrativeWords
from engine.values import dataclass

_BACK = 240  # characters before a figure that are looked at
_DEFAULTS = {"time": "this", "extent": "none", "topic": "", "part": "all"}


@dataclass(frozen=True, slots=True)
class Context:
    """``time``: this or another; ``extent``: none if no word limits or widens it; ``part``: of a figure before.

    Of ``extent``, ``member`` is one of those that the unit is made of, ``wider`` what it is a part of itself.
    """

    time: str
    extent: str
    topic: str
    part: str


@dataclass(slots=True)
class Walk:
    """How far a strand was read, and what holds there; ``passing`` holds to the end of the clause only."""

    at: int
    holds: dict[str, str]
    lasting: dict[str, str]
    passing: set[str]


class ContextReader:
    """Reads contexts in one report, figure after figure, by the words for its kind of unit."""

    def __init__(self, markers: Markers) -> None:
        self._markers = markers
        self._walks: dict[int, Walk] = {}

    def at(self, strand: Strand, end: int) -> Context:
        """The context of what stands at ``end`` in a strand; to be asked for in the order of the text."""
        holds = self._walk(strand, end).holds
        return Context(holds["time"], holds["extent"], holds["topic"], holds["part"])

    def topic_between(self, strand: Strand, start: int, end: int) -> str:
        """The last topic named between two places."""
        return self._markers.topic(strand.text, start, end)

    def _walk(self, strand: Strand, end: int) -> Walk:
        walk = self._walks.get(id(strand))
        if walk is None:
            walk = self._walks[id(strand)] = self._begin(strand)
        if end - walk.at > _BACK:
            walk.at, walk.holds, walk.lasting, walk.passing = end - _BACK, dict(_DEFAULTS), dict(_DEFAULTS), set()
        if end > walk.at:
            self._markers.read(strand.text, walk, end)
        return walk

    def _begin(self, strand: Strand) -> Walk:
        """What holds where a strand was taken out of its parent."""
        if strand.parent is None:
            return Walk(0, dict(_DEFAULTS), dict(_DEFAULTS), set())
        outer = self._walk(strand.parent, strand.opens)
        return Walk(0, dict(outer.holds), dict(outer.lasting), set(outer.passing))


class Markers:
    """The words that say what figures are of, for some units."""

    def __init__(self, words: NarrativeWords, markers: Sequence[Marker]) -> None:
        self._markers = markers
        parts = [f"(?P<sentence>{words.sentence_ends})", f"(?P<clause>{words.clause_ends})"]
        parts += [
            f"(?P<m{index}>{'|'.join(f'(?:{word})' for word in marker.words)})"
            for index, marker in enumerate(self._markers)
        ]
        self._pattern = compiled("|".join(parts))
        self._by_group = {f"m{index}": marker for index, marker in enumerate(self._markers)}

    def read(self, text: str, walk: Walk, end: int) -> None:
        """Takes a walk on to ``end``."""
        for found in self._pattern.finditer(text, walk.at, end):
            group = found.lastgroup or ""
            if group == "sentence":  # a topic goes on
                walk.holds = {**_DEFAULTS, "topic": walk.holds["topic"]}
                walk.lasting, walk.passing = dict(_DEFAULTS), set()
            elif group == "clause":
                walk.holds.update((key, walk.lasting[key]) for key in walk.passing)
                walk.passing = set()
                if found[0] == ";":
                    walk.holds["part"] = walk.lasting["part"] = _DEFAULTS["part"]
            else:
                _mark(walk, self._by_group[group])
        walk.at = end

    def topic(self, text: str, start: int, end: int) -> str:
        """The last topic named in a stretch of text."""
        named = ""
        for found in self._pattern.finditer(text, start, end):
            marker = self._by_group.get(found.lastgroup or "")
            if marker is not None and marker.set == "topic":
                named = marker.to
        return named


def _mark(walk: Walk, marker: Marker) -> None:
    walk.holds[marker.set] = marker.to
    if marker.reach == "clause":
        walk.passing.add(marker.set)
    else:
        walk.lasting[marker.set] = marker.to
        walk.passing.discard(marker.set)


def words_before(strand: Strand, end: int) -> str:
    """The last words before ``end``, of the strand and of those that it stands in."""
    words = strand.text[max(0, end - _BACK) : end]
    while strand.parent is not None and len(words) < _BACK:
        opens, strand = strand.opens, strand.parent
        words = strand.text[max(0, opens + len(words) - _BACK) : opens] + words
    return words
