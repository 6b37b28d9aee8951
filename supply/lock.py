"""Writes the lock files: ``python -m supply.lock [--upgrade]``; asks the package index.

Everything is resolved together, for all machines and for all Pythons that the project runs on, and then divided into
layers (:mod:`supply.pins`). A version stays as it is as long as pyproject.toml allows it; with ``--upgrade`` the
newest is taken.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from supply.pins import AUDIT, FOLDER, LAYERS, read_pins

_PROJECT = FOLDER.parent / "pyproject.toml"
_NOT_FOR_USERS = {"dev": "development", "bench": "contest", "fuzz": "fuzz"}  # extras with a layer of their own
_HEAD = "# Written by `make lock`: {what}.\n"
_WHAT = {
    "build": "what builds packages from source, and the project itself",
    "runtime": "what the command needs; install build.txt before it",
    "extras": "what the extras that users may install add to runtime.txt",
    "development": "what tests, lint and types add to extras.txt",
    "contest": "other rule engines, for the benchmarks; adds to development.txt",
    "fuzz": "what looks which code an input reaches; adds to development.txt",
    AUDIT: "the auditor, in an environment of its own",
}


def main() -> None:
    """Writes all lock files anew."""
    parser = argparse.ArgumentParser(prog="python -m supply.lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")
    upgrade = parser.parse_args().upgrade
    added = _added()
    whole = _resolved([option for layer in LAYERS for option in added[layer]], _known(LAYERS, upgrade), hashes=True)
    wanted: list[str] = []
    written: set[str] = set()
    for layer in LAYERS:
        wanted += added[layer]
        names = {pin.name for pin in read_pins(_resolved(wanted, whole, hashes=False))}
        _write(layer, [pin.text for pin in read_pins(whole) if pin.name in names - written])
        written |= names
    auditor = _resolved(("--group", f"{_PROJECT}:audit"), _known([AUDIT], upgrade), hashes=True)
    _write(AUDIT, [pin.text for pin in read_pins(auditor)])


def _added() -> dict[str, tuple[str, ...]]:
    """What each layer adds to those before it, as options of uv."""
    extras = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    return {
        "build": ("--group", f"{_PROJECT}:build"),
        "runtime": (str(_PROJECT),),
        "extras": tuple(f"--extra={name}" for name in extras if name not in _NOT_FOR_USERS),
        **{layer: (f"--extra={name}",) for name, layer in _NOT_FOR_USERS.items()},
    }


def _known(layers: Sequence[str], upgrade: bool) -> str:
    """The versions there are now, which stay if they can."""
    files = [] if upgrade else [file for layer in layers if (file := FOLDER / f"{layer}.txt").exists()]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def _resolved(options: Sequence[str], known: str, *, hashes: bool) -> str:
    """What uv resolves the options to, with the versions of ``known`` where they fit."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "lock.txt")
        file.write_text(known, encoding="utf-8")
        line = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--no-header", *options]
        line += [f"--output-file={file}", *(["--generate-hashes"] if hashes else [])]
        subprocess.run(line, check=True, cwd=_PROJECT.parent, stdout=subprocess.DEVNULL)
        return file.read_text(encoding="utf-8")


def _write(layer: str, entries: Sequence[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    text = _HEAD.format(what=_WHAT[layer]) + "".join(entries)
    (FOLDER / f"{layer}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
