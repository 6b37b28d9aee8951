"""The rulebook as values: what the YAML tree under ``rules/`` says, validated; made by :mod:`engine.loading`.

Points and marks are ``Decimal``. Every text that a user meets is a :class:`Text`, in Chinese and English.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Literal

from engine.comparison import Comparisons
from engine.leftover_words import LeftoverWords
from engine.mend_steps import MendStep
from engine.overlays import Off, Overlay
from engine.patterns import Pattern
from engine.restatements import NarrativeWords
from engine.values import dataclass
from engine.wordings import FeeWords, Phrase, TopicWords, UnitNames

Severity = Literal["error", "warning", "info"]
Certainty = Literal["gap", "review"]
Means = Literal["not_applicable", "not_assessable", "forfeit"]
Lang = Literal["zh", "en"]
CellKind = Literal["count", "signed", "amount", "money"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """The text in ``lang``."""
        return self.zh if lang == "zh" else self.en


def joined(texts: Sequence[Text]) -> Text:
    """The texts one after the other, as the parts of a place."""
    return Text(" / ".join(text.zh for text in texts), " / ".join(text.en for text in texts))


@dataclass(frozen=True, slots=True)
class Basis:
    """Where the law says so: a document of the rulebook and a clause; ``forms`` limits it to some forms."""

    document: str
    clause: Text
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Years:
    """Report years, both ends included; ``None`` is open."""

    first: int | None = None
    last: int | None = None

    def __contains__(self, year: int) -> bool:
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class Applies:
    """Whom and which years a rule governs; empty means all."""

    years: Years = Years()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What it means for the rule when these facts are there (typically: evidence is missing).

    ``not_applicable`` and ``not_assessable`` take it out of the score; ``forfeit`` counts its marks as lost.
    """

    when: tuple[Pattern, ...]
    means: Means
    reason: Text


@dataclass(frozen=True, slots=True)
class Deduct:
    """Points for each finding and at most in all, within the category; ``family`` shares one cap."""

    each: Decimal = Decimal(0)
    at_most: Decimal = Decimal(0)
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: data only. ``file`` is its path inside the rulebook."""

    name: str
    title: Text
    category: str
    severity: Severity
    certainty: Certainty
    when: tuple[Pattern, ...]
    message: Text
    remedy: Text
    basis: tuple[Basis, ...]
    why: Text
    limits: Text
    applies: Applies = Applies()
    unless: tuple[Pattern, ...] = ()
    because_of: tuple[Pattern, ...] = ()
    missing: tuple[Missing, ...] = ()
    deduct: Deduct = Deduct()
    veto: Decimal | None = None
    observed: str | None = None
    expected: str | None = None
    covers: tuple[str, ...] = ()
    parameters: Mapping[str, int] = field(default_factory=dict)  # already put into patterns and texts
    mend: tuple[MendStep, ...] = ()
    off: Off | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A row, column or section: official words, other accepted words, a short name for sums."""

    text: Text
    variants: tuple[str, ...] = ()
    short: Text | None = None
    group: str = ""
    unit: CellKind = "count"

    @property
    def brief(self) -> Text:
        """The short name if there is one, else the official words."""
        return self.short or self.text

    @property
    def words(self) -> tuple[str, ...]:
        """All words that documents may use for it."""
        return (self.text.zh, *self.variants)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that share the same columns; tables three and four are one block each, without a key."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableForm:
    """An official table: where it stands, its blocks and the words on it."""

    key: str
    section: str
    title: Text
    blocks: tuple[Block, ...]
    rows: Mapping[str, Label]
    columns: Mapping[str, Label]
    note: Text | None

    def cells(self) -> list[tuple[str, str, str]]:
        """All cells as (block, row, column), in the order of the form."""
        return [(b.key, row, column) for b in self.blocks for row in b.rows for column in b.columns]

    def lines(self) -> dict[str, tuple[str, ...]]:
        """The columns of each row of the form, in its order."""
        return {row: block.columns for block in self.blocks for row in block.rows}


@dataclass(frozen=True, slots=True)
class IdentityForm:
    """Linear sums declared once: ``left`` and ``right`` are rows if stated for each column, and so on.

    ``relation`` is ``eq`` for an identity that must hold, ``lte`` for a plausible bound.
    ``lines`` limits the rows or columns that it is stated for.
    """

    group: str
    table: str
    each: Literal["row", "column"]
    left: tuple[str, ...]
    right: tuple[str, ...]
    relation: Literal["eq", "lte"] = "eq"
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """What the blank form prints beside its labels.

    ``unit``: stands where the unit's name is to be written; ``title``: with ``{unit}`` and
    ``{year}``; ``prose``: what stands in the sections that are to be written, by their key;
    ``item``: the head of the first column of table two; ``text``: the name of the sheet of a
    workbook that holds the sections.
    """

    unit: str
    title: str
    prose: Mapping[str, str]
    item: str
    text: str

    def title_of(self, year: int) -> str:
        """The title of the report on ``year``."""
        return self.title.format(unit=self.unit, year=year)


