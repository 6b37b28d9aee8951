"""Measures how alike a report is to those laid beside it: last year's, and those of other units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from engine.beside import Beside
from engine.facts import Fact, Value
from engine.labels import plain
from engine.likeness.corpus import Corpus
from engine.likeness.prose import WHOLE, Prose, prose_of
from engine.reading import Reading
from engine.rulebook import Form, Rulebook, Text
from engine.values import dataclass

if TYPE_CHECKING:
    from engine.observe import Interest

_NEAREST = 3  # reports of other units that are told of, for the whole and for each section
_LONGEST_SHOWN = 80  # characters of a passage in a message


@dataclass(frozen=True, slots=True)
class _Pair:
    """A report and one laid beside it, with their words by scope; of several the nearest has rank 1."""

    relation: str
    rank: int
    reading: Reading
    other: Reading
    own: Mapping[str, Prose]
    theirs: Mapping[str, Prose]


class LikenessObserver:
    """Compares the own words of reports of one form: the sections that are to be written."""

    def __init__(self, book: Rulebook, form: Form, interest: Interest) -> None:
        self._form, self._interest = form, interest
        self._boilerplate = book.boilerplate
        self._wants = {other: interest.could_match("similarity", **{"with": other}) for other in ("previous", "peer")}
        self._peers: tuple[Reading, ...] = ()
        self._corpus = Corpus(())

    def observe(self, reading: Reading, beside: Beside) -> list[Fact]:
        """How alike the texts are, and how many reports of other units there are."""
        previous = beside.previous
        others = [at for at, peer in enumerate(beside.peers) if is_of_another(peer, reading)]
        facts = [Fact("peers", "peers", {"given": int(bool(others)), "reports": len(others)})]
        own: dict[str, Prose] = {}
        if previous is not None and self._wants["previous"]:
            own = self._prose(reading)
            pair = _Pair("previous", 1, reading, previous, own, self._prose(previous))
            facts += [fact for scope in own if scope in pair.theirs for fact in self._facts(pair, scope)]
        if others and self._wants["peer"]:
            facts += self._with_peers(own or self._prose(reading), reading, beside.peers, set(others))
        return [fact for fact in facts if self._interest.matches(fact.kind, fact.fields)]

    def _prose(self, reading: Reading) -> dict[str, Prose]:
        return prose_of(reading.report, self._form.prose, _compiled(self._boilerplate))

    def _with_peers(
        self, own: Mapping[str, Prose], reading: Reading, peers: tuple[Reading, ...], others: set[int]
    ) -> Iterator[Fact]:
        """Of each scope the nearest reports; the whole is compared with one at least."""
        if peers is not self._peers:  # the same peers serve many reports
            self._peers, self._corpus = peers, Corpus([self._prose(peer) for peer in peers])
        for scope, prose in own.items():
            # The report itself may be among them, whole or as another copy.
            near = self._corpus.nearest(scope, prose, _NEAREST + len(peers) - len(others))
            chosen = [at for at, _ in near if at in others][:_NEAREST]
            if scope == WHOLE and not chosen:
                chosen = [min(others)]
            for rank, at in enumerate(chosen, 1):
                yield from self._facts(_Pair("peer", rank, reading, peers[at], own, self._corpus.reports[at]), scope)

    def _facts(self, pair: _Pair, scope: str) -> Iterator[Fact]:
        """How alike the two are in one scope, if it matters to anyone."""
        mine, theirs, other = pair.own[scope], pair.theirs[scope], pair.other
        fields: dict[str, Value] = {
            "with": pair.relation,
            "scope": "section" if scope else "whole",
            "rank": pair.rank,
            "other": other.report.unit.name,
            "apart": pair.reading.report.year - other.report.year,
            "characters": mine.words.count,
            "other_characters": theirs.words.count,
            "containment": mine.containment(theirs),
        }
        if not self._interest.could_match("similarity", **fields):
            return  # what follows costs more
        passages = mine.passages(theirs)
        fields["minhash"] = mine.likeness(theirs)
        fields["longest"] = passages[0].length if passages else 0
        fields["section"] = scope or (_section_at(pair.own, passages[0].start) if passages else "")
        quotes = [_short(mine.words.quote(p.start, p.start + p.length)) for p in passages]
        context = {
            "other_year": other.report.year,
            "file": other.source.file,
            "passages": " | ".join(quotes),
            "quote": quotes[0] if quotes else "",
            "heading": self._form.sections[scope].text if scope else "",
            "by_section": "" if scope else self._by_section(pair),
        }
        yield Fact("similarity", f"similarity/{pair.relation}/{pair.rank}/{scope or 'whole'}", fields, context)

    def _by_section(self, pair: _Pair) -> Text:
        """How much of each section stands in the other report's, in words."""
        shares = [
            (self._form.sections[key].text, prose.containment(pair.theirs[key]))
            for key, prose in pair.own.items()
            if key != WHOLE and key in pair.theirs and prose.words.count
        ]
        return Text(*("; ".join(f"{text.of(lang)} {share}%" for text, share in shares) for lang in ("zh", "en")))


@cache
def _compiled(patterns: tuple[str, ...]) -> list[re.Pattern[str]]:
    """Patterns that few runs of the program need."""
    return list(map(re.compile, patterns))


def is_of_another(peer: Reading, reading: Reading) -> bool:
    """Whether a report is of another unit; copies of the report itself are not, whatever they are called."""
    one, other = reading.report.unit.name, peer.report.unit.name
    return plain(one) != plain(other) and reading.source.sha256 != peer.source.sha256


def _section_at(own: Mapping[str, Prose], start: int) -> str:
    """The section in which a letter of the whole stands: they follow each other, a break after each."""
    for key, prose in own.items():
        if key != WHOLE:
            if start <= len(prose.words.letters):
                return key
            start -= len(prose.words.letters) + 1
    return ""


def _short(passage: str) -> str:
    return passage if len(passage) <= _LONGEST_SHOWN else passage[: _LONGEST_SHOWN - 1] + "\u2026"
