"""The language of a page: as its address, a form, a cookie or the browser asks; Chinese where none does."""

from __future__ import annotations

from typing import Any, get_args

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


class RememberLang:
    """Keeps the language that an address asks for in a cookie, so that the next page is in it too."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._cookie = "; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        lang = chosen(Request(scope).query_params.get(COOKIE)) if scope["type"] == "http" else None

        async def noted(message: Message) -> None:
            if lang is not None and message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", f"{COOKIE}={lang}{self._cookie}")
            await send(message)

        await self._app(scope, receive, noted)
