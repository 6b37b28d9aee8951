"""Finds what prose tells of the tables: figures with the words around them, and denials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from engine.expressions import compiled
from engine.numerals import Figure, NumeralFinder, Quantity
from engine.observe.narrative.context import Context, ContextReader, Markers, words_before
from engine.observe.narrative.prose import Prose, Strand
from engine.restatements import FIGURE, NarrativeWords, Restatement, UnitKind
from engine.values import dataclass

_LEAD, _TAIL = 60, 24  # characters before and behind a figure that may say what it is of
_OPENING = 100  # characters of a sentence before a clause
_CLAUSE = 80  # characters of a clause that may deny something
_MOST = 2000  # figures, and denials, that are looked at in a section
_NEVER = "(?!)"
_CUT = "\0"  # stands where words were cut off, so that no pattern takes it for the beginning or the end


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure, or a denial (``figure`` is ``None``), and what it is said to be of.

    ``plain``: nothing stands before it in its sentence that could limit it.
    """

    section: str
    restatement: Restatement
    figure: Figure | None
    start: int
    end: int
    context: Context
    plain: bool

    @property
    def quantity(self) -> Quantity | None:
        """What the figure says."""
        return self.figure.quantity if self.figure else None


@dataclass(frozen=True, slots=True)
class Told:
    """What a section tells: its figures, and what is said with them."""

    section: str
    prose: Prose
    figures: list[Figure]
    statements: list[Statement]


@dataclass(frozen=True, slots=True)
class _At:
    """A figure in its strand: where it starts, where the words about it end, and whether they name another organ."""

    strand: Strand
    start: int
    behind: int
    foreign: bool


class StatementFinder:
    """Finds statements in reports."""

    def __init__(self, words: NarrativeWords, wanted: list[Restatement]) -> None:
        self._numerals = NumeralFinder(words.numerals)
        self._copula = compiled(rf"(?:{words.copula})++$")
        self._stop = compiled(f"{words.sentence_ends}|{words.clause_ends}")
        self._sentence = compiled(words.sentence_ends)
        self._opening = compiled(words.opening)
        self._elsewhere = compiled(words.elsewhere)
        self._joiners = words.joiners
        self._denials = compiled(words.denials)
        self._wanted, self._start = wanted, words.start
        self._said: dict[UnitKind, list[_Said]] = {}
        self._own_fillers = compiled(words.own_fillers)
        self._own_ends = compiled(words.own_ends)
        self._none = _none(wanted, words.start)

    def find(self, section: str, prose: Prose, unit: str, markers: Markers) -> Told:
        """Everything that a section of the report of ``unit`` tells, in order."""
        figures = list(islice(self._numerals.find(prose.plain), _MOST))
        statements = [
            *self._figures(section, prose, figures, unit, ContextReader(markers)),
            *self._denied(section, prose, unit, ContextReader(markers)),
        ]
        return Told(section, prose, figures, statements)

    def _figures(
        self, section: str, prose: Prose, figures: list[Figure], unit: str, contexts: ContextReader
    ) -> Iterator[Statement]:
        before: tuple[Strand | None, int] = (None, 0)  # the figure before: its strand and where it ends there
        for figure in figures:
            place = prose.locate(figure.start)
            if place is None:
                continue
            strand, start = place
            end = start + figure.end - figure.start
            patterns = self._patterns(figure.kind)
            if patterns and not self._elsewhere.match(prose.plain, figure.end):
                since = before[1] if before[0] is strand else 0
                probe = self._lead(strand.text, since, start) + FIGURE + _tail(strand.text, end)
                for said in patterns:
                    found = said.find(probe)
                    if found is not None:
                        items = said.items[found.lastgroup or ""]
                        behind = found.end() - probe.index(FIGURE) - 1
                        place_of = _At(strand, start, end + behind, self._foreign(found, unit))
                        yield from self._statements(section, items, figure, place_of, contexts)
            before = (strand, end)

    def _patterns(self, unit: UnitKind) -> list[_Said]:
        """What is said with figures of one kind, made when the first one is met: these patterns are large."""
        if unit not in self._said:
            items = [item for item in self._wanted if item.unit == unit and item.said]
            apart = [[item for item in items if item.beside == beside] for beside in (False, True)]
            joined = f"(?<![{re.escape(self._joiners)}])" if self._joiners else ""
            self._said[unit] = [_said(chosen, self._start, joined) for chosen in apart if chosen]
        return self._said[unit]

    def _plain(self, strand: Strand, at: int) -> bool:
        """Whether nothing but times and the unit itself stands in the sentence before the clause at ``at``."""
        since = max(0, at - _OPENING)
        begin = max((end.end() for end in self._sentence.finditer(strand.text, since, at)), default=since)
        if strand.parent is not None or (begin == since and since > 0):
            return False
        clause = max((stop.end() for stop in self._stop.finditer(strand.text, begin, at)), default=begin)
        return self._opening.fullmatch(strand.text, begin, clause) is not None

    def _foreign(self, found: re.Match[str], unit: str) -> bool:
        """Whether the words name an organ that is not the unit: "the city" for the city's government is."""
        organ = found.groupdict().get("organ")
        if not organ:
            return False
        organ, unit = (self._own_fillers.sub("", name) for name in (organ, unit))
        if unit.endswith(organ) or organ.endswith(unit):
            return False
        _, named, rest = unit.partition(organ)
        return not (named and self._own_ends.fullmatch(rest))

    def _lead(self, text: str, since: int, start: int) -> str:
        """The words that lead to a figure: from the last stop, or the figure before it."""
        since, cut = (start - _LEAD, _CUT) if start - since > _LEAD else (since, "")
        words = self._copula.sub("", text[since:start])
        begin = max((stop.end() for stop in self._stop.finditer(words)), default=0)
        return ("" if begin else cut) + words[begin:].lstrip(self._joiners)

    def _statements(
        self, section: str, items: list[Restatement], figure: Figure, at: _At, contexts: ContextReader
    ) -> Iterator[Statement]:
        context = contexts.at(at.strand, at.start)
        if context.time != "this":
            return
        topics = {"", contexts.topic_between(at.strand, at.start, at.behind) or context.topic}
        for item in items:
            if item.about not in topics or (item.whole and context.part != "all"):
                continue
            of = replace(context, extent="member") if at.foreign and context.extent == "none" else context
            if (
                item.near
                and of.extent != "elsewhere"
                and not compiled(item.near).search(words_before(at.strand, at.behind))
            ):
                of = replace(context, extent="unclear")
            plain = self._plain(at.strand, at.start)
            yield Statement(section, item, figure, figure.start, figure.end, of, plain)
            return

    def _denied(self, section: str, prose: Prose, unit: str, contexts: ContextReader) -> Iterator[Statement]:
        if self._none is None:
            return
        done = 0
        for found in islice(self._denials.finditer(prose.plain), _MOST):
            place = prose.locate(found.start())
            if place is None or found.start() < done:
                continue
            strand, at = place
            clause, start, end = self._clause(strand.text, at)
            done = found.start() + end - at
            denied = self._none.words.fullmatch(clause) if clause else None
            if denied is None:
                continue
            context = contexts.at(strand, end)
            if context.extent == "none" and self._foreign(denied, unit):
                context = replace(context, extent="unclear")
            item = self._none.items[denied.lastgroup or ""]
            if context.time == "this" and (not item.about or context.topic == item.about):
                begin, plain = found.start() - (at - start), self._plain(strand, start)
                yield Statement(section, item, None, begin, done, context, plain)

    def _clause(self, text: str, at: int) -> tuple[str, int, int]:
        """The clause around a place, and its ends; nothing if it is too long to be plain."""
        since = max(0, at - _CLAUSE)
        start = since
        for stop in self._stop.finditer(text, since, at):
            start = stop.end()
        stop_behind = self._stop.search(text, at, at + _CLAUSE)
        end = stop_behind.start() if stop_behind else min(len(text), at + _CLAUSE)
        cut = (start == since and since > 0) or (stop_behind is None and len(text) > at + _CLAUSE)
        return ("" if cut else text[start:end]), start, end


