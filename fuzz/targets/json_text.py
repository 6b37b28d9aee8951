"""The strict JSON of the engine beside the standard library's: the same value or a refusal; where values stand."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import Any

from engine.errors import Unusable
from engine.json_places import spans
from engine.json_text import compact_json, dumps, loads
from fuzz.checks import said_in_one_line
from fuzz.mutators.values import mutate_json


def check(content: bytes) -> None:
    """What is read is what the standard library reads, and comes back from both writers; places hold their values."""
    text = content.decode("utf-8", "replace")
    try:
        value = loads(text)
    except Unusable as error:
        said_in_one_line(error)
        return
    plain = json.loads(text, parse_float=Decimal)
    assert value == plain, "another value than the standard library's"
    assert loads(dumps(value)) == value
    assert loads(compact_json(value)) == value
    for path, (start, end) in spans(text).items():
        found: Any = plain
        for key in path:
            found = found[key] if isinstance(found, dict) else None
        if "" not in path:
            assert json.loads(text[start:end], parse_float=Decimal) == found, f"another value stands at {path}"


def mutate(content: bytes, chance: Random) -> bytes:
    """Another JSON."""
    return mutate_json(content, chance)
