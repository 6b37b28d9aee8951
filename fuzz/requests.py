"""Requests over HTTP as they are kept in the corpus (``POST /check``, headers, an empty line, the body), answered in
this process.
"""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from importlib import import_module
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from anyio import to_thread

from engine.errors import Unusable
from engine.plain import plain
from web.guard import POLICY

_HOSTS = (None, "127.0.0.1", "localhost", "::1")


class Here:
    """In place of a pool: tasks are done in this process, and what passes between processes is pickled as there."""

    def __init__(self, module: str, *_: object) -> None:
        self._tasks = import_module(module)

    def first(self, task: str, *given: Any) -> None:
        """A task that every process does before others."""
        self.run(task, *given)

    def run(self, task: str, *given: Any) -> Any:
        """What the task yields."""
        try:
            found = getattr(self._tasks, task)(*pickle.loads(pickle.dumps(given)))
        except RecursionError:  # as in engine.tasks
            raise Unusable("file.too_deep") from None
        return plain(pickle.dumps(found))


def answer(app: Any, content: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer to a request.

    Raises:
        AssertionError: there is none, it leads elsewhere, or the headers are not there that guard every page.
    """
    status, headers, body = asyncio.run(_answer(app, content))
    assert urlsplit(headers.get(b"location", b"").decode("latin-1")).hostname in _HOSTS, "sent elsewhere"
    assert headers.get(b"content-security-policy") == POLICY.encode(), "without its policy"
    assert headers.get(b"cache-control") == b"no-store", "may be kept"
    return status, headers, body


async def _answer(app: Any, content: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    head, _, body = content.partition(b"\n\n")
    first, *rest = head.split(b"\n")
    verb, _, path = first.partition(b" ")
    bare, _, query = path.partition(b"?")
    lines = (line.partition(b":") for line in rest)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http",
        "method": verb.decode("latin-1").upper() or "GET",
        "path": bare.decode("utf-8", "replace") or "/", "raw_path": bare, "query_string": query, "root_path": "",
        "headers": [(name.strip().lower(), value.strip()) for name, found, value in lines if found],
        "client": ("127.0.0.1", 9), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    pieces = [(body[:1000], True), (body[1000:], False)]
    pending = [{"type": "http.request", "body": piece, "more_body": more} for piece, more in pieces]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return pending.pop(0) if pending else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    with patch.object(to_thread, "run_sync", _at_once):
        await app(scope, receive, send)
    starts = [message for message in sent if message["type"] == "http.response.start"]
    assert len(starts) == 1, "not one answer"
    found = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return starts[0]["status"], {name.lower(): value for name, value in starts[0]["headers"]}, found


async def _at_once(work: Callable[..., Any], *given: Any, **_: Any) -> Any:
    """In place of anyio's threads."""
    return work(*given)
