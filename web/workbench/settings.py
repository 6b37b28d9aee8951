"""How a workbench is set up."""

from __future__ import annotations

from dataclasses import dataclass, field

from web.workbench.work import Book


@dataclass(frozen=True, slots=True)
class Settings:
    """``database``: its address. ``hosts``: the names that the pages answer to.

    ``secure``: whether browsers reach the pages by https only. ``seconds`` and ``megabytes`` bound a task.
    ``scores_a_minute``: how many documents a program may have scored that are not kept, for each token.
    """

    database: str
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "::1")
    secure: bool = False
    processes: int = 2
    seconds: int = 90
    megabytes: int = 2048
    scores_a_minute: int = 60
    book: Book = field(default_factory=Book)
