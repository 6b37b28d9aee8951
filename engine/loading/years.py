"""Reads ``rules/years.yaml``: what of a report is compared with last year's, checked against the forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from engine.comparison import Comparison, Comparisons
from engine.loading.check import Fault
from engine.loading.files import Closed, Slug
from engine.rulebook import Form, TableForm

_Terms = tuple[str, ...]
_Path = tuple[str | int, ...]


class ComparisonFile(Closed):
    """Figures of this year against last year's."""

    table: str
    each: Literal["row", "column"]
    lines: _Terms = ()
    this: Annotated[_Terms, Field(min_length=1)]
    before: Annotated[_Terms, Field(min_length=1)]
    added: _Terms = ()
    taken: _Terms = ()
    forms: Annotated[_Terms | None, Field(min_length=1)] = None
    across_forms: bool = False


class RepeatFile(Closed):
    """A table that is compared cell by cell."""

    across_forms: bool = False


class ComparisonsFile(Closed):
    """``rules/years.yaml``."""

    comparisons: dict[Slug, ComparisonFile]
    repeats: dict[str, RepeatFile]


def comparisons(raw: ComparisonsFile, forms: Sequence[Form], fault: Fault) -> Comparisons:
    """The comparisons that the file declares.

    Raises:
        RulebookError: it names a form, table, row or column that there is not.
    """
    known = {form.id: form for form in forms}
    for table in raw.repeats:
        if any(table not in form.tables for form in forms):
            raise fault(f"unknown table {table!r}", "repeats", table)
    items = tuple(_comparison(name, item, known, fault) for name, item in raw.comparisons.items())
    return Comparisons(items, {table: item.across_forms for table, item in raw.repeats.items()})


def _comparison(name: str, raw: ComparisonFile, forms: Mapping[str, Form], fault: Fault) -> Comparison:
    path = ("comparisons", name)
    for index, form in enumerate(raw.forms or ()):
        if form not in forms:
            raise fault(f"unknown form {form!r}; known: {', '.join(sorted(forms))}", *path, "forms", index)
    stated_for = raw.forms or tuple(forms)
    if any(raw.table not in forms[form].tables for form in (forms if raw.across_forms else stated_for)):
        raise fault(f"unknown table {raw.table!r}", *path, "table")
    lines = raw.lines or _every_line(forms[stated_for[0]].tables[raw.table], raw.each)
    found = Comparison(
        name, raw.table, raw.each, lines, raw.this, raw.before, raw.added, raw.taken, stated_for, raw.across_forms
    )
    for stated, terms, at in _stated(found, forms):
        _check_cells(found, stated, terms, fault, (*path, at))
    return found


def _every_line(table: TableForm, each: str) -> tuple[str, ...]:
    """All columns of a table of one block, or all of its rows."""
    return table.blocks[0].columns if each == "column" else tuple(table.lines())


def _stated(item: Comparison, forms: Mapping[str, Form]) -> Iterator[tuple[Form, _Terms, str]]:
    """Every form with the terms that must be in it, and the key that names them."""
    for form in item.forms:
        for key in ("this", "added", "taken"):
            yield forms[form], getattr(item, key), key
    for form in forms if item.across else item.forms:
        yield forms[form], item.before, "before"


def _check_cells(item: Comparison, form: Form, terms: _Terms, fault: Fault, path: _Path) -> None:
    table = form.tables[item.table]
    known = {(row, column) for _, row, column in table.cells()}
    for line in item.lines:
        for row, column in item.cells(line, terms):
            if (row, column) not in known:
                raise fault(f"{row} / {column} is no cell of {item.table} of form {form.id}", *path)
            if table.columns[column].unit == "money":
                raise fault(f"{row} / {column} has units of its own and cannot be compared", *path)
