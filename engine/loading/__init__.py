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
from pathlib import Path

from engine.loading.faults import RulebookError, line_and_column
from engine.rulebook import Rulebook
from engine.version import VERSION

__all__ = ["RulebookError", "default_root", "load_rulebook", "read_files"]

_MOST_CACHED = 8


def default_root() -> Path:
    """The rulebook that comes with the engine: beside it in a checkout, inside it when installed."""
    inside = Path(__file__).parent.parent / "rules"
    return inside if inside.is_dir() else Path(__file__).parent.parent.parent / "rules"


def load_rulebook(root: Path | None = None, *, cache: bool = True) -> Rulebook:
    """The rulebook under ``root`` (default: the national one that comes with the engine).

    Raises:
        RulebookError: a file is missing or says something that cannot be used.
    """
    texts = read_files(root or default_root())
    digest = _digest(texts)
    cached = _cache_file(digest) if cache else None
    found = _from_cache(cached) if cached is not None else None
    if found is not None and found.digest == digest:
        return found
    from engine.loading.build import build  # heavy: pydantic models of the files

    book = build({name: content.decode() for name, content in texts.items()}, digest)
    if cached is not None:
        _to_cache(cached, book)
    return book


def read_files(root: Path) -> dict[str, bytes]:
    """The YAML files of a rulebook by their path inside it, sorted.

    Raises:
        RulebookError: there is no rulebook at ``root``, or a file is not UTF-8.
    """
    if not Path(root, "rulebook.yaml").is_file():  # and no walk through whatever folder it is
        raise RulebookError(f"{root}: not a rulebook, rulebook.yaml is missing")
    texts = {}
    for folder, _, files in os.walk(root):
        for file in files:
            path = Path(folder, file)
            name = path.relative_to(root).as_posix()
            if path.suffix.lower() == ".yml":
                raise RulebookError(f"{name}:1:1: would be passed over; the name must end in .yaml")
            if path.suffix == ".yaml":
                texts[name] = _content(path, name)
    return dict(sorted(texts.items()))


def _content(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():  # a pipe would never end
            raise RulebookError(f"{name}:1:1: not a file")
        content = path.read_bytes()
        content.decode()
    except OSError as error:
        raise RulebookError(f"{name}:1:1: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        line, column = line_and_column(before, len(before))
        raise RulebookError(f"{name}:{line}:{column}: not UTF-8") from None
    return content


def _digest(texts: dict[str, bytes]) -> str:
    total = hashlib.sha256()
    for name, content in texts.items():
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


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
    for file in (
        here / "build.py",
        here / "check.py",
        here / "expressions.py",
        here / "files.py",
        here / "wordings.py",
        here / "yaml_text.py",
        here.parent / "facts.py",
        here.parent / "rulebook.py",
        here.parent / "patterns.py",
        here.parent / "wordings.py",
    ):
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
