"""Which files in a folder are documents, by the endings of their names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import PurePosixPath

ENDINGS = (
    ".json", ".docx", ".docm", ".doc", ".wps", ".rtf", ".odt", ".pdf", ".html", ".htm", ".mht", ".mhtml",
    ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".txt", ".md",
)  # fmt: skip


def is_document(name: str) -> bool:
    """Whether a file of that name may be a document: neither hidden nor the trace of an open editor."""
    return not name.startswith((".", "~$")) and PurePosixPath(name).suffix.lower() in ENDINGS


def documents_in(folder: str) -> Iterator[str]:
    """The documents in a folder and the folders in it: their paths below it with ``/``, in the order of these."""
    return _below(folder, "")


def _below(folder: str, before: str) -> Iterator[str]:
    """What cannot be listed is passed over; links to folders are not followed."""
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        names.append(entry.name + "/")  # so that the paths, not only the names, are in order
                elif is_document(entry.name):
                    names.append(entry.name)
    except OSError:
        return
    for name in sorted(names):
        if name.endswith("/"):
            yield from _below(os.path.join(folder, name[:-1]), before + name)
        else:
            yield before + name
