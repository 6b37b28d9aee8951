"""Scored reports as one web page: no script, nothing fetched, ready to be opened from a mail and to be printed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache, partial
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
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
    style = _style()
    page = _environment().get_template("index.html")
    return page.render(
        lang=layout.lang,
        zh="" if layout.lang == "zh" else Markup(' lang="zh-CN"'),
        say=partial(_say, layout.lang),
        style=Markup(style),  # noqa: S704 - our own file
        style_digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        width=WIDTH,
        version=VERSION,
        several=layout.several or len(reports) != 1,
        reports=[report_shown(report, number, layout.lang) for number, report in enumerate(reports, 1)],
    )


def _say(lang: Lang, key: str, **values: object) -> str:
    return say(key, lang, **values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__name__),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _style() -> str:
    return resources.files(__name__).joinpath("templates", "page.css").read_text("utf-8")
