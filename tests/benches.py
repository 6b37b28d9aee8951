"""A workbench to be tested: on SQLite, and on PostgreSQL where an address is in COMPLIANCE_TEST_POSTGRESQL."""

from __future__ import annotations

import os
import re
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from engine.cases import ROOT
from engine.loading import default_root
from engine.loading.roster_words import roster_words
from engine.rank.roster_file import read_roster

SAMPLE = (ROOT / "everything-wrong/wrong-k-sample.json").read_bytes()
PASSWORD = "correct horse 1234"
ROSTER = """code,name,level,kind,region,superior
100,甲省人民政府,province,government,甲省,
110,乙市人民政府,prefecture,government,甲省/乙市,100
111,丙县人民政府,county,government,甲省/乙市/丙县,110
120,丁市人民政府,prefecture,government,甲省/丁市,100
"""
# name, role, unit, region
ACCOUNTS = (
    ("admin", "administrator", None, ""),
    ("clerk", "submitter", "111", ""),
    ("other-clerk", "submitter", "120", ""),
    ("reviewer", "reviewer", None, "甲省/乙市"),
    ("other-reviewer", "reviewer", None, "甲省/丁市"),
    ("second-reviewer", "reviewer", None, ""),
)
POSTGRESQL = os.environ.get("COMPLIANCE_TEST_POSTGRESQL", "")
BASE = "http://127.0.0.1:8000"


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database without tables, gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    if not POSTGRESQL:
        pytest.skip("no PostgreSQL")
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    url = make_url(POSTGRESQL).set(drivername="postgresql+pg8000")
    name = f"bench_{uuid.uuid4().hex[:12]}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def furnish(address: str) -> None:
    """Makes the tables, the roster and the accounts."""
    from argon2 import PasswordHasher

    from web.workbench import passwords
    from web.workbench.accounts import add_account
    from web.workbench.database import Database
    from web.workbench.roster import bring_in

    database = Database(address)
    database.upgrade()
    with database.writing() as session:
        bring_in(session, "", read_roster(ROSTER.encode(), roster_words(default_root()), "roster.csv"))
        with mock.patch.object(passwords, "_HASHER", PasswordHasher(1, 8, 1)):  # checked quickly
            for name, role, unit, region in ACCOUNTS:
                add_account(session, "", name, PASSWORD, role, unit, region)  # type: ignore[arg-type]
    database.close()


class PoolHere:
    """Does the tasks of a pool in this process: for tests that are not about processes, which start slowly."""

    _one_at_a_time = threading.Lock()

    def __init__(self, module: str, *_: float) -> None:
        self._tasks = import_module(module)

    def first(self, task: str, *given: Any) -> None:
        self.run(task, *given)

    def start(self) -> None:
        pass

    def answers(self) -> bool:
        return True

    def close(self) -> None:
        pass

    def run(self, task: str, *given: Any, seconds: float | None = None) -> Any:
        from engine.errors import Unusable
        from engine.processes import TaskFailed

        try:
            with self._one_at_a_time:
                return getattr(self._tasks, task)(*given)
        except Unusable:
            raise
        except Exception as error:
            raise TaskFailed(f"{type(error).__name__}: {error}") from error


@contextmanager
def opened_here(address: str, **more: Any) -> Iterator[Any]:
    """As :func:`opened`, without processes of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.app.Pool", PoolHere)
        with opened(address, **more) as client:
            yield client


@contextmanager
def opened(address: str, **more: Any) -> Iterator[Any]:
    """The application on a furnished database, as a client that is nobody; :func:`log_in` gives others."""
    from starlette.testclient import TestClient

    from web.workbench.app import create_workbench
    from web.workbench.settings import Settings

    with TestClient(create_workbench(Settings(address, processes=1, **more)), base_url=BASE) as client:
        yield client


def log_in(bench: Any, name: str) -> Any:
    """A client of the same application that is logged in; ``key`` is what its forms carry."""
    from starlette.testclient import TestClient

    client = TestClient(bench.app, base_url=BASE)
    answer = client.post("/login", data={"name": name, "password": PASSWORD})
    found = re.search(r'name="key" value="([^"]*)"', answer.text)
    assert found is not None, answer.status_code
    client.key = found[1]
    return client


def hand_in(client: Any, content: bytes = SAMPLE, **fields: str) -> int:
    """Hands in a document; the number of the submission."""
    told = {"key": client.key, "year": "2024", **fields}
    answer = client.post("/submissions", files={"file": ("年报.json", content)}, data=told, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rpartition("/")[2])


def findings(page: str) -> list[str]:
    """The fingerprints of the findings on a page below which something can be done."""
    return re.findall(r'id="finding-([0-9a-f]+)"', page)
