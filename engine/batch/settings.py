"""What the results of a run depend on, beside its documents."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from engine.decisions import NO_DECISIONS, Decisions
from engine.given import Given
from engine.rank.told import ToldByRoster
from engine.readers.limits import Limits
from engine.rulebook import Lang, Rulebook
from engine.version import VERSION

_NOTHING_GIVEN = Given()
_LIMITS = Limits()
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
    limits: Limits = _LIMITS
    previous: bool = True
    told: ToldByRoster | None = None

    def digest(self) -> str:
        """Changes with all that every result depends on: rulebook, engine, libraries, what the user told.

        Decisions are left out, for they concern single documents, and limits, for what failed is tried again.
        """
        told = (self.book.digest, self.lang, self.given, self.previous, _engine())
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
    """The libraries that the package names and that are installed, with their versions."""
    found = []
    for line in importlib.metadata.requires("compliance") or ():
        name = line.partition(";")[0].split("[")[0]
        name = name.rstrip().rstrip("0123456789.,<>=!~* ")
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return sorted(set(found))
