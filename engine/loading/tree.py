"""The files of a rulebook as overlays leave them, and where each value in them comes from."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.loading.yaml_text import load, position

Path = tuple[str | int, ...]  # keys and indexes from the top of a file


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one file and the name by which messages call it."""

    shown: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was written."""

    page: Page
    path: Path

    def position(self) -> tuple[str, int, int]:
        """Name of the file, line and column."""
        return (self.page.shown, *position(self.page.text, self.path))


class Tree(Mapping[str, str]):
    """Files by their path inside the rulebook: as they were written, and their content as changed.

    What is read is parsed once. :meth:`put` changes a value and remembers where it was written, so
    that a fault in the result is told with the place in the overlay.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._pages = {name: Page(name, text) for name, text in texts.items()}
        self._content: dict[Page, Any] = {}
        self._changed: dict[str, Any] = {}
        self._sources: dict[str, dict[Path, Source]] = {}

    @staticmethod
    def of(texts: Mapping[str, str]) -> Tree:
        """``texts`` itself if it is a tree already."""
        return texts if isinstance(texts, Tree) else Tree(texts)

    def __getitem__(self, name: str) -> str:
        return self._pages[name].text

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)

    def fork(self) -> Tree:
        """Another tree that starts as this one is; what was parsed is shared."""
        other = Tree({})
        other._pages, other._content = dict(self._pages), self._content
        other._changed = copy.deepcopy(self._changed)
        other._sources = {name: dict(found) for name, found in self._sources.items()}
        return other

    def add(self, name: str, page: Page) -> None:
        """One more file, that must not be there yet."""
        assert name not in self._pages
        self._pages[name] = page

    def shown(self, name: str) -> str:
        """How messages call a file."""
        return self._pages[name].shown

    def without(self, names: Collection[str]) -> Tree:
        """The tree without some files."""
        other = self.fork()
        for name in names:
            del other._pages[name]
        return other

    def content(self, name: str) -> Any:
        """What a file says after all changes; not to be changed by others.

        Raises:
            RulebookError: it is not YAML.
        """
        if name in self._changed:
            return self._changed[name]
        page = self._pages[name]
        if page not in self._content:
            self._content[page] = load(page.text, page.shown)
        return self._content[page]

    def put(self, name: str, path: Path, value: Any, source: Source) -> None:
        """Changes the value at ``path``, or appends it where the path ends one after the end of a list."""
        if name not in self._changed:
            self._changed[name] = copy.deepcopy(self.content(name))
        holder = self._changed[name]
        for step in path[:-1]:
            holder = holder[step]
        if isinstance(holder, list) and path[-1] == len(holder):
            holder.append(copy.deepcopy(value))
        else:
            holder[path[-1]] = copy.deepcopy(value)
        sources = self._sources.setdefault(name, {})
        for below in [known for known in sources if known[: len(path)] == path]:
            del sources[below]
        sources[path] = source

    def source(self, name: str, path: Path) -> Source:
        """Where the value at ``path`` was written; if in several places, where it was changed last."""
        sources = self._sources.get(name, {})
        for length in range(len(path), 0, -1):
            found = sources.get(path[:length])
            if found is not None:
                return Source(found.page, (*found.path, *path[length:]))
        below = [source for known, source in sources.items() if known[: len(path)] == path]
        return below[-1] if below else Source(self._pages[name], path)

    def changed(self, name: str, path: Path) -> bool:
        """Whether an overlay wrote the value at ``path``, or a part of it."""
        return self.source(name, path).page is not self._pages[name]
