"""The texts that users meet outside of the rulebook, in both languages: ``catalogue.json``."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.rulebook import Lang, Text


def one_line(text: str) -> str:
    """The text on one line, without control characters: what comes from a document must not steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def short_line(text: str, most: int) -> str:
    """The text on one line, or its beginning, in at most so many characters."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1] + "…"


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("catalogue.json").read_text("utf-8"))
    return found


def say(key: str, lang: Lang, **values: Any) -> str:
    """The text ``key`` in ``lang``, with ``values`` in its braces; texts of the rulebook in the same language.

    Raises:
        KeyError: the catalogue has no such text.
    """
    words = {name: value.of(lang) if isinstance(value, Text) else value for name, value in values.items()}
    return _texts()[key][lang].format_map(words)
