"""Overlays: found, resolved and laid on the national rulebook; those that it has are their seeds."""

from __future__ import annotations

import os
import re
import tempfile
from functools import lru_cache
from pathlib import Path
from random import Random

from engine.loading import RulebookError, default_root, read_files
from engine.loading.layers import find_layers
from engine.loading.overlaid import build_overlaid
from engine.readers import read_bytes
from engine.reading import Reading
from engine.score import Engine
from fuzz.checks import book
from fuzz.limits import ROOT
from fuzz.mutators.values import mutate_yaml

MOST = 10_000
_MARK = "#-- "  # before the name of a file
_PLACE = re.compile(r"[^\n]*?:[1-9]\d*:[1-9]\d*: .+", re.DOTALL)
_NAME = re.compile(r"[a-z0-9][a-z0-9/-]*\.yaml")


@lru_cache(maxsize=1)
def _texts() -> dict[str, bytes]:
    return read_files(default_root())


@lru_cache(maxsize=1)
def _reading() -> Reading:
    return read_bytes((ROOT / "cases/reports/huaian-2024.txt").read_bytes(), "a.txt", book())


def check(content: bytes) -> None:
    """``overlay.yaml``, then its rules, each after a line ``#-- NAME``: refused, or it scores a report."""
    own, *rest = content.decode("utf-8", "replace").split(f"\n{_MARK}")
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        Path(folder, "overlay.yaml").write_text(own, "utf-8", newline="")
        for piece in rest[:5]:
            name, _, text = piece.partition("\n")
            if _NAME.fullmatch(name) and name.count("/") < 3:
                Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, name).write_text(text, "utf-8", newline="")
        _resolved(folder)


def _resolved(folder: str) -> None:
    try:
        layers = find_layers(default_root(), [folder])
        found = build_overlaid(_texts(), book(), layers)
    except RulebookError as error:
        assert _PLACE.fullmatch(str(error)), f"no place: {error!s:.300}"
        return
    Engine(found).score(_reading())


def mutate(content: bytes, chance: Random) -> bytes:
    """Another overlay."""
    own, mark, rest = content.partition(b"\n#-- ")
    if not mark or chance.random() < 0.6:
        return mutate_yaml(own, chance) + mark + rest
    name, _, text = rest.partition(b"\n")
    return own + mark + name + b"\n" + mutate_yaml(text, chance)
