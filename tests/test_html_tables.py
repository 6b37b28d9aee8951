"""Tables of web pages: grids where they hold data, lines where they are only layout."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.pages import DRAWN, SIMPLE, grids, lines, outline, table

Spans = Mapping[tuple[int, int], tuple[int, int]]


class TestTables:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("<tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr>", DRAWN),
            ("<tr><td>a<td>b<tr><td>1<td>2", DRAWN),
            (
                "<tr><td><p>a<td><div><font>b<td><b>c<tr><td><div>1<tr><td>2</div>",
                [["a", "b", "c"], ["1", "", ""], ["2", "", ""]],
            ),
            ("<tr><th>a<td>b<tbody><tr><td>1<td>2</tbody><tbody></tbody>", DRAWN),
            ("<td>a<td>b<tr><td>1<td>2", DRAWN),
            ("<caption></caption><colgroup><col><col></colgroup><tr><td>a<td>b<tr><td>1<td>2", DRAWN),
            ("<colgroup><col width=1><tr><td>a<td>b<tr><td>1<td>2", DRAWN),
            ("<form><tr><td>a<td>b</form><tr><td>1<td>2", DRAWN),
            ("<tr><td rowspan=2>a<td>b<tr><td>c", [["a", "b"], ["^", "c"]]),
            ("<tr><td colspan=2>a<tr><td>b<td>c", [["a", "^"], ["b", "c"]]),
            (
                "<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d<td>e<td>f",
                [["a", "^", "b"], ["^", "^", "c"], ["d", "e", "f"]],
            ),
            ("<tr><td>a<td rowspan=0>b<tr><td>c<tr><td>d", [["a", "b"], ["c", "^"], ["d", "^"]]),
            ("<tr><td>a<td rowspan=1000000000>b<tr><td>c", [["a", "b"], ["c", "^"]]),
            (
                "<tr><td>a<td>b<td>c<tr><td colspan=1000000000>d<tr><td>e<td colspan=99999999999999999999>f",
                [["a", "b", "c"], ["d", "^", "^"], ["e", "f", "^"]],
            ),
            (
                "<tr><td colspan=0>a<td rowspan=-1>b<tr><td colspan=x>1<td colspan='2.5'>2",
                [["a", "b", ""], ["1", "2", "^"]],
            ),
            ("<tr><td colspan=' +2 '>a<tr><td rowspan='２'>b<td>c", [["a", "^"], ["b", "c"]]),
            # A cell that would cover one from above is cut; the next one stands where the uncut one ends.
            ("<tr><td>a<td rowspan=2>b<td>c<tr><td colspan=2>d<td>e", [["a", "b", "c"], ["d", "^", "e"]]),
            (
                "<thead><tr><td rowspan=5>a<td>b</thead><tbody><tr><td rowspan=0>c<td>d<tr><td>e</tbody>",
                [["a", "b"], ["c", "d"], ["^", "e"]],
            ),
            (
                "<tfoot><tr><td>f<td>g</tfoot><tr><td>1<td>2<thead><tr><td>a<td>b</thead>",
                [["a", "b"], ["1", "2"], ["f", "g"]],
            ),
            ("<tr></tr><tr><td>a<td>b</tr><tr></tr><tr></tr><tr><td>1<td>2</tr><tr></tr>", DRAWN),
            ("<tr><td rowspan=3>a<td>b</tr><tr></tr><tr><td>c", [["a", "b"], ["^", ""], ["^", "c"]]),
            ("<tr><td>a<td>b<tr><td></td><td>&nbsp;", [["a", "b"], ["", ""]]),
            (
                "<tr><td>本年<br>制发<p>件数</p><td>b<tr><td>  1 2\n 3<td>　4",
                [["本年\n制发\n件数", "b"], ["1 2 3", "4"]],
            ),
            ("<tr><td>a<td>b<tr hidden><td>x<td>y<tr><td>1<td>2", DRAWN),
            ("<tr><td>a<td style='display:none'>x<td>b<tr><td>1<td>2", DRAWN),
            ("<tr><td>a<td>b<tr><td style='visibility:hidden'>x<td>2", [["a", "b"], ["", "2"]]),
            (
                "<tr><td>a<td rowspan=2>b<tr style='visibility:hidden'><td>x<tr><td>1<td>2",
                [["a", "b"], ["", "^"], ["1", "2"]],
            ),
            ("<tr role=none style='display:flex'><td style='display:block' role=button>a<td>b<tr><td>1<td>2", DRAWN),
        ],
    )
    def test_cells(self, body: str, expected: list[list[str]]) -> None:
        assert table(body) == expected

    def test_text_between_cells_stands_before_the_table(self) -> None:
        assert outline("前<table>单位：件<caption>表二</caption><tr><td>a<td>b</tr>又<tr><td>1<td>2</table>后") == [
            "前", "单位：件", "表二", "又", DRAWN, "后"]  # fmt: skip

    def test_an_unclosed_table(self) -> None:
        assert outline("<p>前<table><tr><td>a<td>b<tr><td>1<td>2") == ["前", DRAWN]

    def test_numbers_count_all_tables(self) -> None:
        before = f"<div hidden>{SIMPLE}</div><table><tr><td>{SIMPLE}一</table><table></table>"
        assert [grid.number for grid in grids(f"{before}{SIMPLE}<table><tr><td>二</table>{SIMPLE}")] == [3, 5, 7]

    @pytest.mark.parametrize(
        ("open_table", "row", "cell"),
        [
            ("div role=table", "div role=row", "div role=cell"),
            ("div role='GRID'", "div role=row", "span role=columnheader"),
            (
                "div style='display:table'",
                "div style='display: table-row'",
                "div style='color:red;display:table-cell'",
            ),
            ("ul style='display:table'", "li style='display:table-row'", "span style='display:table-cell'"),
        ],
    )
    def test_tables_made_of_other_elements(self, open_table: str, row: str, cell: str) -> None:
        def element(start: str, inner: str) -> str:
            return f"<{start}>{inner}</{start.split()[0]}>"

        rows = (element(row, "".join(element(cell, text) for text in texts)) for texts in DRAWN)
        assert outline(f"前{element(open_table, ''.join(rows))}后") == ["前", DRAWN, "后"]

    def test_rows_of_other_elements_without_a_table_are_lines(self) -> None:
        assert lines("<div style='display:table-row'><div role=cell>a</div><div role=cell>b</div></div>") == [
            "a",
            "b",
        ]
        assert table("<tr><td>a<div style='display:table-cell'>x</div><td>b<tr><td>1<td>2") == [
            ["a\nx", "b"],
            ["1", "2"],
        ]

    def test_a_table_from_word(self) -> None:
        def cell(text: str, spans: str = "") -> str:
            return (
                f"<td width=118 {spans} valign=top style='width:88.75pt;border:solid windowtext 1.0pt;mso-border-alt:"
                "solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt;mso-display:none'><p class=MsoNormal align=center "
                "style='mso-pagination:widow-orphan'><span\nstyle='font-family:宋体;mso-bidi-font-family:宋体'>"
                f"{text}<span lang=EN-US><o:p></o:p></span></span></p></td>"
            )

        spacer = "<tr height=0><td width=118 style='border:none'></td><td width=1 style='border:none'></td></tr>"
        body = (
            f"<![if !supportMisalignedColumns]>{spacer}<![endif]>"
            f"<tr style='height:20pt'>{cell('规章', 'rowspan=2')}{cell('3')}</tr><tr>{cell('4')}</tr>"
            f"<!--[if !mso]><tr><td>x</tr><![endif]-->{spacer}"
        )
        assert table(body) == [["规章", "3"], ["^", "4"]]

    def test_a_table_from_excel(self) -> None:
        body = (
            "<col width=72 style='mso-width-source:userset;width:54pt'><col width=72 span=2>"
            "<tr height=19 style='height:14.25pt'><td height=19 class=xl65>a</td><td x:num>b</td></tr>"
            '<tr height=19><td>1</td><td x:num="2">2</td></tr>'
            "<![if supportMisalignedColumns]><tr height=0 style='display:none'><td></td><td></td></tr><![endif]>"
        )
        assert table(body) == DRAWN

    def test_a_row_without_height_but_with_text_stays(self) -> None:
        assert table("<tr height=0><td>a<td>b<tr><td>1<td>2") == DRAWN
        assert table("<tr><td>a<td>b<tr height=0 style='height:0pt'><td>1<td>2") == DRAWN


class TestLayout:
    def test_a_table_in_a_table(self) -> None:
        assert outline(f"<table><tr><td>左<td>前{SIMPLE}后<td>右</table>") == ["左", "前", DRAWN, "后", "右"]

    def test_tables_five_deep(self) -> None:
        body = f"<p>一、总体情况</p>{SIMPLE}<p>完</p>"
        for level in range(5):
            body = f"<table width=100%><tr><td>头{level}</td></tr><tr><td>&nbsp;</td><td>{body}</td></tr></table>"
        assert outline(body) == ["头4", "头3", "头2", "头1", "头0", "一、总体情况", DRAWN, "完"]

    def test_a_table_of_one_column(self) -> None:
        assert lines("<table><tr><td>一、总体情况</td></tr><tr><td><p>全年<p>公开</table>") == [
            "一、总体情况",
            "全年",
            "公开",
        ]

    def test_a_table_with_text_in_one_column(self) -> None:
        assert lines("<table><tr><td>&nbsp;<td>题<td><tr><td><td colspan=2>一<br>二</table>") == ["题", "一", "二"]

    def test_an_empty_table(self) -> None:
        assert lines("<table><tr><td><td>&nbsp;<tr><td></table>一") == ["一"]

    def test_prose_beside_navigation(self) -> None:
        prose = "全年公开政府信息。" * 50
        assert lines(f"<table><tr><td>首页<br>公开<td>{prose}</table>") == ["首页", "公开", prose]

    def test_many_lines_beside_navigation(self) -> None:
        numbers = [str(number) for number in range(30)]
        assert lines(f"<table><tr><td>首页<td>{'<br>'.join(numbers)}</table>") == ["首页", *numbers]

    def test_prose_in_a_row_of_a_table_of_data(self) -> None:
        prose = "说明：" + "本表按年度统计。" * 60
        rows = f"<tr><td rowspan=2>a<td>b<tr><td>c<tr><td colspan=2>{prose}<tr><td>d<td>e<tr><td>f<td>g"
        assert outline(f"<table>{rows}</table>") == [[["a", "b"], ["^", "c"]], prose, [["d", "e"], ["f", "g"]]]
        assert [grid.number for grid in grids(f"<table>{rows}</table>")] == [1, 1]

    def test_a_box_around_a_figure_makes_no_layout(self) -> None:
        assert outline("<table><tr><td>a<td>b<tr><td>1<td><table><tr><td>2</table></table>") == [DRAWN]

    def test_deeper_than_any_page(self) -> None:
        body = "<table><tr><td>x" * 250 + SIMPLE + "</table>" * 250
        assert lines(f"{body}<p>完") == ["x"] * 250 + ["a", "b", "1", "2", "完"]


@st.composite
def merged(draw: st.DrawFn) -> tuple[int, int, Spans]:
    """The size of a matrix, and its cells after some have been merged: by upper left corner, rows and columns."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    spans = {(row, column): (1, 1) for row in range(height) for column in range(width)}
    for _ in range(draw(st.integers(0, 4))):
        row, column = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        rows, columns = draw(st.integers(1, height - row)), draw(st.integers(1, width - column))
        covered = {(r, c) for r in range(row, row + rows) for c in range(column, column + columns)}
        if all(spans.get(corner) == (1, 1) for corner in covered):
            spans = {corner: size for corner, size in spans.items() if corner not in covered}
            spans[row, column] = (rows, columns)
    return height, width, spans


