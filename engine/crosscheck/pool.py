"""Prints of many reports, made by several processes: it is most of the work."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from engine.crosscheck.prints import Print, Printer
from engine.errors import Unusable
from engine.json_text import loads
from engine.processes import Pool, TaskFailed, TaskLost
from engine.readers.json_report import report_of
from engine.report import Report
from engine.rulebook import Rulebook

_CHUNK = 64  # reports that a process gets at once
_AHEAD = 3  # chunks for each process that wait or are done
_SECONDS, _MEGABYTES = 600, 4096  # for a chunk of reports that were read before, within limits

Given = tuple[str, str]  # code of a unit, and its report.json
Taken = tuple[str, Report, Print | None]

_printer: Printer | None = None  # of a process of the pool


def taken(book: Rulebook, given: Iterable[Given], workers: int) -> Iterator[Taken]:
    """The reports with their prints, in order. ``given`` is read as far ahead as is needed to keep ``workers`` busy.

    A process that dies costs time only: what it had is done here.
    """
    rest = iter(given)
    if workers < 2:
        yield from _all(Printer(book), rest)
        return
    pool = Pool(__name__, workers, _SECONDS, _MEGABYTES)
    pool.first("begin", book)
    try:
        with ThreadPoolExecutor(workers) as threads:  # that only wait for processes
            yield from _by(pool, threads, Printer(book), rest, _AHEAD * workers)
    finally:
        pool.close()


def _by(pool: Pool, threads: ThreadPoolExecutor, here: Printer, rest: Iterator[Given], ahead: int) -> Iterator[Taken]:
    waiting: deque[tuple[list[Given], Future[list[Print | None]]]] = deque()
    while True:
        while len(waiting) < ahead and (chunk := list(islice(rest, _CHUNK))):
            waiting.append((chunk, threads.submit(pool.run, "prints", [text for _, text in chunk])))
        if not waiting:
            return
        chunk, future = waiting.popleft()
        try:
            found = future.result()
        except (TaskLost, TaskFailed, Unusable):
            yield from _all(here, chunk)
            continue
        for (code, text), made in zip(chunk, found, strict=True):
            yield code, report_of(loads(text)), made


def _all(printer: Printer, given: Iterable[Given]) -> Iterator[Taken]:
    for code, text in given:
        report = report_of(loads(text))
        yield code, report, printer.of(report)


# What a process of the pool does


def begin(book: Rulebook) -> None:
    """Makes ready to take prints by a rulebook."""
    global _printer
    _printer = Printer(book)


def prints(texts: list[str]) -> list[Print | None]:
    """The prints of reports, each a report.json."""
    assert _printer is not None
    return [_printer.of(report_of(loads(text))) for text in texts]
