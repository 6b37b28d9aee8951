"""Measures the linear identities of the form: exact sums over the cells of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.cells import CellReading
from engine.facts import Fact, Value
from engine.observe.equations import Equation, Telling, telling
from engine.observe.tables import CellAt, Pick, TablesSeen, picker
from engine.rulebook import Form, IdentityForm, Label, TableForm, Text
from engine.values import dataclass

if TYPE_CHECKING:
    from engine.observe import Interest


@dataclass(frozen=True, slots=True)
class Sum:
    """One identity for one row or column: the cells of its two sides."""

    identity: IdentityForm
    line: str
    label: Text
    left: tuple[CellAt, ...]
    right: tuple[CellAt, ...]
    names: tuple[Label, ...]  # of the left terms, then of the right

    @property
    def id(self) -> str:
        """The id of its fact."""
        return f"identity/{self.identity.group}/{self.line}"


def sums_of(form: Form) -> list[Sum]:
    """Every identity of a form, spelled out for each row or column that it is stated for."""
    return [item for identity in form.identities for item in _spell_out(form, identity)]


def _spell_out(form: Form, identity: IdentityForm) -> Iterator[Sum]:
    table = form.tables[identity.table]
    by_column = identity.each == "column"
    every_row = tuple(row for block in table.blocks for row in block.rows)
    labels = table.rows if by_column else table.columns
    names = tuple(labels[term] for term in (*identity.left, *identity.right))
    for line in identity.lines or (table.blocks[0].columns if by_column else every_row):
        label = table.columns[line].text if by_column else form.row_words(identity.table, line)
        left, right = (
            tuple((term, line) if by_column else (line, term) for term in side)
            for side in (identity.left, identity.right)
        )
        yield Sum(identity, line, label, left, right, names)


@dataclass(frozen=True, slots=True)
class _Measured:
    """A sum made ready: its cells, where their counts stand in the table's list, and whether a sound one is quiet.

    ``terms`` and ``briefs``: what messages call its terms, and those of its right side; ``accused``: the cells on
    its left.
    """

    sum: Sum
    cells: frozenset[CellAt]
    left: Pick
    right: Pick
    quiet: bool
    equation: Equation
    terms: tuple[str, ...]
    briefs: tuple[Text, ...]
    accused: tuple[tuple[str, str, str], ...]

    def status(self, difference: int, odd: Mapping[CellAt, CellReading]) -> str | None:
        """How it stands, where its left side is larger by ``difference``; ``None`` if that is told by other facts."""
        holds = difference == 0 if self.sum.identity.relation == "eq" else difference <= 0
        if odd and not odd.keys().isdisjoint(self.cells):
            return _odd_status(self.sum, holds, odd)
        return "holds" if holds else "broken"


class SumObserver:
    """Measures the identities of one form."""

    def __init__(self, form: Form, interest: Interest) -> None:
        self._interest = interest
        place = {
            (table.key, row, column): index
            for table in form.tables.values()
            for index, (_, row, column) in enumerate(table.cells())
        }
        measured = [_measured(item, place, interest) for item in sums_of(form)]
        self._measured = {
            table: [item for item in measured if item.sum.identity.table == table] for table in form.tables
        }
        self._telling = {key: _telling_of(items, form.tables[key]) for key, items in self._measured.items()}

    def observe(self, seen: TablesSeen) -> list[Fact]:
        """A fact for each identity of interest."""
        facts = []
        for table, counts in seen.counts.items():
            odd, items = seen.odd[table], self._measured[table]
            for item in items if odd else [items[at] for at in self._telling[table](counts)]:
                left, right = item.left(counts), item.right(counts)
                status = item.status(sum(left) - sum(right), odd)
                if not status or (status == "holds" and item.quiet):
                    continue
                fields = _fields(item.sum, status, sum(left) - sum(right))
                if self._interest.matches("identity", fields):
                    facts.append(_fact(item, fields, left, right))
        return facts


def _measured(item: Sum, place: Mapping[tuple[str, str, str], int], interest: Interest) -> _Measured:
    identity = item.identity
    left, right = (tuple(place[identity.table, *at] for at in side) for side in (item.left, item.right))
    quiet = not interest.could_match(
        "identity", table=identity.table, group=identity.group, line=item.line, status="holds"
    )
    equation = Equation(left, right, identity.relation, quiet)
    return _Measured(
        item,
        frozenset((*item.left, *item.right)),
        picker(left),
        picker(right),
        quiet,
        equation,
        tuple(term.replace(".", "_") for term in (*identity.left, *identity.right)),
        tuple(name.brief for name in item.names[len(item.left) :]),
        tuple((identity.table, *at) for at in item.left),
    )


def _telling_of(items: Sequence[_Measured], table: TableForm) -> Telling:
    """Of plain counts most sums hold, and then nothing is told of them: that is seen with the least ado."""
    return telling(tuple(item.equation for item in items), len(list(table.cells())))


def _odd_status(item: Sum, holds: bool, odd: Mapping[CellAt, CellReading]) -> str | None:
    """The status of a sum with a term that is no plain count: blanks are tried as zero.

    ``None`` if the whole row or column is absent, which facts of its own tell.
    """
    cells = (*item.left, *item.right)
    states = {odd[at].state for at in cells if at in odd}
    if states == {"absent"} and all(at in odd for at in cells):
        return None
    if states - {"blank", "dash", "absent"}:
        return "unreadable"
    if holds:
        return "holds"
    if "absent" in states:
        return "absent"
    blank_total = len(item.left) == 1 and item.left[0] in odd and item.identity.relation == "eq"
    return "total_blank" if blank_total else "broken"


def _fields(item: Sum, status: str, difference: int) -> dict[str, Value]:
    return {
        "table": item.identity.table,
        "group": item.identity.group,
        "line": item.line,
        "relation": item.identity.relation,
        "status": status,
        "difference": difference if status in ("broken", "total_blank") else 0,
    }


def _fact(item: _Measured, fields: dict[str, Value], left: tuple[int, ...], right: tuple[int, ...]) -> Fact:
    context: dict[str, Any] = dict(zip(item.terms, (*left, *right), strict=True))
    context |= {
        "line_label": item.sum.label,
        "left": sum(left),
        "right": sum(right),
        "gap": abs(sum(left) - sum(right)),
        "sum": _spelled(item.briefs, right),
    }
    return Fact("identity", item.sum.id, fields, context, item.accused)


def _spelled(names: Sequence[Text], values: Sequence[int]) -> Text:
    """The right side as people would write it out, without its zeros."""
    terms = [(name, value) for name, value in zip(names, values, strict=True) if value]
    if not terms:
        return Text("0", "0")
    return Text(
        " + ".join([f"{name.zh}{value}" for name, value in terms]),
        " + ".join([f"{name.en} {value}" for name, value in terms]),
    )
