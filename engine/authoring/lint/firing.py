"""Rules that cannot fire: conditions that no fact can meet, and places that no form has."""

from __future__ import annotations

from collections.abc import Iterator

from engine.authoring.lint.problems import Linted, Path, Problem, both, conditions_of
from engine.authoring.values import Allowed, possible, under
from engine.loading.check import clauses_of
from engine.patterns import Condition, Pattern
from engine.rulebook import Form, Rule

_KEYS = {  # fields that name a fact: two facts of a report never agree in all of them
    "report": (),
    "section": ("section",),
    "table": ("table",),
    "block": ("table", "block"),
    "note": ("table",),
    "cell": ("table", "row", "column"),
    "date": ("event",),
    "deadline": ("deadline",),
    "period": (),
}
_PLACED = ("table", "block", "row", "column", "group", "line", "unit", "relation")
_OF_FORM = ("cell", "identity", "label")  # kinds whose rows and columns are always those of the form


def impossible_conditions(linted: Linted) -> Iterator[Problem]:
    """A value that the field never has, and conditions on one field that exclude each other."""
    for rule in linted.book.rules:
        for path, patterns in clauses_of(rule):
            for index, pattern in enumerate(patterns):
                yield from _impossible(linted, rule, (*path, index), pattern)


def _impossible(linted: Linted, rule: Rule, path: Path, pattern: Pattern) -> Iterator[Problem]:
    foreign = set()
    for condition, below in conditions_of(pattern):
        for value in _foreign(pattern.kind, condition):
            foreign.add(condition.field)
            known = _words_of(possible(pattern.kind, condition.field))
            yield linted.at(
                rule.file, (*path, *below), "foreign_value", field=condition.field, value=value, known=known
            )
    for field in dict.fromkeys(c.field for c in pattern.constants()):
        if field not in foreign and under(pattern.constants(), pattern.kind, field).empty:
            said = " & ".join(both(c) for c in pattern.constants() if c.field == field)
            yield linted.at(rule.file, (*path, pattern.kind, field), "contradiction", conditions=said)


def _foreign(kind: str, condition: Condition) -> list[object]:
    """The constants of a condition that the field never has."""
    if condition.operator not in ("eq", "ne", "in"):
        return []
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    allowed = possible(kind, condition.field)
    return [value for value in values if isinstance(value, (int, str)) and value not in allowed]


def _words_of(allowed: Allowed) -> str:
    if allowed.only is not None:
        return ", ".join(str(value) if value != "" else "“”" for value in sorted(allowed.only, key=str))
    return f"≥ {allowed.low}"


def places_in_no_form(linted: Linted) -> Iterator[Problem]:
    """A place that no form of the years in which the rule applies has."""
    for rule in linted.book.rules:
        forms = [form for form in linted.book.forms if _overlap(rule, form)]
        if not forms:
            yield linted.at(rule.file, ("applies", "years"), "no_form")
            continue
        for index, pattern in enumerate(rule.when):
            if pattern.kind not in _OF_FORM or _contradicts(pattern):
                continue
            if not any(_has(form, pattern) for form in forms):
                named = ", ".join(both(c) for c in pattern.constants() if c.field in _PLACED)
                ids = ", ".join(form.id for form in forms)
                yield linted.at(rule.file, ("when", index, pattern.kind), "no_such_place", place=named, forms=ids)


def _contradicts(pattern: Pattern) -> bool:
    return any(under(pattern.constants(), pattern.kind, c.field).empty for c in pattern.constants())


def _overlap(rule: Rule, form: Form) -> bool:
    first = max(rule.applies.years.first or 0, form.years.first or 0)
    last = min(rule.applies.years.last or 9999, form.years.last or 9999)
    return first <= last


def _has(form: Form, pattern: Pattern) -> bool:
    """Whether the form has a place that the pattern may mean."""
    asked = {c.field for c in pattern.constants() if c.field in _PLACED}
    wanted = {field: under(pattern.constants(), pattern.kind, field) for field in asked}
    places = _identities(form) if pattern.kind == "identity" else _cells(form)
    return any(all(place[field] in wanted[field] for field in asked if field in place) for place in places)


def _cells(form: Form) -> Iterator[dict[str, str]]:
    for table in form.tables.values():
        for block, row, column in table.cells():
            unit = table.columns[column].unit
            yield {"table": table.key, "block": block, "row": row, "column": column, "unit": unit}


def _identities(form: Form) -> Iterator[dict[str, str]]:
    for identity in form.identities:
        table = form.tables[identity.table]
        rows = {row for block in table.blocks for row in block.rows}
        columns = {column for block in table.blocks for column in block.columns}
        for line in identity.lines or (columns if identity.each == "column" else rows):
            yield {"table": identity.table, "group": identity.group, "line": line, "relation": identity.relation}


def idle_excuses(linted: Linted) -> Iterator[Problem]:
    """An ``unless`` that can never excuse: it asks for the very fact that ``when`` has taken."""
    for rule in linted.book.rules:
        for index, excuse in enumerate(rule.unless):
            if any(_same_fact(excuse, pattern) for pattern in rule.when):
                yield linted.at(rule.file, ("unless", index, excuse.kind), "idle_unless", kind=excuse.kind)


def _same_fact(excuse: Pattern, pattern: Pattern) -> bool:
    """Whether both can only mean one and the same fact of a report."""
    if excuse.kind != pattern.kind or excuse.kind not in _KEYS:
        return False
    return all(
        (mine := _pinned(excuse, field)) is not None and mine == _pinned(pattern, field)
        for field in _KEYS[excuse.kind]
    )


def _pinned(pattern: Pattern, field: str) -> object:
    """The constant or variable that the field equals, if there is one."""
    return next((c.value for c in pattern.conditions if c.field == field and c.operator == "eq"), None)
