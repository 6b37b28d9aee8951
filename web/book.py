"""Which rules judge on these pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.loading import default_root, load_rulebook
from engine.loading.layers import known_overlays
from engine.rulebook import Rulebook
from engine.score import Engine


@dataclass(frozen=True, slots=True)
class Book:
    """``root``: the folder of the rulebook, empty for that of the program; ``overlays`` on it, in their order."""

    root: str = ""
    overlays: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where it is."""
        return Path(self.root) if self.root else default_root()

    def load(self) -> Rulebook:
        """The rulebook.

        Raises:
            RulebookError, UnknownOverlay: it cannot be used.
        """
        return load_rulebook(self.folder, overlays=self.overlays)

    def with_overlays(self, names: tuple[str, ...]) -> Book:
        """The same with others on it, each once."""
        return Book(self.root, tuple(dict.fromkeys((*self.overlays, *names))))

    def others(self) -> list[str]:
        """The overlays that it has beside those that are on it."""
        return [name for name in known_overlays(self.folder) if name not in self.overlays]


@lru_cache(maxsize=4)
def engine_of(book: Book) -> Engine:
    """The engine of a rulebook, kept.

    Raises:
        RulebookError, UnknownOverlay: it cannot be used.
    """
    return Engine(book.load())
