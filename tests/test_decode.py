"""Bytes to text: the bytes decide, damage is shown and never turned into other words."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Unusable
from engine.readers.decode import decode

REPORT = (
    "龙港市人民政府2024年政府信息公开工作年度报告\r\n一、总体情况\r\n"
    "　　全年主动公开信息1286条，收到申请23件，予以公开11件（自然人9件，法人2件）。\r\n"
    "二、主动公开政府信息情况\r\n第二十条第（一）项　规章　本年制发件数 0　行政规范性文件 12\r\n"
    "三、收到和处理政府信息公开申请情况\r\n四、政府信息公开行政复议、行政诉讼情况\r\n"
)
PAGE = f'<html><head><meta charset="gb2312"></head><body>{REPORT}</body></html>'
FOOTER = "主办单位：县政府办"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb2312", "gbk", "gb18030"])
@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312", "GBK", "no-such-encoding", "\0", ""])
@pytest.mark.parametrize("text", [REPORT, PAGE, "年"])
def test_the_bytes_decide(text: str, encoding: str, declared: str | None) -> None:
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [REPORT, PAGE])
def test_utf_16_without_its_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "gb2312") == text


def test_utf_16_with_the_other_mark() -> None:
    assert decode(b"\xfe\xff" + REPORT.encode("utf-16-be")) == REPORT


def test_characters_that_only_gb_18030_has() -> None:
    text = "镕㐀𠀀·汉字"
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(("declared", "text"), [(None, "ħ\u0424"), ("utf-8", "ħ\u0424"), ("gb2312", "魔肖")])
def test_a_declaration_breaks_a_tie(declared: str | None, text: str) -> None:
    """The bytes of these two characters in GBK are also two letters in UTF-8."""
    content = "魔肖".encode("gbk")
    assert content == b"\xc4\xa7\xd0\xa4" == "ħ\u0424".encode()
    assert decode(content, declared) == text


def test_a_declared_gb_page_in_plain_ascii() -> None:
    assert decode(b"<p>2024</p>", "gb2312") == "<p>2024</p>"


def test_a_declared_gb_page_that_is_utf_8_and_holds_no_chinese_but_marks() -> None:
    assert decode(PAGE.replace("一", "—").encode(), "gb2312") == PAGE.replace("一", "—")


@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312"])
class TestDamage:
    def test_utf_8_cut_in_a_character(self, declared: str | None) -> None:
        assert decode(REPORT.encode() + "报".encode()[:2], declared) == REPORT + "\ufffd"

    def test_utf_8_with_a_byte_lost(self, declared: str | None) -> None:
        before, after = REPORT[:50].encode(), REPORT[51:].encode()
        assert decode(before + "甲".encode()[1:] + after, declared) == REPORT[:50] + "\ufffd\ufffd" + REPORT[51:]

    def test_utf_8_with_a_mark_and_a_broken_byte(self, declared: str | None) -> None:
        assert decode(b"\xef\xbb\xbf" + REPORT.encode() + b"\xff", declared) == REPORT + "\ufffd"

    def test_utf_8_with_a_footer_in_gbk(self, declared: str | None) -> None:
        text = decode(REPORT.encode() + FOOTER.encode("gbk") + "\n完".encode(), declared)
        assert text.startswith(REPORT)
        assert text.endswith("\n完")
        assert "\ufffd" in text[len(REPORT) :]

    def test_gbk_cut_in_a_character(self, declared: str | None) -> None:
        assert decode(REPORT.encode("gbk") + "报".encode("gbk")[:1], declared) == REPORT + "\ufffd"

    def test_gbk_with_a_footer_in_utf_8(self, declared: str | None) -> None:
        text = decode(REPORT.encode("gbk") + b"\n" + FOOTER.encode() + b"\n", declared)
        assert text.startswith(REPORT)

    def test_gbk_after_the_mark_of_utf_8(self, declared: str | None) -> None:
        assert decode(b"\xef\xbb\xbf" + REPORT.encode("gbk"), declared) == REPORT


@pytest.mark.parametrize(
    "content",
    [
        random.Random(1).randbytes(4096),
        random.Random(2).randbytes(4096).replace(b"\0", b""),
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
        b"text\0text",
        REPORT.encode("utf-32"),
        REPORT.encode("utf-16")[:-1],
        b"\xff" * 100,
        bytes(range(1, 32)) * 10,
    ],
    ids=["random", "random-without-nul", "png", "zip", "ole", "nul", "utf-32", "utf-16-cut", "ff", "controls"],
)
def test_binary(content: bytes) -> None:
    with pytest.raises(Unusable) as caught:
        decode(content)
    assert caught.value.key == "file.binary"


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=300), declared=st.none() | st.text(max_size=10))
def test_any_bytes(content: bytes, declared: str | None) -> None:
    try:
        text = decode(content, declared)
    except Unusable as error:
        text = error.key
    else:
        assert decode(content, declared) == text
    assert text.encode("utf-8").decode("utf-8") == text, "no surrogates"


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 200), lost=st.integers(1, 3), encoding=st.sampled_from(["utf-8", "gbk"]))
def test_lost_bytes_damage_only_what_stands_around_them(at: int, lost: int, encoding: str) -> None:
    """In GBK a lost byte shifts those that follow, at most to the end of the line."""
    content = REPORT.encode(encoding)
    text = decode(content[:at] + content[at + lost :])
    before = content[:at].decode(encoding, "ignore")
    after = content[at + lost :].split(b"\n", 1)[1].decode(encoding)
    assert text.startswith(before)
    assert text.endswith(after)
