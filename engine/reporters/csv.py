"""Findings as a table of comma-separated values, one line a finding, for spreadsheets.

Begins with a byte-order mark, without which Excel takes UTF-8 for something else. A text that a
spreadsheet would run as a formula is made a text by an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from engine.catalogue import one_line, say
from engine.reporters import Layout
from engine.reporters.finding_rows import COLUMNS, FORMULA, about, rows
from engine.scored import Scored


def render(reports: Sequence[Scored], layout: Layout) -> str:
    """The table, with a head in the language of the user; a report without findings has one line too."""
    lang, stream = layout.lang, io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([say(f"csv.{column}", lang) for column in COLUMNS])
    for report in reports:
        for line in list(rows(report.card, lang)) or [about(report.card)]:
            writer.writerow([safe(line.get(column)) for column in COLUMNS])
    return "\ufeff" + stream.getvalue()


def safe(value: object) -> str:
    """A value as a cell that no spreadsheet runs."""
    text = one_line("" if value is None else str(value))
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text
