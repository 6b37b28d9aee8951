"""What the results of a run depend on, beside its documents."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from engine.decisions import NO_DECISIONS, Decisions
from engine.given import Given
from engine.limits import DEFAULT, Limits
from engine.rank.told import ToldByRoster
from engine.rulebook import Lang, Rulebook
from engine.values import dataclass
from engine.version import VERSION

_NOTHING_GIVEN = Given()
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)""")
_EXTRAS = {"ocr"}  # those that results depend on
_OFFICE = ("soffice", "libreoffice")  # without it, some documents cannot be read


@dataclass(frozen=True, slots=True)
class Settings:
    """``limits``: what one document may take. ``previous``: whether last year's report is looked for beside each.

    ``told``: what a roster knows of units that their reports do not say.
    """

    book: Rulebook
    lang: Lang = "zh"
    given: Given = _NOTHING_GIVEN
    decisions: Decisions = NO_DECISIONS
    limits: Limits = DEFAULT
    previous: bool = True
    told: ToldByRoster | None = None

    def digest(self) -> str:
        """Changes with all that every result depends on: rulebook, engine, libraries, what the user told.

        Decisions are left out, for they concern single documents; time and memory, for what failed is tried again.
        """
        held = replace(self.limits, time=0, memory=0)
        told = (self.book.digest, self.lang, self.given, self.previous, held, _engine())
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _engine() -> str:
    """Changes with the code of the engine, the Python that runs it, and the libraries that it uses."""
    total = hashlib.sha256(f"{VERSION} {sys.version_info[:2]} {_libraries()}".encode())
    total.update(str(any(map(shutil.which, _OFFICE))).encode())
    root = Path(__file__).parents[1]
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "rules"))
        for name in sorted(names):
            if name.endswith((".py", ".json")):
                path = Path(folder, name)
                total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _libraries() -> list[str]:
    """The libraries that the engine uses and that are installed, with their versions."""
    import importlib.metadata  # takes long

    found = []
    try:
        lines = importlib.metadata.requires("compliance") or []
    except importlib.metadata.PackageNotFoundError:  # run from its folder, not installed
        lines = []
    for line in lines:
        name, extra = _NAME.match(line), _EXTRA.search(line)
        if name is None or (extra is not None and extra[1] not in _EXTRAS):
            continue
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found.append(f"{name[0]} {importlib.metadata.version(name[0])}")
    return sorted(found)
