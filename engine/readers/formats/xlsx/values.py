"""What stands in a cell of a workbook, as a spreadsheet program shows it."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TypeAlias, TypeVar

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from engine.errors import Unusable
from engine.limits import Limits
from engine.readers.formats.marks import set_apart
from engine.readers.formats.package import visible

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DIGITS = 15  # that a spreadsheet shows; what a float holds beyond them is noise
_MOST_DIGITS = 40
_LONGEST_FORMULA = 200
_MOST_PLACES = 30  # behind the point, that a format may ask for
# Formats that only Chinese, Japanese and Korean programs build in: dates, but for the times among them.
_EASTERN = dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd")
_EASTERN |= dict.fromkeys((*range(32, 36), 55, 56), "h:mm")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PERCENT_PLACES = re.compile(r"\.([0#?]+)")

T = TypeVar("T")
_Root: TypeAlias = etree._Element | None


@dataclass(frozen=True, slots=True)
class Value:
    """``known`` is false for a formula whose value the file does not tell; then ``text`` is the formula."""

    text: str
    known: bool = True


class Values:
    """Reads cells with the shared strings and the number formats of their workbook."""

    def __init__(
        self,
        workbook: etree._Element,
        strings: etree._Element | None,
        styles: etree._Element | None,
        limits: Limits,
    ) -> None:
        self._limits = limits
        properties, calculation = workbook.find(S + "workbookPr"), workbook.find(S + "calcPr")
        mac = properties is not None and properties.get("date1904") in ("1", "true")
        self._epoch = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
        # Programs that cannot calculate leave 0 in every formula and ask that it be done on opening.
        self._pending = calculation is not None and calculation.get("fullCalcOnLoad") in ("1", "true")
        self._strings = [] if strings is None else [_text(item) for item in strings.findall(S + "si")]
        self._formats = _formats(styles)
        self._framed = _framed(styles)
        self._shared: dict[str, Translator | None] = {}
        self._characters = 0  # read so far; a text can stand in many cells
        self.unknown = 0  # formulas without a value, so far

    def new_sheet(self) -> None:
        """Formulas are shared by the cells of one sheet."""
        self._shared.clear()

    def is_framed(self, cell: etree._Element) -> bool:
        """Whether a line is drawn at the left or the right of the cell."""
        return bool(_at(self._framed, cell.get("s", "0")))

    def read(self, cell: etree._Element) -> Value:
        """What the cell shows.

        Raises:
            Unusable: it refers to a text that the workbook does not have, or all cells together say too much.
        """
        kind, written = cell.get("t", "n"), cell.findtext(S + "v") or ""
        formula = cell.find(S + "f")
        if formula is not None and formula.text and formula.get("t") == "shared":
            self._shared[formula.get("si", "")] = _translator(formula.text, cell.get("r", "A1"))
        if formula is not None and ((not written and kind != "str") or (self._pending and written == "0")):
            self.unknown += 1
            found = Value(self._formula(formula, cell.get("r", "A1")), known=False)
        else:
            found = Value(self._shown(cell, kind, written))
        self._characters += len(found.text)
        self._limits.refuse("text", self._characters)
        return found

    def _shown(self, cell: etree._Element, kind: str, written: str) -> str:
        if kind == "s":
            return self._string(written)
        if kind == "inlineStr":
            inline = cell.find(S + "is")
            return "" if inline is None else _text(inline)
        if kind == "b":
            return "TRUE" if written.strip() in ("1", "true") else "FALSE" if written else ""
        if kind == "d":
            return written.strip().removesuffix("T00:00:00")
        if kind == "n":
            return self._number(written.strip(), _at(self._formats, cell.get("s", "0")) or "General")
        return _clean(written)  # the result of a formula, or an error

    def _string(self, index: str) -> str:
        found = _at(self._strings, index) if index else ""
        if found is None:
            raise Unusable("package.broken")
        return found

    def _number(self, written: str, form: str) -> str:
        try:
            number = float(written)
        except ValueError:
            return written
        if not math.isfinite(number):
            return written
        if is_date_format(form):
            return self._date(number, form) or _plain(number)
        section = _QUOTED.sub("", form).split(";")[0]
        return _percent(number, section) if "%" in section else _plain(number)

    def _date(self, number: float, form: str) -> str:
        """Date, time or span in ISO 8601; "" if the number is none."""
        try:
            found = from_excel(number, self._epoch, timedelta=is_timedelta_format(form))
        except (ValueError, OverflowError):
            return ""
        if isinstance(found, dt.datetime):
            return found.date().isoformat() if found.time() == dt.time() else found.isoformat(" ", "seconds")
        return found.isoformat("seconds") if isinstance(found, dt.time) else str(found)

    def _formula(self, element: etree._Element, place: str) -> str:
        """The text of a formula; of one that is shared, as it would read at this place."""
        shared = self._shared.get(element.get("si", ""))
        if element.text or shared is None:
            return "=" + (element.text or "")[:_LONGEST_FORMULA]
        try:
            return str(shared.translate_formula(place))
        except Exception:  # a formula that openpyxl cannot move
            return "="


def _translator(formula: str, place: str) -> Translator | None:
    try:
        return Translator("=" + formula[:_LONGEST_FORMULA], place)
    except Exception:  # a formula that openpyxl cannot read
        return None


def _at(items: Sequence[T], index: str) -> T | None:
    """The item that an attribute refers to; ``None`` if it refers to none."""
    known = index.isascii() and index.isdigit() and len(index) < 10 and int(index) < len(items)
    return items[int(index)] if known else None


def _formats(styles: _Root) -> list[str]:
    """The number format of each cell style."""
    if styles is None:
        return []
    own = {form.get("numFmtId", ""): form.get("formatCode", "") for form in styles.iterfind(f"{S}numFmts/{S}numFmt")}
    known = {str(number): code for number, code in (BUILTIN_FORMATS | _EASTERN).items()} | own
    return [known.get(style.get("numFmtId", "0"), "General") for style in styles.iterfind(f"{S}cellXfs/{S}xf")]


def _framed(styles: _Root) -> list[bool]:
    """Whether each cell style draws a line at the left or the right."""
    if styles is None:
        return []
    borders = [_draws(border) for border in styles.iterfind(f"{S}borders/{S}border")]
    return [bool(_at(borders, style.get("borderId", "0"))) for style in styles.iterfind(f"{S}cellXfs/{S}xf")]


def _draws(border: etree._Element) -> bool:
    sides = [border.find(S + side) for side in ("left", "right", "start", "end")]
    return any(side is not None and side.get("style", "none") != "none" for side in sides)


def _text(item: etree._Element) -> str:
    """A plain or rich text, without the reading aids above it."""
    parts = [(text.text or "", False) for text in item.iterfind(S + "t")]
    parts += [(text.text or "", _is_marked(run)) for run in item.iterfind(f"{S}r") for text in run.iterfind(f"{S}t")]
    return _clean(set_apart(parts))


def _is_marked(run: etree._Element) -> bool:
    """Whether a run of rich text is raised, lowered or struck out."""
    align, strike = run.find(f"{S}rPr/{S}vertAlign"), run.find(f"{S}rPr/{S}strike")
    raised = align is not None and align.get("val") in ("superscript", "subscript")
    return raised or (strike is not None and strike.get("val", "1") not in ("0", "false"))


def _clean(text: str) -> str:
    return visible(text).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _plain(number: float) -> str:
    exact = Decimal(f"{number:.{_DIGITS}g}")
    if abs(exact.adjusted()) > _MOST_DIGITS:
        return str(exact)
    text = format(exact, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _percent(number: float, section: str) -> str:
    exact = Decimal(f"{number:.{_DIGITS}g}") * 100
    if abs(exact.adjusted()) > _MOST_DIGITS:
        return f"{exact}%"
    found = _PERCENT_PLACES.search(section)
    places = min(len(found[1]), _MOST_PLACES) if found else 0
    with localcontext(prec=_MOST_DIGITS + _MOST_PLACES + 5):
        # As spreadsheets round; Decimal by itself would round half to even.
        return f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}%"
