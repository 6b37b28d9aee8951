"""What is said of a rulebook that cannot be used."""

from __future__ import annotations


class RulebookError(Exception):
    """A file of the rulebook that cannot be used; the text says file, line, column and why."""


class UnknownOverlay(RulebookError):
    """No overlay of this name, and no such file; ``known`` are the names that the rulebook has."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no overlay {name!r}; known: {', '.join(known) or 'none'}")
        self.name, self.known = name, known


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """Where the character at ``index`` stands, both from 1."""
    before = text[:index]
    return before.count("\n") + 1, index - before.rfind("\n")
