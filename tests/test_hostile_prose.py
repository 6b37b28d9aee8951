"""Prose that is made to take long is scored in a time that grows with its length, and no faster."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from engine.beside import Beside
from engine.cases import ROOT
from engine.readers import read_file
from engine.reading import Reading
from engine.report import Section
from engine.rulebook import Rulebook
from engine.score import Engine
from tests.near_matches import expressions, near_matches

FIRST, MORE = 2_000, 4  # characters, and how many times as many
KINDS = {
    "nothing": "甲",
    "digits": "1",
    "brackets": "（",
    "deep figures": "（（1件））",
    "denials": "未",
    "headings": "（一）",
    "sentences": "没有发生行政复议，",
    "figures": "收到政府信息公开申请12件，予以公开3件，占比50%；",
    "years": "2024年我市",
    "names": "本报告由",
    "fees": "通知收费1件",
    "blanks": "公开_",
}
# Words that could be taken apart in more than one way; what comes behind fits none of them.
AMBIGUOUS = {
    "denial": "未发生因申请" + "引起的" * 24 + "案件甲。",
    "figure": "制定出台" * 14 + "甲3件。",
    "name of a figure": "甲" + "共计数量总数量" * 8 + "甲3件。",
}
SECONDS = 3  # far more than it takes, and far less than trying every way would take


@pytest.fixture(scope="module")
def base(book: Rulebook) -> Reading:
    return read_file(ROOT / "reports" / "huaian-2024.json", book)


def saying(base: Reading, text: str) -> Reading:
    report = base.report
    sections = {key: Section(heading=found.heading, text=text) for key, found in report.sections.items()}
    return replace(base, report=report.model_copy(update={"sections": sections}))


def seconds(engine: Engine, reading: Reading, beside: Beside | None = None) -> float:
    begun = time.process_time()
    engine.score(reading, beside=beside or Beside())
    return time.process_time() - begun


@pytest.mark.parametrize("kind", KINDS)
def test_the_time_to_score_grows_with_the_length(kind: str, base: Reading, engine: Engine) -> None:
    unit = KINDS[kind]
    texts = [(unit * (size // len(unit) + 1))[:size] for size in (FIRST, FIRST * MORE)]
    short, long = (min(seconds(engine, saying(base, text)) for _ in range(2)) for text in texts)
    assert long < 0.2 or long / short < 2.5 * MORE


@pytest.mark.parametrize("kind", AMBIGUOUS)
def test_words_are_taken_apart_in_one_way(kind: str, base: Reading, engine: Engine) -> None:
    assert seconds(engine, saying(base, AMBIGUOUS[kind] * 10)) < SECONDS


def test_what_nearly_matches_the_expressions_takes_no_longer(base: Reading, engine: Engine, book: Rulebook) -> None:
    source = random.Random(20241231)
    texts = [text for item in expressions(book) for text in near_matches(item, source, 78)]
    assert len(texts) > 3000
    chosen = [source.sample(texts, 600) for _ in range(4)]
    for some in chosen:
        assert seconds(engine, saying(base, "。".join(some))) < 2 * SECONDS


def test_long_texts_beside_each_other(base: Reading, engine: Engine) -> None:
    long = saying(base, "".join(map(chr, range(0x4E00, 0x9E00))))
    assert seconds(engine, long, Beside(previous=long, copy=long, peers=(long,))) < 2 * SECONDS
