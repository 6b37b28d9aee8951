"""What the hostile documents are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MEGABYTE = 1 << 20
GIGABYTE = 1 << 30

# Ten to the ninth words from ten entities.
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)

REPORT: dict[str, Any] = {
    "unit": {"name": "江口县财政局"},
    "year": 2024,
    "sections": {"overview": {"heading": "一、总体情况", "text": "全年公开信息12条。"}},
    "tables": {
        "requests": {"granted": {"natural_person": 1, "total": 1}, "total": {"natural_person": 1, "total": 1}}
    },
}


def truncated(make: Callable[[], bytes], part: float = 0.6) -> bytes:
    """The first part of a document."""
    content = make()
    return content[: int(len(content) * part)]
