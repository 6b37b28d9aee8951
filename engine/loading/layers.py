"""Finds overlays: those of the rulebook by name, those of a user by path, and those that they extend."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.loading.disk import OVERLAYS, digest_of, read_file, read_tree
from engine.loading.faults import RulebookError, UnknownOverlay
from engine.loading.tree import Page, Source
from engine.loading.yaml_text import load

OWN_FILE = "overlay.yaml"  # what an overlay that is a folder says itself; beside it are its rules
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
RULE_FILE = re.compile(r"(?!forms/|overlays/)[^/]+/[^/]+\.yaml")


@dataclass(frozen=True, slots=True)
class Layer:
    """An overlay as it was found: what it says itself, its rules by ``<category>/<rule>.yaml``, its digest.

    ``name`` is empty for one that a user names by its path.
    """

    name: str
    page: Page
    raw: Any
    rules: Mapping[str, Page]
    extends: tuple[Page, ...]
    digest: str

    @staticmethod
    def page_fault(page: Page, message: str) -> RulebookError:
        """The error for one of its rules."""
        return RulebookError(f"{page.shown}:1:1: {message}")

    def fault(self, message: str, *path: str | int) -> RulebookError:
        """The error for a place in what it says itself."""
        file, line, column = Source(self.page, path).position()
        return RulebookError(f"{file}:{line}:{column}: {message}")


def known_overlays(root: Path) -> tuple[str, ...]:
    """The names of the overlays that a rulebook has."""
    files = sorted(Path(root, OVERLAYS).glob("*.yaml"))
    folders = sorted(Path(root, OVERLAYS).glob(f"*/{OWN_FILE}"))
    return tuple(sorted({file.stem for file in files} | {file.parent.name for file in folders}))


def overlay_folder(root: Path, name: str) -> Path | None:
    """The folder of an overlay of the user's, which holds its rules and its cases; ``None`` for all others."""
    place = _place(root, name, Path())
    return place.file.parent if place and not place.name and place.file.name == OWN_FILE else None


def find_layers(root: Path, wanted: Sequence[str]) -> tuple[Layer, ...]:
    """The overlays wanted and those that they extend, each once, in the order in which they apply.

    Raises:
        UnknownOverlay: neither a name that the rulebook has nor a path to an overlay.
        RulebookError: one cannot be read, or extends itself.
    """
    found: dict[Path, Layer] = {}
    for name in wanted:
        place = _place(root, name, Path())
        if place is None:
            raise UnknownOverlay(name, known_overlays(root))
        _add(root, place, found, ())
    return tuple(found.values())


def joint_digest(base: str, layers: Sequence[Layer]) -> str:
    """The digest of a rulebook with overlays; that of the rulebook itself where there are none."""
    if not layers:
        return base
    return hashlib.sha256("\n".join([base, *(layer.digest for layer in layers)]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Place:
    """The file of an overlay, its name in messages, and its name in the rulebook if it is one of it."""

    file: Path
    shown: str
    name: str


def _place(root: Path, name: str, beside: Path) -> _Place | None:
    """Where an overlay is; a name of the rulebook's goes before a path."""
    if _NAME.fullmatch(name):
        for inside in (f"{OVERLAYS}/{name}.yaml", f"{OVERLAYS}/{name}/{OWN_FILE}"):
            if Path(root, inside).is_file():
                return _Place(Path(root, inside), inside, name)
    path = Path(os.path.normpath(beside / name))
    if path.is_dir():
        path = path / OWN_FILE
    return _Place(path, path.as_posix(), "") if name and path.suffix == ".yaml" and path.is_file() else None


def _add(root: Path, place: _Place, found: dict[Path, Layer], waiting: tuple[Path, ...]) -> Page:
    """Adds an overlay after all that it extends; its own page."""
    file, shown, key = place.file, place.shown, place.file.resolve()
    if key in found:
        return found[key].page
    texts = {OWN_FILE: read_file(file, shown)}
    if file.name == OWN_FILE:
        texts = read_tree(file.parent, shown.removesuffix(OWN_FILE), ("cases",))
    page = Page(shown, texts[OWN_FILE].decode())
    raw = load(page.text, shown)
    rules = _rules(shown.removesuffix(OWN_FILE), texts)
    layer = Layer(place.name, page, raw, rules, (), digest_of(texts))
    extended = []
    for path, name in _extended(raw):
        other = _place(root, name, file.parent)
        if other is None:
            raise layer.fault(f"no overlay {name!r}; known: {', '.join(known_overlays(root)) or 'none'}", *path)
        if other.file.resolve() in (key, *waiting):
            raise layer.fault("extends itself", *path)
        extended.append(_add(root, other, found, (*waiting, key)))
    found[key] = replace(layer, extends=tuple(extended))
    return page


def _rules(shown: str, texts: Mapping[str, bytes]) -> dict[str, Page]:
    """The pages of the rules that an overlay adds."""
    rules = {}
    for name, content in texts.items():
        if name != OWN_FILE:
            if not RULE_FILE.fullmatch(name):
                raise RulebookError(f"{shown}{name}:1:1: an overlay has no file of this name or in this folder")
            rules[name] = Page(shown + name, content.decode())
    return rules


def _extended(raw: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """What an overlay extends, with the place of each; the model of the file says what else is wrong there."""
    names = raw.get("extends", []) if isinstance(raw, dict) else []
    if isinstance(names, str):
        return [(("extends",), names)]
    listed = names if isinstance(names, list) else []
    return [(("extends", index), name) for index, name in enumerate(listed) if isinstance(name, str)]
