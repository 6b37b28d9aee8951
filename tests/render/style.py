"""What a variant changes of a report when it prints it; whatever is not named here is printed as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is laid out, and what the reader of the document sees otherwise than the report has it.

    Seen otherwise, and so changed in what is expected of a reader: ``headings``; ``published`` (whether
    the day of publication is printed). ``figures`` are printed in another way but mean the same numbers.
    Words and places only, which leave the report as it is: all others. ``blanks`` is false where an
    empty cell leaves no trace, so that reports with one cannot be printed without loss.
    """

    # words
    headings: Literal["kept", "bare", "part", "variant"] = "kept"
    title_lines: Literal[1, 2] = 1
    published: bool = False
    figures: Literal["plain", "thousands", "wide", "padded", "mixed"] = "plain"
    numbering: Literal[".", "、", "．"] = "."
    narrow_brackets: bool = False
    breaks: Literal["none", "heads", "all"] = "none"
    spaced: bool = False
    note: bool = True
    # tables
    spans: Literal["merged", "repeated", "blank"] = "merged"
    blocks: Literal["one", "each", "ragged"] = "one"
    label_columns: Literal[1, 2, 3] = 3
    columns: Literal["official", "people_last", "total_first"] = "official"
    disputes: Literal["official", "wide", "rows"] = "official"
    cut: Literal["none", "bare", "repeated"] = "none"
    heading_in_table: bool = False
    rows_beside: bool = False
    captions: bool = False
    # what else stands in the document
    channels: bool = False
    last_year: bool = False
    contents: bool = False
    blanks: bool = True
