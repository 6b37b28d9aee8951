"""How alike texts are: each part against a slow and plain way of saying the same."""

from __future__ import annotations

import pickle
import random
import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.likeness.corpus import Corpus
from engine.likeness.grams import grams, percent, shared
from engine.likeness.passages import LONGEST, Automaton, Passage
from engine.likeness.prose import Prose
from engine.likeness.sentences import repeated, sentences
from engine.likeness.sketch import Index, estimate, sketch
from engine.likeness.words import BREAK, flat, joined, own_words
from engine.loading import load_rulebook
from engine.rulebook import Rulebook

FEW = st.text(alphabet="甲乙丙", max_size=60)
RUNS = st.lists(FEW, max_size=4).map(BREAK.join)
ANY = st.text(alphabet="甲乙丙，。 \n（）１２3４Aａ㈠", max_size=80)


def naive_grams(letters: str) -> set[str]:
    return {
        letters[i : i + 5]
        for i in range(len(letters))
        if len(letters[i : i + 5]) == 5 and BREAK not in letters[i : i + 5]
    }


@settings(max_examples=100, deadline=None)
@given(RUNS, RUNS)
def test_containment_is_that_of_sets(one: str, other: str) -> None:
    own = grams(one)
    assert own == naive_grams(one)
    both = len(naive_grams(one) & naive_grams(other))
    assert shared(own, other) == both
    assert percent(both, len(own)) == (int(100 * both / len(own)) if own else 0)


def test_percent_is_rounded_down() -> None:
    assert percent(1, 3) == 33
    assert percent(199, 200) == 99  # never 100 unless all
    assert percent(0, 0) == 0


def naive_longest(one: str, other: str) -> int:
    """The O(nm) table of lengths of common endings."""
    best, before = 0, [0] * (len(other) + 1)
    for letter in one:
        line = [0]
        for at, against in enumerate(other):
            line.append(before[at] + 1 if letter == against != BREAK else 0)
        best, before = max(best, *line), line
    return best


@settings(max_examples=100, deadline=None)
@given(RUNS, RUNS)
def test_the_longest_passage_is_the_longest(one: str, other: str) -> None:
    passages = Automaton(one).common(other, 3)
    assert max((p.length for p in passages), default=0) == naive_longest(one, other)
    assert len(passages) <= 3
    assert [p.length for p in passages] == sorted((p.length for p in passages), reverse=True)
    for passage in passages:
        words = one[passage.start : passage.start + passage.length]
        assert words == other[passage.other : passage.other + passage.length]
        assert words
        assert BREAK not in words
    spans = sorted((p.start, p.start + p.length) for p in passages)
    assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))


def naive_common(one: str, other: str, most: int) -> list[Passage]:
    """The longest passage ending at each letter of the other text, where it first stands in the one; those that the
    next letter carries on are left out, then those that overlap a longer one.
    """
    ending = []
    for end in range(len(other) + 1):
        words = [other[start:end] for start in range(end + 1)]
        ending.append(next(run for run in words if run in one and BREAK not in run))
    found = [
        Passage(len(run), one.index(run), end - len(run))
        for end, run in enumerate(ending)
        if run and (end == len(other) or len(ending[end + 1]) != len(run) + 1)
    ]
    chosen: list[Passage] = []
    for passage in sorted(found, key=lambda p: (-p.length, p.start, p.other)):
        letters = range(passage.start, passage.start + passage.length)
        if not any(at in letters for p in chosen for at in range(p.start, p.start + p.length)):
            chosen.append(passage)
    return chosen[:most]


@settings(max_examples=50, deadline=None)
@given(RUNS, RUNS, st.integers(0, 4))
def test_the_passages_are_those_that_looking_at_all_finds(one: str, other: str, most: int) -> None:
    assert Automaton(one).common(other, most) == naive_common(one, other, most)


def test_a_part_of_a_passage_is_not_shown_beside_a_longer_one() -> None:
    """The second passage overlaps the first in the own text; its first letters alone are no passage in common."""
    assert Automaton("春夏秋冬东西").common("秋冬东西" + "南" + "春夏秋", 3) == [Passage(4, 2, 0)]


def test_three_passages() -> None:
    mine = "春天播种夏天耕耘" + "一" * 3 + "秋天收获" + "二" * 3 + "冬藏物"
    theirs = "冬藏物" + "三" * 3 + "春天播种夏天耕耘" + "四" * 3 + "秋天收获"
    found = Automaton(mine).common(theirs, 3)
    assert [mine[p.start : p.start + p.length] for p in found] == ["春天播种夏天耕耘", "秋天收获", "冬藏物"]


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_own_words_are_the_letters_in_their_places(text: str) -> None:
    words = own_words(text)
    normal = "".join(unicodedata.normalize("NFKC", letter) for letter in text)
    assert words.letters == re.sub(r"[\W_]", "", normal)
    assert words.count == len(words.letters)
    for at, letter in enumerate(words.letters):
        assert letter in flat(words.quote(at, at + 1)).flat


def test_boilerplate_is_taken_out_and_nothing_spans_the_hole() -> None:
    pattern = re.compile("《[^》]*》")
    words = own_words("我们 学习《条例》，认真落实。《办法》", [pattern])
    assert words.letters.split(BREAK) == ["我们学习", "认真落实", ""]
    assert words.count == 8
    assert words.quote(0, 4) == "我们学习"
    assert words.quote(5, 9) == "认真落实"
    assert grams(words.letters) == frozenset()


