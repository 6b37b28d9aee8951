"""Two versions, or two years, of a report: what changed in tables and text, what was mended, what is new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from engine.report import Cell, Report
from engine.rulebook import Form, Lang, Rulebook
from engine.scorecard import Finding
from engine.scored import Scored

_CLOSING = "）)”’』」】"  # stays with the sentence that it closes
_MOST_SENTENCES = 2000  # in a section; beyond them only what is there and not there is told, without order


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that says something else; ``None``: absent or could not be read."""

    table: str
    row: str
    column: str
    label: str
    before: Cell
    after: Cell


@dataclass(frozen=True, slots=True)
class TextChange:
    """Sentences of a section that are gone, and those that came."""

    section: str
    label: str
    gone: tuple[str, ...]
    came: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs. ``mended``: findings of the first that the second has not; ``fresh``: the reverse."""

    scores: tuple[Decimal | None, Decimal | None]
    cells: tuple[CellChange, ...]
    texts: tuple[TextChange, ...]
    mended: tuple[Finding, ...]
    fresh: tuple[Finding, ...]
    remaining: tuple[Finding, ...]


def compare(book: Rulebook, before: Scored, after: Scored, lang: Lang) -> Comparison:
    """The second report against the first; of two forms, what both have is compared."""
    first, second, card, later = before.reading.report, after.reading.report, before.card, after.card
    forms = [before.tools.form, after.tools.form]
    gone = _left_over(card.findings, later.findings)
    fresh = _left_over(later.findings, card.findings)
    return Comparison(
        scores=(card.score, later.score),
        cells=tuple(_cells(first, second, forms, lang)),
        texts=tuple(_texts(first, second, forms[-1], book.text_words.sentence_ends, lang)),
        mended=gone,
        fresh=fresh,
        remaining=tuple(finding for finding in later.findings if finding not in fresh),
    )


def _left_over(these: Sequence[Finding], those: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that have no counterpart: the same rule at the same place, whatever the figures."""
    there = Counter(map(_key, those))
    found = []
    for finding in these:
        if there[_key(finding)]:
            there[_key(finding)] -= 1
        else:
            found.append(finding)
    return tuple(found)


def _key(finding: Finding) -> tuple[str, ...]:
    place = finding.locations[-1] if finding.locations else None
    where = (place.section, place.table, place.row, place.column) if place else ()
    return (finding.rule, finding.status, *(key or "" for key in where))


def _cells(before: Report, after: Report, forms: Sequence[Form], lang: Lang) -> Iterator[CellChange]:
    for key, table in forms[-1].tables.items():
        here, there = before.table(key), after.table(key)
        for _, row, column in table.cells():
            if all((row, column) in _cells_of(form, key) for form in forms):
                old, new = here.get(row, {}).get(column), there.get(row, {}).get(column)
                if old != new:
                    label = forms[-1].cell_words(key, row, column).of(lang)
                    yield CellChange(key, row, column, label, old, new)


def _cells_of(form: Form, table: str) -> set[tuple[str, str]]:
    return {(row, column) for _, row, column in form.tables[table].cells()} if table in form.tables else set()


def _texts(before: Report, after: Report, form: Form, ends: str, lang: Lang) -> Iterator[TextChange]:
    for key in ("preface", *form.sections):
        old, new = (_sentences(report, key, ends) for report in (before, after))
        gone, came = _differ(old, new)
        if gone or came:
            label = form.sections[key].text.of(lang) if key in form.sections else ""
            yield TextChange(key, label, tuple(gone), tuple(came))


def _sentences(report: Report, key: str, ends: str) -> list[str]:
    section = report.section(key)
    text = section.text if section else ""
    parts = re.split(rf"(?<=[{re.escape(ends)}])(?![{re.escape(_CLOSING)}])|\n", text)
    return [sentence for part in parts if (sentence := " ".join(part.split()))]


def _differ(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    if max(len(old), len(new)) > _MOST_SENTENCES:
        return list((Counter(old) - Counter(new)).elements()), list((Counter(new) - Counter(old)).elements())
    gone: list[str] = []
    came: list[str] = []
    for action, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action != "equal":
            gone += old[a:b]
            came += new[c:d]
    return gone, came
