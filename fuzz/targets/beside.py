"""Reports laid beside a report: last year's, a copy, other units': ``{"own": …, "previous": …, "peers": …}``."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from engine.beside import Beside
from engine.compare import compare
from engine.errors import Unusable
from engine.json_text import dumps, loads
from engine.readers import read_bytes
from engine.reading import Reading
from engine.reporters.comparison import render, render_json
from engine.score import NoForm
from fuzz.checks import book, engine, known_words, said_in_one_line
from fuzz.mutators.values import mutate_json


def check(content: bytes) -> None:
    """A scorecard whatever lies beside the report, and a comparison of the two."""
    try:
        raw = loads(content.decode("utf-8", "replace"))
        own, previous, copy = (_read(raw, name) for name in ("own", "previous", "copy"))
        peers = tuple(_reading(peer) for peer in _listed(raw)[:4])
    except Unusable as error:
        said_in_one_line(error)
        return
    if own is None:
        return
    try:
        found = [engine().scored(own, beside=Beside(previous, copy, order)) for order in (peers, peers[::-1])]
        before = engine().scored(previous) if previous is not None else None
    except NoForm:
        return
    assert not [rule for rule in found[0].card.rules if rule.status == "error"], "a rule could not be run"
    same = [(one.card.score, sorted((f.rule, f.status, f.deducted) for f in one.card.findings)) for one in found]
    assert same[0] == same[1], "the order of peers decides"
    if before is not None:
        told = compare(book(), before, found[0], "zh")
        json.loads(render_json(told))
        assert render(told, ("a", "b"), "zh", 80)


def _listed(raw: Any) -> list[Any]:
    found = raw.get("peers") if isinstance(raw, dict) else None
    return found if isinstance(found, list) else []


def _read(raw: Any, name: str) -> Reading | None:
    found = raw.get(name) if isinstance(raw, dict) else None
    return None if found is None else _reading(found)


def _reading(value: Any) -> Reading:
    return read_bytes(dumps(value).encode("utf-8", "replace"), "a.json", book())


def mutate(content: bytes, chance: Random) -> bytes:
    """Other reports."""
    return mutate_json(content, chance, known_words())
