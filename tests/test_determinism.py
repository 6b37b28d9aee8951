"""The same report gives the same bytes, in whatever order its keys stand."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.cases import ROOT, Made, all_cases
from engine.reporters.json_card import dump
from engine.score import Engine

SHA = re.compile(r'"sha256": *"[0-9a-f]{64}"')
CASES = [case for case in all_cases() if case.base.endswith("json") and case.rule != "everything-right"]


def shuffled(value: Any, source: random.Random) -> Any:
    if not isinstance(value, dict):
        return value
    items = list(value.items())
    source.shuffle(items)
    return {key: shuffled(inner, source) for key, inner in items}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_keys_changes_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    source = random.Random(seed)
    chosen = source.sample(CASES, 25)

    def cards() -> list[str]:
        return [
            SHA.sub("", dump([engine.score(c.reading(engine.book), c.knows(), beside=c.beside(engine.book))]))
            for c in chosen
        ]

    expected, plain = cards(), Made.report
    monkeypatch.setattr(Made, "report", lambda made: shuffled(plain(made), source))
    assert cards() == expected


@pytest.mark.parametrize("form", ["json", "table", "html", "docx", "xlsx"])
def test_the_environment_changes_nothing(form: str, tmp_path: Path) -> None:
    """Hash seeds, locales, time zones and the clock's day are others; the bytes are the same."""
    sample = str(ROOT / "everything-wrong/wrong-k-sample.json")
    found = set()
    for number, (seed, zone, locale) in enumerate(
        [("0", "UTC", "C"), ("4711", "America/Los_Angeles", "de_DE.UTF-8")]
    ):
        file = tmp_path / str(number)
        line = [sys.executable, str(ROOT.parent / "cli.py"), "score", sample, "--format", form, "--lang", "zh"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "LANGUAGE": locale}
        subprocess.run([*line, "-o", str(file)], env=environment, check=False, capture_output=True)
        found.add(file.read_bytes())
    assert len(found) == 1
