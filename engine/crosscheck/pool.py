"""Prints of many reports, made by several processes: it is most of the work."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context

from engine.crosscheck.prints import Print, Printer
from engine.json_text import loads
from engine.readers.json_report import report_of
from engine.report import Report
from engine.rulebook import Rulebook

_CHUNK = 64  # reports that a process gets at once
_AHEAD = 3  # chunks for each process that wait or are done

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
    # Not forked: the engine has threads.
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (book,)) as pool:
        waiting: deque[tuple[list[Given], Future[list[Print | None]] | None]] = deque()
        here = Printer(book)
        while True:
            while len(waiting) < _AHEAD * workers and (chunk := list(islice(rest, _CHUNK))):
                waiting.append((chunk, _submitted(pool, chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            yield from _result(here, chunk, future)


def _submitted(pool: ProcessPoolExecutor, chunk: list[Given]) -> Future[list[Print | None]] | None:
    try:
        return pool.submit(_prints, [text for _, text in chunk])
    except BrokenProcessPool:
        return None


def _result(here: Printer, chunk: list[Given], future: Future[list[Print | None]] | None) -> Iterator[Taken]:
    try:
        prints = future.result() if future is not None else None
    except BrokenProcessPool:
        prints = None
    if prints is None:
        yield from _all(here, chunk)
    else:
        for (code, text), found in zip(chunk, prints, strict=True):
            yield code, report_of(loads(text)), found


def _all(printer: Printer, given: Iterable[Given]) -> Iterator[Taken]:
    for code, text in given:
        report = report_of(loads(text))
        yield code, report, printer.of(report)


def _begin(book: Rulebook) -> None:
    global _printer
    _printer = Printer(book)


def _prints(texts: list[str]) -> list[Print | None]:
    assert _printer is not None
    return [_printer.of(report_of(loads(text))) for text in texts]
