"""The pages as HTML: the report as everywhere, with fields in its cells and texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, get_args

from markupsafe import Markup

from engine.catalogue import say
from engine.report import UnitLevel
from engine.reporters.html import common, environment
from engine.reporters.html.page import report_shown
from engine.rulebook import Lang
from engine.scored import Scored
from web.answers import Answer, Known, Refusal
from web.book import Book

# The files that the page offers: the format, which is also the ending of the name, and the type.
DOWNLOADS: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "json": "application/json",
}
_SCRIPT_WORDS = ("reading", "scoring", "lost")
_LATER = {name: f"{{{name}}}" for name in ("name", "done", "all")}  # the script fills them in
_OTHER_LANG: Mapping[Lang, Lang] = {"zh": "en", "en": "zh"}


@dataclass(frozen=True, slots=True)
class Site:
    """Where the self-check stands: its rules, and the address of the workbench around it, empty where it is alone."""

    book: Book = field(default_factory=Book)
    home: str = ""


def start_page(site: Site, lang: Lang) -> str:
    """The page with the form for documents and no results."""
    return _page(site, lang, [])


def result_page(answers: Sequence[tuple[str, Answer | Refusal]], site: Site, lang: Lang, fragment: bool) -> str:
    """The results of several documents, by their names: a whole page, or ``fragment`` of one."""
    parts = [_part(name, answer, lang) for name, answer in answers]
    return "\n".join(parts) if fragment else _page(site, lang, parts)


def error_page(refusal: Refusal, site: Site, lang: Lang) -> str:
    """A page that says why there is no result."""
    return _page(site, lang, [_refused("", refusal, lang)])


def report_part(report: Scored, carried: str, known: Known, lang: Lang) -> str:
    """A scored report with fields; ``carried`` is its reading."""
    number = int(report.reading.source.sha256[:8], 16)  # the ids of two documents must differ on one page
    found = report_shown(report, number, lang)
    return _render(
        "self-check.html",
        lang,
        report=found,
        texts={str(key): section.text for key, section in report.reading.report.sections.items()},
        carried=carried,
        said=known.said,
        overlays=known.overlays,
        downloads=list(DOWNLOADS),
    )


def _part(name: str, answer: Answer | Refusal, lang: Lang) -> str:
    return answer.html if isinstance(answer, Answer) else _refused(name, answer, lang)


def _refused(name: str, refusal: Refusal, lang: Lang) -> str:
    return _render("refused.html", lang, name=name, why=say(refusal.key, lang, **refusal.values))


def _page(site: Site, lang: Lang, parts: Sequence[str]) -> str:
    return _render(
        "page.html",
        lang,
        parts=[Markup(part) for part in parts],  # noqa: S704 - rendered here
        other=_OTHER_LANG[lang],
        home=site.home,
        **_choices(site.book, lang),
    )


@lru_cache(maxsize=4)
def _choices(book: Book, lang: Lang) -> dict[str, Any]:
    """What every page says alike, and the form for documents offers."""
    return {
        "overlays": book.others(),
        "rules": ", ".join(book.overlays),
        "kinds": {kind: label.of(lang) for kind, label in book.load().kind_labels.items()},
        "levels": get_args(UnitLevel),
        "words": json.dumps({key: say(f"web.{key}", lang, **_LATER) for key in _SCRIPT_WORDS}),
    }


def _render(template: str, lang: Lang, **values: object) -> str:
    """A template of ours; some replace those of the report, with fields in them."""
    return environment("web").get_template(template).render(**common(lang), **values)