def test_overlapping_boilerplate_is_one_hole() -> None:
    words = own_words("甲乙丙丁戊己", [re.compile("乙丙丁"), re.compile("丙丁戊"), re.compile("$")])
    assert words.letters == "甲" + BREAK + "己"


def test_joined_texts_keep_their_words_apart() -> None:
    parts = [own_words("主动公开，信息", [re.compile("主动")]), own_words("（一）答复。"), own_words("")]
    whole = joined(parts)
    assert [run for run in whole.letters.split(BREAK) if run] == ["公开信息", "一答复"]
    start = whole.letters.index("一")
    assert whole.quote(start, start + 3) == "一）答复"
    assert len(whole.letters) == sum(len(part.letters) + 1 for part in parts)


def random_text(seed: int, length: int) -> str:
    chance = random.Random(seed)
    return "".join(chr(0x4E00 + chance.randrange(2500)) for _ in range(length))


@pytest.mark.parametrize("common", [0, 500, 1000, 1500, 2000])
def test_the_sketch_is_within_its_error(common: int) -> None:
    mine = random_text(1, 2000)
    theirs = mine[:common] + random_text(2, 2000 - common)
    one, other = grams(mine), grams(theirs)
    exact = 100 * len(one & other) / len(one | other)
    assert abs(estimate(sketch(one), sketch(other)) - exact) <= 13  # three standard errors of 128 permutations


def test_a_sketch_is_the_same_in_every_run_and_order() -> None:
    letters = [f"字{number}" for number in range(10_000)]
    one = sketch(letters)
    assert one == sketch(reversed(letters))
    assert len(one) == 512
    assert (
        sketch(["政府信息公"]).hex()[:32] == "95c24ffaae8e87a4ac23a3a2adf53552"
    )  # sketches may be stored: this must not change


def test_the_index_finds_who_is_alike_and_can_be_copied() -> None:
    mine = random_text(1, 2000)
    texts = {f"单位{n}": random_text(n + 10, 2000) for n in range(300)}
    texts["全抄"] = mine
    texts["半抄"] = mine[:1200] + random_text(7, 800)
    index = Index({name: sketch(grams(text)) for name, text in texts.items()})
    wanted = sketch(grams(mine))
    assert index.candidates(wanted) == ["全抄", "半抄"]
    assert pickle.loads(pickle.dumps(index)).candidates(wanted) == ["全抄", "半抄"]


def prose(text: str) -> Prose:
    return Prose(own_words(text))


@pytest.mark.parametrize("others", [10, 600])  # compared one by one, and looked up
def test_the_nearest_reports(others: int) -> None:
    mine = random_text(1, 1000)
    reports = [{"": prose(random_text(n + 10, 1000))} for n in range(others)]
    reports[3] = {"": prose(mine[:900] + random_text(5, 100))}
    reports[7] = {"": prose(mine[:700] + random_text(6, 300))}
    reports[9] = {"": prose(mine)}
    nearest = Corpus(reports).nearest("", prose(mine), 3)
    assert [at for at, _ in nearest] == [9, 3, 7]
    assert [share for _, share in nearest] == [100, 89, 69]  # 996 grams: 896 and 696 of them in common


def test_sentences_are_compared_word_for_word() -> None:
    lead = re.compile("^[一二三]是")
    one = list(sentences("一是公开意识有待加强；二是队伍不够稳定。好。", "。;", lead))
    assert [sentence.words for sentence in one] == ["一是公开意识有待加强", "二是队伍不够稳定"]
    other = list(sentences("三是公开意识， 有待加强。队伍不够很稳定", "。;", lead))
    assert [sentence.words for sentence in repeated(one, other)] == ["一是公开意识有待加强"]


HOSTILE = [
    "a",
    "《",
    "如有疑问",
    "本报告根据",
    "党的二十大",
    "没有因",
    "㈠",
    "未收到",
    "保障人民群众",
    "深入学习宣传",
]


@pytest.mark.parametrize("word", HOSTILE)
def test_long_texts_take_bounded_time(word: str, book: Rulebook) -> None:
    patterns = [re.compile(pattern) for pattern in book.boilerplate]
    text = (word * 200_000)[:200_000]
    before = time.process_time()
    mine = Prose(own_words(text, patterns))
    theirs = Prose(own_words(text[1:], patterns))
    mine.containment(theirs)
    mine.passages(theirs)
    assert time.process_time() - before < 10


def test_a_million_letters_are_compared() -> None:
    text = random_text(1, 1_000_000)
    mine, theirs = prose(text), prose(text[500_000:])
    before = time.process_time()
    assert mine.containment(theirs) in (49, 50)
    assert mine.passages(theirs)[0].length < LONGEST
    assert time.process_time() - before < 60


def test_the_boilerplate_of_the_rulebook_takes_out_what_everyone_says() -> None:
    book = load_rulebook(cache=False)
    patterns = [re.compile(pattern) for pattern in book.boilerplate]
    sayings = (
        "（一）主动公开情况。坚持以公开为常态、不公开为例外，全面贯彻党的二十大和二十届二中、三中全会精神，"
        "《中华人民共和国政府信息公开条例》（国务院令第711号）国办公开办函〔2021〕30号，"
        "本年度没有其他需要报告的事项。未发生行政复议、行政诉讼案件。"
    )
    assert own_words(sayings, patterns).count == 0
    own = "全年为企业上门讲解补贴政策三十七场，解读稿请办事群众先读一遍"
    assert own_words(own, patterns).letters == own.replace("，", "")
