"""``compliance mark``: what is written, where, and what is said."""

from __future__ import annotations

import copy
import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pypdf
import pytest

from engine.errors import Unusable
from engine.limits import Limits
from engine.mark.compose import compose
from engine.mark.notes import Marks
from engine.readers import read_bytes
from engine.readers.contained import marked_contained
from tests import packages, render
from tests.hostile import HOSTILE
from tests.marked import COMMENTS, ENGINE, docx_comments, marked, marks_of
from tests.test_mark import GOOD, WRONG
from tests.test_read_command import compliance
from tests.texts import BOOK

VARIANTS = {"docx": "official", "xlsx": "sheets", "pdf": "ruled", "html": "clean"}
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
with_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for format, variant in VARIANTS.items():
        (folder / f"年报.{format}").write_bytes(render.render(WRONG, format, variant))
    return folder


@pytest.mark.parametrize("format", VARIANTS)
def test_the_marked_file(documents: Path, tmp_path: Path, format: str) -> None:
    target = tmp_path / f"批注.{format}"
    original = (documents / f"年报.{format}").read_bytes()
    result = compliance("mark", documents / f"年报.{format}", "-o", target, "--no-previous")
    assert (result.exit_code, result.stderr) == (0, "")
    assert str(target) in result.stdout
    assert (documents / f"年报.{format}").read_bytes() == original
    comments = COMMENTS[format](target.read_bytes())
    assert any("申请收支不平衡" in text and "由 104 改为 103" in text and "国办公开办函" in text for text in comments)
    again = compliance("mark", documents / f"年报.{format}", "-o", tmp_path / f"b.{format}", "--no-previous", "-q")
    assert (again.exit_code, again.output) == (0, "")
    assert (tmp_path / f"b.{format}").read_bytes() == target.read_bytes()
    before, after = (
        compliance("score", file, "--format", "csv", "--no-previous").stdout.replace(str(file), "")
        for file in (documents / f"年报.{format}", target)
    )
    assert before == after


def test_what_each_comment_says() -> None:
    """By hand: one figure is one too many, a total is blank, a total is wrong, and section five is not there."""
    content = render.render(WRONG, "docx", "official")
    report = ENGINE.scored(read_bytes(content, "a", BOOK))
    found = docx_comments(marked("docx", content, report))

    def at(words: str) -> list[str]:
        return [place for text, place in found.items() if words in text]

    assert at("申请收支不平衡") == ["104"]
    assert at("分项有数而总计空白") == [""]
    assert at("复议、诉讼各项结果之和不等于总计") == ["999"]
    (missing,) = at("五、存在的主要问题及改进情况")
    assert missing == "四、政府信息公开行政复议、行政诉讼情况"
    (balance,) = [text for text in found if "申请收支不平衡" in text]
    for words in ("问题", "[错误]", "相差1", "建议", "由 104 改为 103", "改法", "依据", "国办公开办函〔2021〕30号"):
        assert words in balance
    (other,) = [text for text in found if "总计填的是103" in text]
    assert "引起，不重复扣分" in other
    assert "依据" not in other


