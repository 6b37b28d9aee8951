"""rules/boilerplate.yaml and rules/leftovers.yaml: what is wrong in them is said with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.loading import RulebookError, default_root, load_rulebook

FAULTS = [
    ("boilerplate.yaml", "  - 《[^《》]{1,60}》", "  - 《[^《》{1,60}》", "boilerplate.yaml:LINE:5: not a regular"),
    ("boilerplate.yaml", "titles:", "Titles:", "boilerplate.yaml:"),
    ("leftovers.yaml", "problem: \"问题|", "problem: \"(问题|", "leftovers.yaml:LINE:1: not a regular expression"),
    ("leftovers.yaml", "problem:", "problems:", "leftovers.yaml:LINE:1: problems: Extra inputs"),
    ("leftovers.yaml", "announces_year:", "announces_years:", "leftovers.yaml:LINE:1: announces_years: Extra inputs"),
    ("leftovers.yaml", "(?:^|[。;])20", "(?:^|[。;](20", "leftovers.yaml:LINE:5: not a regular expression"),
    ("leftovers.yaml", "由(?P<unit>", "由(?P<name>", "leftovers.yaml:LINE:5: the group (?P<unit>…) is missing"),
    ("leftovers.yaml", "截(?:至|止)(?:到)?(?P<year>", "截(?:至|止)(?:到)?(", "leftovers.yaml:LINE:5: the group"),
    ("leftovers.yaml", '{unit: "局$"', '{unit: "局($"', "leftovers.yaml:LINE:6: not a regular expression"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTS)
def test_a_fault(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(default_root(), rules)
    text = (rules / file).read_text("utf-8")
    assert old in text
    (rules / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(rules, cache=False)
    assert str(caught.value).startswith(said.replace("LINE", str(text[: text.index(old)].count("\n") + 1)))


@pytest.mark.parametrize("file", ["boilerplate.yaml", "leftovers.yaml"])
def test_a_file_is_missing(tmp_path: Path, file: str) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(default_root(), rules)
    (rules / file).unlink()
    with pytest.raises(RulebookError, match=f"{file}: the file is missing"):
        load_rulebook(rules, cache=False)
