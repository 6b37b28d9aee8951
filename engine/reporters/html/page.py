"""What a page about one report shows, made ready for the template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.catalogue import say
from engine.reporters.html.charts import Chart, Loss, Scale, losses, losses_chart, marks_chart, scale
from engine.reporters.html.findings import PartShown, parts_shown, quotations, section_id
from engine.reporters.html.narrative import Prose, Quotation, first_places, marked
from engine.reporters.html.tables import TableShown, table_shown
from engine.reporters.official import official_tables
from engine.reporters.parts import file_name, numbers_of, parts_of, texts, undecided
from engine.reporters.sums import told_sums
from engine.reporters.what_if import Told
from engine.rulebook import Lang
from engine.scorecard import Scorecard, WhatIf
from engine.scored import Scored


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section of the report in prose, by its key."""

    key: str
    id: str
    heading: str
    prose: Prose


@dataclass(frozen=True, slots=True)
class WhatIfShown:
    """What mending would gain, and by its rows the findings that the page shows."""

    told: Told
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportShown:
    """Everything that the page shows of one report; ``id`` begins all ids of its parts.

    ``warning``: the report was not surely read.
    """

    id: str
    card: Scorecard
    file: str
    summary: str
    warning: str
    parts: Mapping[str, PartShown]
    scale: Scale | None
    marks: Chart
    losses: tuple[Loss, ...]
    lost: Chart
    tables: tuple[TableShown, ...]
    other_cells: tuple[str, ...]
    sections: tuple[SectionShown, ...]
    undecided: Mapping[str, Sequence[str]]
    what_if: WhatIfShown | None


def report_shown(report: Scored, number: int, lang: Lang) -> ReportShown:
    """One report, the ``number``-th on the page."""
    prefix, card = f"r{number}", report.card
    parts = parts_of(card)
    sums = told_sums(report, lang)
    captions = {
        table.key: report.tools.form.sections[table.section].text.of(lang)
        for table in report.tools.form.tables.values()
    }
    tables = tuple(
        table_shown(table, f"{table.layout.title} · {captions[table.layout.key]}", prefix, sums, lang)
        for table in official_tables(report, parts, lang)
    )
    headings = {str(key): section.heading for key, section in report.reading.report.sections.items()}
    quoted = quotations(parts, prefix)
    sections = tuple(_sections(report, quoted, prefix, lang))
    found = losses(card, parts)
    shown = parts_shown(card, parts, prefix, _ids(tables, sections), headings, lang)
    return ReportShown(
        id=prefix,
        card=card,
        file=file_name(card),
        summary=_summary(card, {part.key: len(part.findings) for part in shown}, lang),
        warning=say("notice.doubtful", lang) if report.reading.doubtful else "",
        parts={part.key: part for part in shown},
        scale=scale(card),
        marks=marks_chart(card, texts(lang)("not_assessed")),
        losses=found,
        lost=losses_chart(found),
        tables=tables,
        other_cells=tuple(_other_cells(report)),
        sections=sections,
        undecided=undecided(card),
        what_if=None if card.what_if is None else _what_if(card, card.what_if, numbers_of(parts), prefix, lang),
    )


def _what_if(card: Scorecard, what_if: WhatIf, numbers: Mapping[str, int], prefix: str, lang: Lang) -> WhatIfShown:
    links = tuple(f"{prefix}-f{numbers[mend.finding]}" for mend in what_if.mends)
    return WhatIfShown(Told(card, what_if, numbers, lang), links)


def _sections(
    report: Scored, quoted: Mapping[str, Sequence[Quotation]], prefix: str, lang: Lang
) -> Iterator[SectionShown]:
    """The sections that have words of their own, in the order of the form."""
    for key in ("preface", *report.tools.form.sections):
        section = report.reading.report.section(key)
        if section is not None and section.text.strip():
            official = report.tools.form.sections.get(key)
            heading = section.heading or (official.text.of(lang) if official else say(f"section.{key}", lang))
            yield SectionShown(key, section_id(prefix, key), heading, marked(section.text, quoted.get(key, ())))


def _ids(tables: Sequence[TableShown], sections: Sequence[SectionShown]) -> frozenset[str]:
    """What findings can link to."""
    cells = (cell.id for table in tables for rows in (table.head, *table.bodies) for row in rows for cell in row)
    marks = (id for section in sections for id in first_places(section.prose))
    return frozenset((*cells, *marks, *(table.id for table in tables), *(section.id for section in sections)))


def _other_cells(report: Scored) -> Iterator[str]:
    """Cells that are no part of the form, in keys: it has no words for them."""
    for table in report.tools.form.tables.values():
        lines = table.lines()
        for row, cells in report.reading.report.table(table.key).items():
            for column, value in cells.items():
                if column not in lines.get(row, ()):
                    yield f"{table.key}.{row}.{column}: {'' if value is None else value}"


def _summary(card: Scorecard, counts: Mapping[str, int], lang: Lang) -> str:
    """The result in one sentence."""
    text = texts(lang)
    score = text("no_score") if card.score is None else text("score", score=card.score, full=card.full)
    grade = say("pages.graded", lang, grade=card.grade.label) if card.grade else ""
    looked = card.score is not None or card.findings
    found = say("pages.counted", lang, gaps=counts["gaps"], reviews=counts["reviews"]) if looked else ""
    left = sum(rule.status in ("not_assessable", "error") for rule in card.rules)
    rest = say("pages.left", lang, count=left) if left else ""
    return f"{score}{grade}{found}{rest}{say('pages.stop', lang)}"
