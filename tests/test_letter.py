"""Letters to units as Word files, read back by python-docx and by our own reader of Word files."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
import pytest
from docx.shared import Mm, Pt
from lxml import etree

from engine.cases import ROOT
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.readers.formats.docx import read as read_docx
from engine.reporters import Layout, reporter
from engine.reporters.docx import MOST_LETTERS
from engine.reporters.letter import letter
from engine.rulebook import Lang
from engine.score import Engine
from engine.scored import Scored
from engine.template import write_template
from engine.template.layout import layouts
from tests.packages import W as NAMESPACE
from tests.packages import grids
from tests.said import word_lines

SAMPLE = json.loads((ROOT / "everything-wrong/wrong-k-sample.json").read_bytes())
GOOD = json.loads((ROOT / "reports/huaian-2024.json").read_bytes())
EVIL = "=1+1|<b>&]]>\x07\x00\u202e\ufffe\ud800"
W = f"{{{NAMESPACE}}}"


def scored(engine: Engine, report: dict[str, Any], lang: Lang = "zh") -> Scored:
    return engine.scored(read_bytes(dumps(report).encode("utf-8", "replace"), "年报.json", engine.book), lang=lang)


def written(reports: Sequence[Scored], lang: Lang = "zh") -> bytes:
    content = reporter("docx")(reports, Layout(lang, 80, len(reports) > 1))
    assert isinstance(content, bytes)
    return content


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(f"word/{name}.xml"))


@pytest.fixture(scope="module")
def sample(reference: Engine) -> Scored:
    return scored(reference, SAMPLE)


@pytest.fixture(scope="module")
def content(sample: Scored) -> bytes:
    return written([sample])


def test_it_is_the_page_of_an_official_letter(content: bytes) -> None:
    document = docx.Document(io.BytesIO(content))
    for section in document.sections:
        lengths = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
        lengths += [section.left_margin, section.right_margin]
        assert [round(length / Mm(1)) for length in lengths if length is not None] == [210, 297, 37, 35, 28, 26]
    assert document.settings.odd_and_even_pages_header_footer
    styles = {style.get(f"{W}styleId"): style for style in part(content, "styles").iter(f"{W}style")}

    def type_of(style: str) -> tuple[str | None, int]:
        properties = styles[style].find(f"{W}rPr")
        assert properties is not None
        fonts, size = properties.find(f"{W}rFonts"), properties.find(f"{W}sz")
        assert fonts is not None
        assert size is not None
        return fonts.get(f"{W}eastAsia"), int(size.get(f"{W}val", "")) // 2

    assert type_of("Title") == ("FZXiaoBiaoSong-B05S", 22)
    assert type_of("BodyText") == ("FangSong", 16)
    assert [type_of(f"Heading{level}")[0] for level in (1, 2, 3)] == ["SimHei", "KaiTi", "FangSong"]
    body = document.styles["Body Text"].paragraph_format
    assert 22 * body.line_spacing <= Mm(297 - 37 - 35) < 23 * body.line_spacing
    substitutes = {
        font.get(f"{W}name") for font in part(content, "fontTable") if font.find(f"{W}altName") is not None
    }
    assert "FZXiaoBiaoSong-B05S" in substitutes


def test_it_names_unit_report_rules_and_score(sample: Scored, content: bytes) -> None:
    lines = list(word_lines(content))
    assert lines[0] == "Title: 关于江口县人民政府2024年政府信息公开工作年度报告的整改意见"
    assert lines[1] == "Letter Addressee: 江口县人民政府："
    opening = "".join(lines[2:5])
    for words in ("年报.json", sample.card.rulebook.version, f"得分{sample.card.score}分", "“合格”"):
        assert words in opening


def test_every_finding_is_one_item_with_its_basis(sample: Scored) -> None:
    lines = list(letter(sample, "zh"))
    items = [index for index, line in enumerate(lines) if line.kind == "item"]
    findings = [f for f in sample.card.findings if f.status == "gap"]
    findings += [f for f in sample.card.findings if f.status == "review"]
    assert len(items) == len(findings) == 15
    for number, (start, finding) in enumerate(zip(items, findings, strict=True), 1):
        assert lines[start].text.startswith(f"{number}．{finding.title}（")
        said = {line.label: line.text for line in lines[start + 1 : [*items, len(lines)][number]]}
        assert said["问题："] == finding.message
        if finding.because_of is None:
            assert said["改法："] == finding.remedy
            assert finding.basis[0].document in said["依据："]
        else:
            assert list(said) == ["问题："]
            assert "不重复扣分" in lines[start].text
    assert "表三 / （一）予以公开 / 自然人”：由 16 改为 15" in "".join(line.text for line in lines)


def test_a_document_is_named_in_full_once(sample: Scored) -> None:
    text = "".join(line.text for line in letter(sample, "zh") if line.label == "依据：")
    assert text.count("中华人民共和国政府信息公开条例") == 1
    assert text.count("国务院令第711号") > 1


def test_what_only_the_sender_knows_is_blank(sample: Scored, content: bytes) -> None:
    end = [line.text for line in letter(sample, "zh")][-6:]
    assert re.search("于＿+年＿+月＿+日前", end[0])
    assert re.fullmatch("联系人：＿+　+联系电话：＿+", end[1])
    assert re.fullmatch("＿+年＿+月＿+日", end[-1])
    assert [line for line in word_lines(content) if line.startswith("comment: 给发文单位的提示")]


def test_a_unit_that_is_not_named_is_left_blank(reference: Engine) -> None:
    report = {**GOOD, "unit": {"name": reference.book.text_words.unnamed}}
    lines = list(letter(scored(reference, report), "zh"))
    assert re.fullmatch("＿+：", lines[1].text)
    assert reference.book.text_words.unnamed not in "".join(line.text for line in lines)


def test_without_gaps_it_asks_for_nothing(reference: Engine) -> None:
    good = scored(reference, GOOD)
    assert not [f for f in good.card.findings if f.open]
    lines = [line.text for line in letter(good, "zh")]
    assert lines[0].endswith("的核对意见")
    assert "未发现需要整改的问题。" in lines
    assert not [line for line in lines if "整改情况" in line]


def test_tables_are_the_official_ones_with_the_figures(sample: Scored, content: bytes) -> None:
    form = sample.tools.form
    blank = grids(read_docx(write_template(form, 2024, "docx")))
    drawn = grids(read_docx(content))[-3:]
    for empty, full in zip(blank, drawn, strict=True):
        shape = [(cell.row, cell.column, cell.rows, cell.columns) for cell in empty.cells]
        assert shape == [(cell.row, cell.column, cell.rows, cell.columns) for cell in full.cells]
        labels = [(cell.row, cell.column, cell.text) for cell in empty.cells if cell.text]
        assert set(labels) <= {(cell.row, cell.column, cell.text) for cell in full.cells}
    cells = {(cell.row, cell.column): cell.text for cell in drawn[1].cells}
    assert (cells[3, 3], cells[3, 9]) == ("33", "36")
    assert (cells[5, 3], cells[5, 9]) == ("16[2]", "17[2]")


def test_wrong_cells_are_shaded_and_others_are_not(content: bytes) -> None:
    rows = [line for line in word_lines(content) if line.startswith("| ")]
    (granted,) = [row for row in rows if "（一）予以公开" in row]
    assert "16[2] {F4B6B0}" in granted
    assert granted.count("{") == 1
    (new,) = [row for row in rows if "一、本年新收" in row]
    assert "{" not in new


def test_what_is_absent_or_could_not_be_read_is_shown_so(reference: Engine) -> None:
    report = json.loads(json.dumps(GOOD))
    report["tables"]["requests"]["granted"]["natural_person"] = None
    del report["tables"]["requests"]["total"]
    del report["tables"]["disputes"]
    report["tables"]["proactive"]["procurement"] = {"projects": 3}
    rows = list(word_lines(written([scored(reference, report)])))
    assert [row for row in rows if "（一）予以公开 | ？ | 21" in row]
    (total,) = [row for row in rows if "| （七）总计" in row]
    assert total.count("{D9D9D9}") == 7
    assert "Letter Note: 报告中没有找到这张表。" in rows
    assert "Letter Note: 报告的这张表另有1格不在2021年格式中，未列出。" in rows


@pytest.mark.parametrize("year", [2020, 2024])
def test_every_figure_has_its_own_place(reference: Engine, year: int) -> None:
    """Each cell of the form is drawn once, in the row of its label and the column of its head."""
    form = reference.book.form(year)
    assert form is not None
    for key, layout in layouts(form, form.template.item).items():
        places = {cell.key: cell for cell in layout.cells if cell.role == "figure"}
        assert sorted(places) == sorted((row, column) for _, row, column in form.tables[key].cells())
        assert len(places) == sum(cell.role == "figure" for cell in layout.cells)
        for (row, column), place in places.items():
            about = [cell for cell in layout.cells if cell.role != "figure"]
            (label,) = [cell for cell in about if cell.key == (row, "")]
            heads = [cell for cell in about if cell.key == ("", column) and cell.column == place.column]
            if key == "disputes":  # the rows stand side by side
                assert label.column <= place.column < label.column + label.columns
            else:
                assert label.row == place.row
            assert heads
            assert all(head.row < place.row for head in heads[:1])
            assert {cell.text for cell in heads} == {form.tables[key].columns[column].text.zh}


def test_same_bytes_whenever_written(sample: Scored, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time()
    monkeypatch.setattr(time, "time", lambda: real + 1_000_000)
    assert written([sample]) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"w:date=" not in archive.read("word/comments.xml")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_words_do_no_harm(reference: Engine, lang: Lang) -> None:
    report = json.loads(json.dumps(SAMPLE))
    report["unit"]["name"] = report["title"] = EVIL.replace("\ud800", "")
    report["sections"]["other"]["text"] = f"七、{EVIL}\n（文字描述）".replace("\ud800", "")
    report["tables"]["proactive"]["fees"]["amount_10k_yuan"] = EVIL.replace("\ud800", "")
    text = "\n".join(word_lines(written([scored(reference, report, lang)], lang)))
    assert not [character for character in text if not character.isprintable() and character not in "\n\u3000"]
    assert "=1+1|<b>&]]>" in text


def test_several_letters_in_one_file(reference: Engine, sample: Scored) -> None:
    good = scored(reference, GOOD)
    content = written([sample, good])
    lines = list(word_lines(content))
    assert lines[0] == "Title: 整改意见目录"
    assert lines[2].startswith("| 1 | 江口县人民政府 | 2024 |")
    assert lines[3].startswith("| 2 | 淮安市人民政府 | 2024 |")
    assert len([line for line in lines if line.startswith("Letter Addressee")]) == 2
    starts = [number.get(f"{W}start") for number in part(content, "document").iter(f"{W}pgNumType")]
    assert starts == ["1", "1"]


def test_a_file_has_no_more_letters_than_can_be_opened(sample: Scored, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_LETTERS == 100
    monkeypatch.setattr("engine.reporters.docx.MOST_LETTERS", 2)
    lines = list(word_lines(written([sample] * 5)))
    assert len([line for line in lines if line.startswith("Letter Addressee")]) == 2
    assert "Letter Note: 本文件只写入前2份意见，后3份请分批生成。" in lines
    assert len([line for line in lines if re.match(r"\| \d+ \| 江口县人民政府 \| 2024", line)]) == 5


def test_a_letter_in_english(reference: Engine) -> None:
    lines = list(word_lines(written([scored(reference, SAMPLE, "en")], "en")))
    assert lines[0].startswith("Title: What to mend in: ")
    assert lines[1] == "Letter Addressee: To: 江口县人民政府"
    assert [
        line
        for line in lines
        if line.startswith("Heading 3: 2. Kinds of applicants do not add up to the total (error")
    ]


def test_line_spacing_is_exact(content: bytes) -> None:
    document = docx.Document(io.BytesIO(content))
    assert document.styles["Body Text"].paragraph_format.line_spacing == Pt(28.95)


def test_words_of_rules_name_no_option() -> None:
    """They stand in letters to offices too, which know of no command line."""
    option = re.compile(r"(?<!-)--[a-z]")
    files = list((ROOT.parent / "rules").rglob("*.yaml"))
    assert files
    for file in files:
        lines = (line for line in file.read_text("utf-8").splitlines() if not line.lstrip().startswith("#"))
        assert not [line for line in lines if option.search(line)], file
    texts = json.loads((ROOT.parent / "engine/catalogue.json").read_text("utf-8"))
    named = {key for key, text in texts.items() if option.search(str(text))}
    assert named
    assert not {key for key in named if key.startswith(("reason.", "letter."))}
