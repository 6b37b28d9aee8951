"""Measures the linear identities of the form: exact sums over the cells of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.facts import Fact, Value
from engine.observe.tables import CellAt, TablesSeen
from engine.rulebook import Form, IdentityForm, Label, Text

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


def _spell_out(form: Form, identity: IdentityForm) -> list[Sum]:
    table = form.tables[identity.table]
    terms = (*identity.left, *identity.right)
    if identity.each == "column":
        lines = identity.lines or table.blocks[0].columns
        names = tuple(table.rows[term] for term in terms)
        return [
            Sum(identity, line, table.columns[line].text, tuple((t, line) for t in identity.left),
                tuple((t, line) for t in identity.right), names)
            for line in lines
        ]  # fmt: skip
    lines = identity.lines or tuple(row for block in table.blocks for row in block.rows)
    names = tuple(table.columns[term] for term in terms)
    return [
        Sum(identity, line, _line_label(form, table.rows[line]), tuple((line, t) for t in identity.left),
            tuple((line, t) for t in identity.right), names)
        for line in lines
    ]  # fmt: skip


def _line_label(form: Form, label: Label) -> Text:
    group = form.groups.get(label.group)
    return Text(f"{group.zh} / {label.text.zh}", f"{group.en} / {label.text.en}") if group else label.text


class SumObserver:
    """Measures the identities of one form."""

    def __init__(self, form: Form, interest: Interest) -> None:
        self._sums = [
            (item, not interest.could_match("identity", table=item.identity.table, group=item.identity.group,
                             line=item.line, status="holds"))
            for item in sums_of(form)
        ]  # fmt: skip

    def observe(self, seen: TablesSeen) -> list[Fact]:
        """A fact for each identity of interest."""
        facts = []
        for item, quiet in self._sums:
            fact = self._measure(item, quiet, seen)
            if fact is not None:
                facts.append(fact)
        return facts

    def _measure(self, item: Sum, quiet: bool, seen: TablesSeen) -> Fact | None:
        table = item.identity.table
        counts, odd = seen.counts[table], seen.odd[table]
        try:
            left = sum([counts[at] for at in item.left])
            right = sum([counts[at] for at in item.right])
        except KeyError:
            return self._measure_odd(item, quiet, seen)
        holds = left == right if item.identity.relation == "eq" else left <= right
        if holds and quiet:
            return None
        return _fact(item, "holds" if holds else "broken", left, right, counts, odd)

    def _measure_odd(self, item: Sum, quiet: bool, seen: TablesSeen) -> Fact | None:
        """An identity with a term that is not a plain count: blanks are tried as zero."""
        table = item.identity.table
        counts, odd = seen.counts[table], seen.odd[table]
        states = {odd[at].state for at in (*item.left, *item.right) if at in odd}
        if len(states) == 1 and states == {"absent"} and not any(at in counts for at in (*item.left, *item.right)):
            return None  # the whole line is absent: rows and columns tell
        if states - {"blank", "dash", "absent"}:
            return _fact(item, "unreadable", 0, 0, counts, odd)
        left = sum(counts.get(at, 0) for at in item.left)
        right = sum(counts.get(at, 0) for at in item.right)
        holds = left == right if item.identity.relation == "eq" else left <= right
        if holds:
            return None if quiet else _fact(item, "holds", left, right, counts, odd)
        if "absent" in states:
            return _fact(item, "absent", left, right, counts, odd)
        blank_total = len(item.left) == 1 and item.left[0] in odd and item.identity.relation == "eq"
        return _fact(item, "total_blank" if blank_total else "broken", left, right, counts, odd)


def _fact(item: Sum, status: str, left: int, right: int, counts: dict[CellAt, int], odd: dict[CellAt, Any]) -> Fact:
    table, group = item.identity.table, item.identity.group
    fields: dict[str, Value] = {
        "table": table,
        "group": group,
        "line": item.line,
        "relation": item.identity.relation,
        "status": status,
        "difference": left - right if status in ("broken", "total_blank") else 0,
    }
    terms = (*item.identity.left, *item.identity.right)
    values = [counts.get(at, 0) for at in (*item.left, *item.right)]
    context: dict[str, Any] = {term.replace(".", "_"): value for term, value in zip(terms, values, strict=True)}
    context |= {
        "line_label": item.label,
        "left": left,
        "right": right,
        "gap": abs(left - right),
        "sum": _spelled(item.names[len(item.left) :], values[len(item.left) :]),
    }
    cells = tuple((table, *at) for at in item.left)
    return Fact("identity", item.id, fields, context, cells)


def _spelled(names: tuple[Label, ...], values: list[int]) -> Text:
    """The right side as people would write it out, without its zeros."""
    terms = [(name, value) for name, value in zip(names, values, strict=True) if value]
    if not terms:
        return Text("0", "0")
    return Text(
        " + ".join(f"{name.brief.zh}{value}" for name, value in terms),
        " + ".join(f"{name.brief.en} {value}" for name, value in terms),
    )
