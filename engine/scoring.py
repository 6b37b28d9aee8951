"""From findings to marks: deduction with caps, scaled to what could be assessed. See docs/scoring.md.

Everything is computed with fractions and rounded once, to two places, when it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from engine.rulebook import Category, Grade, Rule, Rulebook
from engine.values import dataclass

Decision = Literal["decided", "not_applicable", "not_assessable", "forfeited"]
_CENT = Decimal("0.01")
_MOST_KNOWN = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a rule, as far as it matters for marks."""

    rule: Rule
    decision: Decision


@dataclass(frozen=True, slots=True)
class Charge:
    """A finding as scoring sees it: ``free`` if another finding explains it, so that it costs nothing."""

    id: str
    rule: Rule
    free: bool = False


@dataclass(frozen=True, slots=True)
class CategoryMarks:
    """Marks of a category: ``numerator`` kept of the ``denominator`` that could be assessed."""

    category: Category
    numerator: Fraction
    denominator: Fraction

    @property
    def share(self) -> Fraction | None:
        """The share of marks kept; ``None`` if nothing could be assessed."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Marks:
    """The result: the total (``None`` if nothing could be assessed), its bounds, and what each finding cost.

    ``deducted`` and ``forfeited`` are by finding id and by rule name; together they are the marks
    missing in the categories.
    """

    total: Fraction | None
    bounds: tuple[Fraction, Fraction] | None
    categories: tuple[CategoryMarks, ...]
    deducted: Mapping[str, Fraction]
    forfeited: Mapping[str, Fraction]


class Marker:
    """Gives marks by one rulebook. Reports with the same outcomes and charges share the work."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._known: dict[object, _Shape] = {}

    def mark(self, outcomes: Sequence[Outcome], gaps: Sequence[Charge], reviews: Sequence[Charge]) -> Marks:
        """The marks of a report. ``gaps`` in the order in which caps are used up; ``reviews`` cost nothing yet."""
        key = (
            tuple([(o.rule.name, o.decision) for o in outcomes]),
            tuple([(charge.rule.name, charge.free) for charge in gaps]),
            tuple([(charge.rule.name, charge.free) for charge in reviews]),
        )
        shape = self._known.get(key)
        if shape is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            shape = self._known[key] = _shape(self._book, outcomes, gaps, reviews)
        deducted = {charge.id: cost for charge, cost in zip(gaps, shape.deducted, strict=True)}
        return Marks(shape.total, shape.bounds, shape.categories, deducted, shape.forfeited)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Marks without the ids of findings: ``deducted`` is by their order."""

    total: Fraction | None
    bounds: tuple[Fraction, Fraction] | None
    categories: tuple[CategoryMarks, ...]
    deducted: tuple[Fraction, ...]
    forfeited: Mapping[str, Fraction]


def _shape(book: Rulebook, outcomes: Sequence[Outcome], gaps: Sequence[Charge], reviews: Sequence[Charge]) -> _Shape:
    weights = _weights(book, outcomes)
    actual = [_category(book, c, outcomes, gaps, weights, "out") for c in book.categories]
    best = [_category(book, c, outcomes, gaps, weights, "for") for c in book.categories]
    worst = [_category(book, c, outcomes, [*gaps, *reviews], weights, "against") for c in book.categories]
    undecided = [o.rule for o in outcomes if o.decision == "not_assessable"]
    vetoes = _vetoes([charge.rule for charge in gaps])
    all_vetoes = _vetoes([charge.rule for charge in (*gaps, *reviews)] + undecided)
    low = _total(book, [item.marks for item in worst], all_vetoes)
    high = _total(book, [item.marks for item in best], vetoes)
    costs = {key: value for item in actual for key, value in item.deducted.items()}
    return _Shape(
        total=_total(book, [item.marks for item in actual], vetoes),
        bounds=(low, high) if low is not None and high is not None else None,
        categories=tuple(item.marks for item in actual),
        deducted=tuple(costs[charge.id] for charge in gaps),
        forfeited={key: value for item in actual for key, value in item.forfeited.items()},
    )


def shown(value: Fraction) -> Decimal:
    """The value with two places at most, half away from zero."""
    return unpadded((Decimal(value.numerator) / Decimal(value.denominator)).quantize(_CENT, ROUND_HALF_UP))


def unpadded(value: Decimal) -> Decimal:
    """The number as scorecards write it, without zeros at its end."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def grade_of(book: Rulebook, total: Fraction) -> Grade | None:
    """The highest grade whose least score is reached, by the score as it is shown."""
    return next((grade for grade in book.grades if shown(total) >= grade.at_least), None)


