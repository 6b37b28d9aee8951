"""Reads and scores documents in a process apart, so that whatever one of them does costs only itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.beside import Beside
from engine.decisions import NO_DECISIONS, Decisions
from engine.errors import Unusable
from engine.given import Given
from engine.limits import Limits
from engine.previous import Search
from engine.processes import Pool, TaskFailed, TaskLost
from engine.readers import read_bytes
from engine.reading import Reading
from engine.rulebook import Lang, Rulebook
from engine.score import Engine
from engine.scorecard import Scorecard
from engine.scored import Scored

_TASKS = __name__
_GRACE = 1  # seconds beyond the limit: a reader that is too slow is to say so itself
_TRIES = 2  # of a document whose process died: it may have been somebody else who ended it


class Apart:
    """A process that reads and scores, and another one when it is lost; :meth:`begin` is to be called first."""

    def __init__(self, limits: Limits) -> None:
        """Starts it; it is ready when it is wanted, or soon after."""
        self._limits = limits
        self._pool = Pool(_TASKS, 1, limits.time + _GRACE, limits.memory)
        self._pool.start()
        self._peers: tuple[Reading, ...] = ()

    def begin(self, engine: Engine, given: Given, lang: Lang, decisions: Decisions = NO_DECISIONS) -> None:
        """Says by what it scores."""
        self._engine = engine
        self._pool.first("begin", engine.book, given, lang, self._limits, decisions)

    def read(self, content: bytes, name: str, year: int | None) -> Reading:
        """The report in the bytes of a document called ``name``; ``year`` where the caller knows it.

        Raises:
            Unusable: there is none in them, or reading them took too much.
        """
        reading: Reading = self._done("read", content, name, year)
        return reading

    def scored(self, content: bytes, file: str, peers: tuple[Reading, ...], searched: bool, what_if: bool) -> Scored:
        """A document as it was scored.

        ``peers``: reports of other units, the same beside every one. ``searched``: last year's report is looked for
        beside it. ``what_if``: the scorecard says what mending gains.

        Raises:
            Unusable: it holds no report that can be scored, or took too much.
        """
        if peers is not self._peers:
            self._peers = peers
            self._pool.first("lay", peers)
        reading, card = self._done("scored", content, file, searched, what_if)
        return self._engine.shown(reading, card)

    def _done(self, task: str, *given: Any) -> Any:
        for left in reversed(range(_TRIES)):
            try:
                return self._pool.run(task, *given)
            except TaskLost as lost:
                if lost.why == "too_slow":
                    raise Unusable("batch.too_slow", seconds=self._limits.time) from None
                if not left:
                    raise Unusable("batch.died") from None
            except TaskFailed as failed:
                raise Unusable("batch.engine_failed", why=str(failed)) from None
        raise AssertionError

    def close(self) -> None:
        """Ends it."""
        self._pool.close()


# What the process does


class _Desk:
    """What the documents of the process are scored by."""

    engine: Engine
    given: Given
    lang: Lang
    limits: Limits
    decisions: Decisions
    search: Search
    peers: tuple[Reading, ...] = ()


def begin(book: Rulebook, given: Given, lang: Lang, limits: Limits, decisions: Decisions) -> None:
    """Makes ready to score."""
    _Desk.engine, _Desk.search = Engine(book), Search(book, limits)
    _Desk.given, _Desk.lang, _Desk.limits, _Desk.decisions = given, lang, limits, decisions


def lay(peers: tuple[Reading, ...]) -> None:
    """Lays reports of other units beside every one that follows."""
    _Desk.peers = peers


def read(content: bytes, name: str, year: int | None) -> Reading:
    """The report in a document."""
    return read_bytes(content, name, _Desk.engine.book, _Desk.limits, year)


def scored(content: bytes, file: str, searched: bool, what_if: bool) -> tuple[Reading, Scorecard]:
    """A report as it was scored, and its scorecard."""
    engine, given, lang, decisions = _Desk.engine, _Desk.given, _Desk.lang, _Desk.decisions
    reading, previous = read(content, file, given.year), None
    if searched:
        previous, notices = _Desk.search.previous(file, given.over(reading.report))
        reading = replace(reading, notices=(*reading.notices, *notices))
    beside = Beside(previous, None, _Desk.peers)
    found = engine.scored(reading, given, lang, beside, decisions)
    if what_if:
        from engine.whatif import with_gains

        found = with_gains(engine, found, given, lang, beside, decisions)
    return found.reading, found.card
