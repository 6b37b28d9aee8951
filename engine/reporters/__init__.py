"""From scorecards to what people and programs read. A reporter only shows; it never judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.rulebook import Lang
from engine.scorecard import Scorecard


class Reporter(Protocol):
    """Shows scorecards; ``several`` says that more than one report was asked for, whatever came of it."""

    def __call__(self, cards: Sequence[Scorecard], lang: Lang, width: int, several: bool) -> str:
        """The text, ending in a line feed."""


def _json(cards: Sequence[Scorecard], lang: Lang, width: int, several: bool) -> str:
    from engine.reporters.json_card import render

    return render(cards, several)


def _table(cards: Sequence[Scorecard], lang: Lang, width: int, several: bool) -> str:
    from engine.reporters.terminal import render

    return render(cards, lang, width)


def _markdown(cards: Sequence[Scorecard], lang: Lang, width: int, several: bool) -> str:
    from engine.reporters.markdown import render

    return render(cards, lang)


def _csv(cards: Sequence[Scorecard], lang: Lang, width: int, several: bool) -> str:
    from engine.reporters.csv import render

    return render(cards, lang)


def _sarif(cards: Sequence[Scorecard], lang: Lang, width: int, several: bool) -> str:
    from engine.reporters.sarif import render

    return render(cards, lang)


def _junit(cards: Sequence[Scorecard], lang: Lang, width: int, several: bool) -> str:
    from engine.reporters.junit import render

    return render(cards, lang)


REPORTERS: Mapping[str, Reporter] = {
    "table": _table,
    "json": _json,
    "markdown": _markdown,
    "csv": _csv,
    "sarif": _sarif,
    "junit": _junit,
}
