"""What a page says of itself beside its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_MOST = 200
_LONGEST = 500


@dataclass(slots=True)
class Declared:
    """The ``meta`` elements with a name, of each name the first that says something, and the title."""

    _metas: dict[str, str] = field(default_factory=dict)
    _title: str = ""

    def add(self, attrib: Mapping[str, str]) -> None:
        """Note a ``meta`` element."""
        name = _cut(attrib.get("name", "")).lower()
        content = _cut(attrib.get("content", ""))
        if name and content and len(self._metas) < _MOST:
            self._metas.setdefault(name, content)

    def add_title(self, text: str) -> None:
        """Note a piece of the title."""
        if len(self._title) <= _LONGEST:
            self._title += text[: 2 * _LONGEST]

    def values(self) -> dict[str, str]:
        """By name in lower case; ``title`` is the page's title, if it has one."""
        title = _cut(self._title)
        return {**self._metas, "title": title} if title else dict(self._metas)


def _cut(text: str) -> str:
    return " ".join(text[: 4 * _LONGEST].split())[:_LONGEST]
