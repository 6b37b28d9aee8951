"""Gaps that regain together what none of them regains alone, because a cap stands between."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from engine.whatif.trial import Trial


def capped(trial: Trial, indices: Sequence[int]) -> list[tuple[int, ...]]:
    """The gaps of one rule or family, then of one category, that regain more together than the sum of their parts."""
    found: list[tuple[int, ...]] = []
    families = _by(indices, [_cap(trial, index) for index in indices])
    found += [group for group in families if _more(trial, group, [(index,) for index in group])]
    categories = _by(indices, [trial.gaps[index].matches[0].rule.category for index in indices])
    for group in categories:
        parts = [part for part in families if set(part) <= set(group)]
        single = [(index,) for index in group if not any(index in part for part in parts)]
        if group not in found and _more(trial, group, [*parts, *single]):
            found.append(group)
    return found


def _cap(trial: Trial, index: int) -> str:
    rule = trial.gaps[index].matches[0].rule
    return rule.deduct.family or f"rule {rule.name}"


def _by(indices: Sequence[int], keys: Sequence[str]) -> list[tuple[int, ...]]:
    """The indices in groups of the same key, of two at least."""
    groups: dict[str, list[int]] = {}
    for index, key in zip(indices, keys, strict=True):
        groups.setdefault(key, []).append(index)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _more(trial: Trial, group: Sequence[int], parts: Sequence[Sequence[int]]) -> bool:
    return _gain(trial, group) > sum((_gain(trial, part) for part in parts), Fraction(0))


def _gain(trial: Trial, chosen: Sequence[int]) -> Fraction:
    return (trial.mended(chosen).total or Fraction(0)) - (trial.base.total or Fraction(0))
