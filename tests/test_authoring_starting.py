"""A rule or an overlay that is started: which files, and that nothing which is there is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.authoring.starting import is_name, new_overlay, new_rule, write_new
from engine.cases import load_case
from tests.made_up import made_up


@pytest.mark.parametrize("name", ["a", "a-b", "a1-2b"])
def test_names_of_rules(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "A", "a_b", "-a", "a-", "a--b", "a b", "a/b", "规则", "a\n"])
def test_what_no_rule_is_called(name: str) -> None:
    assert not is_name(name)


def test_files_of_a_new_rule(tmp_path: Path) -> None:
    book, _ = made_up()
    rules, cases = tmp_path / "rules", tmp_path / "cases"
    files = new_rule("structure", "some-name", book, rules, cases)
    assert list(files) == [
        rules / "structure" / "some-name.yaml",
        *(cases / "some-name" / f"{kind}-a-first.yaml" for kind in ("pass", "fail", "undecided")),
    ]
    text = files[rules / "structure" / "some-name.yaml"]
    assert "\nname: some-name\n" in f"\n{text}"
    assert "\ncategory: structure\n" in text
    assert ", ".join(book.documents) in text  # those that it may cite
    assert not [
        key for written in files.values() for key in ("{name}", "{category}", "{documents}") if key in written
    ]
    write_new(files)
    assert {path: path.read_text("utf-8") for path in files} == files
    for kind in ("pass", "fail", "undecided"):
        case = load_case(cases / "some-name" / f"{kind}-a-first.yaml")
        assert (case.rule, case.expectation) == ("some-name", kind)


def test_a_new_overlay_is_called_as_its_folder(tmp_path: Path) -> None:
    ((path, text),) = new_overlay(tmp_path / "our-city").items()
    assert path == tmp_path / "our-city" / "overlay.yaml"
    assert "our-city" in text
    assert "{name}" not in text


def test_nothing_is_written_over(tmp_path: Path) -> None:
    old = tmp_path / "a" / "old.yaml"
    old.parent.mkdir()
    old.write_text("mine", encoding="utf-8")
    new = tmp_path / "b" / "c" / "new.yaml"
    with pytest.raises(FileExistsError) as error:
        write_new({new: "1", old: "2"})
    assert str(error.value) == str(old)
    assert (old.read_text("utf-8"), new.parent.exists()) == ("mine", False)
    with pytest.raises(FileExistsError) as error:
        write_new({new: "1", old / "below.yaml": "2"})
    assert str(error.value) == str(old)  # a file where a folder should be
    assert not new.exists()
    write_new({new: "行\n"})
    assert new.read_bytes() == "行\n".encode()
