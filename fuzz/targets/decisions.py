"""Decision files: what persons decided, or one line that says where the file is wrong."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from random import Random

from engine.cases import ROOT
from engine.loading.decision_files import BadDecisions, parse_decisions
from engine.readers import read_bytes
from engine.reading import Reading
from fuzz.checks import book, engine, said_in_one_line
from fuzz.mutators.values import mutate_yaml

MOST = 8_000
_AS_OF = dt.date(2025, 6, 1)
_PLACE = re.compile(r"decisions\.yaml:[1-9]\d*:[1-9]\d*")


@lru_cache(maxsize=1)
def _reading() -> Reading:
    file = ROOT / "everything-wrong" / "wrong-k-sample.json"
    return read_bytes(file.read_bytes(), "a.json", book())


@lru_cache(maxsize=1)
def _findings() -> int:
    return len(engine().score(_reading()).findings)


def check(content: bytes) -> None:
    """Decisions that score a report, or a fault with a place in the file."""
    text = content.decode("utf-8", "replace").replace("\r", "\n")
    try:
        decisions = parse_decisions([("decisions.yaml", text)], _AS_OF, book().refused_reasons)
    except BadDecisions as error:
        said_in_one_line(error)
        assert _PLACE.fullmatch(error.place), error.place
        line = int(error.place.split(":")[1])
        assert line <= text.count("\n") + 2, "a line beyond the end"
        return
    for decision in decisions.taken:
        assert decision.reason.strip()
        assert decision.author.strip()
        assert decision.verdict != "waive" or (decision.approver and decision.expires_on)
    card = engine().score(_reading(), decisions=decisions)
    assert len(card.findings) == _findings(), "a decision hid a finding"


def mutate(content: bytes, chance: Random) -> bytes:
    """Another file."""
    return mutate_yaml(
        content, chance, ("confirm", "dismiss", "waive", "2025-01-01", "2024-02-30", "\u65e0", "reason", "author")
    )
