"""From scored reports to what people and programs read. A reporter only shows; it never judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from engine.values import dataclass

if TYPE_CHECKING:
    from engine.rulebook import Lang
    from engine.scored import Scored

# The formats and the module of each, which has a ``render``; imported when it is wanted.
REPORTERS: Mapping[str, str] = {
    "table": "terminal",
    "json": "json_card",
    "markdown": "markdown",
    "docx": "docx",
    "xlsx": "xlsx",
    "csv": "csv",
    "sarif": "sarif",
    "junit": "junit",
    "html": "html",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How to show reports: language, width in columns (of a terminal), and whether ``several`` were asked for,
    whatever came of it.
    """

    lang: Lang
    width: int = 100
    several: bool = False


class Reporter(Protocol):
    """Shows scored reports."""

    def __call__(self, reports: Sequence[Scored], layout: Layout) -> str | bytes:
        """A text that ends in a line feed, or the bytes of a file."""


def reporter(form: str) -> Reporter:
    """The reporter of a format; KeyError if there is none."""
    return cast(Reporter, import_module(f"{__name__}.{REPORTERS[form]}").render)
