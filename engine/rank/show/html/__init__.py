"""The standings as one web page: sorted and searched by the script inside it, whole without it; nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from engine.catalogue import one_line
from engine.rank.justify import Justification
from engine.rank.show import View
from engine.rank.show.html.charts import Chart, category_chart, distribution, unit_chart
from engine.rank.show.html.shown import GroupShown, group_shown
from engine.rank.show.words import Words, groups_of, number, percent
from engine.rank.standings import Figures, Standings, UnitStanding
from engine.rulebook import Lang
from engine.version import VERSION

_MOST_GAPS = 50


def render(standings: Standings, view: View) -> Iterable[str]:
    """The page in pieces."""
    words = Words(standings, view.lang)
    style, script = _part("standings.css"), _part("standings.js")
    groups: list[GroupShown] = [group_shown(group, units, words) for group, units in groups_of(standings)]
    return (
        _environment()
        .get_template("standings.html")
        .generate(
            lang=view.lang,
            words=words,
            number=number,
            percent=percent,
            standings=standings,
            groups=groups,
            distributions=[distribution(group.name, group.units, standings.full, words) for group in groups],
            category_charts=[
                category_chart(group.name, group.group.figures, standings.categories, words) for group in groups
            ],
            gaps=standings.gaps[:_MOST_GAPS],
            style=style,
            script=script,
            style_digest=_digest(style),
            script_digest=_digest(script),
            version=VERSION,
        )
    )


def group_charts(name: str, figures: Figures, units: Sequence[UnitStanding], standings: Standings, lang: Lang) -> str:
    """The charts of some units as a part of another page; empty for a few."""
    words = Words(standings, lang)
    return _drawn(
        words,
        distribution(name, units, standings.full, words),
        category_chart(name, figures, standings.categories, words),
    )


def marks_chart(found: Justification, standings: Standings, lang: Lang, with_means: bool) -> str:
    """The chart of a unit's marks as a part of another page, beside the means of its group."""
    words = Words(standings, lang)
    means = [item.mean for item in found.categories] if with_means else None
    marks = [item.marks for item in found.categories]
    return _drawn(words, None, unit_chart(found.unit.name, marks, means, standings.categories, words))


def _drawn(words: Words, spread: Chart | None, marks: Chart | None) -> str:
    return _environment().get_template("drawn.html").render(words=words, spread=spread, marks=marks)


def _part(name: str) -> str:
    return resources.files(__name__).joinpath("templates", name).read_text("utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _shown(value: Any) -> Any:
    """What the page shows for a value: text that can do nothing but be read."""
    return value if hasattr(value, "__html__") else one_line(str(value))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__name__),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
