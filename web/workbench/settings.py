"""How a workbench is set up."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.limits import DEFAULT, Limits
from web.book import Book

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Settings:
    """``database``: its address. ``hosts``: the names that the pages answer to.

    ``secure``: whether browsers reach the pages by https only. ``limits``: what a document may take and hold.
    ``scores_a_minute``: how many documents a program may have scored that are not kept, for each token.
    ``tell_places``: whether submitters are told the place of their own unit.
    """

    database: str
    hosts: tuple[str, ...] = LOOPBACK
    secure: bool = False
    processes: int = 2
    limits: Limits = DEFAULT
    scores_a_minute: int = 60
    book: Book = field(default_factory=Book)
    tell_places: bool = True
