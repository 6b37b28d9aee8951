"""What is written into the official form: nothing but its own placeholders, or a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.rulebook import TemplateWords
from engine.template.layout import TableLayout


@dataclass(frozen=True, slots=True)
class Contents:
    """``texts`` by section, paragraphs on lines of their own; ``tables`` as report.json has them."""

    title: str
    texts: Mapping[str, str]
    preface: str = ""
    tables: Mapping[str, Mapping[str, Mapping[str, object]]] = field(default_factory=dict)

    def into(self, layout: TableLayout) -> TableLayout:
        """The table with its figures."""
        rows = self.tables.get(layout.key, {})
        if not rows:
            return layout
        return replace(
            layout,
            cells=tuple(
                replace(cell, text=str(rows.get(cell.key[0], {}).get(cell.key[1], "")))
                if cell.role == "figure"
                else cell
                for cell in layout.cells
            ),
        )


def blank(words: TemplateWords, year: int) -> Contents:
    """The form to be filled in."""
    return Contents(words.title_of(year), words.prose)


def of_report(report: Mapping[str, Any]) -> Contents:
    """A report, given as report.json, whose title and sections are there."""
    texts = {key: section["text"] for key, section in report["sections"].items()}
    return Contents(report["title"], texts, texts.get("preface", ""), report["tables"])


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text; one that is empty where it has none."""
    return [line.strip() for line in text.split("\n") if line.strip()] or [""]
