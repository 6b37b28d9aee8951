"""SARIF: every region of every finding is in the text that it points into."""

from __future__ import annotations

import json
import re
from random import Random

from engine.errors import Unusable
from engine.readers import read_bytes
from engine.reporters import Layout, reporter
from fuzz.checks import book, known_words, said_in_one_line, scored
from fuzz.mutators.plain import mutate_text
from fuzz.mutators.values import mutate_json

MOST = 32_768


def check(content: bytes) -> None:
    """Lines and columns that are there, the end not before the start."""
    try:
        reading = read_bytes(content, "a b\u7532%.json", book())
    except Unusable as error:
        said_in_one_line(error)
        return
    report = scored(reading) if reading.text is not None else None
    if report is None:
        return
    text = reporter("sarif")([report], Layout("zh"))
    lines = re.split("\r\n|\r|\n", reading.text or "")
    for result in json.loads(text)["runs"][0]["results"]:
        for location in result["locations"]:
            region = location["physicalLocation"].get("region")
            if region is not None:
                _inside(region, lines)


def _inside(region: dict[str, int], lines: list[str]) -> None:
    first, last = region["startLine"], region.get("endLine", region["startLine"])
    assert 1 <= first <= last <= len(lines), f"no such line: {region}"
    start, end = region.get("startColumn", 1), region.get("endColumn")
    assert 1 <= start <= len(lines[first - 1]) + 1, f"no such column: {region}"
    assert end is None or end <= len(lines[last - 1]) + 1, f"no such column: {region}"
    assert end is None or (first, start) < (last, end), f"nothing in it: {region}"


def mutate(content: bytes, chance: Random) -> bytes:
    """Another report."""
    return (
        mutate_json(content, chance, known_words())
        if content.startswith(b"{")
        else mutate_text(content, chance, known_words())
    )
