"""Pages that promise something name tests that exist, commands that exist, and files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.cases import ROOT as CASES

TREE = CASES.parent
PAGES = ["docs/trust.md", "docs/threat-model.md", "docs/supply-chain.md", "docs/mutation.md", "SECURITY.md"]
TESTS = {file.stem for file in (TREE / "tests").glob("test_*.py")}
FUNCTIONS = {
    name
    for file in (TREE / "tests").glob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
}
TARGETS = set(re.findall(r"^([\w-]+):", (TREE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
NOT_YET = {"differential"}  # commands of the rows that say "not yet run"


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    text = (TREE / page).read_text(encoding="utf-8")
    named = set(re.findall(r"\btest_\w+", text))
    assert named or page in ("docs/mutation.md", "SECURITY.md")
    assert named - TESTS - FUNCTIONS == set()
    assert set(re.findall(r"`make ([\w-]+)", text)) - TARGETS - NOT_YET == set()
    links = list(re.findall(r"\]\(([^)#:]+)\)", text))
    assert [link for link in links if not (Path(TREE, page).parent / link).exists()] == []
