"""Scored reports as one web page: no script, nothing fetched, ready to be opened from a mail and to be printed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache, partial
from importlib import resources
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from engine.catalogue import say
from engine.reporters import Layout
from engine.reporters.html.charts import WIDTH
from engine.reporters.html.inert import shown
from engine.reporters.html.page import report_shown
from engine.rulebook import Lang
from engine.scored import Scored
from engine.version import VERSION


def render(reports: Sequence[Scored], layout: Layout) -> str:
    """The page: a list with the scores first if there are several reports, then each of them."""
    sheet = style()
    page = environment().get_template("index.html")
    return page.render(
        **common(layout.lang),
        style=Markup(sheet),  # noqa: S704 - our own file
        style_digest=base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode(),
        several=layout.several or len(reports) != 1,
        reports=[report_shown(report, number, layout.lang) for number, report in enumerate(reports, 1)],
    )


def _say(lang: Lang, key: str, **values: object) -> str:
    return say(key, lang, **values)


def common(lang: Lang) -> dict[str, Any]:
    """What every template needs: the language, its texts, how to mark what is Chinese on an English page, sizes."""
    return {
        "lang": lang,
        "zh": "" if lang == "zh" else Markup(' lang="zh-CN"'),
        "say": partial(_say, lang),
        "width": WIDTH,
        "version": VERSION,
    }


@lru_cache(maxsize=4)
def environment(over: str | None = None) -> Environment:
    """The templates; those of the package ``over``, where there is one, go before ours."""
    own = PackageLoader(__name__)
    return Environment(
        loader=ChoiceLoader([PackageLoader(over), own]) if over else own,
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def style() -> str:
    """The sheet of the page."""
    return resources.files(__name__).joinpath("templates", "sheet.css").read_text("utf-8")
