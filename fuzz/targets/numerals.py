"""Figures as people write them, in sentences and in cells, with units and words about them: exact, in place."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from random import Random

from engine.cells import CellReader, squeeze
from engine.numerals import NumeralFinder
from engine.rulebook import CellKind
from fuzz.checks import book, known_words
from fuzz.mutators.plain import mutate_text

MOST = 2_000
_KINDS: tuple[CellKind, ...] = ("count", "signed", "amount", "money")
_STATES = {"number", "blank", "dash", "text"}


@lru_cache(maxsize=1)
def _finder() -> NumeralFinder:
    return NumeralFinder(book().narrative.numerals)


@lru_cache(maxsize=1)
def _cells() -> CellReader:
    return CellReader(book().cell_words)


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    words = book().narrative.numerals
    units = [unit for units in words.units.values() for unit in units]
    about = [word for item in words.approximations for word in item.words]
    return (
        *words.digits,
        *words.places,
        *words.scales,
        *words.ranges,
        *words.ordinals,
        *units,
        *about,
        words.hundredths,
        *known_words(),
    )


def check(content: bytes) -> None:
    """Every figure is in the text, none in another; a cell says the same with blanks around it."""
    text = content.decode("utf-8", "replace")
    end = 0
    for figure in _finder().find(text):
        quantity = figure.quantity
        assert 0 <= figure.start <= figure.number < figure.end <= len(text)
        assert figure.number >= end, "two figures over each other"
        end = figure.end - len(figure.unit) if figure.unit else figure.number + 1
        assert isinstance(quantity.value, Decimal)
        assert quantity.value.is_finite()
        assert quantity.value >= 0
        assert quantity.step > 0
        assert quantity.meant.high is None or quantity.meant.low <= quantity.meant.high
        assert not quantity.exact or quantity.meant.low == quantity.meant.high == quantity.value
    for line in text.split("\n")[:5]:
        for kind in _KINDS:
            found = _cells().read(line, kind)
            assert found.state in _STATES
            assert (found.number is not None) == (found.state == "number")
            assert not isinstance(found.number, float)
            assert _cells().read(f" \u3000{line}\u200b", kind) == found, "blanks around a cell change it"
            assert squeeze(squeeze(line)) == squeeze(line)


def mutate(content: bytes, chance: Random) -> bytes:
    """Another text, with the words of numbers."""
    return mutate_text(content, chance, _words())
