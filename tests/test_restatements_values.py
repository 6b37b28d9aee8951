"""What rules/restatements.yaml says is what the engine looks for: compared with another reading of the file."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from engine.loading import load_rulebook
from engine.restatements import NarrativeWords, Term
from tests.test_loading_values import said

FILE: dict[str, Any] = said("restatements.yaml")


def spelled(text: str) -> str:
    """A pattern with the words in angle brackets written out, each in a group of its own."""
    while found := re.search(r"(?<!\?P)<([a-z_]+)>", text):
        text = text.replace(found.group(), f"(?:{FILE['words'][found[1]]})")
    return text


@pytest.fixture
def words() -> NarrativeWords:
    return load_rulebook(cache=False).narrative


def flag(raw: dict[str, Any], name: str) -> bool:
    return bool(raw.get(name, "false") == "true")


def term(text: str) -> Term:
    table, row, column = text.removeprefix("-").split("/")
    return Term(table, row, column, -1 if text.startswith("-") else 1)


def sums(raw: list[list[str]]) -> list[tuple[Term, ...]]:
    return [tuple(map(term, each)) for each in raw]


def test_words_and_numbers(words: NarrativeWords) -> None:
    for key in (
        "year_word", "dropped", "titles", "sentence_ends", "clause_ends", "copula", "own_ends", "own_fillers",
        "joiners", "denials",
    ):  # fmt: skip
        assert getattr(words, key) == FILE[key], key
    for key in ("opening", "elsewhere"):
        assert getattr(words, key) == spelled(FILE[key])
    assert words.start == spelled("<start>")
    assert list(words.sections) == FILE["sections"]
    assert words.years == FILE["years"]
    numerals = FILE["numerals"]
    for key in ("digits", "ordinals", "ranges"):
        assert list(getattr(words.numerals, key)) == numerals[key]
    for key in ("places", "point", "hundredths"):
        assert getattr(words.numerals, key) == numerals[key]
    assert {word: str(value) for word, value in words.numerals.scales.items()} == numerals["scales"]
    assert {kind: list(units) for kind, units in words.numerals.units.items()} == numerals["units"]
    assert [
        (list(item.words), item.stands, item.low, item.high if isinstance(item.high, str) else str(item.high))
        for item in words.numerals.approximations
    ] == [(a["words"], a["stands"], Decimal(a["low"]), a["high"]) for a in numerals["approximations"]]


def test_markers(words: NarrativeWords) -> None:
    for found, raw in zip(words.markers, FILE["markers"], strict=True):
        assert (found.set, found.to, found.reach) == (raw["set"], raw["to"], raw.get("reach", "sentence"))
        assert list(found.words) == [spelled(text) for text in raw["words"]]
        assert list(found.kinds) == raw.get("kinds", [])
        assert (found.units.pattern if found.units else "") == raw.get("units", "")


def test_figures_that_are_told(words: NarrativeWords) -> None:
    assert [item.name for item in words.restatements] == list(FILE["restatements"])
    for found in words.restatements:
        raw = FILE["restatements"][found.name]
        assert (found.label, found.unit, found.about) == (
            raw["label"],
            raw.get("unit", "count"),
            raw.get("about", ""),
        )
        assert found.near == raw.get("near", "")
        assert (found.whole, found.beside) == (flag(raw, "whole"), flag(raw, "beside"))
        assert list(found.outcome) == raw.get("outcome", [])
        assert list(found.readings) == sums(raw.get("readings", []))
        assert list(found.none) == [spelled(text) for text in raw.get("none", [])]
        expected = []
        for text in raw.get("said", []):
            before, _, behind = text.partition("<n>")
            expected.append((spelled(before), spelled(behind)))
        assert list(found.said) == expected


def test_shares_and_wholes(words: NarrativeWords) -> None:
    assert (words.shares.between, list(words.shares.told)) == (FILE["shares"]["between"], FILE["shares"]["told"])
    assert list(words.shares.of) == sums(FILE["shares"]["of"])
    assert [list(names) for names in words.wholes] == FILE["wholes"]
