"""The language of a page: as its address, a form, a cookie or the browser asks; Chinese where none does."""

from __future__ import annotations

from typing import Any, get_args

from starlette.requests import Request

from engine.rulebook import Lang

COOKIE = "lang"


def lang_of(request: Request) -> Lang:
    """What the address, the cookie or the browser asks for."""
    return chosen(request.query_params.get("lang"), request.cookies.get(COOKIE)) or _of_browser(request)


def chosen(*asked: Any) -> Lang | None:
    """The first that is a language of ours."""
    return next((item for item in asked if item in get_args(Lang)), None)


def _of_browser(request: Request) -> Lang:
    first = request.headers.get("accept-language", "").strip().lower()
    return "en" if first.startswith("en") else "zh"
