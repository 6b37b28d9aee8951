"""Text that nearly matches regular expressions: what makes a careless one take for ever."""

from __future__ import annotations

import dataclasses
import importlib
import random
from collections.abc import Iterator
from typing import Any

from engine.rulebook import Rulebook

_PARSER = importlib.import_module("re._parser")  # what the expression repeats is seen in its tree only
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_FIGURES = ("", "3件", "12份，", "规章3件", "占50%")


def expressions(book: Rulebook) -> list[str]:
    """Every regular expression, and every word, by which the prose of a report is measured."""
    parts = (book.phrases, book.narrative, book.boilerplate, book.leftovers, book.topics, book.fees)
    return list(dict.fromkeys(text for part in parts for text in _texts(part) if len(text) > 3))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            yield from _texts(getattr(value, item.name))
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


def near_matches(expression: str, source: random.Random, length: int) -> Iterator[str]:
    """What leads to each repetition in an expression, then one round of it again and again, and no end."""
    try:
        tree = _PARSER.parse(expression.replace("<count>", r"\d件").replace("<money>", r"\d元"))
    except Exception:  # words of the rulebook that are no expression
        return
    for before, inside in _repetitions(tree, source, ""):
        for _ in range(2):
            rounds = _said(inside, source) or "甲"
            yield (before + rounds * length)[:length] + source.choice(_FIGURES)


def _repetitions(tree: Any, source: random.Random, before: str) -> Iterator[tuple[str, Any]]:
    for node in tree:
        name, value = str(node[0]), node[1]
        if name in _REPEATS:
            yield before, value[2]
        for inner in _inner(name, value):
            yield from _repetitions(inner, source, before)
        before += _said([node], source)


def _inner(name: str, value: Any) -> list[Any]:
    if name in _REPEATS:
        return [value[2]]
    if name == "BRANCH":
        return list(value[1])
    if name == "SUBPATTERN":
        return [value[3]]
    return [value] if name == "ATOMIC_GROUP" else []


def _said(tree: Any, source: random.Random) -> str:
    """Words that a part of an expression may match."""
    return "".join(_of_node(str(name), value, source) for name, value in tree)


def _of_node(name: str, value: Any, source: random.Random) -> str:
    if name == "LITERAL":
        return chr(value)
    if name == "IN":
        kind, chosen = source.choice(value)
        if str(kind) == "RANGE":
            return chr(chosen[0])
        return chr(chosen) if str(kind) == "LITERAL" else "1"
    if name in _REPEATS:
        times = source.randint(value[0], min(int(value[1]), value[0] + 1))
        return "".join(_said(value[2], source) for _ in range(times))
    inner = _inner(name, value)
    if inner:
        return _said(source.choice(inner), source)
    return "甲" if name in ("ANY", "NOT_LITERAL") else ""
