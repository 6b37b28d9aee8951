"""Two rules that report the same fault: what one matches, the other matches as well."""

from __future__ import annotations

from collections.abc import Iterator

from engine.applies import overlapping
from engine.authoring.lint.problems import Linted, Problem
from engine.authoring.values import under
from engine.patterns import Condition, Pattern, Variable
from engine.rulebook import Rule


def doubled(linted: Linted) -> Iterator[Problem]:
    """A rule whose every match another rule finds too, without a word on which explains which.

    Only rules whose patterns stand in the same order are compared; of two equal rules, one is named.
    """
    rules = linted.book.rules
    for narrow in rules:
        for wide in rules:
            if narrow.name == wide.name or not _contained(narrow, wide):
                continue
            if _contained(wide, narrow) and narrow.name < wide.name:
                continue
            if not _settled(narrow, wide):
                yield linted.at(narrow.file, ("when",), "doubled", rule=narrow.name, other=wide.name)


def _contained(narrow: Rule, wide: Rule) -> bool:
    return (
        len(narrow.when) == len(wide.when)
        and overlapping(narrow.applies, wide.applies)
        and all(_implies(a, b) for a, b in zip(_named_alike(narrow), _named_alike(wide), strict=True))
        and not any(_implies(pattern, excuse) for excuse in wide.unless for pattern in narrow.when)
        and not any(excuse not in narrow.unless for excuse in wide.unless)
    )


def _implies(narrow: Pattern, wide: Pattern) -> bool:
    """Whether every fact that meets one pattern meets the other."""
    if narrow.kind != wide.kind:
        return False
    if not set(wide.variables()) <= set(narrow.variables()) | _binding(wide):
        return False
    return all(
        under(narrow.constants(), narrow.kind, field).within(under(wide.constants(), wide.kind, field))
        for field in {condition.field for condition in wide.constants()}
    )


def _binding(pattern: Pattern) -> set[Condition]:
    """Conditions of one pattern alone that only give a value a name."""
    return {
        c for c in pattern.variables() if c.operator == "eq" and isinstance(c.value, Variable) and c.value.name == "_"
    }


def _named_alike(rule: Rule) -> list[Pattern]:
    """The patterns with variables named by their order; one that stands once only relates nothing."""
    names = [c.value.name for p in rule.when for c in p.variables() if isinstance(c.value, Variable)]
    order = {name: str(index) for index, name in enumerate(dict.fromkeys(n for n in names if names.count(n) > 1))}
    return [Pattern(p.kind, tuple(_renamed(c, order) for c in p.conditions)) for p in rule.when]


def _renamed(condition: Condition, order: dict[str, str]) -> Condition:
    if not isinstance(condition.value, Variable):
        return condition
    return Condition(condition.field, condition.operator, Variable(order.get(condition.value.name, "_")))


def _settled(narrow: Rule, wide: Rule) -> bool:
    """Whether the author has said how the two go together: one explains or excuses the other."""
    return any(_names(a, b) for a, b in ((narrow, wide), (wide, narrow)))


def _names(rule: Rule, other: Rule) -> bool:
    findings = [p for p in (*rule.because_of, *rule.unless) if p.kind == "finding"]
    return any(
        other.name in under(p.constants(), "finding", "rule")
        and other.category in under(p.constants(), "finding", "category")
        for p in findings
    )
