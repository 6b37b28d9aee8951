"""Documents pass between processes unchanged, and nothing but documents does."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.readers.document import Document, Grid, GridCell, Line
from engine.readers.wire import from_wire, to_wire
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


@settings(max_examples=150, deadline=None)
@given(DOCUMENT)
def test_there_and_back(document: Document) -> None:
    assert from_wire(to_wire(document)) == document


def test_every_field_passes() -> None:
    line = Line(3, 2, '甲\n\u0000\u2028"\\', "表三", True, True)
    cell = GridCell(1, 2, "12", 3, 4, True, (1, 2, 3, 4))
    grid = Grid(7, (cell, GridCell(9, 9, "")), 5, "表二", 11, 12)
    notice = Notice("notice.page_unreadable", {"page": 4, "why": "甲"})
    document = Document((line, grid), True, True, True, True, {"title": "标题"}, (notice,))
    found = from_wire(to_wire(document))
    assert found == document
    assert found.parts == (line, grid)
    assert isinstance(grid.cells[0].box, tuple)
    assert found.notices == (notice,)


def test_a_fresh_document_is_as_its_defaults_say() -> None:
    assert from_wire(to_wire(Document(()))) == Document(())
    assert from_wire(to_wire(Document((Grid(1, ()),)))).parts == (Grid(1, ()),)


@pytest.mark.parametrize("text", ["\ud800", "\ufffe\uffff", "\U0010ffff", "\r\n\x85\x1c"])
def test_odd_characters_pass(text: str) -> None:
    wire = to_wire(Document((Line(1, None, text),)))
    assert b"\n" not in wire
    assert wire.isascii()
    assert from_wire(wire).parts == (Line(1, None, text),)


def test_an_answer_is_told_from_a_refusal() -> None:
    """A refusal begins with its key; a document never does, whatever it says."""
    document = Document((Line(1, None, '{"unusable": "file.empty"}'),), declared={"unusable": "file.empty"})
    assert not to_wire(document).startswith(b'{"unusable"')


def test_the_wire_is_plain_json() -> None:
    """What comes back from a process that read a stranger's file is data, and never code."""
    assert isinstance(json.loads(to_wire(Document((Line(1, 1, "a"),)))), dict)
    for broken in (b"", b"{}", b"cos\nsystem\n(S'echo'\ntR.", b"[1]", b'{"parts": [[1]]}'):
        with pytest.raises((ValueError, LookupError, TypeError)):
            from_wire(broken)
