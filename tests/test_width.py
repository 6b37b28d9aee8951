"""Widths are those of wcwidth, and tables are drawn as tabulate draws them."""

from __future__ import annotations

import subprocess
import sys

import tabulate as tabulate_module
from hypothesis import given, settings
from hypothesis import strategies as st
from tabulate import tabulate
from wcwidth import wcswidth, wcwidth

from engine.reporters.width import columns_of, table, width_of
from tests.test_cli import ROOT

TEXTS = st.text("甲乙丙，。（）、Ab1.— /·“…" "e\u0301\u200b가é😀", max_size=12)  # fmt: skip


def test_every_character() -> None:
    for code in range(0x110000):
        if not 0xD800 <= code < 0xE000:
            assert columns_of(chr(code)) == max(0, wcwidth(chr(code))), hex(code)


@given(TEXTS)
def test_texts(text: str) -> None:
    assert width_of(text) == max(0, wcswidth(text))


CELL = st.text("甲乙，A1.—/", min_size=1, max_size=9)


@given(st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=2, max_size=5)))
@settings(max_examples=50)
def test_tables(lines: list[list[str]]) -> None:
    tabulate_module.WIDE_CHARS_MODE = True
    head, *rows = lines
    alignment = ["left", *["right"] * (len(head) - 1)]
    drawn = tabulate(rows, head, tablefmt="simple", colalign=alignment, disable_numparse=True)
    assert table(rows, head) == [line.rstrip() for line in drawn.split("\n")]


def test_plain_text_needs_no_library() -> None:
    code = (
        "import sys; from engine.reporters.width import width_of; width_of('甲a，'); print('wcwidth' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told == "False\n"
