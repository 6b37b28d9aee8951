"""Measures the reader of scans on drawn reports with known figures, damaged: ``python -m benchmarks.accuracy``.

For each kind of damage: figures that were read right, wrong, and marked doubtful; wrong ones that are
neither doubtful nor break a sum of the form; tables whose cells were not found as drawn; labels; seconds
a page. It takes some five minutes; ``--quick`` draws fewer reports. With ``--file scan.pdf figures.json``
a real one is measured through the whole reader, its pages drawn without their text.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from tabulate import tabulate

from benchmarks.pages import DAMAGE, DPI, Cell, Drawn, Style, chinese_family, font_file, pages_of, some_figures
from engine.readers.document import Grid, GridCell
from engine.readers.formats.scan import read_pages

_STYLES = (
    Style(),
    Style(digits="Liberation Sans", size=12),
    Style(digits="DejaVu Sans", size=9, ink=60),
    Style(digits="", size=9),
    Style(digits="", size=14, line=3, centred=False),
    Style(line=1, line_gray=190),
    Style(broken=True),
    Style(double=True),
)
_ALL_DAMAGE = 2  # styles to which every kind of damage is done; to the others three kinds
_SOME = ("clean", "150 dpi", "photocopy")
_NAMES = ("plain", "sans", "small, pale", "Chinese face", "large, bold rules", "faint rules", "broken", "double")


@dataclass(slots=True)
class Count:
    """What was read of how many cells, and how long that took."""

    figures: int = 0
    right: int = 0
    doubtful: int = 0
    doubtful_right: int = 0
    silent: list[str] = field(default_factory=list)  # wrong, and nothing says so
    labels: int = 0
    labels_right: int = 0
    tables: int = 0
    misshapen: int = 0
    pages: int = 0
    seconds: float = 0.0
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--file", nargs=2, type=Path, metavar=("SCAN", "FIGURES"))
    given = parser.parse_args()
    if given.file:
        _real(*given.file)
        return
    family = chinese_family()
    if family is None:
        sys.exit("no font with Chinese characters on this machine: nothing measured")
    counts = _measure(family, _STYLES[:2] if given.quick else _STYLES)
    _print(counts)


def _measure(family: str, styles: Sequence[Style]) -> dict[str, Count]:
    counts: dict[str, Count] = {}
    for seed, style in enumerate(styles):
        drawn = pages_of(some_figures(seed), _with_fonts(style, family))
        for name, damage in DAMAGE.items():
            if seed >= _ALL_DAMAGE and name not in _SOME:
                continue
            images = [_with_dpi(damage(page.image), page.image) for page in drawn]
            start = time.perf_counter()
            parts, _ = read_pages(images)
            seconds = time.perf_counter() - start
            for key in (name, f"({_NAMES[seed]})"):
                count = counts.setdefault(key, Count())
                count.pages += len(drawn)
                count.seconds += seconds
                _compare(count, drawn, [part for part in parts if isinstance(part, Grid)])
    return counts


def _with_fonts(style: Style, family: str) -> Style:
    """The style with fonts that this machine has."""
    digits = style.digits if style.digits and font_file(style.digits) else family
    return Style(**{**{name: getattr(style, name) for name in Style.__slots__}, "text": family, "digits": digits})


def _with_dpi(image: Image.Image, drawn: Image.Image) -> Image.Image:
    dpi = DPI * image.width / drawn.width
    image.info["dpi"] = (dpi, dpi)
    return image


def _compare(count: Count, drawn: Sequence[Drawn], grids: Iterable[Grid]) -> None:
    by_page: dict[int | None, list[Grid]] = {}
    for grid in grids:
        by_page.setdefault(grid.page, []).append(grid)
    for number, page in enumerate(drawn, 1):
        count.tables += 1
        read = by_page.get(number, [])
        cells = {(c.row, c.column): c for c in read[0].cells} if len(read) == 1 else {}
        if {(c.row, c.column, c.rows, c.columns) for c in cells.values()} != {cell[:4] for cell in page.cells}:
            count.misshapen += 1
        _compare_cells(count, page.cells, cells)


def _compare_cells(count: Count, drawn: Sequence[Cell], read: dict[tuple[int, int], GridCell]) -> None:
    wrong: list[tuple[Cell, GridCell | None]] = []
    for cell in drawn:
        found = read.get(cell[:2])
        text = found.text.replace("\n", "") if found else ""
        if not cell[4].isascii():
            count.labels += 1
            count.labels_right += _plain(text) == _plain(cell[4])
            continue
        count.figures += 1
        right = found is not None and text == cell[4]
        count.right += right
        count.doubtful += found is not None and found.doubtful
        count.doubtful_right += found is not None and found.doubtful and right
        if not right:
            wrong.append((cell, found))
            count.wrong[cell[4], text if found else "(no cell)"] += 1
    for cell, found in wrong:
        # A single wrong figure of these tables breaks the sum of its row; a figure of table two stands in none.
        summed = len(drawn) > 100 or max(c[1] for c in drawn) > 10
        others = sum(other[0] == cell[0] for other, _ in wrong) - 1
        if found is not None and not found.doubtful and (not summed or others):
            count.silent.append(f"{cell[4]!r} read as {found.text!r}")


def _plain(text: str) -> str:
    table = str.maketrans("（），：；、．“”‘’", "(),:;,.\"\"''")
    return "".join(text.translate(table).split()).replace(",", "")


def _print(counts: dict[str, Count]) -> None:
    rows = [
        (
            name,
            count.figures,
            count.right,
            count.figures - count.right,
            f"{count.right / count.figures:.2%}",
            count.doubtful,
            count.doubtful_right,
            len(count.silent),
            f"{count.misshapen}/{count.tables}",
            f"{count.labels_right / count.labels:.1%}",
            f"{count.seconds / count.pages:.1f}",
        )
        for name, count in counts.items()
    ]
    head = [
        "",
        "figures",
        "right",
        "wrong",
        "",
        "doubtful",
        "of them right",
        "silent",
        "misshapen",
        "labels",
        "s/page",
    ]
    print(tabulate(rows, head, disable_numparse=True, stralign="right"))
    wrong: Counter[tuple[str, str]] = sum((c.wrong for n, c in counts.items() if n in DAMAGE), Counter())
    print("\nmost often:", *(f"{a!r}->{b!r} {n}" for (a, b), n in wrong.most_common(12)), sep="  ")
    for name, count in counts.items():
        if name in DAMAGE and count.silent:
            print(f"silent, {name}:", *count.silent[:10], sep="  ")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _real(scan: Path, figures: Path) -> None:
    """A PDF of which the figures are known, as {table: {row: {column: figure}}}, through the whole reader."""
    import pypdfium2

    from engine.limits import Limits
    from engine.loading import load_rulebook
    from engine.readers import read_bytes

    known = json.loads(figures.read_text("utf-8"))
    pdf = pypdfium2.PdfDocument(scan.read_bytes())
    pages = [pdf[i].render(scale=DPI / 72).to_pil().convert("L") for i in range(len(pdf))]
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(DPI, DPI))
    start = time.perf_counter()
    reading = read_bytes(stream.getvalue(), "scan.tiff", load_rulebook(), Limits(300, 4096))
    right = total = 0
    for table, rows in known.items():
        for row, columns in rows.items():
            for column, figure in columns.items():
                read = reading.report.table(table).get(row, {}).get(column)
                total += 1
                right += str(read) == str(figure)
                if str(read) != str(figure):
                    print(f"{table}.{row}.{column}: {figure} read as {read!r}")
    print(f"{right} of {total} figures right, {time.perf_counter() - start:.1f} s for {len(pages)} pages")
    for notice in reading.notices:
        print(notice.key, dict(notice.values))


if __name__ == "__main__":
    main()
