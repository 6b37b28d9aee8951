"""``compliance read``: a document as report.json, and what could not be read on standard error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.json_text import loads
from tests import packages, render
from tests.test_cli import ROOT, run

REPORT = loads((ROOT / "cases/everything-wrong/wrong-k-sample.json").read_text("utf-8"))
REPORT["title"] = f"{REPORT['unit']['name']}{REPORT['year']}年政府信息公开工作年度报告"
GOOD = loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))
GOOD["title"] = "淮安市人民政府2024年政府信息公开工作年度报告"


def compliance(*arguments: str | Path) -> Result:
    """The command in this process: the same as in its own, but for the streams."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report as documents of several formats, one of them damaged."""
    folder = tmp_path_factory.mktemp("read")
    for format, variant in (("docx", "official"), ("html", "clean"), ("txt", "tabs"), ("pdf", "ruled")):
        (folder / f"report.{format}").write_bytes(render.render(REPORT, format, variant))
        (folder / f"good.{format}").write_bytes(render.render(GOOD, format, variant))
    (folder / "doubtful.docx").write_bytes(doubtful())
    return folder


def doubtful() -> bytes:
    """No section of problems, no table four, two figures in one cell, and a label that says nothing."""
    head = ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = [head, ["（一）予以公开", "12 3", *"234567"], ["1.属于国家秘密", *"0" * 7], ["中介", *"7654321"]]
    table = packages.tbl(*(packages.tr(*map(packages.tc, row)) for row in rows))
    paragraphs = ["江口县财政局2024年政府信息公开工作年度报告", "一、总体情况", "全年公开信息十二条。"]
    after = ["四、政府信息公开行政复议、行政诉讼情况", "本年度没有。", "六、其他需要报告的事项", "没有。"]
    before = [*paragraphs, "二、主动公开政府信息情况", "详见附件。", "三、收到和处理政府信息公开申请情况"]
    return packages.word("".join(map(packages.p, before)) + table + "".join(map(packages.p, after)))


# A report.json has no doubts, no pictures, no words of rows, no note in the head and no order of sections.
NOT_IN_JSON = {
    "cells-to-check",
    "report-in-pictures",
    "requests-note-missing",
    "row-label-altered",
    "section-out-of-order",
}


@pytest.mark.parametrize("format", ["docx", "html", "txt", "pdf"])
def test_a_document_and_its_report_json_are_scored_alike(folder: Path, tmp_path: Path, format: str) -> None:
    document, output = folder / f"report.{format}", tmp_path / "report.json"
    result = compliance("read", document, "-o", output)
    assert (result.exit_code, result.stdout) == (0, "")
    cards = []
    for file in (document, output):
        scored = compliance("score", file, "--format", "json", "--lang", "en")
        assert scored.exit_code == 1
        card: dict[str, Any] = json.loads(scored.stdout)
        cards.append(card)
    assert abs(cards[0]["score"] - cards[1]["score"]) < 0.5
    statuses = [{rule["name"]: rule["status"] for rule in card["rules"]} for card in cards]
    other = {name for name, status in statuses[0].items() if statuses[1][name] != status}
    assert other <= NOT_IN_JSON
    assert {statuses[1][name] for name in other} <= {"not_assessable", "not_applicable"}
    told = [[(f["rule"], f["message"], f["deducted"], f["status"]) for f in card["findings"]] for card in cards]
    assert told[0] == told[1]
    assert len(told[0]) >= 5


def test_what_is_printed_is_what_is_written(folder: Path, tmp_path: Path) -> None:
    printed = compliance("read", folder / "good.docx")
    compliance("read", folder / "good.docx", "-o", tmp_path / "report.json")
    assert printed.exit_code == 0
    assert printed.stderr == ""
    assert (tmp_path / "report.json").read_text("utf-8") == printed.stdout
    report = json.loads(printed.stdout)
    assert printed.stdout.endswith("}\n")
    assert "淮安市人民政府" in printed.stdout  # no escapes
    assert report["schema"] == "disclosure-report/1"
    assert loads(printed.stdout)["tables"] == GOOD["tables"]
    assert (report["year"], report["unit"]["name"]) == (2024, "淮安市人民政府")


def test_amounts_stay_exact(folder: Path) -> None:
    assert '"amount_10k_yuan": 96171.6' in compliance("read", folder / "good.docx").stdout


def test_what_could_not_be_read_in_english(folder: Path) -> None:
    result = compliance("read", folder / "doubtful.docx", "--lang", "en")
    assert result.exit_code == 0
    name = str(folder / "doubtful.docx")
    lines = result.stderr.splitlines()
    assert all(line.startswith(f"{name}: ") for line in lines)
    said = [line.removeprefix(f"{name}: ") for line in lines]
    assert said[0].startswith("Table 3: ")
    assert said[0].endswith("cell(s) could not be read for sure and count as unknown")
    assert "5. Main problems and improvements: not found" in said
    assert "Table 2: not found" in said
    assert "Table 4: not found" in said
    cell = [line for line in said if "12 3" in line]
    where = "(table 1, row 2, column 2)"
    assert cell == [f"Table 3 / (1) Granted / Natural persons {where}: ambiguous; what stands there is '12 3'"]
    rows = [line for line in said if line.startswith("Table 3 / (7) Total / ")]
    assert len(rows) == 7  # some row without a name has figures, so that it may be this one
    assert all(line.endswith(": could not be read") for line in rows)
    report = json.loads(result.stdout)
    assert report["tables"]["requests"]["granted"]["natural_person"] is None
    assert report["tables"]["requests"]["granted"]["commercial"] == 2
    assert report["tables"]["requests"]["total"]["total"] is None


