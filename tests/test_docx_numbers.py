from __future__ import annotations

import pytest

from engine.readers.formats.docx import read
from engine.readers.formats.docx.numerals import numeral
from tests.packages import grids, lines, p, tbl, tc, tr, word


def texts_of(body: str, numbering: str = "", styles: str = "") -> list[str]:
    return lines(read(word(body, numbering, styles)))


def level(index: int, style: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/>{more}'
        f'<w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def listed(*levels: str, key: int = 0, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{more}{"".join(levels)}</w:abstractNum>'


def num(number: int, key: int = 0, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{key}"/>{more}</w:num>'


def item(text: str, number: int = 1, index: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{number}"/></w:numPr>')


OUTLINE = listed(
    level(0, "chineseCounting", "%1、"),
    level(1, "japaneseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "%1.%4", "<w:isLgl/>"),
)


def test_outline() -> None:
    body = (
        item("总体情况") + item("主动公开", index=1) + item("规章", index=2) + item("文件", index=2)
        + item("依申请公开", index=1) + item("申请", index=2) + p("无号") + item("问题") + item("不足", index=1)
        + item("细目", index=3)
    )  # fmt: skip
    assert texts_of(body, numbering=OUTLINE + num(1)) == [
        "一、总体情况", "（一）主动公开", "1.规章", "2.文件", "（二）依申请公开", "1.申请", "无号", "二、问题",
        "（一）不足", "2.1 细目",
    ]  # fmt: skip


def test_lists_of_the_same_kind_count_on_unless_restarted() -> None:
    restarted = num(2, more='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
    body = item("甲") + item("乙", 3) + item("丙", 2) + item("丁", 2)
    numbering = OUTLINE + num(1) + restarted + num(3)
    assert texts_of(body, numbering=numbering) == ["一、甲", "二、乙", "五、丙", "六、丁"]


def test_level_replaced_by_the_list() -> None:
    replaced = num(1, more=f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1.")}</w:lvlOverride>')
    assert texts_of(item("甲") + item("乙"), numbering=OUTLINE + replaced) == ["I.甲", "II.乙"]


def test_level_that_never_restarts() -> None:
    numbering = listed(level(0, "decimal", "%1."), level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>')) + num(1)
    body = item("a") + item("b", index=1) + item("c") + item("d", index=1)
    assert texts_of(body, numbering=numbering) == ["1.a", "1)b", "2.c", "2)d"]


def test_numbers_of_styles() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="h2"><w:basedOn w:val="h1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="sub"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = listed(
        level(0, "chineseCountingThousand", "%1、", '<w:pStyle w:val="h1"/>'),
        level(1, "chineseCountingThousand", "（%2）", '<w:pStyle w:val="sub"/>'),
    )
    style = '<w:pStyle w:val="{}"/>'.format
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("甲", style("h1")) + p("乙", style("h2")) + p("丙", style("sub")) + p("丁", style("h1") + none)
    assert texts_of(body, numbering=numbering + num(1), styles=styles) == ["一、甲", "二、乙", "（一）丙", "丁"]


def test_list_through_a_numbering_style() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="ls"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    link = listed(key=1, more='<w:numStyleLink w:val="ls"/>')
    assert texts_of(item("甲"), numbering=OUTLINE + link + num(1, 1) + num(2, 0), styles=styles) == ["一、甲"]


def test_bullets_and_unknown_formats_say_nothing() -> None:
    numbering = listed(level(0, "bullet", "●"), level(1, "hindiVowels", "%2.")) + num(1)
    assert texts_of(item("甲") + item("乙", index=1) + item("丙", 99), numbering=numbering) == ["甲", "乙", "丙"]


def test_deleted_and_empty_paragraphs() -> None:
    gone = "<w:numPr><w:numId w:val='1'/></w:numPr><w:rPr><w:del/></w:rPr>"
    assert texts_of(p("", gone) + item("甲") + item("") + item("乙"), numbering=OUTLINE + num(1)) == [
        "一、甲",
        "三、乙",
    ]


def test_numbers_in_cells() -> None:
    table = tbl(tr(tc(item("属于国家秘密", index=2)), tc("0")), tr(tc(item("其他", index=2)), tc("1")))
    found = grids(read(word(table, OUTLINE + num(1))))[0]
    assert [cell.text for cell in found.cells] == ["1.属于国家秘密", "0", "2.其他", "1"]


@pytest.mark.parametrize(
    ("number", "style", "expected"),
    [
        (1, "chineseCounting", "一"), (10, "chineseCounting", "十"), (11, "japaneseCounting", "十一"),
        (20, "chineseCounting", "二十"), (21, "taiwaneseCountingThousand", "二十一"),
        (101, "chineseCountingThousand", "一百零一"), (110, "chineseCountingThousand", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"), (2030, "chineseCountingThousand", "二千零三十"),
        (12000, "chineseCounting", "12000"), (10, "ideographDigital", "一〇"),
        (1, "decimalEnclosedCircle", "①"), (20, "decimalEnclosedCircleChinese", "⑳"),
        (21, "decimalEnclosedCircle", "㉑"), (50, "decimalEnclosedCircle", "㊿"), (51, "decimalEnclosedCircle", "51"),
        (3, "decimalEnclosedParen", "⑶"), (2, "decimalEnclosedFullstop", "⒉"), (10, "ideographEnclosedCircle", "㊉"),
        (12, "decimalFullWidth", "１２"), (7, "decimalZero", "07"), (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (0, "upperRoman", "0"), (1, "lowerLetter", "a"), (27, "upperLetter", "AA"), (53, "lowerLetter", "aaa"),
        (1000000, "upperLetter", "1000000"), (3, "bullet", None),
    ],
)  # fmt: skip
def test_numerals(number: int, style: str, expected: str | None) -> None:
    assert numeral(number, style) == expected