@dataclass(frozen=True, slots=True)
class _Said:
    """Two patterns for many restatements; ``items``, by group of the patterns: those that are said so.

    ``whole`` takes the words before a figure from their beginning, ``ending`` only the last of them.
    """

    whole: re.Pattern[str]
    ending: re.Pattern[str]
    items: dict[str, list[Restatement]]

    def find(self, probe: str) -> re.Match[str] | None:
        """What is said of the figure; more words say more."""
        return self.whole.match(probe) or self.ending.search(probe)


def _said(items: list[Restatement], start: str, joined: str) -> _Said:
    told: dict[tuple[str, str], list[Restatement]] = {}
    for item in items:
        for words in item.said:
            told.setdefault(words, []).append(item)
    groups = {f"said{index}": same for index, same in enumerate(told.values())}
    started, whole, ending = [], [], []
    for name, (before, behind) in zip(groups, told, strict=True):
        if before.startswith(start):  # its words are tried once for all patterns
            started.append(f"(?P<{name}>(?:{before.removeprefix(start)}){FIGURE}(?:{behind}))")
        elif before.startswith("^"):
            whole.append(f"(?P<{name}>(?:{before}){FIGURE}(?:{behind}))")
        else:
            ending.append(f"(?P<{name}>{joined}(?:{before}){FIGURE}(?:{behind}))")
    whole.append(f"{start}(?:{'|'.join(started) or _NEVER})")
    return _Said(compiled("|".join(whole)), compiled("|".join(ending) or _NEVER), groups)


@dataclass(frozen=True, slots=True)
class _None:
    """One pattern for all denials; ``items``, by group of the pattern: what is denied."""

    words: re.Pattern[str]
    items: dict[str, Restatement]


def _none(wanted: list[Restatement], start: str) -> _None | None:
    denials = [(item, words) for item in wanted for words in item.none]
    items = {f"none{index}": item for index, (item, _) in enumerate(denials)}
    started, others = [], []
    for name, (_, words) in zip(items, denials, strict=True):
        if words.startswith(start):  # its words are tried once for all patterns
            started.append(f"(?P<{name}>{words.removeprefix(start)})")
        else:
            others.append(f"(?P<{name}>{words})")
    others.append(f"{start}(?:{'|'.join(started) or _NEVER})")
    return _None(compiled("|".join(others)), items) if denials else None


def _tail(text: str, end: int) -> str:
    tail = text[end : end + _TAIL]
    return tail + _CUT if end + _TAIL < len(text) else tail
