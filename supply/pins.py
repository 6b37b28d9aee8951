"""The lock files as values: which version of what is installed, and by which digests its files are known.

They are requirements files of pip, written by :mod:`supply.lock`; each layer holds what those before it lack, so that
nothing is written twice: a runtime is ``build`` and ``runtime``, what users may add is in ``extras``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).parent.parent / "locks"
LAYERS = ("build", "runtime", "extras", "development", "contest", "fuzz")
AUDIT = "audit"  # the tool of `make audit`, in an environment of its own
_VERSION = re.compile(r"==([^\s;]+)$")
_DIGEST = re.compile(r"--hash=(\S+)")


@dataclass(frozen=True, slots=True)
class Pin:
    """One package at one version; ``marker`` says on which machines, ``needed_by`` names those that ask for it."""

    name: str
    version: str
    marker: str
    digests: tuple[str, ...]
    needed_by: tuple[str, ...]
    text: str

    def here(self) -> bool:
        """Whether it is for this Python on this machine."""
        marker = Requirement(f"{self.name}{self.marker and ' ; ' + self.marker}").marker
        return marker is None or marker.evaluate()


def read_pins(text: str) -> list[Pin]:
    """The pins of a lock file, in its order.

    Raises:
        ValueError: an entry is no package at exactly one version.
    """
    return [_pin(block) for block in re.split(r"\n(?=[^\s#])", "\n" + text) if block[:1].isalnum()]


def pins_of(layer: str) -> list[Pin]:
    """The pins of a layer."""
    return read_pins((FOLDER / f"{layer}.txt").read_text(encoding="utf-8"))


def _pin(block: str) -> Pin:
    head, *rest = block.splitlines()
    required = Requirement(head.removesuffix("\\").strip())
    version = _VERSION.fullmatch(str(required.specifier))
    if version is None:
        raise ValueError(f"not at one version: {head}")
    notes = [line.strip().removeprefix("#").strip() for line in rest if line.strip().startswith("#")]
    return Pin(
        name=canonicalize_name(required.name),
        version=version[1],
        marker=str(required.marker or ""),
        digests=tuple(_DIGEST.findall(block)),
        needed_by=tuple(name.removeprefix("via").strip() for name in notes if name not in ("", "via")),
        text=block.rstrip() + "\n",
    )
