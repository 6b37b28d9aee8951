from __future__ import annotations

import io
import json
import time
import zipfile

import openpyxl
import pytest
from lxml import etree
from openpyxl.worksheet.cell_range import MultiCellRange

from engine.json_text import loads
from engine.readers.document import Document, Grid, Line
from engine.readers.formats.docx import read as read_docx
from engine.readers.formats.xlsx import read as read_xlsx
from engine.readers.json_report import report_of
from engine.rulebook import Form, Rulebook
from engine.template import FORMATS, TemplateFormat, write_template
from tests import packages
from tests.packages import grids, lines

HEADINGS = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]
YEARS = [2020, 2024]
W = f"{{{packages.W}}}"


def form_of(book: Rulebook, year: int) -> Form:
    form = book.form(year)
    assert form is not None
    return form


def written(book: Rulebook, year: int, format: TemplateFormat) -> bytes:
    return write_template(form_of(book, year), year, format)


_READ: dict[tuple[int, str], Document] = {}  # writing a Word file takes time


def read_back(book: Rulebook, year: int, format: TemplateFormat) -> Document:
    if (year, format) not in _READ:
        _READ[year, format] = (read_docx if format == "docx" else read_xlsx)(written(book, year, format))
    return _READ[year, format]


def cells(grid: Grid) -> dict[tuple[int, int], tuple[int, int, str]]:
    return {(cell.row, cell.column): (cell.rows, cell.columns, cell.text) for cell in grid.cells}


@pytest.mark.parametrize("format", FORMATS)
def test_same_bytes_whenever_written(book: Rulebook, format: TemplateFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    first = written(book, 2024, format)
    real = time.time()
    monkeypatch.setattr(time, "time", lambda: real + 1_000_000)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(real + 1_000_000))
    assert written(book, 2024, format) == first
    assert written(book, 2023, format) != first


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_no_time_in_the_package(book: Rulebook, format: TemplateFormat) -> None:
    content = written(book, 2024, format)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
        assert b"dcterms:" not in archive.read("docProps/core.xml").replace(b"xmlns:dcterms", b"")
    declared = read_back(book, 2024, format).declared
    assert declared == {"title": "××（单位名称）2024年政府信息公开工作年度报告"}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_title_headings_and_placeholders(book: Rulebook, year: int, format: TemplateFormat) -> None:
    assert lines(read_back(book, year, format)) == [
        f"××（单位名称）{year}年政府信息公开工作年度报告",
        HEADINGS[0],
        "（文字描述）",
        *HEADINGS[1:5],
        "（文字描述）",
        HEADINGS[5],
        "（文字描述）" if year == 2020 else "（文字描述，收取信息处理费情况在此处报告。）",
    ]


def test_tables_stand_in_their_sections(book: Rulebook) -> None:
    parts = read_back(book, 2024, "docx").parts
    order = [part.text[:1] if isinstance(part, Line) else part.number for part in parts]
    assert order == ["×", "一", "（", "二", 1, "三", 2, "四", 3, "五", "（", "六", "（"]
    sheets = [grid.sheet for grid in grids(read_back(book, 2024, "xlsx"))]
    assert sheets == ["表二", "表三", "表四"]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_every_label_and_every_cell_is_there(book: Rulebook, year: int, format: TemplateFormat) -> None:
    form = form_of(book, year)
    found = grids(read_back(book, year, format))
    for grid, table in zip(found, form.tables.values(), strict=True):
        texts = [cell.text for cell in grid.cells]
        for block in table.blocks:
            for label in [table.rows[row] for row in block.rows] + [
                table.columns[column] for column in block.columns
            ]:
                assert label.text.zh in texts
            if block.key:
                assert form.blocks[block.key].zh in texts
        assert texts.count("") == len(table.cells())


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_table_two_of_2021(book: Rulebook, format: TemplateFormat) -> None:
    table = cells(grids(read_back(book, 2024, format))[0])
    assert table[0, 0] == (1, 4, "第二十条第（一）项")
    assert [table[1, column] for column in range(4)] == [
        (1, 1, "信息内容"),
        (1, 1, "本年制发件数"),
        (1, 1, "本年废止件数"),
        (1, 1, "现行有效件数"),
    ]
    assert [table[row, 0][2] for row in (2, 3)] == ["规章", "行政规范性文件"]
    assert table[4, 0] == (1, 4, "第二十条第（五）项")
    assert (table[5, 1], table[6, 0], table[6, 1]) == ((1, 3, "本年处理决定数量"), (1, 1, "行政许可"), (1, 3, ""))
    assert table[12, 1] == (1, 3, "本年收费金额（单位：万元）")
    assert max(row for row, _ in table) == 13


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_table_two_of_2019(book: Rulebook, format: TemplateFormat) -> None:
    table = cells(grids(read_back(book, 2020, format))[0])
    assert table[0, 0] == (1, 7, "第二十条第（一）项")  # columns for halves and thirds
    assert [table[1, column] for column in (1, 3, 5)] == [
        (1, 2, "本年新制作数量"),
        (1, 2, "本年新公开数量"),
        (1, 2, "对外公开总数量"),
    ]
    assert table[15, 0] == (1, 7, "第二十条第（九）项")
    assert (table[16, 1], table[16, 4]) == ((1, 3, "采购项目数量"), (1, 3, "采购总金额"))
    assert max(row for row, _ in table) == 17