def test_english(documents: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    assert compliance("mark", documents / "年报.docx", "-o", target, "--lang", "en").exit_code == 0
    document = docx.Document(io.BytesIO(target.read_bytes()))
    assert {comment.author for comment in document.comments} == {"Report check"}
    text = "\n".join(comment.text for comment in document.comments)
    assert "Gap 1" in text
    assert "Remedy" in text
    assert "marked copy" in text


def test_a_good_report_gets_its_summary(tmp_path: Path) -> None:
    good = copy.deepcopy(GOOD)
    (tmp_path / "a.docx").write_bytes(render.render(good, "docx", "official"))
    result = compliance("mark", tmp_path / "a.docx", "-o", tmp_path / "b.docx")
    assert result.exit_code == 0
    ((text, place),) = docx_comments((tmp_path / "b.docx").read_bytes()).items()
    assert "得分" in text
    assert "未发现问题" in text
    assert place == GOOD["title"]


WAIVED = """decisions:
  - unit: 淮安市人民政府
    year: 2024
    report: {report}
    finding: {finding}
    rule: requests-balance
    decision: waive
    reason: 系统迁移时有一件重复登记，已向上级书面说明
    author: 张三
    approver: 李四
    decided_on: 2025-03-01
    expires_on: 2025-12-31
"""


def test_what_was_waived_is_not_marked(documents: Path, tmp_path: Path) -> None:
    source, decisions, target = documents / "年报.docx", tmp_path / "决定.yaml", tmp_path / "a.docx"
    report = ENGINE.scored(read_bytes(source.read_bytes(), "a", BOOK))
    (finding,) = [found for found in report.card.findings if found.rule == "requests-balance"]
    digest = report.reading.source.sha256
    decisions.write_text(WAIVED.format(report=digest, finding=finding.fingerprint), "utf-8")
    decided = ("--decisions", decisions, "--as-of", "2025-04-01", "--no-previous")
    result = compliance("mark", source, "-o", target, *decided)
    assert (result.exit_code, result.stderr) == (0, "")
    found = docx_comments(target.read_bytes())
    assert not any("申请收支不平衡" in text for text in found)
    assert any("复议、诉讼各项结果之和不等于总计" in text for text in found)


def test_the_name_is_made_up_and_nothing_is_overwritten(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = documents / "年报.docx"
    assert compliance("mark", source).exit_code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["年报-批注.docx"]
    result = compliance("mark", source)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--force" in result.stderr
    assert compliance("mark", source, "--force").exit_code == 0
    assert compliance("mark", source, "--lang", "en").exit_code == 0
    assert {file.name for file in tmp_path.iterdir()} == {"年报-批注.docx", "年报-marked.docx"}


def test_the_original_is_never_overwritten(documents: Path) -> None:
    source = documents / "年报.docx"
    before = source.read_bytes()
    result = compliance("mark", source, "-o", source, "--force")
    assert result.exit_code == 2
    assert "原文件" in result.stderr
    assert source.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", render.render(GOOD, "txt", "tabs"), "markdown"),
        ("a.md", render.render(GOOD, "md", render.VARIANTS["md"][0]), "markdown"),
        ("a.docx", b"", "空的"),
        ("a.docx", b"PK\x03\x04broken", "损坏"),
        ("a.pdf", render.render(WRONG, "pdf", "protected"), "受保护"),
    ],
)
def test_what_cannot_be_marked_is_said_in_one_line(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    result = compliance("mark", tmp_path / name, "-o", tmp_path / f"out{Path(name).suffix}")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert words in result.stderr
    assert not (tmp_path / f"out{Path(name).suffix}").exists()


def test_other_names_and_inputs(documents: Path, tmp_path: Path) -> None:
    wrong = compliance("mark", documents / "年报.docx", "-o", tmp_path / "a.pdf")
    assert (wrong.exit_code, ".docx" in wrong.stderr) == (2, True)
    assert compliance("mark", documents / "年报.html", "-o", tmp_path / "a.htm").exit_code == 0
    assert compliance("mark", documents / "none.docx").exit_code == 2
    missing = compliance("mark", documents / "年报.docx", "-o", tmp_path / "no" / "a.docx")
    assert (missing.exit_code, missing.stderr.count("\n")) == (2, 1)


def test_report_json_is_refused(tmp_path: Path) -> None:
    from engine.json_text import dumps

    (tmp_path / "report.json").write_text(dumps(GOOD), "utf-8")
    result = compliance("mark", tmp_path / "report.json", "-o", tmp_path / "b.json")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "compliance score" in result.stderr


def test_a_signed_file_is_told_of(tmp_path: Path) -> None:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    body = "".join(map(packages.p, ["江口县财政局2024年政府信息公开工作年度报告", "一、总体情况", "公开十二条。"]))
    files = {"_xmlsignatures/sig1.xml": "<a/>", "[Content_Types].xml": packages.types(main)}
    (tmp_path / "a.docx").write_bytes(packages.word(body, extra=files))
    result = compliance("mark", tmp_path / "a.docx", "-o", tmp_path / "b.docx")
    assert result.exit_code == 0
    assert "签名" in result.stderr


def outcome(format: str, content: bytes, marks: Marks) -> bytes | str:
    """The marked file, or the line that says why there is none."""
    try:
        return marked_contained(format, content, marks, Limits(10, 1024))
    except Unusable as error:
        return error.line("zh")


SMALL = [
    name for name in HOSTILE if not any(part in name for part in ("big", "bomb", "many", "huge", "giga", "slow"))
]


@pytest.mark.parametrize("format", VARIANTS)
def test_hostile_documents_end_in_one_line_or_a_marked_file(format: str) -> None:
    """Whatever is given to a marker, it answers, or says what is wrong; the next file is marked."""
    good = render.render(WRONG, format, VARIANTS[format])
    marks = marks_of({})
    for name in [name for name in SMALL if name.startswith(format)][:12]:
        assert outcome(format, HOSTILE[name](), marks)
    assert marked_contained(format, good, marks, Limits(10, 1024))


@pytest.mark.parametrize("format", VARIANTS)
def test_damaged_files_end_in_one_line_or_read_the_same(format: str) -> None:
    content = render.render(WRONG, format, VARIANTS[format])
    report = ENGINE.scored(read_bytes(content, "a", BOOK))
    marks = compose(report, "zh")
    for index in range(100, len(content), max(1, len(content) // 8)):
        broken = packages.damaged(content, index, 3, cut=False)
        assert outcome(format, broken, marks)


@with_office
@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_office_opens_the_marked_file(documents: Path, tmp_path: Path, format: str) -> None:
    """LibreOffice makes of it a page with the words of the report, and of a Word file with the comments."""
    target = tmp_path / f"a.{format}"
    assert compliance("mark", documents / f"年报.{format}", "-o", target, "--no-previous").exit_code == 0
    assert SOFFICE is not None
    into = "pdf"
    if format == "docx":
        into = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}'
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        SOFFICE,
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        into,
        "--outdir",
        str(tmp_path),
        str(target),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with pdfplumber.open(tmp_path / "a.pdf") as pdf:
        text = "".join("".join(page.extract_text().split()) for page in pdf.pages)
        pages: Any = pypdf.PdfReader(tmp_path / "a.pdf").pages
        notes = " ".join(
            str(note.get_object().get("/Contents")) for page in pages for note in page.get("/Annots", ())
        )
        fills = {rect.get("non_stroking_color") for page in pdf.pages for rect in page.rects}
    assert "104" in text
    assert any([round(value * 255) for value in fill] == [255, 199, 206] for fill in fills if fill)
    if format == "docx":
        assert "申请收支不平衡" in notes


@with_office
def test_old_office_files_come_back_as_new_ones(documents: Path, tmp_path: Path) -> None:
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(documents / "年报.docx")], check=True, capture_output=True, timeout=120)
    result = compliance("mark", tmp_path / "年报.odt", "-o", tmp_path / "a.docx", "--no-previous")
    assert result.exit_code == 0
    assert "LibreOffice" in result.stderr
    assert any("申请收支不平衡" in text for text in docx_comments((tmp_path / "a.docx").read_bytes()))
