"""The workbench under load: clerks who hand in reports while many people look at the standings. Needs wrk.

    python -m benchmarks.load --units 3000 --database sqlite:////tmp/load.db --seconds 60

The database is furnished first if it has no tables. Everything runs on this machine: the clients take their part of
its processors, which is told with the load that others made meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import hashlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import inspect, select

from benchmarks.furnished import CLERKS, PASSWORD, READERS, YEAR, furnish
from web.workbench.clock import now
from web.workbench.database import Database
from web.workbench.tables import Account, Login, Outcome, Submission

ROOT = Path(__file__).parents[1]
_WRK = """
local cookies = {}
for line in io.lines(os.getenv("COOKIES")) do cookies[#cookies + 1] = line end
local at = 0
request = function()
  at = at % #cookies + 1
  return wrk.format("GET", nil, {["Cookie"] = "login=" .. cookies[at]})
end
done = function(summary, latency)
  local e = summary.errors
  local told = '{"requests": %d, "bytes": %d, "errors": %d, "p50": %d, "p95": %d, "p99": %d, "most": %d}\\n'
  io.write(string.format(told,
    summary.requests, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max))
end
"""


@dataclass(slots=True)
class Clerks:
    """What clerks did: seconds of each upload and of each look at its page, and what failed."""

    uploads: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Measures, and prints a line of figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", default="")
    parser.add_argument("--units", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--pause", type=float, default=0, help="seconds between two uploads of a clerk")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="compliance-load-") as folder:
        address = asked.database or f"sqlite:///{folder}/bench.db"
        _prepare(address, asked.units)
        report = _report(address)
        cookies = Path(folder, "cookies")
        cookies.write_text("\n".join(_readers(address)) + "\n")
        with _served(address, asked.processes) as (base, process):
            found = _measured(base, process, cookies, report, asked.seconds, asked.pause)
        found["kept"] = _kept(address)
    print(json.dumps(found, indent=1))


def _prepare(address: str, units: int) -> None:
    database = Database(address)
    empty = not inspect(database.engine).has_table("units")
    database.close()
    if empty:
        furnish(address, units)


def _report(address: str) -> dict[str, bytes]:
    """A document to be handed in anew by each clerk: the one that its unit, or any, handed in first."""
    from web.workbench.tables import Document

    database = Database(address)
    found = {}
    with database.reading() as session:
        for account in session.scalars(select(Account).where(Account.name.like("clerk-%"))):
            query = select(Document.content).join(Submission, Submission.sha256 == Document.sha256)
            mine = session.scalars(query.where(Submission.unit == account.unit, Submission.year == YEAR)).first()
            found[account.name] = mine or session.scalars(query.limit(1)).one()
    database.close()
    return found


def _readers(address: str) -> list[str]:
    """A login for each reader, made here: 200 passwords would take longer than all the rest."""
    database = Database(address)
    made = []
    with database.writing() as session:
        for account in session.scalars(select(Account).where(Account.name.like("reader-%"))):
            secret = secrets.token_urlsafe(32)
            digest = hashlib.sha256(secret.encode()).hexdigest()
            session.add(Login(digest=digest, account_id=account.id, made_at=now(), seen_at=now()))
            made.append(secret)
    database.close()
    assert len(made) == READERS
    return made


@contextmanager
def _served(address: str, processes: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, "cli.py", "serve", "--no-open", "--port", str(port), "--processes", str(processes)]
    process = subprocess.Popen([*command, "--database", address], cwd=ROOT, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{base}/login", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base, process
    finally:
        process.terminate()
        process.wait(60)


def _measured(
    base: str, process: subprocess.Popen[bytes], cookies: Path, report: dict[str, bytes], seconds: int, pause: float
) -> dict[str, object]:
    """Runs clerks and readers at once; memory is looked at twice a second."""
    first = cookies.read_text().splitlines()[0]
    page = httpx.get(f"{base}/standings", cookies={"login": first}, timeout=120)
    assert page.status_code == 200, page.status_code
    script = cookies.with_name("wrk.lua")
    script.write_text(_WRK)
    load = os.getloadavg()[0]
    wrk = subprocess.Popen(
        ["wrk", f"-c{READERS}", "-t1", f"-d{seconds}", "--timeout", "30", "-s", str(script), f"{base}/standings"],
        env={**os.environ, "COOKIES": str(cookies)},
        stdout=subprocess.PIPE,
    )
    began = dt.datetime.now(dt.UTC)
    clerks, memory, cpu = asyncio.run(_clerks(base, process.pid, report, seconds, pause))
    out, _ = wrk.communicate()
    told = json.loads(next(line for line in out.decode().splitlines() if line.startswith("{")))
    short = told["bytes"] / max(1, told["requests"]) < len(page.content) / 2
    return {
        "began": began.isoformat(timespec="seconds"),
        "readers": {
            "requests": told["requests"],
            "errors": told["errors"] + (told["requests"] if short else 0),
            **{name: round(told[name] / 1000) for name in ("p50", "p95", "p99", "most")},
        },
        "uploads": {"count": len(clerks.uploads), **_percentiles(clerks.uploads)},
        "pages of submissions": {"count": len(clerks.looks), **_percentiles(clerks.looks)},
        "errors of clerks": len(clerks.errors),
        "examples": clerks.errors[:3],
        "most megabytes": memory,
        "seconds of processor": cpu,
        "load before and after": [round(load, 1), round(os.getloadavg()[0], 1)],
    }


async def _clerks(
    base: str, pid: int, report: dict[str, bytes], seconds: int, pause: float
) -> tuple[Clerks, dict[str, int], dict[str, float]]:
    clerks, memory = Clerks(), {"server": 0, "its processes": 0}
    until = time.monotonic() + seconds
    before = _processor(pid)

    async def look() -> None:
        while time.monotonic() < until:
            own, children = _memory(pid)
            memory["server"] = max(memory["server"], own)
            memory["its processes"] = max(memory["its processes"], children)
            await asyncio.sleep(0.5)

    await asyncio.gather(look(), *(_clerk(base, f"clerk-{n}", report, clerks, until, pause) for n in range(CLERKS)))
    after = _processor(pid)
    return clerks, memory, {name: round(after[name] - before[name], 1) for name in after}


async def _clerk(base: str, name: str, report: dict[str, bytes], clerks: Clerks, until: float, pause: float) -> None:
    """Logs in, then hands in and looks at what became of it, again and again."""
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        try:
            answer = await client.post("/login", data={"name": name, "password": PASSWORD}, follow_redirects=True)
            key = re.search(r'name="key" value="([^"]+)"', answer.text)
            assert key is not None, answer.status_code
            while time.monotonic() < until:
                began = time.monotonic()
                content = report[name] + b" " * (1 + int.from_bytes(secrets.token_bytes(1), "big"))
                sent = await client.post(
                    "/submissions",
                    data={"key": key[1], "year": str(YEAR)},
                    files={"file": (f"{name}.json", content)},
                )
                clerks.uploads.append(time.monotonic() - began)
                assert sent.status_code == 303, sent.status_code
                began = time.monotonic()
                page = await client.get(sent.headers["location"])
                clerks.looks.append(time.monotonic() - began)
                assert page.status_code == 200, page.status_code
                await asyncio.sleep(pause)
        except (AssertionError, httpx.HTTPError) as error:
            clerks.errors.append(f"{name}: {type(error).__name__} {error}")


def _percentiles(seconds: list[float]) -> dict[str, int]:
    """In milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return {}
    return {f"p{n}": round(1000 * ordered[min(len(ordered) - 1, len(ordered) * n // 100)]) for n in (50, 95, 99)}


def _started_by(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.name))
        except (OSError, ValueError):
            continue
    found, more = [], [pid]
    while more:
        more = [child for one in more for child in children.get(one, [])]
        found += more
    return found


def _memory(pid: int) -> tuple[int, int]:
    """Megabytes of the server and of all processes that it started."""
    return _resident(pid), sum(map(_resident, _started_by(pid)))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000
    except (OSError, IndexError):
        return 0


def _processor(pid: int) -> dict[str, float]:
    """Seconds of processor that the server and its processes have used."""
    return {"server": _used(pid), "its processes": sum(map(_used, _started_by(pid)))}


def _used(pid: int) -> float:
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _kept(address: str) -> str:
    """How much of what was handed in is in the database, and scored: of what is not, jobs are left."""
    database = Database(address)
    with database.reading() as session:
        found = session.scalars(select(Submission.id).where(Submission.file.like("clerk-%"))).all()
        scored = session.scalars(select(Outcome.submission_id).where(Outcome.submission_id.in_(found))).all()
    database.close()
    return f"{len(found)} submissions of clerks, {len(set(scored))} of them scored"


if __name__ == "__main__":
    main()
