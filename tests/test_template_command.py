"""``compliance template``, and forms that were filled in: the template's and the official one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.table import Table

from engine.json_text import loads
from engine.readers import read_file
from engine.reading import Reading
from tests.test_cli import ROOT
from tests.test_read_command import compliance
from tests.test_real_reports import HUAIAN_DISPUTES, HUAIAN_PROACTIVE, HUAIAN_REQUESTS
from tests.texts import BOOK, FORMS, REPORTS, SECTIONS, cells

FORMATS = ["docx", "xlsx", "json"]
YEARS = {2019: "2019", 2020: "2019", 2021: "2021", 2024: "2021"}
PROSE = {"overview": "全年公开信息十二条。", "problems": "存在的问题是培训不够。", "other": "没有收取信息处理费。"}
UNIT = "江口县财政局"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, str], Path]:
    """Every template as the command writes it."""
    folder = tmp_path_factory.mktemp("template")
    found = {}
    for year in YEARS:
        for format in FORMATS:
            file = folder / f"{year}.{format}"
            result = compliance("template", str(year), "-o", file)
            assert (result.exit_code, result.output) == (0, "")
            found[year, format] = file
    return found


def read(file: Path, year: int | None = None) -> Reading:
    return read_file(file, BOOK, year=year)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("year", YEARS)
def test_the_template_is_an_empty_report(written: dict[tuple[int, str], Path], year: int, format: str) -> None:
    reading = read(written[year, format])
    report = reading.report
    assert (report.year, report.title) == (year, report.title)
    form = FORMS[YEARS[year]]
    for key, table in form.tables.items():
        expected: dict[str, dict[str, str]] = {}
        for _, row, column in table.cells():
            expected.setdefault(row, {})[column] = ""
        assert report.table(key) == expected
    assert [key for key in report.sections if key != "preface"] == list(SECTIONS)
    assert (reading.notices, reading.unsure) == ((), {})
    if format != "json":
        assert reading.order == SECTIONS
        assert reading.notes == {"requests": True}


def test_suffixes_in_capitals(tmp_path: Path) -> None:
    assert compliance("template", "2024", "-o", tmp_path / "FORM.DOCX").exit_code == 0
    assert read(tmp_path / "FORM.DOCX").report.year == 2024


@pytest.mark.parametrize("name", ["form.pdf", "form", "form.doc", "form.docx.bak", ".docx"])
def test_a_suffix_that_is_not_known(tmp_path: Path, name: str) -> None:
    result = compliance("template", "2024", "-o", tmp_path / name, "--lang", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    file = tmp_path / name
    assert result.stderr == f"{file}: the kind of file is not known: end its name in .docx, .xlsx, .json\n"
    assert not file.exists()


def test_a_file_that_is_there(tmp_path: Path) -> None:
    file = tmp_path / "form.json"
    file.write_text("mine")
    result = compliance("template", "2024", "-o", file, "--lang", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{file}: the file exists already (--force overwrites it)\n"
    assert file.read_text() == "mine"
    assert compliance("template", "2024", "-o", file, "--force").exit_code == 0
    assert json.loads(file.read_text("utf-8"))["year"] == 2024


@pytest.mark.parametrize("year", ["2018", "1999", "2100"])
def test_a_year_without_a_form(tmp_path: Path, year: str) -> None:
    file = tmp_path / "form.docx"
    result = compliance("template", year, "-o", file, "--lang", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"year: no official form governs {year} (2019-2099 can be scored)\n"
    assert not file.exists()


def test_in_chinese(tmp_path: Path) -> None:
    assert (
        "没有适用于 2018 年的官方格式"
        in compliance("template", "2018", "-o", tmp_path / "f.docx", "--lang", "zh").stderr
    )


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    result = compliance("template", "2024", "-o", tmp_path / "nowhere" / "f.json", "--lang", "en")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["2024"], ["-o", "f.docx"], ["next", "-o", "f.docx"], ["99", "-o", "f.docx"]]
)
def test_a_command_that_cannot_be_used(arguments: list[str]) -> None:
    result = compliance("template", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


# Filled in


def figures() -> Iterator[tuple[str, str, str, object]]:
    """Every figure of the real report, in the order of the form."""
    proactive: Any = HUAIAN_PROACTIVE
    for row, line in proactive.items():
        for column, cell in line.items():
            yield "proactive", row, column, cell
    columns = FORMS["2021"].tables["requests"].blocks[0].columns
    for row, values in HUAIAN_REQUESTS.items():
        for column, value in zip(columns, values, strict=True):
            yield "requests", row, column, value
    columns = FORMS["2021"].tables["disputes"].blocks[0].columns
    for row, values in HUAIAN_DISPUTES.items():
        for column, value in zip(columns, values, strict=True):
            yield "disputes", row, column, value


def assert_filled(reading: Reading) -> None:
    assert reading.report.table("proactive") == HUAIAN_PROACTIVE
    assert cells(reading, "requests") == HUAIAN_REQUESTS
    assert cells(reading, "disputes") == HUAIAN_DISPUTES
    assert (reading.order, reading.unsure, reading.notices) == (SECTIONS, {}, ())
    assert reading.notes == {"requests": True}
    assert {key: section.text for key, section in reading.report.sections.items() if key in PROSE} == PROSE
    assert (reading.report.unit.name, reading.report.year) == (UNIT, 2024)


def fill(file: Path, title: str) -> None:
    """Types a report into the form: figures into every empty cell, from left to right and from top to bottom."""
    document = docx.Document(str(file))
    values = [str(cell) for *_, cell in figures()]
    for table in document.tables:
        for place in empty_cells(table):
            place.paragraphs[0].text = values.pop(0)
    assert values == []
    prose = list(PROSE.values())
    for paragraph in document.paragraphs:
        if paragraph.text.startswith("（文字描述"):
            paragraph.text = prose.pop(0)
        elif "政府信息公开工作年度报告" in paragraph.text:
            paragraph.text = title
    assert prose == []
    document.save(str(file))


def empty_cells(table: Table) -> list[Any]:
    """The cells for figures, each once."""
    found = []
    seen = set()
    for row in table.rows:
        for cell in row.cells:
            if cell._tc not in seen:
                seen.add(cell._tc)
                if not cell.text.strip():
                    found.append(cell)
    return found


def test_the_template_in_word_filled_in(written: dict[tuple[int, str], Path], tmp_path: Path) -> None:
    file = tmp_path / "filled.docx"
    file.write_bytes(written[2024, "docx"].read_bytes())
    fill(file, f"{UNIT}2024年政府信息公开工作年度报告")
    assert_filled(read(file))


def test_the_official_form_filled_in(tmp_path: Path) -> None:
    form = REPORTS / "blank-form-2021.docx"
    if not form.exists():
        pytest.skip("the form is not here")
    file = tmp_path / "filled.docx"
    file.write_bytes(form.read_bytes())
    fill(file, f"{UNIT}2024年政府信息公开工作年度报告")
    assert_filled(read(file))
    result = compliance("score", file, "--kind", "department", "--published-on", "2025-01-20", "--format", "json")
    rules = {rule["name"]: rule["status"] for rule in json.loads(result.stdout)["rules"]}
    assert rules["requests-balance"] == rules["disputes-row-total"] == rules["requests-row-total"] == "pass"
    assert rules["placeholder-left"] == rules["row-label-altered"] == "pass"


def test_the_template_as_a_workbook_filled_in(written: dict[tuple[int, str], Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written[2024, "xlsx"])
    values = [cell for *_, cell in figures()]
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows():
            for place in row:
                if isinstance(place, openpyxl.cell.cell.Cell) and place.value is None:
                    value = values.pop(0)
                    place.value = float(value) if isinstance(value, Decimal) else value  # type: ignore[assignment]
    assert values == []
    prose = list(PROSE.values())
    for (place,) in book.worksheets[0].iter_rows(max_col=1):
        if str(place.value).startswith("（文字描述"):
            place.value = prose.pop(0)
        elif "年度报告" in str(place.value):
            place.value = f"{UNIT}2024年政府信息公开工作年度报告"
    file = tmp_path / "filled.xlsx"
    book.save(file)
    assert_filled(read(file))


def test_the_template_as_json_filled_in(written: dict[tuple[int, str], Path], tmp_path: Path) -> None:
    report = loads(written[2024, "json"].read_text("utf-8"))
    for table, row, column, cell in figures():
        report["tables"][table][row][column] = cell if not isinstance(cell, Decimal) else float(cell)
    file = tmp_path / "filled.json"
    file.write_text(json.dumps(report), "utf-8")
    reading = read(file)
    assert cells(reading, "requests") == HUAIAN_REQUESTS
    assert reading.report.table("proactive") == HUAIAN_PROACTIVE
    assert compliance("score", file).exit_code == 1  # the texts are missing


# Not filled in


def test_the_official_form_is_blank() -> None:
    form = REPORTS / "blank-form-2021.docx"
    if not form.exists():
        pytest.skip("the form is not here")
    for command in ("score", "read"):
        result = compliance(command, form, "--lang", "en")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == (
            f"{form}: this is the blank official form, not filled in (give --year to read it as an empty report)\n"
        )
    result = compliance("score", form, "--year", "2024", "--lang", "en")
    assert (result.exit_code, result.stderr) == (1, "")
    assert "Placeholder words of the template are left" in result.stdout
    reading = read(form, 2024)
    told = {
        cell for key in FORMS["2021"].tables for line in reading.report.table(key).values() for cell in line.values()
    }
    assert told == {""}
    assert len(reading.cells) == 200


def test_the_template_is_scored_as_an_empty_report(written: dict[tuple[int, str], Path]) -> None:
    for format in FORMATS:
        result = compliance("score", written[2024, format], "--format", "json")
        assert (result.exit_code, result.stderr) == (1, "")
        rules = {rule["name"]: rule["status"] for rule in json.loads(result.stdout)["rules"]}
        assert rules["table-blank"] == "gap"
        missing = [name for name in rules if name.endswith("-missing")]
        assert {rules[name] for name in missing} <= {"pass", "not_applicable", "not_assessable"}


def test_the_folder_of_the_project_stays_clean() -> None:
    assert not (ROOT / "f.docx").exists()
