"""What a step of a mend sees: the report as it stands by now, the finding, and the words for both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.facts import Fact
from engine.findings import Wording
from engine.inference.program import Match
from engine.mend_steps import MendStep
from engine.reading import CellKey, Reading
from engine.repair import Mends
from engine.report import Cell
from engine.rulebook import Form, Lang, Rulebook, Text
from engine.scorecard import Edit, Location
from engine.whatif.figures import Counts, Signed, counts_of


class CannotMend(Exception):
    """A step finds nothing that it could change: only a person can mend this."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The report after some steps, and what they changed."""

    reading: Reading
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for every mend of a report; ``repairs`` are those of its broken sums."""

    book: Rulebook
    form: Form
    sums: Sequence[Signed]
    lang: Lang
    repairs: Callable[[], Mends]


@dataclass(frozen=True, slots=True)
class Ground:
    """One step, on one report, for one finding."""

    setting: Setting
    match: Match
    step: MendStep
    reading: Reading

    @property
    def form(self) -> Form:
        """The official form of the report's year."""
        return self.setting.form

    @property
    def fact(self) -> Fact:
        """The fact that was found first."""
        return self.match.facts[0]

    @property
    def section(self) -> str:
        """The key of the section that the step, or else the finding, is about."""
        return self.step.section or str(self.fact.fields.get("section", ""))

    def counts(self) -> Counts:
        """The count of every cell of the form."""
        return counts_of(self.reading.report, self.form, self.setting.book.cell_words)

    def cell(self, cell: CellKey) -> Cell:
        """What stands in a cell; ``None`` if it is not there, or could not be read."""
        table, row, column = cell
        return self.reading.report.table(table).get(row, {}).get(column)

    def words(self, template: str) -> str:
        """Words of the document: names in braces are filled in by the finding."""
        wording = Wording(self.setting.book, self.form, self.reading, "zh")
        return wording.fill(Text(template, template), self.match.facts)

    def shown(self) -> Wording:
        """The words of the reader."""
        return Wording(self.setting.book, self.form, self.reading, self.setting.lang)

    def place(self) -> Location:
        """Where the finding is."""
        places = self.shown().locations(self.match.facts, None)
        return places[0] if places else Location()
