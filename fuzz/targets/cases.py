"""Cases of rules, as authors write them: tried, or a fault in words."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from random import Random

from engine.authoring.trying import try_all
from fuzz.checks import engine
from fuzz.mutators.values import mutate_yaml

MOST = 4_000


def check(content: bytes) -> None:
    """What is not as the case says, each on a line."""
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        Path(folder, "total-blank").mkdir()
        Path(folder, "total-blank", "fail-a-what.yaml").write_bytes(content)
        tried = list(try_all([Path(folder)], engine()))
    assert len(tried) == 1
    for difference in tried[0].differences:
        for lang in ("zh", "en"):
            assert difference.words(lang).isprintable()


def mutate(content: bytes, chance: Random) -> bytes:
    """Another case."""
    return mutate_yaml(
        content, chance, ("tables/requests/total/total", "unit/name", "year", "reports/city-2019.json")
    )
