"""Released versions of rules: what is released no longer changes under its number."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.authoring.released import FILE, changed, editions, released
from engine.loading import default_root, load_rulebook


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["rules", "release", "--lang", "en", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the national rulebook, version 1, of which nothing is released."""
    root = tmp_path / "rules"
    shutil.copytree(default_root(), root)
    (root / FILE).unlink(missing_ok=True)
    book = root / "rulebook.yaml"
    book.write_text(re.sub(r"(?m)^version: .*$", 'version: "1"', book.read_text(encoding="utf-8")), encoding="utf-8")
    return root


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_released_is_as_it_was() -> None:
    """If this fails, rules changed under a number that is released: choose a new version in rules/rulebook.yaml."""
    assert changed(editions(default_root()), released(default_root())) == []


def test_something_is_released() -> None:
    assert released(default_root())["national"]


def test_the_digest_is_that_of_scorecards_and_of_the_files(rules: Path) -> None:
    """By hand: name, length and content of each YAML file but the overlays', in the order of the names."""
    total = hashlib.sha256()
    for name in sorted(file.relative_to(rules).as_posix() for file in rules.rglob("*.yaml")):
        if not name.startswith("overlays/"):
            content = (rules / name).read_bytes()
            total.update(name.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
    assert run("--rulebook", str(rules)).exit_code == 0
    (held,) = json.loads((rules / FILE).read_text(encoding="utf-8"))["national"].values()
    assert held == total.hexdigest() == load_rulebook(rules, cache=False).digest


def test_a_release_takes_the_overlays_with_it(rules: Path) -> None:
    run("--rulebook", str(rules))
    held = json.loads((rules / FILE).read_text(encoding="utf-8"))
    names = {
        file.stem if file.parent.name == "overlays" else file.parent.name for file in rules.glob("overlays/*.yaml")
    }
    names |= {file.parent.name for file in rules.glob("overlays/*/overlay.yaml")}
    assert set(held) == {"national", *names}


def test_a_change_under_a_released_number_is_refused(rules: Path) -> None:
    run("--rulebook", str(rules))
    before = (rules / FILE).read_bytes()
    with (rules / "calendar.yaml").open("a", encoding="utf-8") as file:
        file.write("# a word more\n")
    for options in ((), ("--check",)):
        result = run("--rulebook", str(rules), *options)
        assert result.exit_code == 1
        assert result.stderr.startswith("national 1 is released, but")
        assert (rules / FILE).read_bytes() == before


def test_a_changed_overlay_is_told_alone(rules: Path) -> None:
    run("--rulebook", str(rules))
    edit(rules / "overlays/example-province.yaml", "# An invented province", "# The invented province")
    result = run("--rulebook", str(rules), "--check")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith("example-province 2024.1 is released, but")


def test_a_new_number_is_released_beside_the_old(rules: Path) -> None:
    run("--rulebook", str(rules))
    old = released(rules)["national"]["1"]
    edit(rules / "rulebook.yaml", 'version: "1"', 'version: "2"')
    waits = run("--rulebook", str(rules), "--check")
    assert waits.exit_code == 0
    assert "national 2 is not released yet" in waits.stderr
    assert set(released(rules)["national"]) == {"1"}
    done = run("--rulebook", str(rules))
    assert (done.exit_code, "national 2 is now released" in done.stderr) == (0, True)
    held = released(rules)["national"]
    assert set(held) == {"1", "2"}
    assert held["1"] == old != held["2"]


def test_a_release_twice_changes_nothing(rules: Path) -> None:
    run("--rulebook", str(rules))
    before = (rules / FILE).read_bytes()
    assert run("--rulebook", str(rules)).exit_code == 0
    assert (rules / FILE).read_bytes() == before


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"national": []}', '{"national": {"1": "no digest"}}', '{"national": {"1": 1}}']
)
def test_a_file_that_is_not_what_was_written_is_refused(rules: Path, content: str) -> None:
    (rules / FILE).write_text(content, encoding="utf-8")
    result = run("--rulebook", str(rules))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert (rules / FILE).read_text(encoding="utf-8") == content


def test_no_rulebook_is_one_line(tmp_path: Path) -> None:
    result = run("--rulebook", str(tmp_path))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
