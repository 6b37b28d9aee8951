"""report.json: read, scored, and shown as JSON again."""

from __future__ import annotations

from random import Random

from engine.errors import Unusable
from engine.readers import read_bytes
from fuzz.checks import book, consistent, known_words, said_in_one_line, sampled, scored
from fuzz.mutators.values import mutate_json


def check(content: bytes) -> None:
    """A report or a refusal; of a report a scorecard, whatever stands in its cells."""
    try:
        reading = read_bytes(b'{"schema":' + content.partition(b'"schema":')[2], "a.json", book())
    except Unusable as error:
        said_in_one_line(error)
        return
    consistent(reading)
    scored(reading, twice=sampled(content))


def mutate(content: bytes, chance: Random) -> bytes:
    """Another value, with words that cells have."""
    return mutate_json(content, chance, known_words())