@dataclass(frozen=True, slots=True)
class Form:
    """An official form of the annual report and the report years that it governs."""

    id: str
    years: Years
    document: str
    sections: Mapping[str, Label]
    prose: tuple[str, ...]
    tables: Mapping[str, TableForm]
    identities: tuple[IdentityForm, ...]
    groups: Mapping[str, Text]
    blocks: Mapping[str, Text]
    numerals: tuple[str, ...]
    heading_marks: tuple[str, ...]
    template: TemplateWords
    examples: Mapping[str, str] = field(default_factory=dict)  # of text, by section: for trying what mending gains

    def row_words(self, table: str, row: str) -> Text:
        """The words of a row, after those of its group."""
        label = self.tables[table].rows[row]
        group = self.groups.get(label.group)
        return joined([group, label.text]) if group else label.text

    def cell_words(self, table: str, row: str = "", column: str = "") -> Text:
        """Table, row and column in words; row or column may be left out."""
        form = self.tables[table]
        row_words = [self.row_words(table, row)] if row else []
        return joined([form.title, *row_words, *([form.columns[column].text] if column else [])])


@dataclass(frozen=True, slots=True)
class Category:
    """A group of rules with full marks of its own."""

    id: str
    label: Text
    full: Decimal


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade is given from this score upwards."""

    id: str
    label: Text
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Document:
    """A legal document that rules cite."""

    id: str
    title: Text
    number: str
    issued: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day of the year after the report year by which an event must have happened."""

    name: str
    event: Literal["published", "submitted"]
    month: int
    day: int
    statutory: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """Deadlines, and the days off and made-up working days around them."""

    deadlines: tuple[Deadline, ...]
    days_off: frozenset[dt.date]
    working_days: frozenset[dt.date]


@dataclass(frozen=True, slots=True)
class CellWords:
    """How figures are written in cells: marks for nothing, and units of money with their value in yuan."""

    dashes: tuple[str, ...]
    count_units: tuple[str, ...]
    money_units: Mapping[str, int]
    signs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RepairWords:
    """What changing a cell costs when the likeliest repair of broken sums is sought, and how long to seek.

    ``cell``: any figure; ``total``: a total; ``unsure``: a figure that could not be read, or a blank
    total; ``confirmed``: a figure that the text confirms; ``moved``: a row or column moved by one
    place. ``doubt``: a repair that costs at most so much more than the cheapest may be the right one
    too. ``sets``: most repairs that are listed; ``nodes``: of the search tree, when the
    search gives up; not a time, so that the same report has the same repairs everywhere.
    """

    cell: int
    total: int
    unsure: int
    confirmed: int
    moved: int
    doubt: int
    sets: int
    nodes: int


@dataclass(frozen=True, slots=True)
class TextWords:
    """How plain text is read: what names the unit and the year in a title, dates, page furniture.

    ``unnamed`` stands for the unit where no title names it; ``table_words`` stand in tables beside
    the labels of rows and columns; ``sentence_ends`` are the marks that end a sentence or an item.
    ``published_names`` are names under which a web page declares the day of publication, written
    as ``declared_date`` says. ``dated`` and, of a whole line at the end, ``signed`` name the day of
    writing. ``article_ends`` is what stands under the article of a web page;
    ``contents`` head a table of contents.
    """

    titles: tuple[str, ...]
    page_numbers: tuple[str, ...]
    period: str
    published: tuple[str, ...]
    published_names: tuple[str, ...]
    declared_date: str
    dated: tuple[str, ...]
    signed: tuple[str, ...]
    article_ends: str
    contents: tuple[str, ...]
    unnamed: str
    table_words: tuple[str, ...]
    sentence_ends: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that the engine knows of the regulation; for its overlays see :mod:`engine.overlays`."""

    id: str
    version: str
    title: Text
    full: Decimal
    documents: Mapping[str, Document]
    categories: tuple[Category, ...]
    grades: tuple[Grade, ...]
    families: Mapping[str, Decimal]
    forms: tuple[Form, ...]
    rules: tuple[Rule, ...]
    calendar: Calendar
    phrases: tuple[Phrase, ...]
    narrative: NarrativeWords
    boilerplate: tuple[str, ...]
    leftovers: LeftoverWords
    topics: TopicWords
    fees: FeeWords
    unit_names: UnitNames
    cell_words: CellWords
    text_words: TextWords
    comparisons: Comparisons
    repair_words: RepairWords
    summed: tuple[tuple[str, str, str], ...] = ()  # cells of which a superior that includes others has their sum
    repeated: Mapping[str, int] = field(default_factory=dict)  # tables, and how many cells not zero are no chance
    title_kinds: tuple[tuple[str, str], ...] = ()  # what a title calls the document, and the expression that tells it
    kind_labels: Mapping[str, Text] = field(default_factory=dict)
    overlays: tuple[Overlay, ...] = ()
    left_out: tuple[Overlay, ...] = ()
    narrower: Mapping[tuple[str, ...], Rulebook] = field(default_factory=dict)
    refused_reasons: tuple[str, ...] = ()  # words that are no reason for a decision
    digest: str = ""

    def form(self, year: int) -> Form | None:
        """The form that governs a report year, if any."""
        return next((form for form in self.forms if year in form.years), None)

    def rule(self, name: str) -> Rule:
        """The rule of that name; KeyError if there is none."""
        return {rule.name: rule for rule in self.rules}[name]
