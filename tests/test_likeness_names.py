"""Names of units and what they may be called for short; own words where they stand; sentences and scopes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.likeness import passages
from engine.likeness.corpus import Corpus
from engine.likeness.names import UnitNamer
from engine.likeness.prose import WHOLE, Prose, prose_of
from engine.likeness.sentences import Sentence, repeated, sentences
from engine.likeness.words import BREAK, flat, joined, own_words
from engine.report import Report
from engine.rulebook import Rulebook


@pytest.fixture
def namer(book: Rulebook) -> UnitNamer:
    return UnitNamer(book.leftovers)


@pytest.mark.parametrize(
    ("name", "core", "parts", "proper"),
    [
        ("甲市财政局", "甲市财政局", ("甲市财政局", "甲市", "财政局"), True),
        ("甲市 财政局办公室", "甲市财政局", ("甲市财政局", "甲市", "财政局"), False),
        ("甲市人民政府办公室", "甲市人民政府", ("甲市人民政府", "甲市"), False),
        ("甲市政府", "甲市政府", ("甲市政府", "甲市"), True),
        ("财政局", "财政局", ("财政局",), False),  # it names no place
        ("甲市财政", "甲市财政", ("甲市财政", "甲市", "财政"), False),  # it does not end as organs do
        ("某县某镇人民政府", "某县某镇人民政府", ("某县某镇人民政府", "某县", "某镇"), True),
        ("甲省乙市丁街道办事处", "甲省乙市丁街道办事处", ("甲省乙市丁街道办事处", "甲省", "乙市丁街道办事处"), True),
    ],
)
def test_names_of_units(name: str, core: str, parts: tuple[str, ...], proper: bool, namer: UnitNamer) -> None:
    assert namer.core(name) == core
    assert namer.parts(name) == parts
    assert namer.is_proper(name) is proper


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("甲市财政局", "甲市财政局", True),
        ("甲市财政局", "甲市财政局办公室", True),
        ("市财政局", "甲市财政局", True),
        ("甲市市监局", "甲市市场监督管理局", True),
        ("甲市人民政府", "甲市政府", True),
        ("甲市财政局", "甲市审计局", False),
        ("局财", "财政局", False),
        ("甲市", "乙市", False),
    ],
)
def test_names_that_may_mean_the_same(one: str, other: str, expected: bool, namer: UnitNamer) -> None:
    assert namer.may_be_same(one, other) is expected
    assert namer.may_be_same(other, one) is expected


TEXTS = st.text(alphabet="甲乙丙《》，。 １a㈠", max_size=40)
TITLE = re.compile("《[^《》]*》|甲乙")


@settings(max_examples=50, deadline=None)
@given(TEXTS, TEXTS)
def test_letters_are_quoted_from_where_they_stand(one: str, other: str) -> None:
    words = [own_words(one, [TITLE]), own_words(other, [TITLE]), own_words(one)]
    whole = joined(words[:2])
    assert whole.letters == "".join(part.letters + BREAK for part in words[:2])
    for part in (*words, whole):
        assert len(part.places) == len(part.letters)
        assert part.count == sum(letter != BREAK for letter in part.letters)
        assert list(part.places) == sorted(part.places)
        for run in re.finditer(r"[^\n]+", part.letters):
            quoted = part.quote(*run.span())
            assert re.sub(r"[\W_]", "", flat(quoted).flat) == run.group()
            assert re.sub(r"[\s]", "", quoted) == quoted
        assert part.quote(0, 0) == ""


def test_boilerplate_that_touches_is_one_hole() -> None:
    patterns = [re.compile("乙丙"), re.compile("丁"), re.compile("庚?$")]
    words = own_words("甲乙丙丁戊己庚", patterns)
    assert list(words.holes) == [(1, 4), (6, 7)]
    assert words.letters == f"甲{BREAK}戊己{BREAK}"
    assert words.quote(2, 4) == "戊己"


def test_sentences_that_say_something() -> None:
    lead = re.compile("^一是|^问题：?")
    text = "一是 公开意识不强。更新不及时；（1）人手也不够多！问题:短句子五字。一是六个字的句子"
    found = list(sentences(text, "。;!", lead))
    assert found == [
        Sentence("一是公开意识不强", "公开意识不强"),
        Sentence("（1）人手也不够多", "1人手也不够多"),
        Sentence("一是六个字的句子", "六个字的句子"),
    ]
    other = list(sentences("公开意识，不强。六个字的句子。", "。;!", lead))
    assert repeated(found, other) == [found[0], found[2]]
    assert repeated(found, []) == []


def test_the_scopes_of_a_report() -> None:
    texts = {"overview": "《甲》主动公开，五字以上", "other": "无"}
    sections = {key: {"heading": "", "text": text} for key, text in texts.items()}
    report = Report.model_validate({"unit": {"name": "某市"}, "year": 2024, "sections": sections})
    found = prose_of(report, ["overview", "problems", "other"], [TITLE])
    assert {scope: prose.words.letters for scope, prose in found.items()} == {
        WHOLE: f"{BREAK}主动公开五字以上{BREAK}无{BREAK}",
        "overview": f"{BREAK}主动公开五字以上",
        "other": "无",
    }
    assert found["overview"].containment(found[WHOLE]) == 100
    assert found["other"].containment(found[WHOLE]) == 0  # too short to have a run of five letters
    assert found["overview"].likeness(found["overview"]) == 100


def test_who_has_no_such_section_is_near_to_nobody() -> None:
    same = Prose(own_words("每季度请企业代表为解读稿打分"))
    corpus = Corpus([{"overview": same}, {}, {"overview": same, "other": same}, {"overview": Prose(own_words("无"))}])
    assert list(corpus.candidates("overview", same)) == [0, 2, 3]
    assert corpus.nearest("overview", same, 2) == [(0, 100), (2, 100)]
    assert corpus.nearest("overview", same, 9) == [(0, 100), (2, 100), (3, 0)]
    assert corpus.nearest("problems", same, 3) == []


def test_only_the_beginning_of_a_long_text_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "LONGEST", 6)
    assert passages.Automaton("甲乙丙丁戊己庚").common("戊己庚", 3) == [passages.Passage(2, 4, 0)]
    assert passages.Automaton("戊己庚").common("甲乙丙丁戊己庚", 3) == [passages.Passage(2, 0, 4)]
