"""The self-check page over HTTP: whole requests, as ``POST /check``, headers, an empty line and the body."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from anyio import to_thread

from fuzz.checks import known_words
from fuzz.mutators.request import mutate_request
from web import app as web_app
from web import tasks
from web.guard import POLICY

_EXPECTED = {200, 304, 307, 400, 403, 404, 405, 413, 421, 422}


class _Here:
    """In place of the pool: tasks are done in this process, and what passes between processes is pickled as there."""

    def __init__(self, *_: object) -> None: ...

    def run(self, task: str, *given: Any) -> Any:
        return pickle.loads(pickle.dumps(getattr(tasks, task)(*pickle.loads(pickle.dumps(given)))))


async def _at_once(work: Callable[..., Any], *given: Any, **_: Any) -> Any:
    """In place of anyio's threads."""
    return work(*given)


@lru_cache(maxsize=1)
def _app() -> Any:
    with patch.object(web_app, "Pool", _Here):
        return web_app.create_app()


def check(content: bytes) -> None:
    """An answer with a status that is expected and the headers that guard it; never an error of the server."""
    status, told = asyncio.run(answer(content))
    assert status in _EXPECTED, status
    assert urlsplit(told.get(b"location", b"").decode("latin-1")).hostname in (
        None,
        "127.0.0.1",
        "localhost",
        "::1",
    ), "sent elsewhere"
    assert told.get(b"content-security-policy") == POLICY.encode(), "without its policy"
    assert told.get(b"cache-control") == b"no-store"


async def answer(content: bytes) -> tuple[int, dict[bytes, bytes]]:
    """The status and the headers of the answer to a request."""
    head, _, body = content.partition(b"\n\n")
    first, *rest = head.split(b"\n")
    verb, _, path = first.partition(b" ")
    lines = (line.partition(b":") for line in rest)
    headers = [(name.strip().lower(), value.strip()) for name, found, value in lines if found]
    bare, _, query = path.partition(b"?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http",
        "method": verb.decode("latin-1").upper() or "GET",
        "path": bare.decode("utf-8", "replace") or "/", "raw_path": bare, "query_string": query, "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 9), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    sent: list[dict[str, Any]] = []
    pending = [
        {"type": "http.request", "body": body[:1000], "more_body": True},
        {"type": "http.request", "body": body[1000:], "more_body": False},
    ]

    async def receive() -> dict[str, Any]:
        return pending.pop(0) if pending else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    with patch.object(to_thread, "run_sync", _at_once):
        await _app()(scope, receive, send)
    starts = [message for message in sent if message["type"] == "http.response.start"]
    assert len(starts) == 1, "not one answer"
    return starts[0]["status"], {name.lower(): value for name, value in starts[0]["headers"]}


def mutate(content: bytes, chance: Random) -> bytes:
    """Another request."""
    return mutate_request(content, chance, known_words())
