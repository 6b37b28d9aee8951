"""Mends gaps for trial, one or several at once, and has the whole report scored again each time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial

from engine.beside import Beside
from engine.case import Assessed
from engine.decisions import Decisions
from engine.findings import fingerprint
from engine.given import Given
from engine.inference.program import Match
from engine.reading import Reading
from engine.repair import Mends
from engine.rulebook import Lang
from engine.score import Engine
from engine.scorecard import Edit
from engine.whatif.figures import Signed
from engine.whatif.ground import Setting
from engine.whatif.same import Lasting, lasting
from engine.whatif.steps import mended

_ROUNDS = 3  # a mend may have to be done again: a text may hold the same words once more


@dataclass(frozen=True, slots=True)
class Subject:
    """What is scored, and under which conditions."""

    reading: Reading
    given: Given
    beside: Beside
    decisions: Decisions
    lang: Lang


@dataclass(frozen=True, slots=True)
class Gap:
    """Gaps of one rule that are mended together, mostly one: what lasts of each, and of what they explain."""

    matches: tuple[Match, ...]
    keys: frozenset[Lasting]
    explained: frozenset[Lasting]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report after mending, as scored. ``edits`` by the number of a gap; ``supposed``: gaps taken away."""

    reading: Reading
    found: Assessed
    keys: Mapping[str, Lasting]
    edits: Mapping[int, tuple[Edit, ...]]
    supposed: frozenset[int]

    @property
    def total(self) -> Fraction | None:
        """Its marks."""
        return self.found.marks.total


class Trial:
    """One report that is mended in many ways; what was tried is remembered. ``scored`` counts the rescorings."""

    def __init__(self, engine: Engine, subject: Subject) -> None:
        reading = subject.reading
        report = subject.given.over(reading.report)
        reading = reading if report is reading.report else replace(reading, report=report)
        self._engine, self._subject = engine.governing(reading), subject
        self._given = Given(period=subject.given.period)
        self.scored = 0
        self._known: dict[Lasting, str] = {}
        found = self._assess(reading)
        self.scored = 0
        self.base = Outcome(reading, found, lasting(found.judged.matches), {}, frozenset())
        self._known = {self.base.keys[match.id]: found.judged.prints[match.id] for match in found.judged.matches}
        self._sums = tuple(Signed.of(item) for item in found.case.tools.sums.values())
        self._repairs = cache(lambda: engine.mends(found))
        self.gaps: Sequence[Gap] = ()
        self._tried: dict[frozenset[int], Outcome] = {}

    def mended(self, chosen: Collection[int]) -> Outcome:
        """The report with these of its gaps mended, scored again."""
        key = frozenset(chosen)
        if not key:
            return self.base
        if key not in self._tried:
            self._tried[key] = self._mend(sorted(key))
        return self._tried[key]

    def guessed(self, chosen: Collection[int]) -> Fraction | None:
        """The marks if the gaps were simply not there: soon found, and near what mending them gives."""
        gone = {match.id for index in chosen for match in self.gaps[index].matches}
        return self._engine.supposing(self.base.found, gone).marks.total

    def _mend(self, chosen: Sequence[int]) -> Outcome:
        reading, found, keys, repairs = self.base.reading, self.base.found, self.base.keys, self._repairs
        edits: dict[int, tuple[Edit, ...]] = {}
        supposed: set[int] = set()
        for turn in range(_ROUNDS):
            before = reading
            for index in chosen:
                standing = self._standing(index, found, keys, again=turn > 0) if index not in supposed else []
                changed = self._changed(standing, reading, found, repairs)
                if changed is None and reading is before and self._stands(index, keys):
                    supposed.add(index)
                elif changed is not None:
                    reading = changed[0]
                    edits[index] = (*edits.get(index, ()), *changed[1])
            if reading is before:
                break
            found = assessed = self._assess(reading)
            keys = lasting(found.judged.matches)
            repairs = cache(partial(self._engine.mends, assessed))
        supposed |= {index for index in chosen if self._stands(index, keys)}
        if supposed:
            wanted = {key for index in supposed for key in self.gaps[index].keys}
            found = self._engine.supposing(found, {id for id, key in keys.items() if key in wanted})
            self.scored += 1
            keys = lasting(found.judged.matches)
        return Outcome(reading, found, keys, edits, frozenset(supposed))

    def _standing(self, index: int, found: Assessed, keys: Mapping[str, Lasting], again: bool) -> list[Match]:
        """What is to be mended for a gap: itself; ``again``, also what it explained and now stands by itself."""
        gap, judged = self.gaps[index], found.judged
        return [
            match
            for match in judged.matches
            if keys[match.id] in gap.keys
            or (again and keys[match.id] in gap.explained and match.id not in judged.causes)
        ]

    def _stands(self, index: int, keys: Mapping[str, Lasting]) -> bool:
        return not self.gaps[index].keys.isdisjoint(keys.values())

    def _changed(
        self, standing: Sequence[Match], reading: Reading, found: Assessed, repairs: Callable[[], Mends]
    ) -> tuple[Reading, tuple[Edit, ...]] | None:
        """The report with these mended so far as can be; ``None`` if nothing could be changed."""
        edits: tuple[Edit, ...] = ()
        setting = Setting(self._engine.book, found.case.tools.form, self._sums, self._subject.lang, repairs)
        for match in standing:
            changed = mended(setting, match, reading)
            if changed is not None:
                reading, edits = changed.reading, (*edits, *changed.edits)
        return (reading, edits) if edits else None

    def _prints(self, matches: Sequence[Match]) -> dict[str, str]:
        """Of a finding of the report as it is the same as there, so that what was decided of it still holds."""
        keys = lasting(matches)
        return {match.id: self._known.get(keys[match.id]) or fingerprint(match) for match in matches}

    def _assess(self, reading: Reading) -> Assessed:
        subject = self._subject
        self.scored += 1
        return self._engine.assess(
            reading, self._given, subject.lang, subject.beside, subject.decisions, self._prints
        )
