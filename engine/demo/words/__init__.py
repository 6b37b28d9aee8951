"""The words of the synthetic province, and how often what goes wrong in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def words(name: str) -> dict[str, Any]:
    """What ``name``.yaml says: ``prose``, ``units`` or ``plan``."""
    text = Path(__file__).with_name(f"{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, _LOADER)  # noqa: S506  (a safe loader)
    return found
