"""Values pass between processes unchanged, and nothing but values does."""

from __future__ import annotations

import os
import pickle
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.plain import NotPlain, plain
from engine.readers.document import Document, Grid, GridCell, Line
from engine.reading import Notice

TEXT = st.text(max_size=12)
COUNT = st.integers(0, 10**9)
PAGE = st.none() | st.integers(1, 999)
LINE = st.builds(Line, COUNT, PAGE, TEXT, st.none() | TEXT, st.booleans(), st.booleans())
CELL = st.builds(
    GridCell, COUNT, COUNT, TEXT, COUNT, COUNT, st.booleans(), st.none() | st.tuples(COUNT, COUNT, COUNT, COUNT)
)
GRID = st.builds(Grid, COUNT, st.lists(CELL, max_size=4).map(tuple), PAGE, st.none() | TEXT, COUNT, COUNT)
NOTICE = st.builds(Notice, TEXT, st.dictionaries(TEXT, TEXT | COUNT, max_size=2))
DOCUMENT = st.builds(
    Document,
    parts=st.lists(LINE | GRID, max_size=5).map(tuple),
    wrapped=st.booleans(),
    recognised=st.booleans(),
    unread=st.booleans(),
    pictures=st.booleans(),
    declared=st.dictionaries(TEXT, TEXT, max_size=3),
    notices=st.lists(NOTICE, max_size=2).map(tuple),
)


def passed(value: object) -> Any:
    return plain(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


@settings(max_examples=50, deadline=None)
@given(DOCUMENT)
def test_there_and_back(document: Document) -> None:
    assert passed(document) == document


def test_every_field_passes() -> None:
    line = Line(3, 2, '甲\n\u0000\u2028"\\', "表三", True, True)
    cell = GridCell(1, 2, "12", 3, 4, True, (1, 2, 3, 4))
    grid = Grid(7, (cell, GridCell(9, 9, "")), 5, "表二", 11, 12)
    notice = Notice("notice.page_unreadable", {"page": 4, "why": "甲"})
    document = Document((line, grid), True, True, True, True, {"title": "标题"}, (notice,))
    found = passed(document)
    assert found == document
    assert found.parts == (line, grid)
    assert isinstance(grid.cells[0].box, tuple)
    assert found.notices == (notice,)


def test_a_fresh_document_is_as_its_defaults_say() -> None:
    assert passed(Document(())) == Document(())
    assert passed(Document((Grid(1, ()),))).parts == (Grid(1, ()),)


@pytest.mark.parametrize("text", ["\ud800", "\ufffe\uffff", "\U0010ffff", "\r\n\x85\x1c"])
def test_odd_characters_pass(text: str) -> None:
    assert passed(Document((Line(1, None, text),))).parts == (Line(1, None, text),)


# What a process might be made to say by a stranger's file


class _Acts:
    """Pickled, it is a call."""

    def __init__(self, function: Callable[..., object], *given: object) -> None:
        self._call = (function, given)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self._call


@dataclass(frozen=True)
class _Stranger:
    """A class that is none of the engine's."""

    value: int


@pytest.mark.parametrize(
    "value",
    [
        _Acts(os.system, "exit 1"),
        _Acts(eval, "1"),
        _Acts(subprocess.Popen, ["true"]),
        _Acts(getattr, Line, "__init__"),
        _Acts(plain, b""),  # a function of the engine
        _Stranger(1),
        [Document((_Acts(os.system, "exit 1"),))],  # type: ignore[arg-type]
    ],
)
def test_nothing_that_acts_passes(value: object) -> None:
    with pytest.raises(NotPlain):
        passed(value)


def test_a_class_stays_what_it_is() -> None:
    """A pickle may name a class where a value belongs, and give it a state: other bases, another way to compare."""
    own = vars(Line)["__eq__"]
    state = b"N}(X\x06\x00\x00\x00__eq__K\x01X\x05\x00\x00\x00extraK\x02u\x86b."
    with pytest.raises(NotPlain):
        plain(b"\x80\x02cengine.readers.document\nLine\n" + state)
    assert vars(Line)["__eq__"] is own
    assert not hasattr(Line, "extra")
    assert passed(Line(1, None, "a")) == Line(1, None, "a")


@pytest.mark.parametrize("content", [b"", b"{}", b"cos\nsystem\n(S'echo'\ntR.", b"[1]", b"\x80\x05"])
def test_nonsense_is_refused(content: bytes) -> None:
    with pytest.raises((pickle.UnpicklingError, EOFError, ValueError, LookupError)):
        plain(content)
