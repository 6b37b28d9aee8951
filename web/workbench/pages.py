"""The pages of the workbench: what every one shows, and what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from engine.reporters.html import common, environment
from engine.rulebook import Lang
from web.lang import here_in
from web.workbench import clock, logins
from web.workbench.people import Person

_PART = Markup("<!-- part -->")  # where that comes which is made elsewhere
# Where each page is, by what it takes to see it, in the order of the navigation.
PAGES = (
    ("desk", "/desk", "read"),
    ("submissions", "/submissions", "read"),
    ("queue", "/queue", "review"),
    ("standings", "/standings", "review"),
    ("roster", "/roster", "manage"),
    ("accounts", "/accounts", "manage"),
    ("rulebook", "/rulebook", "manage"),
    ("audit", "/audit", "manage"),
    ("account", "/account", "read"),
)


def page(
    template: str, lang: Lang, person: Person | None, secret: str, /, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page of ours; ``person`` is ``None`` where nobody is logged in."""
    found = environment("web.workbench").get_template(template)
    text = found.render(
        **common(lang),
        person=person,
        pages=list(_seen(person)),
        key=logins.form_key(secret) if secret else "",
        moment=clock.shown,
        other_lang=_other(lang),
        in_other_lang=here_in(_other(lang)) if person is not None else _for_strangers(_other(lang), status, values),
        **values,
    )
    return HTMLResponse(text, status)


def framed(template: str, lang: Lang, person: Person, secret: str, part: bytes) -> Response:
    """A page of which all but ``part`` is the same whenever the person asks for it."""
    before, after = _frame(template, lang, person, secret, here_in(_other(lang)))
    return Response(before + part + after, media_type="text/html")


@lru_cache(maxsize=1000)  # also by where the other language leads, which is in it
def _frame(template: str, lang: Lang, person: Person, secret: str, address: str) -> tuple[bytes, bytes]:
    before, _, after = bytes(page(template, lang, person, secret, part=_PART).body).partition(_PART.encode())
    return before, after


def _for_strangers(lang: Lang, status: int, values: Mapping[str, Any]) -> str:
    """Where the other language leads whoever is not logged in: with nothing of the address that we did not check.

    What is refused looks the same whatever was asked for.
    """
    kept = {"next": values["next"]} if status < 400 and "next" in values else {}
    return "?" + urlencode({**kept, "lang": lang})


def _other(lang: Lang) -> Lang:
    return "en" if lang == "zh" else "zh"


def _seen(person: Person | None) -> Iterator[tuple[str, str]]:
    for name, address, act in PAGES:
        if person is not None and not person.must_change and person.may(act):
            yield name, address
