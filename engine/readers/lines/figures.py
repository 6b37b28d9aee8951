"""The figures of tables in a text: which words are cells, and which cells stand together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from engine.cells import NARROW
from engine.readers.article.page_marks import page_number
from engine.readers.document import Line
from engine.readers.lines.words import Fragment, fragments_of
from engine.report import LARGEST_COUNT, Cell
from engine.rulebook import CellKind, CellWords

_DELIMITER = re.compile(r"[\t|｜│┃]")
_FRAME = ("|", "｜", "│", "┃")
_RULE = re.compile(r"[\s|｜│┃+:=_─━┄┈┼├┤┬┴┌┐└┘\-]*")
_WHOLE = re.compile(r"\d{1,16}|\d{1,3}(?:,\d{3}){1,4}", re.ASCII)
_DECIMAL = re.compile(r"(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})\.\d{1,6}", re.ASCII)
_PARTED = re.compile(r"\d\s+[\d.,]")
_MANY_CELLS = 5  # so many figures on one line show that lines are rows
_LONGEST_CELL = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """The figures at the end of one line. ``fields`` counts the columns of a delimited line, blanks included.

    ``crowded``: a number stands alone on the line before or after, which may be that of the page.
    """

    line: int  # index into the lines of the table
    cells: tuple[str, ...]
    worded: bool
    fields: int = 0
    crowded: bool = False

    @property
    def closed(self) -> bool:
        """No figure here can be part of a longer one that was broken, as happens in narrow columns."""
        return not any(character.isdigit() and character != "0" for cell in self.cells for character in cell)


@dataclass(frozen=True, slots=True)
class Run:
    """Figures that no words come between; ``at`` is the number of fragments before them."""

    at: int
    pieces: tuple[Piece, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """All figures of the run."""
        return tuple(cell for piece in self.pieces for cell in piece.cells)


@dataclass(frozen=True, slots=True)
class Stream:
    """A table as it stands in a text: fragments of words, and runs of figures among them.

    ``lone``: the number of fragments before each number that was passed over as that of a page.
    """

    lines: Sequence[Line]
    fragments: Sequence[Fragment]
    runs: Sequence[Run]
    fields: int  # how many columns most delimited lines have; 0 without any
    lone: Sequence[int] = ()


class Cells:
    """Tells cells from words, as the rulebook says how figures are written."""

    def __init__(self, words: CellWords) -> None:
        signs = "".join(map(re.escape, words.signs))
        self._units = {*words.money_units, *words.count_units}
        units = "|".join(map(re.escape, (*words.count_units, *words.money_units)))
        self._dashes = {_narrow(dash) for dash in words.dashes}
        self._figure = re.compile(rf"[{signs}]?(?:\d{{1,18}}|\d{{1,3}}(?:,\d{{3}})+)(?:\.\d{{1,6}})?(?:{units})?")
        self._number = re.compile(r"[\d,]+(?:\.\d+)?")

    def is_cell(self, token: str) -> bool:
        """Whether the token is a figure, or a mark for none."""
        if len(token) > _LONGEST_CELL:
            return False
        narrow = _narrow(token)
        return narrow in self._dashes or self._figure.fullmatch(narrow) is not None

    def stream(self, lines: Sequence[Line], breaks: re.Pattern[str]) -> Stream:
        """The fragments and figures of the lines."""
        split = [self._split(index, line.text) for index, line in enumerate(lines)]
        rows = _lines_are_rows([piece for _, piece in split])
        fragments: list[Fragment] = []
        runs: list[Run] = []
        open_run: list[Piece] = []
        lone: list[int] = []
        for index, (words, piece) in enumerate(split):
            found = fragments_of(index, words, breaks)
            if open_run and (found or "" in piece.cells or "" in open_run[-1].cells):
                runs.append(Run(len(fragments), tuple(open_run)))
                open_run = []
            fragments += found
            if rows and _lone(piece, lines):
                lone.append(len(fragments))
                if open_run:
                    open_run[-1] = replace(open_run[-1], crowded=True)
            elif piece.cells:
                crowded = not found and lone[-1:] == [len(fragments)]
                open_run.append(replace(piece, crowded=True) if crowded else piece)
        if open_run:
            runs.append(Run(len(fragments), tuple(open_run)))
        return Stream(lines, fragments, runs, _usual_fields([piece for _, piece in split]), lone)

    def _split(self, index: int, text: str) -> tuple[str, Piece]:
        """The words of a line, and the figures at its end."""
        if _DELIMITER.search(text):
            if _RULE.fullmatch(text):
                return "", Piece(index, (), False)
            fields = [field.strip() for field in _DELIMITER.split(_inside(text))]
            if all(len(self._tokens(field)) < 2 or not self._all_cells(field) for field in fields):
                return self._delimited(index, fields)
            text = _DELIMITER.sub(" ", text)
        tokens = self._tokens(text)
        start = len(tokens)
        while start and self.is_cell(tokens[start - 1]):
            start -= 1
        return " ".join(tokens[:start]), Piece(index, tuple(tokens[start:]), start > 0)

    def _delimited(self, index: int, fields: list[str]) -> tuple[str, Piece]:
        start = len(fields)
        while start and (not fields[start - 1] or self._all_cells(fields[start - 1])):
            start -= 1
        words, cells = fields[:start], fields[start:]
        if not any(words):
            while cells and not cells[0]:
                cells = cells[1:]  # an empty place for a label that stands elsewhere
        return " ".join(words), Piece(index, tuple(cells), any(words), len(fields))

    def _all_cells(self, field: str) -> bool:
        tokens = self._tokens(field)
        return bool(tokens) and all(map(self.is_cell, tokens))

    def _tokens(self, text: str) -> list[str]:
        """The words of a text, a unit joined to the number before it."""
        tokens: list[str] = []
        for token in text.split():
            if token in self._units and tokens and self._number.fullmatch(_narrow(tokens[-1])):
                tokens[-1] = f"{tokens[-1]} {token}"
            else:
                tokens.append(token)
        return tokens


def cell_of(text: str, kind: CellKind) -> Cell:
    """The cell that a figure is: a plain number, an exact decimal of money, else the text as found."""
    if _PARTED.search(text):
        return text  # two figures, or one that was broken: nobody knows
    narrow = _narrow(text)
    digits = narrow.replace(",", "")
    if _WHOLE.fullmatch(narrow) and int(digits) <= LARGEST_COUNT:
        return int(digits)
    if kind in ("amount", "money") and _DECIMAL.fullmatch(narrow):
        return Decimal(digits)
    return text


def row_of(run: Run, width: int, fields: int) -> tuple[str, ...] | None:
    """The cells of a run that is one row of ``width`` columns, if that is sure.

    It stands on one line, or every cell stands on a line of its own: otherwise one figure may have
    been broken in two. Blanks are cells only on a delimited line that has as many ``fields`` as the
    lines of its table.
    """
    cells = run.cells
    if len(cells) < width or any(cells[:-width]):
        return None
    if len(run.pieces) > 1 and any(len(piece.cells) > 1 for piece in run.pieces):
        return None
    if any(piece.crowded and not piece.closed for piece in run.pieces):
        return None
    row = cells[-width:]
    return row if all(row) or run.pieces[0].fields == fields else None


def _narrow(text: str) -> str:
    """Without spaces, full-width forms narrow; a raised or circled digit is a mark and no digit of a figure."""
    return "".join(text.translate(NARROW).split())


def _inside(text: str) -> str:
    """A delimited line without the frame around it."""
    framed = text.strip()
    if framed[:1] in _FRAME and framed[-1:] in _FRAME and len(framed) > 1:
        return framed[1:-1]
    return text


def _lines_are_rows(pieces: Sequence[Piece]) -> bool:
    """Whether figures stand in rows, so that a number alone on a line is a page number."""
    if any(len(piece.cells) >= _MANY_CELLS for piece in pieces):
        return True
    worded = sum(piece.worded and bool(piece.cells) for piece in pieces)
    alone = sum(not piece.worded and len(piece.cells) == 1 for piece in pieces)
    return worded >= 2 and worded >= alone


def _lone(piece: Piece, lines: Sequence[Line]) -> bool:
    return not piece.worded and not piece.fields and page_number(lines[piece.line].text) is not None


def _usual_fields(pieces: Sequence[Piece]) -> int:
    counts = Counter(piece.fields for piece in pieces if piece.fields and any(piece.cells))
    return max(counts, key=lambda fields: (counts[fields], fields)) if counts else 0