def test_what_could_not_be_read_in_chinese(folder: Path) -> None:
    result = compliance("read", folder / "doubtful.docx", "--lang", "zh")
    assert result.exit_code == 0
    lines = result.stderr.splitlines()
    english = compliance("read", folder / "doubtful.docx", "--lang", "en").stderr.splitlines()
    assert len(lines) == len(english)
    assert any(
        line.endswith("不止一种读法，那里写的是“12 3”") and "第 1 张表第 2 行第 2 列" in line for line in lines
    )
    assert any(line.endswith("五、存在的主要问题及改进情况：没有找到") for line in lines)
    assert any(line.endswith("表二：没有找到") for line in lines)
    assert not any("ambiguous" in line or "not found" in line for line in lines)


def test_lines_of_the_table_for_a_text() -> None:
    """A text has no cells to name, but lines."""
    text = render.render(GOOD, "txt", "tabs")
    result = run("read", "-", "--explain", "--lang", "en", stdin=text)
    assert result.returncode == 0
    assert result.stderr == b""


def test_explain_in_english(folder: Path) -> None:
    result = compliance("read", folder / "good.docx", "--explain", "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "淮安市人民政府 · 2024"
    assert lines[2] == "Table 2 (2. Information published proactively)"
    at = lines.index("  Administrative licences")
    assert lines[at + 1] == "    read as  decisions in the year 447228"
    assert lines[at + 2] == "    source  行政许可 447228 (table 1, row 7, column 2)"
    at = lines.index("  (7) Total") if "  (7) Total" in lines else lines.index("  settled in total")
    assert "Natural persons 2932" in lines[at + 1]
    assert "2932 53 0 0 61 4 3050 (table 2, row 27, column 4)" in lines[at + 2]
    assert "Sections" in lines
    assert sum(line.startswith("  ") and "characters" in line for line in lines) in (6, 7)


def test_explain_in_chinese(folder: Path) -> None:
    result = compliance("read", folder / "doubtful.docx", "--explain", "--lang", "zh")
    assert result.exit_code == 0
    assert "自然人 ？  商业企业 2" in result.stdout
    assert "原文  （一）予以公开 12 3 2 3 4 5 6 7（第 1 张表第 2 行第 2 列）" in result.stdout
    assert "{" not in result.stdout  # and no report.json


def test_explain_and_output(folder: Path, tmp_path: Path) -> None:
    result = compliance("read", folder / "good.docx", "--explain", "-o", tmp_path / "report.json", "--lang", "en")
    assert result.exit_code == 0
    assert result.stdout.startswith("淮安市人民政府 · 2024\n")
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["year"] == 2024


def test_what_the_user_knows_better(folder: Path) -> None:
    options = {
        "--unit": "江口县财政局",
        "--year": "2023",
        "--title": "年度报告",
        "--kind": "department",
        "--level": "county",
        "--region": " 某省 / 江口县/",
        "--published-on": "2024-01-30",
        "--submitted-on": "2024-01-20",
    }
    result = compliance("read", folder / "good.docx", *(item for pair in options.items() for item in pair))
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["unit"] == {
        "name": "江口县财政局",
        "kind": "department",
        "level": "county",
        "region": "某省/江口县",
    }
    assert (report["year"], report["title"]) == (2023, "年度报告")
    assert (report["published_on"], report["submitted_on"]) == ("2024-01-30", "2024-01-20")
    assert loads(result.stdout)["tables"] == GOOD["tables"]


def test_the_year_is_known_to_the_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(packages.word(packages.p("一、总体情况") + packages.p("全年公开信息十二条。")))
    refused = compliance("read", file, "--lang", "en")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"{file}: the report year was not found in a title (give --year)\n"
    result = compliance("read", file, "--year", "2022", "--lang", "en")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["year"] == 2022
    assert result.stderr.count(": not found\n") == 8  # five sections and three tables


def test_a_report_of_a_year_without_a_form_is_read(folder: Path) -> None:
    result = compliance("read", folder / "good.docx", "--year", "2012", "--lang", "en")
    assert (result.exit_code, json.loads(result.stdout)["year"]) == (0, 2012)
    assert compliance("score", folder / "good.docx", "--year", "2012").exit_code == 2


def test_report_json_is_read_as_it_is() -> None:
    result = compliance("read", ROOT / "cases/reports/huaian-2024.json")
    assert (result.exit_code, result.stderr) == (0, "")
    original = json.loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))
    assert {key: value for key, value in json.loads(result.stdout).items() if key in original} == original


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04", "the file is broken and cannot be opened"),
        (b"%PDF-1.7", "the PDF file is broken"),
        ("关于放假的通知".encode(), "not an annual report: none of the official headings or tables was found"),
        (
            b"\x00\x01\x02" * 99,
            "not a kind of file that can be read: Word, WPS, PDF, web page, Excel, picture, plain ",
        ),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "report"
    file.write_bytes(content)
    result = compliance("read", file, "--lang", "en", "-o", tmp_path / "out.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{file}: {said}")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out.json").exists()


def test_limits_of_the_user(tmp_path: Path) -> None:
    from tests.hostile import HOSTILE

    file = tmp_path / "slow.pdf"
    file.write_bytes(HOSTILE["pdf-many-lines"]())
    result = compliance("read", file, "--limit", "time=1", "--lang", "en")
    assert result.exit_code == 2
    assert result.stderr == f"{file}: reading took longer than 1 seconds (--limit time=N allows more)\n"


def test_output_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    result = compliance("read", folder / "good.docx", "-o", tmp_path / "nowhere" / "x.json", "--lang", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["a", "--year", "99"], ["a", "--limit", "memory=1"]])
def test_a_command_that_cannot_be_used(arguments: list[str]) -> None:
    result = compliance("read", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr
