"""Writes the official blank form, to be filled in: the same words as the rulebook checks."""

from __future__ import annotations

from typing import Final, Literal, get_args

from engine.rulebook import Form
from engine.template.contents import blank

__all__ = ["FORMATS", "TemplateFormat", "write_template"]

TemplateFormat = Literal["docx", "xlsx", "json"]
FORMATS: Final[tuple[TemplateFormat, ...]] = get_args(TemplateFormat)


def write_template(form: Form, year: int, format: TemplateFormat) -> bytes:
    """The blank form for the report on ``year``; the same bytes whenever it is written."""
    words = form.template
    # Each format has libraries of its own, which take time to load.
    if format == "docx":
        from engine.template.docx import write_docx

        return write_docx(form, words, blank(words, year))
    if format == "xlsx":
        from engine.template.xlsx import write_xlsx

        return write_xlsx(form, words, blank(words, year))
    from engine.template.report_json import write_json

    return write_json(form, year, words)
