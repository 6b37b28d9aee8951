"""What is fuzzed: a module each, with ``check(content)``, which raises where a promise is broken.

``mutate(content, chance)`` makes another input that is near to one; ``SEEDS`` says from which folder of the seed
corpus it starts, where that is not its own name; ``MOST`` how many bytes an input may have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from random import Random

# The targets, and how large a part of the time each is given.
TARGETS = {
    "report_json": 2, "json_text": 1, "text": 2, "decode": 1, "html": 3, "marked": 1, "docx": 3, "xlsx": 3,
    "pdf": 3, "office": 1,
    "picture": 1, "rulebook": 2, "overlay": 2, "restatements": 1, "numerals": 1, "decisions": 1, "roster": 1,
    "likeness": 1, "beside": 2, "cases": 1, "places": 1,
    "reporters": 2, "marks": 3, "carried": 1, "web": 2, "workbench": 2, "answers": 1,
}  # fmt: skip
_MOST = 65_536


@dataclass(frozen=True, slots=True)
class Target:
    """A module of this package, loaded."""

    name: str
    check: Callable[[bytes], None]
    mutate: Callable[[bytes, Random], bytes]
    most: int


def load(name: str) -> Target:
    """The target of that name."""
    module = import_module(f"fuzz.targets.{name}")
    return Target(name, module.check, module.mutate, getattr(module, "MOST", _MOST))
