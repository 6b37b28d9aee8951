"""How a rule says that what it finds is mended: small changes of the report, for trying what mending would gain.

The vocabulary is that of docs/what-if.md; what carries the steps out is :mod:`engine.whatif`.
"""

from __future__ import annotations

from typing import Literal

from engine.values import dataclass

Verb = Literal["cells", "write", "figures", "add", "drop", "official", "text", "replace", "append", "date", "past"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is to stand in a cell; names in braces are filled in as in a message."""

    table: str
    row: str
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class MendStep:
    """One change. ``to`` is the choice of the verb, or the words to be written.

    Of ``replace``: ``words`` in ``section`` (default: that of the finding) become ``to``, or only the ``part`` of
    them that an expression matches.
    """

    verb: Verb
    to: str = ""
    words: str = ""
    part: str = ""
    section: str = ""
    figures: tuple[Figure, ...] = ()
