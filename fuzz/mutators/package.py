"""Changes of office packages: a part of the zip is changed as what it is, XML; now and then the zip itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from random import Random

from fuzz.mutators.markup import mutate_xml
from fuzz.mutators.plain import mutate_bytes

_MOST_PART = 1_000_000  # bytes of a part that are worth a tree
_LIKELY = (
    "document.xml",
    "sheet",
    "styles.xml",
    "numbering.xml",
    "sharedstrings.xml",
    "workbook.xml",
    ".rels",
    "[content_types].xml",
)


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a package by name; none where it is no zip file, or too large to be worth it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if entry.file_size <= _MOST_PART]
            return {entry.filename: archive.read(entry) for entry in entries[:60]}
    except Exception:  # zipfile raises whatever the damage leads to
        return {}


def package_of(parts: Mapping[str, bytes], stored: bool = True) -> bytes:
    """A package of these parts, the same bytes each time; ``stored``: bytes of parts stand in it as they are."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = archive.compression
            archive.writestr(entry, part)
    return held.getvalue()


def mutate_package(content: bytes, chance: Random, words: tuple[str, ...] = ()) -> bytes:
    """Another package."""
    parts = parts_of(content)
    if not parts or chance.random() < 0.05:
        return mutate_bytes(content, chance)
    for _ in range(chance.choice((1, 1, 1, 2))):
        likely = [name for name in parts if any(part in name.lower() for part in _LIKELY)]
        name = chance.choice(likely if likely and chance.random() < 0.9 else sorted(parts))
        way = chance.random()
        if way < 0.85:
            parts[name] = mutate_xml(parts[name], chance, words)
        elif way < 0.92:
            parts[name] = mutate_bytes(parts[name], chance)
        elif way < 0.96 and len(parts) > 1:
            del parts[name]
        else:
            parts[name] = parts[chance.choice(sorted(parts))]
    return package_of(parts)
