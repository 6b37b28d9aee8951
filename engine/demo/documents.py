"""Reports as the documents that offices hand in: Word, PDF, web pages and workbooks beside report.json."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from random import Random
from typing import Any, Literal

from engine.demo.words import words
from engine.rulebook import Form
from engine.template.contents import of_report

Format = Literal["json", "docx", "pdf", "html", "xlsx"]
PDF_LIBRARY = "reportlab"


def can_write_pdf() -> bool:
    """Whether the library that writes PDF files is there (extra ``demo``)."""
    return find_spec(PDF_LIBRARY) is not None


class Documents:
    """Writes reports on ``form``; unless they are ``mixed``, all as report.json."""

    def __init__(self, form: Form, mixed: bool) -> None:
        self._form = form
        shares: Mapping[Format, int] = words("plan")["formats"] if mixed else {"json": 1}
        self._formats: tuple[Format, ...] = tuple(
            each for name, share in shares.items() for each in [_possible(name)] * share
        )

    def format_for(self, random: Random, *among: Format) -> Format:
        """The format of a report, one of some if they are named; report.json if none of them is drawn."""
        drawn = self._formats[int(random.random() * len(self._formats))]
        return drawn if not among or drawn in among else "json"

    def write(self, report: Mapping[str, Any], format: Format) -> bytes:
        """The report as a document; the same bytes whenever it is written."""
        if format == "html":
            from engine.demo.web_page import write_page

            return write_page(self._form, report)
        if format == "pdf":
            from engine.demo.pdf import write_pdf

            return write_pdf(self._form, report)
        words, contents = self._form.template, of_report(report)
        if format == "xlsx":
            from engine.template.xlsx import write_xlsx

            return write_xlsx(self._form, words, contents)
        from engine.template.docx import write_docx

        return write_docx(self._form, words, contents)

    def broken(self, content: bytes, format: Format) -> bytes:
        """The file as it is left when a transfer breaks off: nothing can read it."""
        return content[: 40 if format in ("html", "pdf") else len(content) // 2]


def _possible(name: Format) -> Format:
    return "docx" if name == "pdf" and not can_write_pdf() else name
