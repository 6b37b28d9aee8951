"""The workbench over HTTP, as somebody who is logged in: ``as: NAME`` among the headers says who."""

from __future__ import annotations

import atexit
import re
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from argon2 import PasswordHasher

from fuzz.checks import known_words
from fuzz.mutators.request import mutate_request
from fuzz.requests import Here, answer
from tests.benches import ACCOUNTS, PASSWORD, SAMPLE, furnish
from web import app as web_app
from web.workbench import app as workbench
from web.workbench import passwords
from web.workbench.settings import Settings

_QUICK = PasswordHasher(1, 8, 1)  # many log in
_EXPECTED = {200, 303, 304, 307, 400, 403, 404, 405, 409, 413, 421, 422, 429}
_AS = re.compile(rb"^as: *(\S*)$", re.MULTILINE)
_KEY = re.compile(rb'name="key" value="([^"]*)"')
_PATHS = (
    "/desk", "/login", "/logout", "/submissions", "/submissions?year=2024&unit=111&start=0", "/submissions/1",
    "/submissions/2", "/submissions/1/document", "/submissions/1/json", "/submissions/1/decisions",
    "/submissions/1/approvals", "/submissions/1/objections", "/submissions/1/answers", "/submissions/1/notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Bench:
    """The application, its database, what stood in that at first, and the cookie and the key of each login."""

    app: Any
    file: Path
    first: sqlite3.Connection
    logins: dict[bytes, tuple[bytes, bytes]]


@lru_cache(maxsize=1)
def _bench() -> _Bench:
    """A workbench with one submission that was scored."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    atexit.register(shutil.rmtree, folder, True)
    address = f"sqlite:///{folder / 'bench.db'}"
    furnish(address)
    with patch.object(web_app, "Pool", Here):
        app = workbench.create_workbench(Settings(address, processes=1))
    scorer = app.state.running.scorer
    scorer.wait = lambda *_: all(iter(scorer._next, False))
    with patch.object(passwords, "_HASHER", _QUICK):
        logins = {name.encode(): _logged_in(app, name) for name, *_ in ACCOUNTS}
    status = answer(app, _filled(hand_in(SAMPLE.decode()), logins))[0]
    assert status == 303, status
    first = sqlite3.connect(":memory:", check_same_thread=False)
    with sqlite3.connect(folder / "bench.db") as now:
        now.backup(first)
    return _Bench(app, folder / "bench.db", first, logins)


def _logged_in(app: Any, name: str) -> tuple[bytes, bytes]:
    form = f"name={name}&password={PASSWORD.replace(' ', '+')}"
    asked = f"POST /login\nhost: 127.0.0.1\ncontent-type: application/x-www-form-urlencoded\n\n{form}"
    _, headers, _ = answer(app, asked.encode())
    cookie = headers[b"set-cookie"].partition(b";")[0]
    page = answer(app, b"GET /submissions\nhost: 127.0.0.1\ncookie: " + cookie + b"\n\n")[2]
    found = _KEY.search(page)
    assert found is not None
    return cookie, found[1]


def hand_in(report: str, who: str = "clerk") -> bytes:
    """The request with which a report is handed in."""
    fields = [('name="key"', "KEY"), ('name="year"', "2024"), ('name="file"; filename="a.json"', report)]
    parts = [f"--xx\r\nContent-Disposition: form-data; {name}\r\n\r\n{value}\r\n" for name, value in fields]
    head = f"POST /submissions\nhost: 127.0.0.1\nas: {who}\ncontent-type: multipart/form-data; boundary=xx\n\n"
    return f"{head}{''.join(parts)}--xx--\r\n".encode()


def _filled(content: bytes, logins: dict[bytes, tuple[bytes, bytes]]) -> bytes:
    """The request with the cookie of whoever sends it, and the key of the forms of this login."""
    found = _AS.search(content)
    cookie, key = logins.get(found[1], (b"", b"")) if found else (b"", b"")
    return _AS.sub(lambda _: b"cookie: " + cookie, content, count=1).replace(b"KEY", key)


def answered(content: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
    """The answer of a workbench on which nothing was done yet."""
    bench = _bench()
    with sqlite3.connect(bench.file) as now:
        bench.first.backup(now)
    with patch.object(passwords, "_HASHER", _QUICK):
        return answer(bench.app, _filled(content, bench.logins))


def check(content: bytes) -> None:
    """An answer with a status that is expected; never an error of the server, and nothing of it for a stranger."""
    status, _, body = answered(content)
    assert status in _EXPECTED, status
    if _AS.search(content) is None:
        assert "江口县" not in body.decode("utf-8", "replace"), "shown to a stranger"


def mutate(content: bytes, chance: Random) -> bytes:
    """Another request, of somebody else or to another page now and then."""
    way = chance.random()
    if way < 0.1:
        who = chance.choice([name for name, *_ in ACCOUNTS]).encode()
        return _AS.sub(lambda _: b"as: " + who, content)
    if way < 0.2:
        verb, _, rest = content.partition(b" ")
        return verb + b" " + chance.choice(_PATHS).encode() + b"\n" + rest.partition(b"\n")[2]
    return mutate_request(content, chance, known_words())
