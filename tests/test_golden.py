"""Reports as they were when a person last looked at them: see tests/golden/README.md."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.cases import ROOT
from engine.readers import read_bytes
from engine.reporters import Layout, reporter
from engine.score import Engine
from engine.scored import Scored
from tests.said import word_lines, workbook_lines

GOLDEN = Path(__file__).with_name("golden")
FORMS = ["table", "markdown", "csv", "sarif", "junit", "docx", "xlsx"]


@pytest.fixture(scope="module")
def sample(reference: Engine) -> Scored:
    content = (ROOT / "everything-wrong/wrong-k-sample.json").read_bytes()
    return reference.scored(read_bytes(content, "sample.json", reference.book))


@pytest.mark.parametrize("form", FORMS)
def test_as_it_was_looked_at(sample: Scored, form: str) -> None:
    shown = reporter(form)([sample], Layout("zh", 80))
    if isinstance(shown, bytes):
        shown = "".join(f"{line}\n" for line in (word_lines if form == "docx" else workbook_lines)(shown))
    file = GOLDEN / f"sample.{form}.txt"
    if os.environ.get("RENEW_GOLDEN"):
        file.write_text(shown, encoding="utf-8", newline="")
    assert shown == file.read_bytes().decode(), "see tests/golden/README.md"