@dataclass(frozen=True, slots=True)
class _Scored:
    marks: CategoryMarks
    deducted: dict[str, Fraction]
    forfeited: dict[str, Fraction]


def _weights(book: Rulebook, outcomes: Sequence[Outcome]) -> dict[str, Fraction]:
    """A rule's part in its category: the most that it can cost. A family's cap is shared out by that."""
    rules = [outcome.rule for outcome in outcomes if outcome.decision != "not_applicable"]
    in_family: dict[str, Fraction] = {}
    for rule in rules:
        if rule.deduct.family:
            in_family[rule.deduct.family] = in_family.get(rule.deduct.family, Fraction(0)) + Fraction(
                rule.deduct.at_most
            )
    weights = {}
    for rule in rules:
        weight, family = Fraction(rule.deduct.at_most), rule.deduct.family
        if family and in_family[family] > Fraction(book.families[family]):
            weight = weight * Fraction(book.families[family]) / in_family[family]
        weights[rule.name] = weight
    return weights


def _category(
    book: Rulebook,
    category: Category,
    outcomes: Sequence[Outcome],
    charges: Sequence[Charge],
    weights: Mapping[str, Fraction],
    undecided: Literal["out", "for", "against"],
) -> _Scored:
    """One category, with the rules that could not be assessed left out, or counted for or against."""
    mine = [o for o in outcomes if o.rule.category == category.id and o.decision != "not_applicable"]
    whole = sum((weights[o.rule.name] for o in mine), Fraction(0))
    unknown = [o for o in mine if o.decision == "not_assessable"]
    unknown_weight = sum((weights[o.rule.name] for o in unknown), Fraction(0))
    full = Fraction(category.full)
    if not whole:  # no rule of it can cost anything here, though one may find something
        free = {charge.id: Fraction(0) for charge in charges if charge.rule.category == category.id}
        none = {o.rule.name: Fraction(0) for o in mine if o.decision == "forfeited"}
        return _Scored(CategoryMarks(category, Fraction(0), Fraction(0)), free, none)
    unknown_share = full * unknown_weight / whole
    available = full - (unknown_share if undecided == "out" else 0)
    forfeited = {o.rule.name: weights[o.rule.name] for o in mine if o.decision == "forfeited"}
    deducted = _deduct([charge for charge in charges if charge.rule.category == category.id], book)
    lost = sum(deducted.values(), Fraction(0)) + sum(forfeited.values(), Fraction(0))
    if undecided == "against":
        lost += max(unknown_weight, unknown_share)
    _trim(deducted, forfeited, lost - available)
    return _Scored(CategoryMarks(category, max(Fraction(0), available - lost), available), deducted, forfeited)


def _deduct(charges: Sequence[Charge], book: Rulebook) -> dict[str, Fraction]:
    """What each finding costs, until its rule's cap and its family's are used up."""
    left: dict[str, Fraction] = {}
    deducted = {}
    for charge in charges:
        deduct = charge.rule.deduct
        if charge.free:
            deducted[charge.id] = Fraction(0)
            continue
        caps = [(charge.rule.name, Fraction(deduct.at_most))]
        if deduct.family:
            caps.append((f"family {deduct.family}", Fraction(book.families[deduct.family])))
        points = min([Fraction(deduct.each), *(left.get(key, cap) for key, cap in caps)])
        for key, cap in caps:
            left[key] = left.get(key, cap) - points
        deducted[charge.id] = points
    return deducted


def _trim(deducted: dict[str, Fraction], forfeited: dict[str, Fraction], excess: Fraction) -> None:
    """A category never falls below zero: what exceeds it is taken back, from the last charge on."""
    for costs in (deducted, forfeited):
        for key in reversed(list(costs)):
            if excess <= 0:
                return
            back = min(excess, costs[key])
            costs[key] -= back
            excess -= back


def _vetoes(rules: Sequence[Rule]) -> Fraction | None:
    caps = [Fraction(rule.veto) for rule in rules if rule.veto is not None]
    return min(caps, default=None)


def _total(book: Rulebook, categories: Sequence[CategoryMarks], veto: Fraction | None) -> Fraction | None:
    assessed = [item for item in categories if item.share is not None]
    full = sum((Fraction(item.category.full) for item in assessed), Fraction(0))
    if not full:
        return None
    kept = sum((Fraction(item.category.full) * (item.share or 0) for item in assessed), Fraction(0))
    total = Fraction(book.full) * kept / full
    return total if veto is None else min(total, veto)
