"""Known vulnerabilities from a file, for use without a network: a zip of OSV advisories, a JSON file for each."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from supply.pins import Pin


@dataclass(frozen=True, slots=True)
class Advisory:
    """A vulnerability of a package that is locked; ``fixed`` are versions without it."""

    package: str
    version: str
    id: str
    fixed: tuple[str, ...]


def known_in(dump: Path, pins: Sequence[Pin]) -> tuple[list[Advisory], int, str]:
    """What a dump knows about these packages, how many advisories it holds, and the date of the newest.

    Raises:
        ValueError: it is no zip of OSV advisories.
    """
    found: list[Advisory] = []
    count, newest = 0, ""
    for record in _records(dump):
        count += 1
        newest = max(newest, str(record.get("modified", "")))
        if "withdrawn" not in record:
            found += _about(record, pins)
    if not count:
        raise ValueError(f"{dump}: holds no advisory")
    return sorted(set(found), key=lambda item: (item.package, item.id)), count, newest[:10]


def _records(dump: Path) -> Iterator[Mapping[str, Any]]:
    try:
        with zipfile.ZipFile(dump) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".json"):
                    record = json.loads(archive.read(name))
                    if not isinstance(record, dict) or "id" not in record:
                        raise ValueError(f"{dump}: {name} is no OSV advisory")
                    yield record
    except (OSError, zipfile.BadZipFile, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{dump}: no zip of OSV advisories: {error}") from None


def _about(record: Mapping[str, Any], pins: Sequence[Pin]) -> Iterator[Advisory]:
    for affected in record.get("affected", ()):
        package = affected.get("package", {})
        if package.get("ecosystem") != "PyPI":
            continue
        name = canonicalize_name(package.get("name", ""))
        for pin in pins:
            if pin.name == name and _hits(affected, pin.version):
                yield Advisory(pin.name, pin.version, record["id"], _fixed(affected))


def _hits(affected: Mapping[str, Any], version: str) -> bool:
    """Whether a version is listed, or lies in a range: what is not clear counts as hit."""
    if version in affected.get("versions", ()):
        return True
    return any(_in_range(item["events"], version) for item in _ranges(affected))


def _in_range(events: Sequence[Mapping[str, str]], version: str) -> bool:
    """Events in their order turn the range on (introduced) and off (fixed, or after last_affected)."""
    inside = False
    here = Version(version)
    try:
        for kind, text in sorted((pair for event in events for pair in event.items()), key=_place):
            at = Version(text)
            if kind == "introduced" and at <= here:
                inside = True
            elif (kind == "fixed" and at <= here) or (kind == "last_affected" and at < here):
                inside = False
    except InvalidVersion:
        return True
    return inside


def _place(event: tuple[str, str]) -> tuple[Version, bool]:
    return Version(event[1]), event[0] == "introduced"


def _ranges(affected: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [item for item in affected.get("ranges", ()) if item.get("type") == "ECOSYSTEM"]


def _fixed(affected: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(event["fixed"] for item in _ranges(affected) for event in item["events"] if "fixed" in event)
