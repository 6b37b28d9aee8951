"""What is counted while the server runs, and how Prometheus reads it (text format 0.0.4).

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.workbench.clock import ticks

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)  # bounds of the histogram

# Every name, its kind and what it says. Labels are few and known, so that what is kept stays small.
_NAMES = {
    "compliance_requests_total": ("counter", "Requests by method, route and status."),
    "compliance_request_seconds": ("histogram", "How long requests took, by route."),
    "compliance_jobs_total": ("counter", "Submissions scored (done), refused, or lost with their process."),
    "compliance_jobs_waiting": ("gauge", "Submissions that are to be scored."),
    "compliance_processes_replaced_total": ("counter", "Processes ended or lost, by pool."),
    "compliance_logins_failed_total": ("counter", "Logins refused: wrong, or too many."),
    "compliance_database_bytes": ("gauge", "The size of the database."),
}
_METHODS = ("GET", "HEAD", "POST", "PUT")
Labels = tuple[tuple[str, str], ...]


class Counts:
    """Counters and durations; any thread may add."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, dict[Labels, float]] = defaultdict(lambda: defaultdict(float))
        self._durations: dict[Labels, list[float]] = {}

    def add(self, name: str, /, **labels: str) -> None:
        """Counts one."""
        with self._lock:
            self._counts[name][tuple(labels.items())] += 1

    def took(self, seconds: float, **labels: str) -> None:
        """Notes how long a request took."""
        with self._lock:
            row = self._durations.setdefault(tuple(labels.items()), [0.0] * (len(_SECONDS) + 2))
            row[bisect_left(_SECONDS, seconds)] += 1
            row[-1] += seconds

    def text(self, now: Mapping[str, Mapping[Labels, float]]) -> str:
        """Everything, with what is so ``now``."""
        with self._lock:
            counts = {name: dict(rows) for name, rows in self._counts.items()}
            durations = {labels: list(row) for labels, row in self._durations.items()}
        lines: list[str] = []
        for name, (kind, meaning) in _NAMES.items():
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
            if kind == "histogram":
                for labels, row in sorted(durations.items()):
                    lines += _histogram(name, labels, row)
            else:
                rows = {**counts.get(name, {}), **now.get(name, {})}
                lines += [_line(name, labels, value) for labels, value in sorted(rows.items())]
        return "\n".join(lines) + "\n"


def _histogram(name: str, labels: Labels, row: list[float]) -> Iterable[str]:
    total = 0.0
    for bound, count in zip((*map(str, _SECONDS), "+Inf"), row, strict=False):
        total += count
        yield _line(f"{name}_bucket", (*labels, ("le", bound)), total)
    yield _line(f"{name}_sum", labels, row[-1])
    yield _line(f"{name}_count", labels, total)


def _line(name: str, labels: Labels, value: float) -> str:
    told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
    return f"{name}{{{told}}} {value:.15g}" if told else f"{name} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


class Watch:
    """Counts every request, by the template of its route; what has none is ``none``, so that nobody can make many."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self._app, self._counts = app, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = ticks(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            path = getattr(scope.get("route"), "path", None)
            route = "none" if path is None else scope.get("root_path", "") + path
            self._counts.add("compliance_requests_total", method=method, route=route, status=str(status))
            self._counts.took(ticks() - began, route=route)
