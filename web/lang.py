"""The language of a page: as its address, a form, a cookie or the browser asks; Chinese where none does."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.rulebook import Lang

COOKIE = "lang"
_LONGEST = 2000  # characters of a query that are kept
_query: ContextVar[str] = ContextVar("query", default="")  # of the address that is being answered


def lang_of(request: Request) -> Lang:
    """What the address, the cookie or the browser asks for."""
    return chosen(request.query_params.get("lang"), request.cookies.get(COOKIE)) or _of_browser(request)


def chosen(*asked: Any) -> Lang | None:
    """The first that is a language of ours."""
    return next((item for item in asked if item in get_args(Lang)), None)


def here_in(lang: Lang) -> str:
    """The query that leads to the page that is being answered in a language, with all else that its address says."""
    kept = [(name, value) for name, value in parse_qsl(_query.get(), keep_blank_values=True) if name != COOKIE]
    return "?" + urlencode([*kept, (COOKIE, lang)])


def _of_browser(request: Request) -> Lang:
    first = request.headers.get("accept-language", "").strip().lower()
    return "en" if first.startswith("en") else "zh"


class RememberLang:
    """Keeps the language that an address asks for in a cookie, so that the next page is in it too.

    Pages find with :func:`here_in` what else the address asks for.
    """

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._cookie = "; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        query = scope.get("query_string", b"").decode("latin-1")
        _query.set(query if len(query) <= _LONGEST else "")
        lang = chosen(Request(scope).query_params.get(COOKIE)) if scope["type"] == "http" else None

        async def noted(message: Message) -> None:
            if lang is not None and message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", f"{COOKIE}={lang}{self._cookie}")
            await send(message)

        await self._app(scope, receive, noted)
