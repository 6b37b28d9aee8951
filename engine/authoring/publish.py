"""Writes the pages of :mod:`engine.authoring.pages`, or tells which are out of date."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.authoring.pages import MARK

_RULES = "rules/"


def stale(pages: Mapping[str, str], folder: Path) -> list[str]:
    """The files that are missing, differ, or are of a rule that is no more; ``folder`` holds the pages of rules."""
    old = [str(path) for path, text in _placed(pages, folder).items() if _content(path) != text]
    return [*old, *map(str, _gone(pages, folder))]


def write_pages(pages: Mapping[str, str], folder: Path) -> int:
    """Writes all pages and removes those of rules that are no more; how many were removed.

    Raises:
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in _placed(pages, folder).items():
        if _content(path) != text:
            path.write_text(text, encoding="utf-8", newline="\n")
    gone = _gone(pages, folder)
    for path in gone:
        path.unlink()
    return len(gone)


def _placed(pages: Mapping[str, str], folder: Path) -> dict[Path, str]:
    """Pages of rules go into the folder, what is about all of them beside it."""
    return {
        folder / name.removeprefix(_RULES) if name.startswith(_RULES) else folder.parent / name: text
        for name, text in pages.items()
    }


def _gone(pages: Mapping[str, str], folder: Path) -> list[Path]:
    """Pages that were made here before and have no rule now; what others wrote stays."""
    kept = set(_placed(pages, folder))
    made = [path for path in sorted(folder.glob("*.md")) if path not in kept]
    return [path for path in made if (_content(path) or "").startswith(MARK)]


def _content(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
