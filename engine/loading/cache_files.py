"""Files in the user's cache folder: ``XDG_CACHE_HOME``, else ``~/.cache``; ``COMPLIANCE_CACHE=off`` turns it off.

Each begins with a digest of the rest, so that one that is damaged or half written is passed over.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

_DIGEST = 32  # bytes of a SHA-256
_MOST_KEPT = 8  # files of one kind


def cache_file(name: str) -> Path | None:
    """Where a file of that name belongs; ``None`` if nothing is to be cached."""
    if os.environ.get("COMPLIANCE_CACHE", "").lower() == "off":
        return None
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(home, "compliance", name) if os.path.isabs(home) else None


def read_cached(file: Path) -> bytes | None:
    """The content of the file; ``None`` if it is not there, damaged, or not the user's own."""
    try:
        with open(file, "rb") as stream:
            # What is read may run what it says: only a file of ours will do.
            status = os.fstat(stream.fileno())
            if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
                return None
            digest, content = stream.read(_DIGEST), stream.read()
    except OSError:
        return None
    return content if hashlib.sha256(content).digest() == digest else None


def write_cached(file: Path, content: bytes) -> None:
    """Writes the file, whole or not at all, also under concurrent starts; and forgets the oldest of its kind."""
    import tempfile  # most starts write nothing

    temporary = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
            temporary = stream.name
            stream.write(hashlib.sha256(content).digest() + content)
        os.replace(temporary, file)
        _forget_older(file)
    except OSError:  # a read-only home is no reason to fail
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _forget_older(file: Path) -> None:
    """Keeps the cache small: of files named alike up to the first hyphen, the few that were made last."""
    alike = file.parent.glob(f"{file.name.partition('-')[0]}-*")
    made = sorted(alike, key=lambda found: found.stat().st_mtime_ns, reverse=True)
    for old in made[_MOST_KEPT:]:
        old.unlink(missing_ok=True)
