"""From scorecards to what people and programs read. A reporter only shows; it never judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.rulebook import Lang
from engine.scorecard import Scorecard

Reporter = Callable[[Sequence[Scorecard], Lang, int], str]


def _json(cards: Sequence[Scorecard], lang: Lang, width: int) -> str:
    from engine.reporters.json_card import render

    return render(cards)


def _table(cards: Sequence[Scorecard], lang: Lang, width: int) -> str:
    from engine.reporters.terminal import render

    return render(cards, lang, width)


REPORTERS: Mapping[str, Reporter] = {"table": _table, "json": _json}
