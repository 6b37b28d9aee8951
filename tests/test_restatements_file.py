"""A rules/restatements.yaml that is wrong says so with file, line and column."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.loading import RulebookError, default_root, load_rulebook

FILE = "restatements.yaml"
WRONG = [
    ("sections: [overview,", "sections: [overwiew,", "unknown section 'overwiew'"),
    ("办理申请\n    about: requests", "办理申请\n    about: request", "unknown topic 'request'; known: "),
    (
        "over/total]\n  carried-forward",
        "/total]\n  carried-forward",
        "'requests/carried_/total' is no cell of any form",
    ),
    (
        "[requests/carried_over/total]\n  carried-forward",
        "[carried_over]\n  carried-forward",
        "'carried_over' is not a cell: table/row/column",
    ),
    ("(?:<handle>)<n><end>", "(?:<handel>)<n><end>", "<handel> is not known here; known: n, this"),
    ("(?:<handle>)<n><end>", "(?:<handle><n><end>", "not a regular expression: missing )"),
    ("(?:<handle>)<n><end>", "(?:<handle>)<end>", "must say once where the figure stands: <n>"),
    ("<start>(?:<handle>)<n><end>", "<n>", "needs words around the figure"),
    ("  told: [handled,", "  told: [handeld,", "unknown restatement 'handeld'; known: "),
    ("  - [settled]\n", "  - [setled]\n", "unknown restatement 'setled'; known: "),
    ("stands: inside", "stands: within", "numerals.approximations.0.stands: "),
    ("scales: {百: 100", "scales: {百百: 100", "numerals.scales"),
    ("label: 办理申请", "lable: 办理申请", "restatements.handled.lable: "),
    ("years: {last: 上,", "years: {", "last is missing"),
    ("to: this, words", "to: This, words", "markers.1.to: "),
    ("words: [其中]", "words: [其中(]", "not a regular expression: "),
    ("denials: 未", "denials: (未", "not a regular expression: "),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(default_root(), rules)
    text = (rules / FILE).read_text("utf-8")
    assert text.count(old) == 1, old
    (rules / FILE).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(rules, cache=False)
    place, line, column, message = str(caught.value).split(":", 3)
    assert place == FILE
    assert message.strip().startswith(said)
    changed = {
        number for number, row in enumerate((text.replace(old, new)).split("\n"), 1) if row not in text.split("\n")
    }
    near = {number + step for number in changed for step in (-3, -2, -1, 0, 1)}
    assert int(line) in near
    assert int(column) >= 1


def test_a_rule_must_name_restatements_that_there_are(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(default_root(), rules)
    file = rules / "narrative" / "settled-told-otherwise.yaml"
    file.write_text(file.read_text("utf-8").replace("in: [settled]", "in: [setled]"), encoding="utf-8")
    with pytest.raises(RulebookError, match="unknown restatement 'setled'"):
        load_rulebook(rules, cache=False)


def test_the_file_must_be_there(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(default_root(), rules)
    (rules / FILE).unlink()
    with pytest.raises(RulebookError, match=r"restatements\.yaml: the file is missing"):
        load_rulebook(rules, cache=False)
