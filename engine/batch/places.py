"""Where documents are: on a path, or at an address of an object store (``s3://…``), by fsspec."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.documents import is_document
from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.readers import content_of, within

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+(::[a-z][a-z0-9+.-]+)*://", re.ASCII)


def is_address(path: str) -> bool:
    """Whether it is an address, not a path."""
    return _ADDRESS.match(path) is not None


def content_at(path: str, limits: Limits = DEFAULT) -> bytes:
    """The bytes of a document.

    Raises:
        Unusable: it cannot be opened, or is too large.
    """
    if not is_address(path):
        return content_of(path, limits)
    try:
        system, place = _system(path)
        with system.open(place, "rb") as stream:
            return within(stream, limits)
    except FileNotFoundError:
        raise Unusable("file.missing") from None
    except Unusable:
        raise
    except Exception as error:  # each kind of store has errors of its own
        raise Unusable("file.unreadable", why=f"{type(error).__name__}: {error}") from None


def listed_at(address: str) -> Iterator[str] | None:
    """The documents below an address, by their paths below it, in order; ``None`` if it is not a folder.

    Raises:
        Unusable: nothing is there, or it cannot be listed.
    """
    try:
        system, place = _system(address)
        if system.isfile(place):
            return None
        found = system.find(place)
    except Unusable:
        raise
    except Exception as error:  # each kind of store has errors of its own
        raise Unusable("batch.bad_address", address=address, why=f"{type(error).__name__}: {error}") from None
    if not found:
        raise Unusable("batch.nothing_there", address=address)
    start = place.rstrip("/") + "/"
    below = (path.removeprefix(start) for path in found)
    return iter(sorted(path for path in below if _is_shown(path)))


def _is_shown(path: str) -> bool:
    """Whether a path leads to a document, through no hidden folder."""
    *folders, name = path.split("/")
    return is_document(name) and not any(folder.startswith(".") for folder in folders)


def _system(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise Unusable("batch.no_cluster") from None
    system, place = url_to_fs(address)
    return system, str(place)
