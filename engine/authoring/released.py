"""Released versions of a rulebook and of its overlays: what a version said once it always says.

``released.json`` in the rulebook's folder holds for each released version the digest of its files, the one that every
scorecard names. Who meets a score of an earlier year can so tell which rules it was given by.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.loading.disk import digest_of, read_files
from engine.loading.faults import RulebookError
from engine.loading.layers import find_layers, known_overlays
from engine.loading.yaml_text import load

FILE = "released.json"
_SHA256 = re.compile(r"[0-9a-f]{64}")
Released = dict[str, dict[str, str]]  # by id, by version


@dataclass(frozen=True, slots=True)
class Edition:
    """A rulebook or an overlay as its files are now."""

    id: str
    version: str
    digest: str


def editions(root: Path) -> list[Edition]:
    """The rulebook under ``root``, then its overlays in the order of their names.

    Raises:
        RulebookError: a file is missing or cannot be read.
    """
    texts = read_files(root)
    found = [_edition(load(texts["rulebook.yaml"].decode(), "rulebook.yaml"), digest_of(texts), "rulebook.yaml")]
    for name in known_overlays(root):
        layer = next(layer for layer in find_layers(root, (name,)) if layer.name == name)
        found.append(_edition(layer.raw, layer.digest, layer.page.shown))
    return found


def _edition(raw: Any, digest: str, shown: str) -> Edition:
    try:
        return Edition(str(raw["id"]), str(raw["version"]), digest)
    except (TypeError, KeyError):
        raise RulebookError(f"{shown}:1:1: id and version are missing") from None


def released(root: Path) -> Released:
    """What is released, as it is written down; nothing where nothing is.

    Raises:
        RulebookError: the file is there and is not what was written.
    """
    file = root / FILE
    found: Any
    try:
        found = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (OSError, ValueError):
        found = None
    if not _is_released(found):
        raise RulebookError(f"{FILE}:1:1: not a list of released versions")
    return dict(found)


def _is_released(found: Any) -> bool:
    return isinstance(found, dict) and all(
        isinstance(versions, dict)
        and all(isinstance(digest, str) and _SHA256.fullmatch(digest) for digest in versions.values())
        for versions in found.values()
    )


def changed(now: Sequence[Edition], before: Released) -> list[Edition]:
    """Those that are released under their version with other content."""
    return [one for one in now if before.get(one.id, {}).get(one.version, one.digest) != one.digest]


def waiting(now: Sequence[Edition], before: Released) -> list[Edition]:
    """Those whose version is not released yet."""
    return [one for one in now if one.version not in before.get(one.id, {})]


def release(root: Path, new: Sequence[Edition], before: Released) -> None:
    """Adds versions to what is written down.

    Raises:
        OSError: it cannot be written.
    """
    together = {name: dict(versions) for name, versions in before.items()}
    for one in new:
        together.setdefault(one.id, {})[one.version] = one.digest
    text = json.dumps(together, ensure_ascii=False, indent=2, sort_keys=True)
    (root / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
