"""Small changes of a rule, each of which some case should notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.authoring.values import under
from engine.authoring.words import condition_words, pattern_words
from engine.catalogue import say
from engine.patterns import Condition, Pattern, PatternError, Variable, check_bindings
from engine.rulebook import Applies, Lang, Missing, Rule, Years

_OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "gte", "gte": "lt", "gt": "lte", "lte": "gt"}
_ORDERED = ("lt", "lte", "gt", "gte")


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed: ``key`` of the catalogue, and the pattern, condition or clause in question."""

    key: str
    before: Pattern | Condition | str | tuple[Pattern, ...]
    after: Condition | None = None

    def words(self, lang: Lang) -> str:
        """The change in words."""
        before = _words(self.before, lang)
        after = condition_words(self.after, lang) if self.after else ""
        return say(f"mutant.{self.key}", lang, before=before, after=after)


def mutants(rule: Rule) -> Iterator[tuple[Change, Rule]]:
    """The rule with one thing changed; what would mean the same, or nothing, is left out."""
    for change, patterns in _patterns(rule.when, _related(rule)):
        yield change, replace(rule, when=patterns)
    for index, pattern in enumerate(rule.unless):
        yield Change("no_unless", pattern), replace(rule, unless=_without(rule.unless, index))
    for index, item in enumerate(rule.missing):
        yield Change("no_missing", item.when), replace(rule, missing=_without_missing(rule.missing, index))
    for key, applies in _applies(rule.applies):
        yield Change("no_applies", key), replace(rule, applies=applies)


def _related(rule: Rule) -> set[str]:
    """The variables that relate facts: one that stands once only says nothing."""
    patterns = (*rule.when, *rule.unless, *rule.because_of)
    names = [c.value.name for p in patterns for c in p.variables() if isinstance(c.value, Variable)]
    return {name for name in names if names.count(name) > 1}


def _patterns(when: tuple[Pattern, ...], related: set[str]) -> Iterator[tuple[Change, tuple[Pattern, ...]]]:
    for index, pattern in enumerate(when):
        for at, condition in enumerate(pattern.conditions):
            if isinstance(condition.value, Variable) and condition.value.name not in related:
                continue
            for key, changed in _conditions(condition):
                conditions = (*pattern.conditions[:at], *changed, *pattern.conditions[at + 1 :])
                mutant = Pattern(pattern.kind, conditions)
                patterns = (*when[:index], mutant, *when[index + 1 :])
                if _usable(patterns) and not _same(pattern, mutant, condition.field):
                    yield Change(key, condition, changed[0] if changed else None), patterns
        if len(when) > 1 and _usable(_without(when, index)):
            yield Change("no_pattern", pattern), _without(when, index)


def _conditions(condition: Condition) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    field, operator, value = condition.field, condition.operator, condition.value
    yield "no_condition", ()
    if operator in _OPPOSITE and not isinstance(value, tuple):
        yield "negated", (Condition(field, _OPPOSITE[operator], value),)
    elif operator == "exists":
        yield "negated", (Condition(field, operator, int(not value)),)
    elif isinstance(value, tuple) and len(value) > 1:
        for index in range(len(value)):
            yield "fewer", (Condition(field, operator, (*value[:index], *value[index + 1 :])),)
    if operator in _ORDERED and isinstance(value, int):
        for step in (-1, 1):
            yield "threshold", (Condition(field, operator, value + step),)


def _same(before: Pattern, after: Pattern, field: str) -> bool:
    """Whether the constants on the field allow the very same values, and its variables are the same."""
    if [c for c in before.variables() if c.field == field] != [c for c in after.variables() if c.field == field]:
        return False
    old, new = (under(pattern.constants(), pattern.kind, field) for pattern in (before, after))
    return old.within(new) and new.within(old)


def _usable(patterns: tuple[Pattern, ...]) -> bool:
    try:
        check_bindings(patterns)
    except PatternError:
        return False
    return not any(p.kind == "finding" and not any(c.field == "rule" for c in p.constants()) for p in patterns)


def _without(items: tuple[Pattern, ...], index: int) -> tuple[Pattern, ...]:
    return (*items[:index], *items[index + 1 :])


def _without_missing(items: tuple[Missing, ...], index: int) -> tuple[Missing, ...]:
    return (*items[:index], *items[index + 1 :])


def _applies(applies: Applies) -> Iterator[tuple[str, Applies]]:
    if applies.years.first is not None:
        yield "years.from", replace(applies, years=Years(None, applies.years.last))
    if applies.years.last is not None:
        yield "years.to", replace(applies, years=Years(applies.years.first, None))
    if applies.kinds:
        yield "kinds", replace(applies, kinds=())
    if applies.levels:
        yield "levels", replace(applies, levels=())


def _words(thing: Pattern | Condition | str | tuple[Pattern, ...], lang: Lang) -> str:
    if isinstance(thing, tuple):
        return " + ".join(pattern_words(pattern, lang) for pattern in thing)
    if isinstance(thing, Pattern):
        return pattern_words(thing, lang)
    return condition_words(thing, lang) if isinstance(thing, Condition) else thing
