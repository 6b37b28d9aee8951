"""Pages of a report drawn as a scanner would see them: the official tables with given figures, and damage.

Drawn by Pillow with whatever fonts the machine has, found by fontconfig; the same seed draws the same pages.
"""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import yaml
from PIL import Image, ImageDraw, ImageFont

Figures: TypeAlias = dict[str, dict[str, dict[str, str]]]  # table, row, column: as it is drawn
Cell: TypeAlias = tuple[int, int, int, int, str]  # row, column, rows, columns, text

FORMS = Path(__file__).parent.parent / "rules" / "forms"
DPI = 200
_A4 = (round(8.27 * DPI), round(11.69 * DPI))
_COMMON = yaml.safe_load((FORMS / "common.yaml").read_text("utf-8"))
_FORM = yaml.safe_load((FORMS / "2021.yaml").read_text("utf-8"))
REQUESTS_ROWS: list[str] = _FORM["tables"]["requests"]["rows"]
REQUESTS_COLUMNS: list[str] = _FORM["tables"]["requests"]["columns"]
DISPUTES_ROWS: list[str] = _FORM["tables"]["disputes"]["rows"]
DISPUTES_COLUMNS: list[str] = _FORM["tables"]["disputes"]["columns"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page, and what its table holds."""

    image: Image.Image
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How a page is set: families for text and for figures, sizes in points, lines in pixels and gray."""

    text: str = "Noto Serif CJK SC"
    digits: str = "Liberation Serif"
    size: float = 10.5
    line: int = 2
    line_gray: int = 0
    ink: int = 0
    broken: bool = False
    double: bool = False
    centred: bool = True


@cache
def font_file(family: str) -> tuple[str, int] | None:
    """File and index of a font of the family that has Chinese characters or is what was asked; None without one."""
    if shutil.which("fc-match") is None:
        return None
    asked = subprocess.run(
        ["fc-match", "-f", "%{family}\t%{file}\t%{index}", family], capture_output=True, text=True, check=False
    )
    names, _, rest = asked.stdout.partition("\t")
    file, _, index = rest.partition("\t")
    return (file, int(index or 0)) if family in names.split(",") else None


def chinese_family() -> str | None:
    """A family with Chinese characters, or None."""
    if shutil.which("fc-match") is None:
        return None
    listed = subprocess.run(
        ["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    families = sorted({line.split(",")[0] for line in listed if "Mono" not in line})
    preferred = [name for name in families if "Serif" in name and name.endswith("SC")]
    return next(iter(preferred + families), None)


def some_figures(seed: int) -> Figures:
    """Figures whose sums hold, of one to seven digits, with some of the odd things that stand in tables."""
    dice = random.Random(seed)
    requests = _requests(dice)
    disputes = {row: _summed([_few(dice) for _ in DISPUTES_COLUMNS[:-1]]) for row in DISPUTES_ROWS}
    proactive = {
        "regulations": {
            "made": _figure(dice),
            "repealed": dice.choice(["0", "/", "-", ""]),
            "in_force": _figure(dice),
        },
        "normative_documents": {name: _figure(dice) for name in ("made", "repealed", "in_force")},
        "licences": {"decisions": str(dice.randrange(10**6))},
        "penalties": {"decisions": str(dice.randrange(10**7))},
        "coercive_measures": {"decisions": _figure(dice)},
        "fees": {"amount_10k_yuan": dice.choice(["0", f"{dice.uniform(0, 9999):.2f}", f"{dice.uniform(0, 99):.4f}"])},
    }
    return {
        "proactive": proactive,
        "requests": requests,
        "disputes": {r: dict(zip(DISPUTES_COLUMNS, v, strict=True)) for r, v in disputes.items()},
    }


def pages_of(figures: Figures, style: Style) -> list[Drawn]:
    """Three pages, each with one of the tables and some text."""
    heading = {key: value["heading"]["zh"] for key, value in _COMMON["sections"].items()}
    first = _Page(style)
    first.line("淮安市人民政府2024年政府信息公开工作年度报告", 22, centred=True)
    first.line(heading["overview"], 16)
    first.paragraph("2024年，市政府坚持以习近平新时代中国特色社会主义思想为指导，全面落实政务公开工作要求，" * 4)
    first.line(heading["proactive"], 16)
    first.table(_proactive_cells(figures["proactive"]), [3, 3, 3, 3], 60)
    second = _Page(style)
    second.line(heading["requests"], 16)
    second.table(_requests_cells(figures["requests"]), [0.9, 1.6, 5, 1.4, 1.4, 1.4, 1.4, 1.4, 1.4, 1.6], 62)
    third = _Page(style)
    third.line(heading["disputes"], 16)
    third.table(_disputes_cells(figures["disputes"]), [1] * 15, 90)
    third.line(heading["problems"], 16)
    third.paragraph("一年来，我市政府信息公开工作虽然取得了一定成效，但仍存在一些问题和不足。" * 5)
    third.line(heading["other"], 16)
    third.paragraph("本年度无其他需要报告的事项。")
    return [Drawn(page.image, tuple(sorted(page.cells))) for page in (first, second, third)]


def _few(dice: random.Random) -> int:
    return dice.choice([0, 0, 0, 1, dice.randrange(10), dice.randrange(100), dice.randrange(1000)])


def _figure(dice: random.Random) -> str:
    return str(dice.randrange(10 ** dice.randrange(1, 5)))


def _summed(values: Sequence[int]) -> list[str]:
    return [str(value) for value in (*values, sum(values))]


def _requests(dice: random.Random) -> dict[str, dict[str, str]]:
    inner = [row for row in REQUESTS_ROWS if row not in ("new_received", "carried_over", "total", "carried_forward")]
    table: dict[str, list[int]] = {row: [_few(dice) for _ in REQUESTS_COLUMNS[:-1]] for row in inner}
    table["total"] = [sum(table[row][i] for row in inner) for i in range(6)]
    table["carried_forward"] = [_few(dice) for _ in range(6)]
    table["carried_over"] = [min(_few(dice), table["total"][i]) for i in range(6)]
    table["new_received"] = [
        table["total"][i] + table["carried_forward"][i] - table["carried_over"][i] for i in range(6)
    ]
    return {row: dict(zip(REQUESTS_COLUMNS, _summed(table[row]), strict=True)) for row in REQUESTS_ROWS}


def _label(table: str, row: str) -> str:
    return str(_COMMON["rows"][table][row]["label"]["zh"])


def _column(table: str, column: str) -> str:
    return str(_COMMON["columns"][table][column]["label"]["zh"])


def _proactive_cells(figures: Mapping[str, Mapping[str, str]]) -> list[Cell]:
    cells: list[Cell] = []
    row = 0
    for block in _FORM["tables"]["proactive"]["blocks"]:
        cells.append((row, 0, 1, 4, _COMMON["blocks"][block["key"]]["zh"]))
        across = 3 // len(block["columns"])
        for below, name in enumerate(["", *block["rows"]]):
            label = _label("proactive", name) if name else "信息内容"
            cells.append((row + 1 + below, 0, 1, 1, label))
            for at, column in enumerate(block["columns"]):
                text = figures[name][column] if name else _column("proactive", column)
                cells.append((row + 1 + below, 1 + at * across, 1, across, text))
        row += 2 + len(block["rows"])
    return cells


def _requests_cells(figures: Mapping[str, Mapping[str, str]]) -> list[Cell]:
    groups = _COMMON["groups"]
    cells: list[Cell] = [
        (0, 0, 3, 3, f"（{_COMMON['notes']['requests']['zh']}）"),
        (0, 3, 1, 7, groups["applicants"]["zh"]),
        (1, 3, 2, 1, _column("requests", "natural_person")),
        (1, 4, 1, 5, groups["organisations"]["zh"]),
        (1, 9, 2, 1, _column("requests", "total")),
        *((2, 4 + i, 1, 1, _column("requests", name)) for i, name in enumerate(REQUESTS_COLUMNS[1:-1])),
        (5, 0, len(REQUESTS_ROWS) - 3, 1, groups["outcome"]["zh"]),
    ]
    seen: set[str] = set()
    for at, row in enumerate(REQUESTS_ROWS):
        group, _, rest = row.partition(".")
        if rest and group not in seen:
            seen.add(group)
            size = sum(name.startswith(group + ".") for name in REQUESTS_ROWS)
            cells.append((3 + at, 1, size, 1, groups[group]["zh"]))
        left = 2 if rest else 0 if row in ("new_received", "carried_over", "carried_forward") else 1
        cells.append((3 + at, left, 1, 3 - left, _label("requests", row)))
        cells += [(3 + at, 3 + i, 1, 1, figures[row][name]) for i, name in enumerate(REQUESTS_COLUMNS)]
    return cells


def _disputes_cells(figures: Mapping[str, Mapping[str, str]]) -> list[Cell]:
    cells: list[Cell] = [
        (0, 0, 2, 5, _label("disputes", "review")),
        (0, 5, 1, 10, _COMMON["groups"]["litigation"]["zh"]),
        (1, 5, 1, 5, _label("disputes", "direct")),
        (1, 10, 1, 5, _label("disputes", "after_review")),
    ]
    for block, row in enumerate(DISPUTES_ROWS):
        for at, column in enumerate(DISPUTES_COLUMNS):
            cells.append((2, 5 * block + at, 1, 1, _column("disputes", column)))
            cells.append((3, 5 * block + at, 1, 1, figures[row][column]))
    return cells


class _Page:
    """A page that is filled from the top down."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.image = Image.new("L", _A4, 255)
        self.draw = ImageDraw.Draw(self.image)
        self.cells: list[Cell] = []
        self.y = 160
        self.dice = random.Random(0)

    def line(self, text: str, points: float, centred: bool = False) -> None:
        font = self._font(self.style.text, points)
        width = self.draw.textlength(text, font)
        x = (_A4[0] - width) / 2 if centred else 220.0
        self.draw.text((x, self.y), text, self.style.ink, font)
        self.y += round(points * DPI / 72 * 1.8)

    def paragraph(self, text: str, points: float = 14) -> None:
        font = self._font(self.style.text, points)
        full = int((_A4[0] - 360) // self.draw.textlength("国", font))
        text = "\u3000\u3000" + text
        for start in range(0, len(text), full):
            self.draw.text((180, self.y), text[start : start + full], self.style.ink, font)
            self.y += round(points * DPI / 72 * 1.6)

    def table(self, cells: Sequence[Cell], shares: Sequence[float], row_height: int) -> None:
        self.cells += cells
        left, width = 150, _A4[0] - 300
        xs = [left + round(width * sum(shares[:i]) / sum(shares)) for i in range(len(shares) + 1)]
        rows = 1 + max(row for row, *_ in cells)
        ys = [self.y + row_height * i for i in range(rows + 1)]
        for row, column, down, across, text in cells:
            self._cell((xs[column], ys[row], xs[column + across], ys[row + down]), text)
        self.y = ys[-1] + 60

    def _cell(self, box: tuple[int, int, int, int], text: str) -> None:
        left, top, right, bottom = box
        for shift in (0, 5) if self.style.double else (0,):
            for start, end in (
                ((left, top + shift), (right, top + shift)),
                ((left, bottom + shift), (right, bottom + shift)),
                ((left + shift, top), (left + shift, bottom)),
                ((right + shift, top), (right + shift, bottom)),
            ):
                self._rule(start, end)
        self._words(box, text)

    def _rule(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self.draw.line([start, end], self.style.line_gray, self.style.line)
        if self.style.broken:
            for _ in range((end[0] - start[0] + end[1] - start[1]) // 60):
                at = self.dice.random()
                x, y = (round(a + (b - a) * at) for a, b in zip(start, end, strict=True))
                self.draw.rectangle((x - 3, y - 3, x + 3, y + 3), 255)

    def _words(self, box: tuple[int, int, int, int], text: str) -> None:
        left, top, right, bottom = box
        figure = text.isascii()
        size = self.style.size
        font = self._font(self.style.digits if figure else self.style.text, size if figure else size - 2)
        lines = [""]
        for char in text:
            if self.draw.textlength(lines[-1] + char, font) > right - left - 12:
                lines.append("")
            lines[-1] += char
        while len(lines) * size * DPI / 72 > bottom - top - 4 and size > 5.5:
            size -= 0.5
            return self._smaller(box, text, size)
        height = round(size * DPI / 72 * 1.15)
        y = (top + bottom) / 2 - height * len(lines) / 2
        for words in lines:
            width = self.draw.textlength(words, font)
            x = (left + right - width) / 2 if self.style.centred or figure else left + 8
            self.draw.text((x, y), words, self.style.ink, font)
            y += height
        return None

    def _smaller(self, box: tuple[int, int, int, int], text: str, size: float) -> None:
        style, self.style = self.style, Style(**{**_as_dict(self.style), "size": size})
        self._words(box, text)
        self.style = style

    def _font(self, family: str, points: float) -> ImageFont.FreeTypeFont:
        found = font_file(family)
        assert found is not None, f"no font {family}"
        return ImageFont.truetype(found[0], round(points * DPI / 72), index=found[1])


def _as_dict(style: Style) -> dict[str, Any]:
    return {name: getattr(style, name) for name in Style.__slots__}


def _array(image: Image.Image) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.asarray(image.convert("L"), dtype=np.float32)


def _image(array: np.ndarray[Any, Any]) -> Image.Image:
    return Image.fromarray(np.clip(array, 0, 255).astype(np.uint8))


def turned(degrees: float) -> Callable[[Image.Image], Image.Image]:
    """Put on the glass askew."""
    return lambda image: image.convert("L").rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)


def noisy(image: Image.Image) -> Image.Image:
    """Grainy."""
    noise = np.random.default_rng(0).normal(0, 14, (image.height, image.width))
    return _image(_array(image) + noise)


def packed(image: Image.Image) -> Image.Image:
    """Stored as a JPEG of low quality."""
    stream = io.BytesIO()
    image.convert("L").save(stream, "JPEG", quality=50)
    return Image.open(io.BytesIO(stream.getvalue()))


def blurred(image: Image.Image) -> Image.Image:
    """Slightly out of focus."""
    return _image(cv2.GaussianBlur(_array(image), (0, 0), 1.2))


def gray(image: Image.Image) -> Image.Image:
    """On gray paper, in pale ink."""
    return _image(60 + _array(image) * (205 - 60) / 255)


def shaded(image: Image.Image) -> Image.Image:
    """Unevenly lit."""
    light = np.linspace(1.0, 0.6, image.width)[None, :] * np.linspace(0.85, 1.0, image.height)[:, None]
    return _image(_array(image) * light)


def coarse(image: Image.Image) -> Image.Image:
    """Scanned at 150 dots an inch."""
    return image.convert("L").resize((image.width * 3 // 4, image.height * 3 // 4), Image.Resampling.LANCZOS)


def fine(image: Image.Image) -> Image.Image:
    """Scanned at 300 dots an inch (and no sharper than it was)."""
    return image.convert("L").resize((image.width * 3 // 2, image.height * 3 // 2), Image.Resampling.LANCZOS)


def photocopied(image: Image.Image) -> Image.Image:
    """All of it, a little."""
    soft = cv2.GaussianBlur(_array(turned(0.7)(gray(image))), (0, 0), 0.9)
    noise = np.random.default_rng(1).normal(0, 8, soft.shape)
    return packed(shaded(_image(soft + noise)))


def faxed(image: Image.Image) -> Image.Image:
    """In black and white only."""
    return _image((_array(turned(-0.4)(image)) > 150) * 255.0)


DAMAGE: dict[str, Callable[[Image.Image], Image.Image]] = {
    "clean": lambda image: image,
    "turned 0.5": turned(0.5),
    "turned -1": turned(-1.0),
    "noise": noisy,
    "jpeg 50": packed,
    "blurred": blurred,
    "gray paper": gray,
    "uneven light": shaded,
    "150 dpi": coarse,
    "300 dpi": fine,
    "black and white": faxed,
    "photocopy": photocopied,
}
