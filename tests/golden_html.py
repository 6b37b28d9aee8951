"""A web page that is compared byte for byte, of a few rules, so that other rules do not change it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.cases import ROOT
from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.readers import read_bytes
from engine.reporters import Layout, reporter
from engine.rulebook import Rulebook
from engine.score import Engine

GOLDEN = Path(__file__).with_name("golden") / "wrong-k-sample.html"
SAMPLE = ROOT / "everything-wrong/wrong-k-sample.json"
RULES = {
    "cells-blank",
    "disputes-row-total",
    "fees-told-twice",
    "government-published-late",
    "government-review-missing",
    "in-force-unbalanced",
    "placeholder-left",
    "requests-balance",
    "requests-note-missing",
    "requests-row-total",
    "requests-total",
    "total-blank",
}


def page(book: Rulebook) -> str:
    """The page about the sample by a rulebook with few of its rules."""
    few = tuple(rule for rule in book.rules if rule.name in RULES)
    small = replace(book, rules=few, version="0", digest="0" * 64)
    engine = Engine(small, inference=ReferenceInference(Program(small.rules)))
    found = reporter("html")([engine.scored(read_bytes(SAMPLE.read_bytes(), "sample.json", small))], Layout("zh"))
    assert isinstance(found, str)
    return found