@settings(max_examples=200, deadline=None)
@given(
    drawn=merged(),
    texts=st.lists(st.text("甲乙丙0123 ,.&<>'\"\n", max_size=6).map(str.strip), min_size=36, max_size=36),
    closes=st.booleans(),
    wrapper=st.sampled_from(["{}", "<p>{}</p>", "<p><span lang=EN-US>{}</span><o:p></o:p>", "\n <font>{}</font>\n"]),
)
def test_a_matrix_is_read_back(drawn: tuple[int, int, Spans], texts: list[str], closes: bool, wrapper: str) -> None:
    height, width, spans = drawn
    assume(len({column for _, column in spans}) > 1)
    expected = []
    rows = []
    for row in range(height):
        cells = []
        for column in range(width):
            if (row, column) in spans:
                text = "\n".join(filter(None, ("x" + texts[row * 6 + column]).split("\n")))
                text = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
                down, across = spans[row, column]
                expected.append((row, column, text, down, across))
                escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
                cells.append(
                    f"<td rowspan={down} colspan='{across}'>{wrapper.format(escaped)}{'</td>' if closes else ''}"
                )
        rows.append(f"<tr>{''.join(cells)}{'</tr>' if closes else ''}")
    (grid,) = grids(f"<table>{''.join(rows)}</table>")
    assert [(cell.row, cell.column, cell.text, cell.rows, cell.columns) for cell in grid.cells] == expected
