"""The colours of marks: light enough that black text on them stays easy to read, and told apart in grey as well."""

from __future__ import annotations

from collections.abc import Mapping

from engine.mark.notes import Tone

FILLS: Mapping[Tone, str] = {"gap": "FFC7CE", "review": "FFEB9C", "involved": "DDEBF7"}


def parts(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)
