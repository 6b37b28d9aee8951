"""Texts that are compared: how much of one stands in the other, and where, against what Python itself finds."""

from __future__ import annotations

from random import Random

from engine.likeness.prose import Prose
from engine.likeness.words import BREAK, own_words
from engine.readers.json_report import report_of
from engine.reading import Reading, Source
from engine.report import Report, Section, Unit
from fuzz.checks import engine
from fuzz.mutators.plain import mutate_text

MOST = 4_000
_MARK = "\n====\n"  # between the one text and the other


def check(content: bytes) -> None:
    """Shares between 0 and 100; passages that stand in both; a copy is found to be one."""
    one, _, other = content.decode("utf-8", "replace").partition(_MARK)
    first, second = Prose(own_words(one)), Prose(own_words(other))
    assert 0 <= first.containment(second) <= 100
    assert 0 <= first.likeness(second) <= 100
    assert first.containment(first) == (100 if first.grams else 0)
    for passage in first.passages(second):
        words = first.words.letters[passage.start : passage.start + passage.length]
        assert passage.length == len(words) > 0
        assert words == second.words.letters[passage.other : passage.other + passage.length], (
            "the passage stands elsewhere"
        )
        assert BREAK not in words
        assert first.words.quote(passage.start, passage.start + passage.length)
    _beside(one, other)


def _beside(one: str, other: str) -> None:
    """A report beside last year's and a peer's."""
    from engine.beside import Beside

    before, peer = (
        _report("\u7532\u53bf\u4eba\u6c11\u653f\u5e9c", 2023, other),
        _report("\u4e59\u53bf\u4eba\u6c11\u653f\u5e9c", 2024, other),
    )
    own = _report("\u7532\u53bf\u4eba\u6c11\u653f\u5e9c", 2024, one)
    card = engine().score(own, beside=Beside(previous=before, copy=own, peers=(peer, own)))
    assert not [rule for rule in card.rules if rule.status == "error"]


def _report(name: str, year: int, text: str) -> Reading:
    clean = text.encode("utf-8", "replace").decode()
    report = Report(Unit(name), year, sections={key: Section("", clean) for key in ("overview", "problems", "other")})
    report_of(report.dump())
    return Reading(report, Source("a.json", "json", "0" * 64))


def mutate(content: bytes, chance: Random) -> bytes:
    """Other texts; now and then the one is made the other."""
    if chance.random() < 0.1:
        return (
            content.partition(_MARK.encode())[0]
            + _MARK.encode()
            + mutate_text(content.partition(_MARK.encode())[0], chance)
        )
    return mutate_text(content, chance)