@pytest.mark.parametrize(("year", "outcome", "rows"), [(2020, 20, 25), (2024, 22, 27)])
@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_table_three(book: Rulebook, format: TemplateFormat, year: int, outcome: int, rows: int) -> None:
    table = cells(grids(read_back(book, year, format))[1])
    assert table[0, 0] == (3, 3, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")
    assert table[0, 3] == (1, 7, "申请人情况")
    assert table[1, 3] == (2, 1, "自然人")
    assert table[1, 4] == (1, 5, "法人或其他组织")
    assert table[1, 9] == (2, 1, "总计")
    assert [table[2, column][2] for column in range(4, 9)] == [
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
    ]
    assert table[3, 0] == (1, 3, "一、本年新收政府信息公开申请数量")
    assert table[4, 0] == (1, 3, "二、上年结转政府信息公开申请数量")
    assert table[5, 0] == (outcome, 1, "三、本年度办理结果")
    assert table[5, 1] == (1, 2, "（一）予以公开")
    assert table[7, 1] == (8, 1, "（三）不予公开")
    assert table[7, 2] == (1, 1, "1.属于国家秘密")
    assert table[15, 1] == (3, 1, "（四）无法提供")
    assert table[18, 1] == (5, 1, "（五）不予处理")
    assert table[23, 1] == ((3, 1, "（六）其他处理") if year == 2024 else (1, 2, "（六）其他处理"))
    assert table[rows - 1, 1] == (1, 2, "（七）总计")
    assert table[rows, 0] == (1, 3, "四、结转下年度继续办理")
    assert all(table[row, column] == (1, 1, "") for row in range(3, rows + 1) for column in range(3, 10))


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_table_four(book: Rulebook, format: TemplateFormat, year: int) -> None:
    table = cells(grids(read_back(book, year, format))[2])
    assert [table[0, 0], table[0, 5]] == [(1, 5, "行政复议"), (1, 10, "行政诉讼")]
    assert [table[1, 5], table[1, 10]] == [(1, 5, "未经复议直接起诉"), (1, 5, "复议后起诉")]
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert [table[1, column] for column in range(5)] == [(2, 1, text) for text in results]
    assert [table[2, column] for column in range(5, 15)] == [(1, 1, text) for text in results * 2]
    assert [table[3, column] for column in range(15)] == [(1, 1, "")] * 15
    assert max(row for row, _ in table) == 3


def test_word_file_is_a_form_on_a4(book: Rulebook) -> None:
    with zipfile.ZipFile(io.BytesIO(written(book, 2024, "docx"))) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
        styles = etree.fromstring(archive.read("word/styles.xml"))
    (size,) = body.iter(f"{W}pgSz")
    (margins,) = body.iter(f"{W}pgMar")
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")  # A4 in twentieths of a point
    headings = [p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle[@{W}val='Heading1']") is not None]
    assert ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in headings] == HEADINGS
    fonts = {
        style.get(f"{W}styleId"): fonts.get(f"{W}eastAsia")
        for style in styles.iter(f"{W}style")
        for fonts in style.iterfind(f"{W}rPr/{W}rFonts")
    }
    assert (fonts["Title"], fonts["Heading1"], fonts["BodyText"]) == ("SimSun", "SimHei", "FangSong")
    assert fonts["TableText"] == "SimSun"
    width = 11906 - int(margins.get(f"{W}left", "")) - int(margins.get(f"{W}right", ""))
    tables = list(body.iter(f"{W}tbl"))
    assert [len(list(table.iter(f"{W}tblHeader"))) for table in tables] == [0, 3, 3]
    for table in tables:
        assert sum(int(column.get(f"{W}w", "")) for column in table.iter(f"{W}gridCol")) <= width


def checks_of(book: Rulebook, year: int, sheet: str) -> list[tuple[str, str, MultiCellRange]]:
    """What may be typed where: the kind of number, the least, and the cells."""
    workbook = openpyxl.load_workbook(io.BytesIO(written(book, year, "xlsx")))
    checks = workbook[sheet].data_validations.dataValidation
    assert all(check.allow_blank and check.showErrorMessage for check in checks)
    return [(check.type, check.formula1, check.sqref) for check in checks]


def test_workbook_checks_figures(book: Rulebook) -> None:
    counts, changes = checks_of(book, 2020, "表二")
    assert counts[:2] == ("whole", "0")
    assert changes[:2] == ("whole", "-1000000000000000")  # a change may be negative
    assert all(cell in changes[2] for cell in ("D7", "D8", "D11", "D12", "E15"))
    assert all("E18" not in cells for _, _, cells in (counts, changes))  # an amount may have a unit
    counts, amounts = checks_of(book, 2024, "表二")
    assert (counts[:2], amounts[:2]) == (("whole", "0"), ("decimal", "0"))
    assert "B14" in amounts[2]
    ((kind, least, cells),) = checks_of(book, 2024, "表三")
    assert (kind, least) == ("whole", "0")
    assert all(f"{column}{row}" in cells for column in "DEFGHIJ" for row in range(4, 29))


@pytest.mark.parametrize("year", YEARS)
def test_json_is_a_report_with_nothing_in_it(book: Rulebook, year: int) -> None:
    text = written(book, year, "json").decode()
    report = report_of(loads(text))
    assert (report.unit.name, report.year) == ("××（单位名称）", year)
    assert report.title == f"××（单位名称）{year}年政府信息公开工作年度报告"
    assert [(section.heading, section.text) for section in report.sections.values()] == [(h, "") for h in HEADINGS]
    raw = json.loads(text)
    for key, table in form_of(book, year).tables.items():
        found = [("", row, column) for row in raw["tables"][key] for column in raw["tables"][key][row]]
        assert found == [("", row, column) for _, row, column in table.cells()]
        assert {value for row in raw["tables"][key].values() for value in row.values()} == {""}
