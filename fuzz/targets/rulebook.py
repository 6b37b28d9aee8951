"""The loader of rulebooks: one file of the national rulebook is replaced; its first line says which."""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random

from engine.loading import RulebookError, default_root, read_files
from engine.loading.build import build
from engine.loading.tree import Page, Tree
from engine.readers import read_bytes
from engine.reading import Reading
from engine.rulebook import Rulebook
from engine.score import Engine
from fuzz.checks import book
from fuzz.limits import ROOT
from fuzz.mutators.values import mutate_yaml

MOST = 20_000
_PLACE = re.compile(r"[^\n]*?:[1-9]\d*:[1-9]\d*: .+", re.DOTALL)


@lru_cache(maxsize=1)
def base() -> Tree:
    """The files of the national rulebook, parsed."""
    tree = Tree({name: content.decode() for name, content in read_files(default_root()).items()})
    for name in tree:
        tree.content(name)
    return tree


@lru_cache(maxsize=1)
def _reading() -> Reading:
    return read_bytes((ROOT / "cases/reports/huaian-2024.txt").read_bytes(), "a.txt", book())


def with_file(name: str, text: str) -> Tree:
    """The national rulebook with one file replaced or added."""
    tree = base().fork()
    tree._pages[name] = Page(name, text)
    return tree


def check(content: bytes) -> None:
    """A rulebook that scores a report, or one fault with file, line and column."""
    first, _, text = content.decode("utf-8", "replace").partition("\n")
    name = first.removeprefix("#").strip() or "rulebook.yaml"
    judged(with_file(name, text))


def judged(tree: Tree) -> Rulebook | None:
    """The rulebook that the files are, after a report was scored by it; ``None`` if it is refused as it should be."""
    try:
        found = build(tree, "0" * 64)
    except RulebookError as error:
        assert _PLACE.fullmatch(str(error)), f"no place: {error!s:.300}"
        return None
    Engine(found).score(_reading())
    return found


def mutate(content: bytes, chance: Random) -> bytes:
    """Another file."""
    return mutate_yaml(content, chance)
