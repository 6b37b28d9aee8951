"""Measures what the prose of a report tells of its tables: figures, denials, shares, and sums of what is told.

Words are those of ``rules/restatements.yaml``. Whatever can be read in several ways agrees with the
tables if one of them does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.cells import CellReader
from engine.facts import Fact, Value
from engine.observe.narrative.compare import Compared, Comparer
from engine.observe.narrative.context import Markers
from engine.observe.narrative.prose import ProseMaker
from engine.observe.narrative.shares import share_facts
from engine.observe.narrative.statements import Statement, StatementFinder, Told
from engine.observe.narrative.sums import sum_fact
from engine.observe.narrative.words import quoted
from engine.reading import Reading
from engine.report import Report
from engine.rulebook import Form, Rulebook, Text

if TYPE_CHECKING:
    from engine.observe import Interest

_CENTS = 100  # money is told in hundredths of a yuan, so that it is whole


class NarrativeObserver:
    """Measures the prose of reports of one form."""

    def __init__(self, book: Rulebook, form: Form, cells: CellReader, interest: Interest) -> None:
        self._words, self._form, self._interest = book.narrative, form, interest
        self._shares = interest.could_match("share")
        self._sums = interest.could_match("told_sum")
        wanted = [
            item
            for item in self._words.restatements
            if self._shares or self._sums or interest.could_match("restatement", restatement=item.name)
        ]
        self._wanted = wanted
        self._maker = ProseMaker(self._words)
        self._comparer = Comparer(form, cells)
        self._finder: StatementFinder | None = None
        self._markers: dict[tuple[int, ...], Markers] = {}

    def observe(self, reading: Reading, kind: str) -> list[Fact]:
        """All facts about what is told; ``kind`` of unit is empty where unknown."""
        if not self._wanted:
            return []
        report = reading.report
        told = self._told(report, kind)
        compared = self._compared(told, report)
        confirmed = {said.restatement.name for said, _, found in compared if found.state == "agrees"}
        facts = [
            fact
            for said, part, found in compared
            for fact in self._fact(said, part, found, report, said.restatement.name in confirmed)
        ]
        if self._shares:
            for part in told:
                facts += self._kept(share_facts(part, self._words, self._comparer, report, self._heading))
        if self._sums:
            for part in told:
                facts += self._kept(sum_fact(part, self._words, self._comparer, report, self._heading))
        return facts

    def confirmed(self, report: Report, kind: str) -> frozenset[tuple[str, str, str]]:
        """The cells whose figure the prose says too, exactly and meaning nothing else."""
        return frozenset(
            found.cells[0]
            for said, _, found in self._compared(self._told(report, kind), report)
            if found.state == "agrees" and len(found.readings) == len(found.cells) == 1
            if said.quantity is not None and said.quantity.exact and said.quantity.value
        )

    def _told(self, report: Report, kind: str) -> list[Told]:
        if self._finder is None:  # made when first needed: large patterns
            self._finder = StatementFinder(self._words, self._wanted)
        finder, markers = self._finder, self._markers_for(kind, report)
        return [
            finder.find(key, self._maker.make(section.text, report.year), report.unit.name, markers)
            for key in self._words.sections
            if (section := report.section(key)) is not None and section.text
        ]

    def _compared(self, told: Sequence[Told], report: Report) -> list[tuple[Statement, Told, Compared]]:
        return [
            (said, part, self._comparer.compare(said.restatement, said.quantity, report, said.context.extent))
            for part in told
            for said in part.statements
        ]

    def _markers_for(self, kind: str, report: Report) -> Markers:
        all_ = self._words.markers
        chosen = tuple(at for at, marker in enumerate(all_) if marker.holds(kind, report.unit.name))
        if chosen not in self._markers:
            self._markers[chosen] = Markers(self._words, [all_[at] for at in chosen])
        return self._markers[chosen]

    def _kept(self, facts: Sequence[Fact]) -> list[Fact]:
        return [fact for fact in facts if self._interest.matches(fact.kind, fact.fields)]

    def _heading(self, section: str) -> Text:
        label = self._form.sections.get(section)
        return label.text if label else Text("", "")

    def _fact(self, said: Statement, part: Told, found: Compared, report: Report, confirmed: bool) -> list[Fact]:
        name = said.restatement.name
        quantity = said.quantity
        fields: dict[str, Value] = {
            "section": said.section,
            "restatement": name,
            "at": said.start,
            "how": "figure" if said.figure else "denial",
            "state": found.state,
            "told": _told(said),
            "exact": int(quantity is None or quantity.exact),
            "extent": said.context.extent,
            "confirmed": int(confirmed),
            "table_zero": 0,
            "plain": int(said.plain),
        }
        if found.state == "differs":
            fields["table_zero"] = int(self._comparer.is_zero(said.restatement, report))
        if not self._interest.matches("restatement", fields):
            return []
        context: dict[str, Any] = {
            "heading": self._heading(said.section),
            "label": Text(said.restatement.label, said.restatement.name),
            "quote": quoted(part.prose, said.start, said.end),
            "figure": part.prose.shown[said.start : said.end],
            "says": self._comparer.says(found, report),
        }
        identity = f"restatement/{said.section}/{said.start}/{name}"
        return [Fact("restatement", identity, fields, context, found.cells)]


def _told(said: Statement) -> int:
    if said.figure is None:
        return 0
    return int(said.figure.quantity.value * (_CENTS if said.figure.kind == "money" else 1))
