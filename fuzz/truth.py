"""Nothing is made up: every figure and every word of a report that was read stands in its document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.readers.document import Document, Grid, GridCell, Line
from engine.reading import Place, Reading

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?", re.ASCII)


def nothing_made_up(reading: Reading, document: Document) -> None:
    """Raises ``AssertionError`` for the first figure or word that stands nowhere, or not where it should."""
    grids = _grids(document)
    figures = {figure for text in _texts(document) for figure in _figures(text)}
    for table, rows in reading.report.tables.items():
        for row, line in rows.items():
            for column, cell in line.items():
                if not isinstance(cell, (int, Decimal)) or isinstance(cell, bool):
                    continue
                place = reading.cells.get((table, row, column))
                found = _at(place, grids) if place is not None else None
                stands = figures if found is None else set(_figures(found.text)) | {_digits(found.text)}
                where = place if found is None else found
                assert _written(cell) in stands, f"{table}/{row}/{column}: {cell} does not stand there: {where}"
    words = "".join(_letters(text) for text in _texts(document))
    for key, section in reading.report.sections.items():
        assert _follows(_letters(section.text), words), f"{key}: words that are not in the document"


def _grids(document: Document) -> Mapping[int, list[Grid]]:
    found: dict[int, list[Grid]] = {}
    for part in document.parts:
        if isinstance(part, Grid):
            found.setdefault(part.number, []).append(part)
    return found


def _texts(document: Document) -> Iterator[str]:
    for part in document.parts:
        if isinstance(part, Line):
            yield part.text
        else:
            yield from (cell.text for cell in part.cells)


def _at(place: Place, grids: Mapping[int, list[Grid]]) -> GridCell | None:
    """The cell at a place; ``None`` if the place is a line."""
    if place.grid is None or place.row is None or place.column is None:
        return None
    for grid in grids.get(place.grid, ()):
        row, column = place.row - grid.first_row, place.column - grid.first_column
        for cell in grid.cells:
            if cell.row <= row < cell.row + cell.rows and cell.column <= column < cell.column + cell.columns:
                return cell
    raise AssertionError(f"no cell stands at {place}")


def _figures(text: str) -> Iterator[str]:
    """The figures in a text, as :func:`_written` writes them."""
    for found in _FIGURE.findall(unicodedata.normalize("NFKC", text)):
        yield _bare(found.replace(",", ""))


def _digits(text: str) -> str:
    return _bare("".join(_FIGURE.findall(unicodedata.normalize("NFKC", text))).replace(",", ""))


def _written(value: int | Decimal) -> str:
    return _bare(format(abs(value), "f") if isinstance(value, Decimal) else str(abs(value)))


def _bare(figure: str) -> str:
    return figure.lstrip("0") or "0"


def _letters(text: str) -> str:
    """The letters and digits of a text, in one width."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def _follows(part: str, whole: str) -> bool:
    """Whether the letters of ``part`` stand in ``whole`` in this order, whatever is between them."""
    rest = iter(whole)
    return all(letter in rest for letter in part)
