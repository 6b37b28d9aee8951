"""Everything that a report is shown as: well-formed, and nothing of a document becomes markup or a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from random import Random

from lxml import etree, html

from engine.errors import Unusable
from engine.readers import read_bytes
from engine.reporters import REPORTERS, Layout, reporter
from engine.rulebook import Lang
from engine.scored import Scored
from fuzz.checks import book, known_words, said_in_one_line, scored
from fuzz.mutators.values import mutate_json

_EVIL = (
    '"><script>alert(1)</script>',
    "<b>",
    "&amp;",
    "]]>",
    "=1+1",
    "@SUM(1)",
    "\u202e",
    "|",
    "`",
    "\x1b[31m",
    "\x0b",
    "\ufffe",
)
_LANGS: tuple[Lang, ...] = ("zh", "en")


def check(content: bytes) -> None:
    """One of the formats for each input, chosen by the input."""
    try:
        reading = read_bytes(content, "a<b>&.json", book())
    except Unusable as error:
        said_in_one_line(error)
        return
    report = scored(reading)
    if report is None:
        return
    chosen = sum(content)
    form = sorted(REPORTERS)[chosen % len(REPORTERS)]
    _check(form, report, Layout(_LANGS[chosen // 16 % 2], 20 + chosen % 100))


def _check(form: str, report: Scored, layout: Layout) -> None:
    shown = reporter(form)([report], layout)
    assert shown == reporter(form)([report], layout), "shown again it is another"
    if isinstance(shown, bytes):
        with zipfile.ZipFile(io.BytesIO(shown)) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    root = etree.fromstring(archive.read(name))
                    assert not list(root.iter("{*}f")), "a formula"
        return
    shown.encode()
    if form == "html":
        page = html.document_fromstring(shown)
        assert len(list(page.iter("script"))) == shown.count("<script"), "a script that is not one"
        assert "<script>alert" not in shown
        assert not page.xpath("//*[@onclick or @onerror or @onload]")
    elif form == "csv":
        widths = {len(row) for row in csv.reader(io.StringIO(shown, newline=""))}
        assert len(widths) == 1, "rows of different lengths"
    elif form == "junit":
        etree.fromstring(shown.encode())
    elif form == "table":
        assert "\x1b" not in shown, "the document writes to the terminal"


def mutate(content: bytes, chance: Random) -> bytes:
    """Another report, with words that do harm where they are not quoted."""
    return mutate_json(content, chance, (*_EVIL, *known_words()))
