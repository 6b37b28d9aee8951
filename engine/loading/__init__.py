"""Loads a rulebook: reads its files, takes their digest, and builds the values or finds them in the cache.

The cache holds the built rulebook, keyed by the digest of its files and the version of the
engine, in the user's cache folder, and its regular expressions as compiled. A file there that is
damaged, foreign or older is passed over and made again.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from engine import expressions as compiled_expressions
from engine.loading.cache_files import cache_file, read_cached, write_cached
from engine.loading.disk import digest_of, read_files
from engine.loading.faults import RulebookError, UnknownOverlay
from engine.rulebook import Rulebook
from engine.version import VERSION

if TYPE_CHECKING:
    from engine.loading.tree import Tree

__all__ = [
    "RulebookError",
    "UnknownOverlay",
    "default_root",
    "keep_expressions",
    "load_rulebook",
    "read_files",
    "read_overlaid",
    "take_expressions",
]


def default_root() -> Path:
    """The rulebook that comes with the engine: beside it in a checkout, inside it when installed."""
    inside = Path(__file__).parent.parent / "rules"
    return inside if inside.is_dir() else Path(__file__).parent.parent.parent / "rules"


def load_rulebook(root: Path | None = None, *, overlays: Sequence[str] = (), cache: bool = True) -> Rulebook:
    """The rulebook under ``root`` (default: the national one that comes with the engine), with overlays on it.

    An overlay is named as the rulebook has it, or is the path to a folder or file of the user's;
    they apply in order.

    Raises:
        RulebookError: a file is missing or says something that cannot be used.
        UnknownOverlay: there is no overlay of that name.
    """
    folder = root or default_root()
    texts = read_files(folder)
    digest = digest_of(texts)

    def base() -> Rulebook:
        from engine.loading.build import build  # heavy: pydantic models of the files

        return build({name: content.decode() for name, content in texts.items()}, digest)

    if not overlays:
        return _cached(digest, base, cache)
    from engine.loading.layers import find_layers, joint_digest  # reads YAML

    layers = find_layers(folder, overlays)

    def overlaid() -> Rulebook:
        from engine.loading.overlaid import build_overlaid

        return build_overlaid(texts, _cached(digest, base, cache), layers)

    return _cached(joint_digest(digest, layers), overlaid, cache)


def read_overlaid(root: Path | None = None, overlays: Sequence[str] = ()) -> Tree:
    """The files of a rulebook with overlays on them, which know where each value was written.

    Raises:
        RulebookError: the rulebook or an overlay cannot be used.
        UnknownOverlay: there is no overlay of that name.
    """
    from engine.loading.tree import Tree

    folder = root or default_root()
    tree = Tree({name: content.decode() for name, content in read_files(folder).items()})
    if not overlays:
        return tree
    from engine.loading.layers import find_layers
    from engine.loading.overlaid import overlaid_tree

    return overlaid_tree(tree, load_rulebook(folder), find_layers(folder, overlays))


def _cached(digest: str, make: Callable[[], Rulebook], cache: bool) -> Rulebook:
    """The rulebook of this digest from the cache, or else made and put there."""
    file = cache_file(f"rulebook-{_engine_digest()}-{digest[:32]}.pickle") if cache else None
    if file is None:
        return make()
    take_expressions()
    content = read_cached(file)
    found = _unpickled(content) if content is not None else None
    if found is not None and found.digest == digest:
        return found
    book = make()
    write_cached(file, pickle.dumps(book, protocol=pickle.HIGHEST_PROTOCOL))
    return book


def _unpickled(content: bytes) -> Rulebook | None:
    try:
        found = pickle.loads(content)
    except Exception:  # whatever is wrong with a cache file, the rulebook is built again
        return None
    return found if isinstance(found, Rulebook) else None


@lru_cache(maxsize=1)
def _engine_digest() -> str:
    """Changes with the code that the cached value depends on."""
    total = hashlib.sha256(f"{VERSION} {sys.version}".encode())
    here = os.path.dirname(__file__)
    values = ("comparison", "leftover_words", "mend_steps", "overlays", "patterns", "restatements", "rulebook")
    names = (*values, "wordings", "context", "facts", "told_facts", "values")
    own = sorted(name for name in os.listdir(here) if name.endswith(".py"))
    for file in (*(f"{here}/{name}" for name in own), *(f"{here}/../{name}.py" for name in names)):
        with open(file, "rb") as stream:
            total.update(stream.read())
    return total.hexdigest()[:12]


@lru_cache(maxsize=1)
def take_expressions() -> None:
    """Takes the expressions that an earlier process compiled, and keeps at the end what is new."""
    file = _expressions_file()
    content = read_cached(file) if file is not None else None
    if content is not None:
        compiled_expressions.know(content)
    atexit.register(keep_expressions)


def keep_expressions() -> None:
    """Keeps the expressions that are new for the next process, which may be soon."""
    file = _expressions_file()
    kept = compiled_expressions.kept() if file is not None else None
    if file is not None and kept is not None:
        write_cached(file, kept)


def _expressions_file() -> Path | None:
    version = hashlib.sha256(compiled_expressions.VERSION.encode()).hexdigest()
    return cache_file(f"expressions-{version[:12]}.marshal")
