"""Rows on their way from the process that made them, which need not import the library for Parquet: it is large.

A row is a line of JSON with what is short and how many bytes are long, then those bytes. What comes is checked: it
was made where strangers' files were opened.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.batch.result import Result
from engine.batch.table import Row

_LONG = ("card", "report")
_SHORT = tuple(field.name for field in fields(Result) if field.name not in (*_LONG, "score"))


def dump(rows: Sequence[Row]) -> bytes:
    """The rows as bytes."""
    parts = []
    for row in rows:
        result = row.result
        long = [getattr(result, name).encode() for name in _LONG]
        score = None if result.score is None else str(result.score)
        short = {name: getattr(result, name) for name in _SHORT}
        line = [short, score, row.scored_by, row.beside, [len(text) for text in long]]
        parts += [json.dumps(line).encode(), b"\n", *long]
    return b"".join(parts)


def load(content: bytes) -> list[Row]:
    """The rows in bytes. Types of their values are left to the table that they go into.

    Raises:
        ValueError, TypeError, RecursionError: the bytes are not such as :func:`dump` makes.
    """
    rows, at = [], 0
    while at < len(content):
        end = content.index(b"\n", at)
        short, score, scored_by, beside, sizes = json.loads(content[at:end])
        at = end + 1
        long: dict[str, Any] = {}
        for name, size in zip(_LONG, sizes, strict=True):
            if not 0 <= size <= len(content) - at:
                raise ValueError(name)
            long[name] = content[at : at + size].decode()
            at += size
        rows.append(Row(Result(**short, score=_number(score), **long), scored_by, beside))
    return rows


def _number(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
