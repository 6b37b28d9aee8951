"""What stands between the pages and the world: hosts, other sites, sizes, and what a browser may do with a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
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
_SLOWEST = 60.0  # seconds between two pieces of what is sent
_SMALL = 1024 * 1024  # bytes; what is smaller is not counted
_DIGITS = 20  # of a size that is told; Python refuses to make a number of thousands of them


class Guard:
    """Refuses requests for other hosts (a name that was made to lead here), from other sites, and too large ones."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], most_bytes: int, most_at_once: int) -> None:
        """``most_bytes``: of one request; ``most_at_once``: of all that are being received or answered."""
        self._app, self._hosts, self._most = app, frozenset(hosts), most_bytes
        self._left = most_at_once

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refuse(scope)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        size = self._size(scope)
        if size > self._left:
            await _stop(scope, 503, {"retry-after": "5"})(scope, receive, _with_headers(send))
            return
        self._left -= size
        try:
            await self._serve(scope, receive, send)
        finally:
            self._left += size

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = ended = False
        left = self._most

        async def counted() -> Message:
            nonlocal left, ended
            if ended:  # what comes then is that the other side went away
                return await receive()
            try:
                with anyio.fail_after(_SLOWEST):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408) from None
            ended = not message.get("more_body", False)
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)  # which what reads the body passes on as it is
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await _with_headers(send)(message)

        try:
            await self._app(scope, counted, noted)
        except HTTPException as error:
            if not started:
                await _stop(scope, error.status_code)(scope, receive, _with_headers(send))

    def _size(self, scope: Scope) -> int:
        """The bytes that a request may bring; nothing if they are few."""
        headers = Headers(scope=scope)
        size = self._most if "transfer-encoding" in headers else int(headers.get("content-length", "0"))
        return size if size > _SMALL else 0

    def _refuse(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            return _stop(scope, 421)
        if scope["method"] not in ("GET", "HEAD") and not _from_here(headers, host):
            return _stop(scope, 403)
        size = headers.get("content-length", "0")
        if not size.isdecimal() or len(size) > _DIGITS or int(size) > self._most:
            return _stop(scope, 413)
        return None


def _stop(scope: Scope, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A request that is refused before anything looked at it; programs are told as problem details (RFC 9457)."""
    if not scope["path"].startswith("/api/"):
        return PlainTextResponse(str(status), status, headers)
    phrase = HTTPStatus(status).phrase
    problem = {
        "type": "about:blank",
        "title": phrase,
        "status": status,
        "detail": phrase,
        "reason": f"guard.{status}",
    }
    return JSONResponse(problem, status, headers, "application/problem+json")


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
