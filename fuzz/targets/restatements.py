"""``rules/restatements.yaml``, the largest file of patterns: refused, or a report is read by it."""

from __future__ import annotations

from random import Random

from fuzz.mutators.values import mutate_yaml
from fuzz.targets.rulebook import judged, with_file

MOST = 60_000


def check(content: bytes) -> None:
    """A rulebook that scores a report, or one fault with file, line and column."""
    judged(with_file("restatements.yaml", content.decode("utf-8", "replace")))


def mutate(content: bytes, chance: Random) -> bytes:
    """Another file."""
    return mutate_yaml(content, chance)
