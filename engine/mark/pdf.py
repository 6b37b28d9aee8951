"""Writes comments into a PDF file: highlighted places with notes, appended to the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pypdf import PageObject
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.mark.colours import FILLS, parts
from engine.mark.notes import Anchor, Marks, Note, Shade, Tone, lines_of
from engine.mark.passages import Seen, passage
from engine.mark.pdf_places import PageSpace, Rectangle
from engine.mark.pdf_update import Update
from engine.readers.document import Box
from engine.readers.formats.pdf import boxed_lines

_EDGES: Mapping[Tone, str] = {"gap": "C00000", "review": "806000", "involved": "2F5597"}
_DASHES: Mapping[Tone, str] = {"gap": "[] 0 d", "review": "[4 2] 0 d", "involved": "[1 2] 0 d"}
_ICON = 20  # points, of the sign of a note that has no place of its own
_MARGIN = 6  # points between it and the words
_PRINTED = 4  # the flag of an annotation that is printed
_LINE_END = "\r"  # in the text of an annotation


@dataclass(frozen=True, slots=True)
class _Spot:
    """Places on a page (from 1)."""

    page: int
    rectangles: tuple[Rectangle, ...]


def mark(content: bytes, marks: Marks, limits: Limits = DEFAULT) -> bytes:
    """The PDF file with the marks in it.

    Raises:
        Unusable: as its reader; or it is protected, or so damaged that nothing can be appended.
    """
    lines, scans = boxed_lines(content, limits)
    update = Update(content)
    try:
        marker = _Marker(update, scans, lines=[(Seen(line.number, line.text, line.page), box) for line, box in lines])
        marker.write(marks)
        return update.written()
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unusable("mark.pdf_broken") from error


class _Marker:
    def __init__(self, update: Update, scans: frozenset[int], lines: Sequence[tuple[Seen, Box]]) -> None:
        self._update, self._scans = update, scans
        self._lines, self._boxes = [line for line, _ in lines], [box for _, box in lines]
        self._annotations: dict[int, list[PdfObject]] = {}
        self._spaces: dict[int, PageSpace] = {}
        self._count = 0

    def write(self, marks: Marks) -> None:
        """Write notes and shades; what covers much comes first, so that small places lie on top."""
        noted = {note.anchor for note in marks.notes}
        for shade in marks.shades:
            spot = self._spot(shade.anchor)
            if shade.anchor not in noted and spot is not None:
                self._highlight(spot, shade.tone, _subject(shade, marks), marks)
        for note in marks.notes:
            text = _LINE_END.join(lines_of(note, marks.words["colon"]))
            spot = self._spot(note.anchor)
            if note.tone is None or spot is None:
                self._sign(note, spot, text, marks)
            else:
                self._highlight(spot, note.tone, text, marks)
        for number, new in self._annotations.items():
            self._annotate(self._page(number), new)

    def _spot(self, anchor: Anchor) -> _Spot | None:
        """The places that an anchor means; ``None`` if the file does not tell where on the page."""
        if anchor.box is not None and self._is_page(anchor.page):
            page = anchor.page or 1
            shown = page in self._scans
            return _Spot(page, (self._space(page).rectangle(anchor.box, shown=shown),))
        if anchor.page in self._scans or anchor.cell is not None:
            return None
        span = passage(anchor, self._lines)
        if span is None:
            return None
        page = self._lines[span[0]].page or 1
        covered = [index for index in range(span[0], span[1] + 1) if self._lines[index].page == page]
        return _Spot(page, tuple(self._space(page).rectangle(self._boxes[index]) for index in covered))

    def _highlight(self, spot: _Spot, tone: Tone, text: str, marks: Marks) -> None:
        rectangles = spot.rectangles
        found = self._annotation("/Highlight", _around(rectangles), text, marks, tone)
        corners = [value for left, low, right, high in rectangles for value in _corners(left, low, right, high)]
        found[NameObject("/QuadPoints")] = _floats(corners)
        found[NameObject("/AP")] = DictionaryObject({NameObject("/N"): self._appearance(rectangles, tone)})
        self._add(spot.page, found)

    def _sign(self, note: Note, spot: _Spot | None, text: str, marks: Marks) -> None:
        """A sign at the place, or in the corner of the page."""
        page = spot.page if spot is not None else 1
        if spot is None and self._is_page(note.anchor.page):
            page = note.anchor.page or 1
        left, _, right, top = self._space(page).crop
        if spot is not None:
            edge, high = max(left + _MARGIN, spot.rectangles[0][0] - _ICON - _MARGIN), spot.rectangles[0][3]
        else:
            taken = len(self._annotations.get(page, ()))
            edge = min(left + _MARGIN + taken * _ICON, right - _ICON)
            high = top - _MARGIN
        rectangle = (edge, high - _ICON, edge + _ICON, high)
        found = self._annotation("/Text", rectangle, text, marks, note.tone)
        found[NameObject("/Name")] = NameObject("/Comment")
        self._add(page, found)

    def _annotation(
        self, kind: str, rectangle: Rectangle, text: str, marks: Marks, tone: Tone | None
    ) -> DictionaryObject:
        self._count += 1
        colour = [value / 255 for value in parts(FILLS[tone] if tone else FILLS["involved"])]
        return DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject(kind),
                NameObject("/Rect"): _floats(rectangle),
                NameObject("/Contents"): TextStringObject(text),
                NameObject("/T"): TextStringObject(marks.author),
                NameObject("/Subj"): TextStringObject(marks.words[tone] if tone else marks.words["summary"]),
                NameObject("/NM"): TextStringObject(f"compliance-{self._count}"),
                NameObject("/F"): NumberObject(_PRINTED),
                NameObject("/C"): _floats(colour),
            }
        )

    def _appearance(self, rectangles: Sequence[Rectangle], tone: Tone) -> IndirectObject:
        """How the place looks: a tint that leaves the text as it is, and an edge that tells it without colour."""
        form = StreamObject()
        mixed = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})
        states = DictionaryObject({NameObject("/G"): mixed})
        form[NameObject("/Type")], form[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
        form[NameObject("/BBox")] = _floats(_around(rectangles))
        form[NameObject("/Resources")] = DictionaryObject({NameObject("/ExtGState"): states})
        fill, edge = (" ".join(f"{value / 255:.3f}" for value in parts(c)) for c in (FILLS[tone], _EDGES[tone]))
        boxes = " ".join(f"{x:.2f} {y:.2f} {r - x:.2f} {t - y:.2f} re" for x, y, r, t in rectangles)
        inner = " ".join(
            f"{x + 0.5:.2f} {y + 0.5:.2f} {r - x - 1:.2f} {t - y - 1:.2f} re" for x, y, r, t in rectangles
        )
        form.set_data(f"/G gs {fill} rg {boxes} f 0.8 w {_DASHES[tone]} {edge} RG {inner} S".encode())
        return self._update.add(form)

    def _add(self, page: int, annotation: DictionaryObject) -> None:
        reference = self._page(page).indirect_reference
        if reference is None:
            raise Unusable("mark.pdf_broken")
        annotation[NameObject("/P")] = reference
        self._annotations.setdefault(page, []).append(self._update.add(annotation))

    def _annotate(self, page: PageObject, new: Sequence[PdfObject]) -> None:
        """The page with the annotations behind those that it has."""
        assert page.indirect_reference is not None
        known = page.get("/Annots")
        known = known.get_object() if known is not None else None
        kept = list(known) if isinstance(known, ArrayObject) else []
        changed = DictionaryObject({key: page.raw_get(key) for key in page})
        changed[NameObject("/Annots")] = ArrayObject([*kept, *new])
        self._update.change(page.indirect_reference, changed)

    def _is_page(self, number: int | None) -> bool:
        return number is not None and 1 <= number <= len(self._update.reader.pages)

    def _page(self, number: int) -> PageObject:
        return self._update.reader.pages[number - 1]

    def _space(self, number: int) -> PageSpace:
        if number not in self._spaces:
            page = self._page(number)
            self._spaces[number] = PageSpace(_edges(page.mediabox), _edges(page.cropbox), page.rotation % 360)
        return self._spaces[number]


def _subject(shade: Shade, marks: Marks) -> str:
    return marks.words[shade.tone]


def _edges(box: Sequence[PdfObject]) -> Rectangle:
    x1, y1, x2, y2 = (float(str(value)) for value in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _around(rectangles: Sequence[Rectangle]) -> Rectangle:
    left, low, right, high = zip(*rectangles, strict=True)
    return min(left), min(low), max(right), max(high)


def _corners(left: float, low: float, right: float, high: float) -> tuple[float, ...]:
    """Upper left, upper right, lower left, lower right: the order that viewers expect."""
    return left, high, right, high, left, low, right, low


def _floats(values: Sequence[float]) -> ArrayObject:
    return ArrayObject([FloatObject(f"{value:.3f}") for value in values])
