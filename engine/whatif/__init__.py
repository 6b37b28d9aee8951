"""What mending would gain: which gap to mend first, the score after each, and the shortest way to a better grade.

Every figure is that of the whole report scored once more by the same engine, after a trial of the mend (see
docs/what-if.md): gains do not add up, because caps, explanations and forfeited rules make them depend on each other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from engine.beside import NOTHING_BESIDE, Beside
from engine.catalogue import say
from engine.decisions import NO_DECISIONS, Decisions
from engine.given import Given
from engine.inference.program import Match
from engine.reading import Reading
from engine.rulebook import Grade, Lang, Rulebook
from engine.score import Engine
from engine.scorecard import GapMend, GradeGiven, MendedTogether, PastGap, Supposed, SupposedBy, WayToGrade, WhatIf
from engine.scored import Scored
from engine.scoring import grade_of, shown
from engine.whatif.same import Lasting
from engine.whatif.together import capped
from engine.whatif.trial import Gap, Outcome, Subject, Trial
from engine.whatif.ways import Search

__all__ = ["gaps_of", "what_if", "with_gains"]

_MOST_OF_RULE = 8  # more gaps of one rule are mended as one
_MOST_READ = 30_000_000  # characters of text that are gone through once more in all
_TIMES = 4  # rescorings of each gap: alone, in the order, last of all, and where fewer may do


def what_if(
    engine: Engine,
    reading: Reading,
    given: Given | None = None,
    lang: Lang = "zh",
    beside: Beside = NOTHING_BESIDE,
    decisions: Decisions = NO_DECISIONS,
) -> WhatIf | None:
    """What mending the gaps of a report would gain; ``None`` if it is too long to be scored so often, or cannot be.

    Raises:
        NoForm: no official form governs its year.
    """
    trial = Trial(engine, Subject(reading, given or Given(), beside, decisions, lang))
    if trial.base.found.failed is not None:
        return None
    trial.gaps = gaps_of(trial)
    characters = sum(len(section.text) for section in reading.report.sections.values())
    if characters * _TIMES * len(trial.gaps) > _MOST_READ:
        return None
    return _Telling(engine.book, trial, lang).what_if()


def with_gains(
    engine: Engine,
    found: Scored,
    given: Given | None = None,
    lang: Lang = "zh",
    beside: Beside = NOTHING_BESIDE,
    decisions: Decisions = NO_DECISIONS,
) -> Scored:
    """A scored report whose scorecard says what mending would gain, or by a notice that it was not tried."""
    gains = what_if(engine, found.reading, given, lang, beside, decisions)
    notices = found.card.notices if gains is not None else (*found.card.notices, say("whatif.not_tried", lang))
    return replace(found, card=replace(found.card, what_if=gains, notices=notices))


def gaps_of(trial: Trial) -> list[Gap]:
    """The open gaps that no other finding explains; many of one rule are one."""
    found, keys = trial.base.found, trial.base.keys
    by_rule: dict[str, list[Match]] = {}
    for match in found.judged.matches:
        if match.id not in found.judged.causes and _is_gap(trial.base, match):
            by_rule.setdefault(match.rule.name, []).append(match)
    bundles = [
        bundle
        for matches in by_rule.values()
        for bundle in ([matches] if len(matches) > _MOST_OF_RULE else [[match] for match in matches])
    ]
    return [
        Gap(tuple(bundle), frozenset(keys[match.id] for match in bundle), _explained(trial, bundle))
        for bundle in bundles
    ]


def _explained(trial: Trial, gaps: Sequence[Match]) -> frozenset[Lasting]:
    """The findings that these explain."""
    base = trial.base
    ids = {match.id for match in gaps}
    left = {match.id for match in base.found.judged.without(ids).matches}
    return frozenset(key for id, key in base.keys.items() if id not in left and id not in ids)


def _is_gap(outcome: Outcome, match: Match) -> bool:
    found = outcome.found
    return found.judged.settled.stands(match.id, found.case.certainty(match)) == "gap"


class _Telling:
    """Tries the mends of a report and tells what came of them."""

    def __init__(self, book: Rulebook, trial: Trial, lang: Lang) -> None:
        self._book, self._trial, self._lang = book, trial, lang
        self._now = _score(trial.base)

    def what_if(self) -> WhatIf:
        """All that there is to tell."""
        trial = self._trial
        indices = self._distinct([i for i, gap in enumerate(trial.gaps) if not _is_past(gap)])
        groups = capped(trial, indices)
        order = sorted(
            indices, key=lambda index: (-self._worth(index, groups), -self._face(index), self._cost(index), index)
        )
        search = Search(
            order, lambda chosen: trial.mended(chosen).total, trial.guessed, self._cost, self._overlap(order)
        )
        better = [g for g in reversed(self._book.grades) if self._now is not None and g.at_least > self._now]
        return WhatIf(
            mends=tuple(self._mend(index, order[: place + 1]) for place, index in enumerate(order)),
            together=tuple(MendedTogether(self._prints(group), self._then(group)) for group in groups),
            everything=self._then(order) if order else None,
            ways=tuple(self._way(grade, search) for grade in better),
            past=tuple(self._past(index) for index, gap in enumerate(trial.gaps) if _is_past(gap)),
            rescored=trial.scored,
            left=self._brought(trial.mended(order)),
        )

    def _distinct(self, indices: Sequence[int]) -> list[int]:
        """Without gaps whose mend is the very mend of one before, which settles them too."""
        found: dict[int, Outcome] = {}
        for index in indices:
            outcome = self._trial.mended([index])
            same = (other for other in found.values() if other.reading == outcome.reading)
            if index in outcome.supposed or next(same, None) is None:
                found[index] = outcome
        return list(found)

    def _overlap(self, indices: Sequence[int]) -> bool:
        """Whether mending one of these settles another."""
        left = {index: set(self._trial.mended([index]).keys.values()) for index in indices}
        return any(
            not self._trial.gaps[other].keys <= left[index]
            for index in indices
            for other in indices
            if other != index
        )

    def _worth(self, index: int, groups: Sequence[Sequence[int]]) -> Decimal:
        """What a gap regains alone, or its share of what it regains with others under a cap."""
        shares = [self._gain(group) / len(group) for group in groups if index in group]
        return max([self._gain([index]), *shares])

    def _face(self, index: int) -> Decimal:
        """What the gaps cost where no cap spares them."""
        gap = self._trial.gaps[index]
        return gap.matches[0].rule.deduct.each * len(gap.matches)

    def _cost(self, index: int) -> int:
        edits = self._trial.mended([index]).edits.get(index, ())
        return sum(max(1, edit.cells) for edit in edits) or 1

    def _gain(self, chosen: Collection[int]) -> Decimal:
        after = _score(self._trial.mended(chosen))
        return shown(Fraction(after or 0) - Fraction(self._now or 0))

    def _then(self, chosen: Collection[int]) -> Supposed:
        outcome = self._trial.mended(chosen)
        by: SupposedBy = "as if mended" if outcome.supposed else "mended report"
        total = outcome.total
        grade = grade_of(self._book, total) if total is not None else None
        return Supposed(_score(outcome), self._gain(chosen), self._given(grade) if grade else None, by)

    def _given(self, grade: Grade) -> GradeGiven:
        return GradeGiven(grade.id, grade.label.of(self._lang))

    def _mend(self, index: int, so_far: Sequence[int]) -> GapMend:
        gap, outcome = self._trial.gaps[index], self._trial.mended([index])
        rule = gap.matches[0].rule
        first = self._prints([index])
        return GapMend(
            finding=first[0],
            rule=rule.name,
            title=rule.title.of(self._lang),
            gaps=len(gap.matches),
            edits=outcome.edits.get(index, ()),
            settles=(*first, *(print for print in self._settled(outcome) if print not in first)),
            brings=self._brought(outcome),
            alone=self._then([index]),
            so_far=self._then(so_far),
        )

    def _settled(self, outcome: Outcome) -> list[str]:
        """The open findings of the report as it is that are gone."""
        base, left = self._trial.base, set(outcome.keys.values())
        judged = base.found.judged
        return [
            judged.prints[match.id]
            for match in judged.matches
            if base.keys[match.id] not in left and not judged.settled.let_off(match.id)
        ]

    def _brought(self, outcome: Outcome) -> tuple[str, ...]:
        """Gaps that the report as it is has not, in words."""
        known, wording = set(self._trial.base.keys.values()), outcome.found.case.wording
        return tuple(
            wording.fill(match.rule.message, match.facts)
            for match in outcome.found.judged.matches
            if outcome.keys[match.id] not in known and _is_gap(outcome, match)
        )

    def _past(self, index: int) -> PastGap:
        rule = self._trial.gaps[index].matches[0].rule
        return PastGap(self._prints([index])[0], rule.name, rule.title.of(self._lang), self._then([index]))

    def _way(self, grade: Grade, search: Search) -> WayToGrade:
        way = search.way(grade.at_least)
        chosen = self._prints(way.chosen) if way.chosen is not None else None
        then = self._then(way.chosen) if way.chosen is not None else None
        return WayToGrade(self._given(grade), grade.at_least, chosen, then, way.shortest)

    def _prints(self, chosen: Sequence[int]) -> tuple[str, ...]:
        prints = self._trial.base.found.judged.prints
        return tuple(prints[match.id] for index in chosen for match in self._trial.gaps[index].matches)


def _score(outcome: Outcome) -> Decimal | None:
    return None if outcome.total is None else shown(outcome.total)


def _is_past(gap: Gap) -> bool:
    return any(step.verb == "past" for step in gap.matches[0].rule.mend)
