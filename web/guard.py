"""What stands between the pages and the world: hosts, other sites, sizes, and what a browser may do with a page."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing is loaded from elsewhere, no script stands in a page, and no other site may frame it or receive its forms.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # without any, browsers call the origin of our own forms null
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


_DIGITS = 20  # of a size; more would be refused by the conversion to a number, not by us


class _TooLarge(Exception):
    pass


class Guard:
    """Refuses requests for other hosts (a name that was made to lead here), from other sites, and too large ones."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], most_bytes: int) -> None:
        self._app, self._hosts, self._most = app, frozenset(hosts), most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refuse(scope)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        started = False
        left = self._most

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await _with_headers(send)(message)

        try:
            await self._app(scope, counted, noted)
        except _TooLarge:
            if not started:
                await PlainTextResponse("413", 413)(scope, receive, _with_headers(send))

    def _refuse(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            return PlainTextResponse("421", 421)
        if scope["method"] not in ("GET", "HEAD") and not _from_here(headers, host):
            return PlainTextResponse("403", 403)
        size = headers.get("content-length", "0")
        if not size.isdecimal() or len(size) > _DIGITS or int(size) > self._most:
            return PlainTextResponse("413", 413)
        return None


def _name(host: str) -> str:
    """The name or address in a Host header, without the port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _place(address: str) -> str | None:
    """The host and port of an address; ``None`` if it is none."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return None


def _from_here(headers: Headers, host: str) -> bool:
    """Whether a form comes from a page of ours: browsers say so, and programs that are no browsers say nothing."""
    origin = headers.get("origin")
    if origin is not None:
        return _place(origin) == host
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
