"""Which documents a run is about, what they are called, and in which order."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch.inputs import Document, Inputs, documents_of
from engine.documents import documents_in
from engine.errors import Unusable
from engine.json_text import compact_json, dumps
from engine.readers import read_file
from engine.reporters.json_card import card_value, compact
from engine.score import Engine
from tests.test_cli import ROOT


def named(*names: str, lists: tuple[str, ...] = ()) -> list[str]:
    return [document.file for document in documents_of(Inputs(names, lists))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("a.json", "a/1.docx", "a/2.pdf", "a-b/1.json", "a.d/1.json", "z.TXT", "notes.log", "a/~$1.docx"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    (tmp_path / "in/.git").mkdir()
    (tmp_path / "in/.git/config.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "in"


ALL = ["a-b/1.json", "a.d/1.json", "a.json", "a/1.docx", "a/2.pdf", "z.TXT"]


@pytest.mark.parametrize("name", [lambda f: str(f), lambda f: "in", lambda f: "in/", lambda f: f.as_uri()])
def test_one_folder(name: Callable[[Path], str], folder: Path) -> None:
    if name(folder).startswith("file:"):
        pytest.importorskip("fsspec")
    assert named(name(folder)) == sorted(ALL) == ALL


def test_paths_are_whole(folder: Path) -> None:
    documents = list(documents_of(Inputs(("in/z.TXT",))))
    assert documents == [Document("z.TXT", str(folder / "z.TXT"))]


def test_several_are_called_as_they_were_named(folder: Path) -> None:
    assert named("in/a.json", "in/a", "./in/a-b") == ["./in/a-b/1.json", "in/a.json", "in/a/1.docx", "in/a/2.pdf"]
    assert named("in/a", "in/a", "in/a/1.docx") == ["in/a/1.docx", "in/a/2.pdf"]


def test_what_is_not_there_is_a_document_that_cannot_be_read(folder: Path) -> None:
    assert named("nothing.json") == ["nothing.json"]


def test_a_list(folder: Path) -> None:
    (folder / "list.csv").write_text("\ufeffz.TXT\r\n\r\n a \r\nmissing.json\r\n", encoding="utf-8")
    documents = list(documents_of(Inputs((), ("in/list.csv",))))
    assert [document.file for document in documents] == ["a/1.docx", "a/2.pdf", "missing.json", "z.TXT"]
    assert documents[0].path == str(folder / "a/1.docx")
    with pytest.raises(Unusable) as refusal:
        named(lists=("none.txt",))
    assert refusal.value.line("en") == "the list cannot be used: no such file"


def test_addresses(folder: Path) -> None:
    pytest.importorskip("fsspec")
    with pytest.raises(Unusable) as refusal:
        named((folder / "nothing").as_uri())
    assert refusal.value.key == "batch.nothing_there"
    with pytest.raises(Unusable) as refusal:
        named("nosuch://bucket/folder")
    assert refusal.value.key == "batch.bad_address"


@pytest.mark.skipif(sys.platform != "linux", reason="names that are not UTF-8")
def test_a_name_that_is_not_utf_8(folder: Path) -> None:
    (folder / "a" / b"\xff.txt".decode("utf-8", "surrogateescape")).write_text("x")
    assert "a/\\udcff.txt" in named("in")


@settings(max_examples=40)
@given(st.sets(st.from_regex(r"([a-c.!-]{1,2}/){0,2}[a-c-]{1,2}\.(txt|json)", fullmatch=True), max_size=8))
def test_the_order_is_that_of_the_paths(tmp_path_factory: pytest.TempPathFactory, names: set[str]) -> None:
    folder = tmp_path_factory.mktemp("order")
    shown = set()
    for name in sorted(names):
        parts = name.split("/")
        if any(part.startswith(".") for part in parts):
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
        shown.add(name)
    assert list(documents_in(str(folder))) == sorted(shown)


# JSON as it is stored

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def parsed(text: str) -> object:
    return json.loads(text, parse_float=Decimal)


@settings(max_examples=40)
@given(_VALUES)
def test_compact_json_says_the_same(value: object) -> None:
    text = compact_json(value)
    assert parsed(text) == parsed(dumps(value))
    assert "\n" not in text


def test_compact_cards_say_the_same(engine: Engine) -> None:
    for name in ("longgang-2020.json", "huaian-2024.json"):
        card = engine.score(read_file(ROOT / "cases/reports" / name, engine.book))
        assert parsed(compact(card)) == parsed(dumps(card_value(card)))
