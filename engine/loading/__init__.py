"""Loads a rulebook: reads its files, takes their digest, and builds the values or finds them in the cache.

The cache holds the built rulebook, keyed by the digest of its files and the version of the
engine, in the user's cache folder (``XDG_CACHE_HOME``, else ``~/.cache``; ``COMPLIANCE_CACHE=off``
turns it off). A file there that is damaged, foreign or older is passed over and made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
    "load_rulebook",
    "read_files",
    "read_overlaid",
]

_MOST_CACHED = 8


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
    file = _cache_file(digest) if cache else None
    found = _from_cache(file) if file is not None else None
    if found is not None and found.digest == digest:
        return found
    book = make()
    if file is not None:
        _to_cache(file, book)
    return book


def _cache_file(digest: str) -> Path | None:
    if os.environ.get("COMPLIANCE_CACHE", "").lower() == "off":
        return None
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(home):
        return None
    return Path(home, "compliance", f"rulebook-{_engine_digest()[:12]}-{digest[:32]}.pickle")


def _engine_digest() -> str:
    """Changes with the code that the cached value depends on."""
    total = hashlib.sha256(f"{VERSION} {sys.version}".encode())
    here = Path(__file__).parent
    values = ("comparison", "leftover_words", "mend_steps", "overlays", "patterns", "restatements", "rulebook")
    names = (*values, "wordings", "context", "facts", "told_facts")
    for file in (*sorted(here.glob("*.py")), *(here.parent / f"{name}.py" for name in names)):
        total.update(file.read_bytes())
    return total.hexdigest()


def _from_cache(file: Path) -> Rulebook | None:
    try:
        with open(file, "rb") as stream:
            # Unpickling runs what the file says: only a file of ours will do.
            status = os.fstat(stream.fileno())
            if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
                return None
            found = pickle.load(stream)
    except Exception:  # whatever is wrong with a cache file, the rulebook is built again
        return None
    return found if isinstance(found, Rulebook) else None


def _to_cache(file: Path, book: Rulebook) -> None:
    temporary = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
            temporary = stream.name
            pickle.dump(book, stream, protocol=pickle.HIGHEST_PROTOCOL)
        os.replace(temporary, file)  # whole or not at all, also under concurrent starts
        _forget_older(file)
    except OSError:  # a read-only home is no reason to fail
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _forget_older(file: Path) -> None:
    """Keeps the cache small: the few rulebooks used last."""
    made = sorted(file.parent.glob("rulebook-*.pickle"), key=lambda found: found.stat().st_mtime_ns, reverse=True)
    for old in made[_MOST_CACHED:]:
        old.unlink(missing_ok=True)
