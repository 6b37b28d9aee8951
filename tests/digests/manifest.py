"""Digests of the files in a folder, and the manifest that other machines are compared with."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.batch.table import arrow

ROOT = Path(__file__).parents[2]
MANIFEST = Path(__file__).with_name("manifest.json")
# What the bytes of some formats depend on beside this project.
WRITERS = {"docx": "python-docx", "xlsx": "openpyxl", "pdf": "reportlab"}
# What all else depends on: other code or rules say something else, as they should.
_TREE = ("engine", "commands", "rules", "cases", "benchmarks/differential", "tests/digests")


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file, by its path."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in _contents(folder)}


def comparable(folder: Path) -> dict[str, str]:
    """The same, as it is on other machines.

    Office files are archives: how they are compressed depends on the machine's zlib, so what they hold is taken, with
    its order and dates. Results say which Python and libraries they were made with, which is left out.
    """
    return {name: hashlib.sha256(_held(content)).hexdigest() for name, content in _contents(folder)}


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        yield file.relative_to(folder).as_posix(), file.read_bytes()


def versions() -> dict[str, str]:
    """The libraries that write some of the formats."""
    return {name: version(name) for name in WRITERS.values()}


def tree() -> str:
    """A digest of the code, the rules and the cases."""
    found = hashlib.sha256()
    for file in _files(_TREE):
        found.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def writer(name: str) -> str:
    """The library that writes a file; empty if none but this project does."""
    return WRITERS.get(name.rpartition(".")[2], "")


def manifest() -> dict[str, Any]:
    """The manifest that was committed."""
    found: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
    return found


def as_text(made: dict[str, str]) -> str:
    """A manifest of these digests."""
    return json.dumps({"of": tree(), "versions": versions(), "digests": made}, ensure_ascii=False, indent=1) + "\n"


def _held(content: bytes) -> bytes:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return repr([(one.filename, one.date_time, archive.read(one)) for one in archive.infolist()]).encode()
    if content.startswith(b"PAR1"):
        table = arrow().parquet.read_table(io.BytesIO(content)).drop_columns(["scored_by"])
        return repr(table.to_pylist()).encode()
    return content


def _files(folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts and file.name != MANIFEST.name:
                yield file
