"""Kills the workbench's server in mid-upload and in mid-decision: is anything lost that it had confirmed?

python -m benchmarks.kills [ROUNDS] [sqlite | postgresql]
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.benches import PASSWORD, SAMPLE, empty_database, findings, furnish

ROOT = Path(__file__).parents[1]
_SERVE = "cli.py serve --no-open --port 0 --processes 1 --database"
_YEARS = range(2009, 2200)


@dataclass
class Told:
    """What the server confirmed: documents by the number of the submission, and notes and decisions by their text."""

    documents: dict[int, bytes] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    rounds: int = 0
    unanswered: int = 0  # requests that the kill cut off


@contextlib.contextmanager
def served(address: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on that database in a process group of its own, and where it is."""
    command = [sys.executable, *_SERVE.split(), address]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert server.stdout is not None
        found = re.search(r"http://[0-9.:]+", server.stdout.readline())
        assert found is not None
        where = found[0].rstrip("/")
        _wait_for(where)
        yield server, where
    finally:
        kill(server)


def kill(server: subprocess.Popen[str]) -> None:
    """Ends the server and its processes at once, as a power failure would."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def one_round(address: str, told: Told, seed: int, pause: float) -> None:
    """A clerk hands in and a reviewer decides without a pause until the server is killed."""
    with served(address) as (server, where):
        clerk, reviewer = log_in(where, "clerk"), log_in(where, "reviewer")
        first = hand_in(clerk, told, seed, 0)
        page = clerk.get(f"/submissions/{first}").text
        acts = [
            threading.Thread(target=_until_dead, args=(told, lambda n: hand_in(clerk, told, seed, n + 1))),
            threading.Thread(target=_until_dead, args=(told, lambda n: decide(reviewer, told, first, page, seed, n))),
        ]
        for act in acts:
            act.start()
        time.sleep(pause)
        kill(server)
        for act in acts:
            act.join()
    told.rounds += 1


def check(address: str, told: Told) -> list[str]:
    """What was confirmed and is not there, or is there and is not whole."""
    from sqlalchemy import select

    from web.workbench.audit import broken
    from web.workbench.database import Database
    from web.workbench.tables import Decided, Document, Job, Outcome, Submission

    wrong = []
    database = Database(address)
    with database.reading() as session:
        kept = {row.id: row for row in session.scalars(select(Submission))}
        for number, content in told.documents.items():
            document = session.get(Document, kept[number].sha256) if number in kept else None
            if document is None or document.content != content:
                wrong.append(f"submission {number} is lost")
        for row in kept.values():
            found = session.get(Document, row.sha256)
            if found is None or hashlib.sha256(found.content).hexdigest() != row.sha256:
                wrong.append(f"submission {row.id} is not whole")
        decided = {row.reason: row for row in session.scalars(select(Decided))}
        wrong += [f"decision {reason} is lost" for reason in told.reasons if reason not in decided]
        scored = set(session.scalars(select(Outcome.submission_id)))
        jobs = set(session.scalars(select(Job.submission_id)))
        wrong += [f"submission {number} is forgotten" for number in kept if number not in scored | jobs]
        wrong += [f"record {number} of the audit log" for number in broken(session)]
    database.close()
    return wrong


def all_scored(address: str, seconds: float) -> bool:
    """Whether a new server does what the killed ones left."""
    from sqlalchemy import func, select

    from web.workbench.database import Database
    from web.workbench.tables import Job

    database, end = Database(address), time.monotonic() + seconds
    try:
        with served(address):
            while time.monotonic() < end:
                with database.reading() as session:
                    if not session.scalar(select(func.count()).select_from(Job)):
                        return True
                time.sleep(0.2)
        return False
    finally:
        database.close()


def log_in(where: str, name: str) -> httpx.Client:
    """A client that is logged in; ``headers["x-key"]`` is what its forms carry."""
    client = httpx.Client(base_url=where, timeout=60, follow_redirects=True)
    page = client.post("/login", data={"name": name, "password": PASSWORD}).text
    found = re.search(r'name="key" value="([^"]*)"', page)
    assert found is not None
    client.headers["x-key"] = found[1]
    return client


def hand_in(client: httpx.Client, told: Told, seed: int, number: int) -> int:
    """Hands in a document that no other is like; noted only once the server confirmed it."""
    value: dict[str, Any] = json.loads(SAMPLE)
    value["title"] = f"{seed} {number}"
    content = json.dumps(value).encode()
    year = _YEARS[(seed * 50 + number) % len(_YEARS)]
    form = {"key": client.headers["x-key"], "year": str(year)}
    answer = client.post("/submissions", data=form, files={"file": ("a.json", content)}, follow_redirects=False)
    assert answer.status_code == 303, answer.status_code
    found = int(answer.headers["location"].rpartition("/")[2])
    told.documents[found] = content
    return found


def decide(client: httpx.Client, told: Told, submission: int, page: str, seed: int, number: int) -> None:
    """Waives a gap and takes that back, in turns; noted only once the server confirmed it."""
    reason = f"reason {seed} number {number}"
    form = {"key": client.headers["x-key"], "finding": findings(page)[0], "reason": reason}
    form |= {"verdict": "withdraw"} if number % 2 else {"verdict": "waive", "expires_on": "2199-01-01"}
    answer = client.post(f"/submissions/{submission}/decisions", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.status_code
    told.reasons[reason] = submission


def _until_dead(told: Told, act: Any) -> None:
    for number in range(10_000):
        try:
            act(number)
        except httpx.HTTPError:
            told.unanswered += 1
            return


def _wait_for(where: str) -> None:
    for _ in range(600):
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{where}/login").status_code == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(where)


def main() -> None:
    """Prints what was confirmed, and whatever is missing; exit status 1 if anything is."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rounds", nargs="?", type=int, default=20)
    parser.add_argument("kind", nargs="?", choices=["sqlite", "postgresql"], default="sqlite")
    given = parser.parse_args()
    told, chance, wrong = Told(), random.Random(20), []
    with tempfile.TemporaryDirectory() as folder, empty_database(given.kind, Path(folder)) as address:
        furnish(address)
        for seed in range(given.rounds):
            one_round(address, told, seed, chance.uniform(0.0, 1.5))
            wrong += check(address, told)
            print(f"{seed + 1}: {len(told.documents)} documents, {len(told.reasons)} decisions confirmed", flush=True)
        left = not all_scored(address, 120)
    print(f"{told.rounds} kills, {told.unanswered} requests cut off; lost or not whole: {len(wrong)}; left: {left}")
    for line in wrong:
        print(line)
    sys.exit(1 if wrong or left else 0)


if __name__ == "__main__":
    main()
