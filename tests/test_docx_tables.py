from __future__ import annotations

import docx
import pytest
from hypothesis import given, settings

from engine.errors import Unusable
from engine.readers.document import Grid, Line
from engine.readers.formats.docx import read
from tests.packages import grids, p, rectangles, saved, shape, tbl, tc, tr, word

SPAN = '<w:gridSpan w:val="{}"/>'.format
RESTART, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def only_grid(*rows: str) -> list[tuple[int, int, int, int, str]]:
    found = grids(read(word(tbl(*rows))))
    assert len(found) == 1
    return shape(found[0])


def test_spans() -> None:
    assert only_grid(
        tr(tc("头", SPAN(2)), tc("尾", RESTART)),
        tr(tc("左", RESTART), tc("中"), tc("", GO_ON)),
        tr(tc("看不见", GO_ON), tc("下"), tc("右")),
    ) == [(0, 0, 1, 2, "头"), (0, 2, 2, 1, "尾"), (1, 0, 2, 1, "左"), (1, 1, 1, 1, "中"),
        (2, 1, 1, 1, "下"), (2, 2, 1, 1, "右")]  # fmt: skip


def test_merging_begins_anew() -> None:
    found = only_grid(*(tr(tc(text, RESTART if text else GO_ON), tc("x")) for text in ("甲", "", "乙", "")))
    assert [cell for cell in found if cell[1] == 0] == [(0, 0, 2, 1, "甲"), (2, 0, 2, 1, "乙")]


def test_going_on_without_a_cell_of_the_same_width_above() -> None:
    found = only_grid(tr(tc("宽", RESTART + SPAN(2)), tc("x")), tr(tc("窄", GO_ON), tc("y"), tc("z")))
    assert found == [(0, 0, 1, 2, "宽"), (0, 2, 1, 1, "x"), (1, 0, 1, 1, "窄"), (1, 1, 1, 1, "y"), (1, 2, 1, 1, "z")]


def test_holes_before_and_after() -> None:
    before, after = '<w:gridBefore w:val="2"/>', '<w:gridAfter w:val="1"/>'
    found = only_grid(
        tr(tc("a"), tc("b"), tc("c")), tr(tc("d"), properties=before), tr(tc("e"), tc("f"), properties=after)
    )
    assert found[3:] == [(1, 2, 1, 1, "d"), (2, 0, 1, 1, "e"), (2, 1, 1, 1, "f")]


def test_horizontal_merging_of_old_programs() -> None:
    begin, go_on = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    found = only_grid(tr(tc("宽", begin), tc("", go_on), tc("", go_on), tc("右")), tr(*(tc(text) for text in "abcd")))
    assert found[:2] == [(0, 0, 1, 3, "宽"), (0, 3, 1, 1, "右")]


def test_deleted_rows_and_cells() -> None:
    gone = "<w:tcPr><w:cellDel/></w:tcPr>"
    found = only_grid(
        tr(tc("a", RESTART), tc("b")),
        tr(tc("删", GO_ON), tc("删"), properties="<w:del/>"),
        "<w:tr/>",
        tr(tc("", GO_ON), tc("c"), f"<w:tc>{gone}{p('删')}</w:tc>", properties="<w:ins/>"),
    )
    assert found == [(0, 0, 2, 1, "a"), (0, 1, 1, 1, "b"), (1, 1, 1, 1, "c")]


def test_lines_in_a_cell() -> None:
    inner = p("结果") + "<w:p><w:r><w:t>维</w:t><w:br/><w:t>持</w:t></w:r></w:p>" + p("\u3000")
    assert only_grid(tr(tc(inner), tc(" ")))[0][4] == "结果\n维\n持"


def test_text_box_in_a_cell() -> None:
    box = f"<w:p><w:r><w:t>格</w:t><w:pict><w:txbxContent>{p('框')}</w:txbxContent></w:pict></w:r></w:p>"
    assert [cell[4] for cell in only_grid(tr(tc(box), tc("x")))] == ["格\n框", "x"]


def test_tables_that_only_place_text() -> None:
    inner = tbl(tr(tc("a"), tc("b")), tr(tc("c"), tc("d")))
    body = tbl(tr(tc(p("上") + inner + p("中"))), tr(tc("下", SPAN(3)))) + p("完")
    found = read(word(body))
    assert [part.text if isinstance(part, Line) else part.number for part in found.parts] == [
        "上",
        1,
        "中",
        "下",
        "完",
    ]
    beside = tbl(tr(tc("目录"), tc(p("正文") + inner)))
    found = read(word(beside))
    assert [part.text if isinstance(part, Line) else part.number for part in found.parts] == ["目录", "正文", 1]


def test_table_in_a_cell_comes_after_its_table() -> None:
    inner = tbl(tr(tc("x"), tc("y")))
    found = read(word(tbl(tr(tc("a"), tc("b")), tr(tc("c"), tc(p("d") + inner + p("e")))) + p("完")))
    first, second, line = found.parts
    assert isinstance(first, Grid)
    assert isinstance(second, Grid)
    assert [cell.text for cell in first.cells] == ["a", "b", "c", "d\ne"]
    assert (second.number, [cell.text for cell in second.cells]) == (2, ["x", "y"])
    assert line == Line(1, None, "完")


@given(rectangles())
@settings(max_examples=40, deadline=None)
def test_merged_cells_are_read_as_python_docx_writes_them(
    matrix: tuple[int, int, list[tuple[int, int, int, int]]],
) -> None:
    height, width, cells = matrix
    document = docx.Document()
    table = document.add_table(height, width)
    for number, (row, column, rows, columns) in enumerate(cells):
        cell = table.cell(row, column).merge(table.cell(row + rows - 1, column + columns - 1))
        cell.text = str(number)
    expected = [(*cell, str(number)) for number, cell in enumerate(cells)]
    assert shape(grids(read(saved(document)))[0]) == expected


@pytest.mark.parametrize("span", ["1000000000", "-1", "x", "", "9" * 5000, "0"])
def test_absurd_spans(span: str) -> None:
    found = only_grid(tr(tc("a", SPAN(span)), tc("b")), tr(tc("c"), properties=f'<w:gridBefore w:val="{span}"/>'))
    column = 1000 if span.startswith(("1", "9")) else 1
    assert found[:2] == [(0, 0, 1, column, "a"), (0, column, 1, 1, "b")]


def test_too_wide() -> None:
    with pytest.raises(Unusable) as error:
        read(word(tbl(tr(*(tc("a") for _ in range(2_002))))))
    assert error.value.key == "text.too_long"
