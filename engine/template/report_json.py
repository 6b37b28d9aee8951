"""The blank form as ``report.json``."""

from __future__ import annotations

from engine.json_text import dumps
from engine.report import SCHEMA_ID
from engine.rulebook import Form, TemplateWords


def write_json(form: Form, year: int, words: TemplateWords) -> bytes:
    """The form with every cell and every text empty."""
    tables = {
        key: {row: dict.fromkeys(block.columns, "") for block in table.blocks for row in block.rows}
        for key, table in form.tables.items()
    }
    report = {
        "schema": SCHEMA_ID,
        "unit": {"name": words.unit},
        "year": year,
        "title": words.title_of(year),
        "sections": {key: {"heading": label.text.zh, "text": ""} for key, label in form.sections.items()},
        "tables": tables,
    }
    return (dumps(report) + "\n").encode()
