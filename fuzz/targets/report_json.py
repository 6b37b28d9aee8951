"""report.json: read, scored, and shown as JSON again."""

from __future__ import annotations

from random import Random
from typing import Any

from engine.errors import Unusable
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.scored import Scored
from fuzz.checks import book, consistent, engine, known_words, said_in_one_line, sampled, scored
from fuzz.mutators.values import mutate_json


def check(content: bytes) -> None:
    """A report or a refusal; of a report a scorecard, whatever stands in its cells."""
    try:
        reading = read_bytes(b'{"schema":' + content.partition(b'"schema":')[2], "a.json", book())
    except Unusable as error:
        said_in_one_line(error)
        return
    consistent(reading)
    card = scored(reading, twice=sampled(content))
    if card is not None and sampled(content[:-1]):
        _in_any_order(card)


def _in_any_order(report: Scored) -> None:
    """The same with its keys the other way round, which is the same report."""
    turned = read_bytes(dumps(_turned(report.reading.report.dump())).encode(), "a.json", book())
    other = engine().score(turned)
    told = [
        sorted((f.rule, f.status, f.deducted, f.fingerprint) for f in card.findings) for card in (report.card, other)
    ]
    assert told[0] == told[1], "the order of keys decides what is found"
    assert other.score == report.card.score, "the order of keys decides the score"


def _turned(value: Any) -> Any:
    return {key: _turned(value[key]) for key in reversed(value)} if isinstance(value, dict) else value


def mutate(content: bytes, chance: Random) -> bytes:
    """Another value, with words that cells have."""
    return mutate_json(content, chance, known_words())
