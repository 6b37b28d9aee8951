"""Measures a report against the report of the year before: what was carried over, what grew, what is the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from engine.beside import Beside, same_unit
from engine.cells import CellReader
from engine.comparison import Comparison
from engine.facts import Fact, Value
from engine.observe.figures import Figures, figures_of, shown
from engine.observe.repeats import repeats
from engine.observe.tables import CellAt
from engine.reading import Reading
from engine.report import LARGEST_COUNT, Report
from engine.rulebook import Form, Rulebook, Text
from engine.values import dataclass

if TYPE_CHECKING:
    from engine.observe import Interest

_Tables = Mapping[str, Figures]
_NONE = "—"


@dataclass(frozen=True, slots=True)
class _Line:
    """A comparison in one row or column: the cells of its terms."""

    comparison: Comparison
    line: str
    label: Text
    this: tuple[CellAt, ...]
    before: tuple[CellAt, ...]
    added: tuple[CellAt, ...]
    taken: tuple[CellAt, ...]


@dataclass(frozen=True, slots=True)
class _Compared:
    """A line whose figures are all known: this year's, last year's, and the signed terms of what is expected."""

    line: _Line
    this: Decimal
    before: Decimal
    terms: tuple[Decimal, ...]

    @property
    def expected(self) -> Decimal:
        """What this year's figure should be by last year's."""
        return sum(self.terms, Decimal())


class YearObserver:
    """Measures reports on one form against last year's, on whatever form."""

    def __init__(self, book: Rulebook, form: Form, interest: Interest) -> None:
        self._book, self._form, self._interest = book, form, interest
        self._cells = CellReader(book.cell_words)
        self._lines = {
            before.id: [
                line
                for item in book.comparisons.items
                if item.holds_for(form.id, before.id) and interest.could_match("carry", comparison=item.name)
                for line in _lines_of(item, form)
            ]
            for before in book.forms
        }

    def observe(self, reading: Reading, beside: Beside) -> list[Fact]:
        """What is known of last year's report, and what is compared with it, if it is last year's."""
        facts = [_previous(reading.report, beside.previous)]
        if beside.previous is not None:
            facts += self._against(reading.report, beside.previous.report)
        return [fact for fact in facts if self._interest.matches(fact.kind, fact.fields)]

    def _against(self, report: Report, previous: Report) -> list[Fact]:
        before = self._book.form(previous.year)
        if before is None or previous.year != report.year - 1:
            return []
        this = {key: figures_of(report, table, self._cells) for key, table in self._form.tables.items()}
        that = {key: figures_of(previous, table, self._cells) for key, table in before.tables.items()}
        compared = {line: _compare(line, this, that) for line in self._lines[before.id]}
        known = [item for item in compared.values() if item is not None]
        tables = [
            self._form.tables[key]
            for key, across in self._book.comparisons.repeats.items()
            if across or self._form.id == before.id
        ]
        return [
            *(self._carry(line, item, known, previous.year) for line, item in compared.items()),
            *repeats(tables, this, that, previous.year),
        ]

    def _carry(self, line: _Line, item: _Compared | None, known: Sequence[_Compared], year: int) -> Fact:
        table, (row, column) = line.comparison.table, line.this[0]
        fields: dict[str, Value] = {
            "comparison": line.comparison.name,
            "table": table,
            "row": row,
            "column": column,
            "line": line.line,
            "known": int(item is not None),
            **(_measures(item) if item else dict.fromkeys(_MEASURES, 0)),
        }
        context: dict[str, Any] = {
            "label": self._form.cell_words(table, row, column),
            "line_label": line.label,
            "year_before": year,
            "now": shown(item.this) if item else "",
            "then": shown(item.before) if item else "",
            "due": shown(item.expected) if item else "",
            "apart": shown(abs(item.this - item.expected)) if item else "",
            "sum": _spelled(item.terms) if item else "",
            "others": _others(line, known),
        }
        cells = tuple((table, *at) for at in (*line.this, *line.added, *line.taken))
        return Fact("carry", f"carry/{line.comparison.name}/{line.line}", fields, context, cells)


_MEASURES = ("this", "before", "expected", "difference", "gap", "percent", "times")


def _measures(item: _Compared) -> dict[str, Value]:
    """Whole numbers that rules can compare: sizes towards zero, percent rounded up, times rounded down."""
    gap = abs(item.this - item.expected)
    percent, rest = divmod(gap * 100, max(abs(item.before), Decimal(1)))
    less, more = sorted((abs(item.this), abs(item.expected)))
    times = min(more // less, Decimal(LARGEST_COUNT)) if less else Decimal()
    figures = (item.this, item.before, item.expected, item.this - item.expected, gap, percent + (rest > 0), times)
    return dict(zip(_MEASURES, map(int, figures), strict=True))


def _lines_of(item: Comparison, form: Form) -> Iterable[_Line]:
    table = form.tables[item.table]
    for line in item.lines:
        label = table.columns[line].text if item.each == "column" else form.row_words(item.table, line)
        sides = (item.cells(line, terms) for terms in (item.this, item.before, item.added, item.taken))
        yield _Line(item, line, label, *sides)


def _compare(line: _Line, this: _Tables, that: _Tables) -> _Compared | None:
    """The figures of a line; ``None`` if one of them is not known."""
    ours, theirs = this[line.comparison.table], that[line.comparison.table]
    now = [ours.get(at) for at in (*line.this, *line.added, *line.taken)]
    then = [theirs.get(at) for at in line.before]
    if None in now or None in then:
        return None
    known = [value for value in now if value is not None]
    before = [value for value in then if value is not None]
    own, added = len(line.this), len(line.this) + len(line.added)
    terms = (*before, *known[own:added], *(value.copy_negate() for value in known[added:]))
    return _Compared(line, sum(known[:own], Decimal()), sum(before, Decimal()), terms)


def _spelled(terms: Sequence[Decimal]) -> str:
    """The terms as people would write them out."""
    first, *others = terms
    signed = (f" {'-' if value.is_signed() else '+'} {shown(abs(value))}" for value in others)
    return f"{shown(first)}{''.join(signed)}"


def _others(line: _Line, known: Sequence[_Compared]) -> Text:
    """The other lines of the same comparison that are not as expected: what is expected, and what there is."""
    told = [
        (item.line.label, f"{shown(item.expected)} → {shown(item.this)}")
        for item in known
        if item.line.comparison == line.comparison and item.line != line and item.this != item.expected
    ]
    if not told:
        return Text(_NONE, _NONE)
    return Text(
        "; ".join(f"{label.zh} {words}" for label, words in told),
        "; ".join(f"{label.en} {words}" for label, words in told),
    )


def _previous(report: Report, previous: Reading | None) -> Fact:
    """Whether last year's report is given, and whether it is last year's and the unit's."""
    other = previous.report if previous else None
    fields: dict[str, Value] = {
        "given": int(other is not None),
        "years_back": report.year - other.year if other else 0,
        "same_unit": int(other is not None and same_unit(report.unit, other.unit)),
        "doubtful": int(previous is not None and previous.doubtful),
    }
    context = {
        "other_unit": other.unit.name if other else "",
        "other_year": other.year if other else "",
        "file": PurePath(previous.source.file).name if previous else "",
    }
    return Fact("previous", "previous", fields, context)
