"""Workbooks (.xlsx, and the .xlsm and .xltx files that are the same inside).

The cells are read from the markup, with openpyxl's knowledge of dates, number formats and formulas:
loading a whole workbook creates every cell that a merge or a link names, millions if a file says so,
and fails on a font or a picture that has nothing to do with the words.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.readers.document import Document, Grid, Part
from engine.readers.formats.package import Package, open_package
from engine.readers.formats.xlsx.sheets import read_sheet
from engine.readers.formats.xlsx.values import S, Values
from engine.reading import Notice

_LONGEST_TITLE = 100  # Excel allows 31
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(content: bytes, limits: Limits = DEFAULT) -> Document:
    """The visible sheets of a workbook, in order, as lines and grids.

    Figures are as a spreadsheet shows them, without thousands separators; dates are ISO 8601. A
    formula that was never calculated stands as its own text, in a doubtful cell.

    Raises:
        Unusable: no workbook, damaged, encrypted, or far longer than a report.
    """
    package = open_package(content, limits)
    name = main_part(package)
    workbook = package.xml(name)
    if workbook is None or workbook.tag != S + "workbook":
        raise Unusable("package.broken")
    strings, styles = (package.xml(package.related(name, kind)) for kind in ("sharedStrings", "styles"))
    values = Values(workbook, strings, styles, limits)
    parts: list[Part] = []
    cells = grids = 0
    for title, _, root in shown_sheets(package, name, workbook, limits):
        found, cells = read_sheet(root, title, values, grids + 1, cells, limits)
        grids += sum(isinstance(part, Grid) for part in found)
        parts += found
    notices = (Notice("xlsx.not_calculated"),) if values.unknown else ()
    return Document(tuple(parts), declared=package.declared(), notices=notices)


def main_part(package: Package) -> str:
    """The name of the part that lists the sheets."""
    return package.related("", "officeDocument") or "xl/workbook.xml"


def shown_sheets(
    package: Package, name: str, workbook: etree._Element, limits: Limits = DEFAULT
) -> Iterator[tuple[str, str, etree._Element]]:
    """Title, part and markup of each sheet that is shown and holds cells; ``workbook`` is that of part ``name``."""
    listed = workbook.findall(f"{S}sheets/{S}sheet")
    limits.refuse("pages", len(listed))
    relations = package.relations(name)
    for sheet in listed:
        kind, part = relations.get(sheet.get(_ID, ""), ("", ""))
        root = package.xml(part) if kind == "worksheet" and sheet.get("state", "visible") == "visible" else None
        if root is not None:
            yield sheet.get("name", "")[:_LONGEST_TITLE], part, root
