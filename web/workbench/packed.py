"""Outcomes as they are kept in the database, back as results."""

from __future__ import annotations

import zlib

from engine.batch.result import Result
from engine.json_text import loads


def outcome_of(summary: str, card: bytes, report: bytes = b"") -> Result:
    """The result that the columns of an outcome say."""
    return Result(**{**loads(summary), "score": None}, card=_text(card), report=_text(report))


def _text(packed: bytes) -> str:
    return zlib.decompress(packed).decode() if packed else ""
