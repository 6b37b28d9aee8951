"""Letters to units, put into an archive that is sent while it grows: many need no more room than a few."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import select

from engine.catalogue import say
from engine.errors import Unusable
from engine.processes import TaskFailed, TaskLost
from engine.rank.notices import file_names
from engine.rank.standings import UnitStanding
from engine.rulebook import Lang
from web.workbench.blobs import reading_of
from web.workbench.running import Running
from web.workbench.standings import Board
from web.workbench.tables import Outcome, Submission, Unit
from web.workbench.told import told_of
from web.workbench.work import KeptOutcome, Letter

_AT_ONCE = 8
_TURN = threading.Lock()  # whoever else waits for a process gets one between two handfuls of letters
_LOG = logging.getLogger(__name__)


def letter(bench: Running, board: Board, unit: UnitStanding, lang: Lang) -> tuple[str, bytes] | None:
    """The name and the bytes of one letter; ``None`` if it could not be made."""
    (made,) = _made(bench, _kept(bench, board, [unit], lang), lang)
    return (file_names(board.standings)[unit.code], made.content) if made is not None else None


def archive(bench: Running, board: Board, units: Sequence[UnitStanding], lang: Lang) -> Iterator[bytes]:
    """The archive in pieces; texts beside the letters tell which could not be made, and which are in Chinese only."""
    names, pieces = file_names(board.standings), _Pieces()
    told: dict[str, list[str]] = {"standings.lost_name": [], "standings.chinese_name": []}
    with ZipFile(pieces, "w", ZIP_STORED) as out:  # Word files are packed already
        for start in range(0, len(units), _AT_ONCE):
            some = units[start : start + _AT_ONCE]
            for unit, made in zip(some, _made(bench, _kept(bench, board, some, lang), lang), strict=True):
                if made is None:
                    told["standings.lost_name"].append(names[unit.code])
                    continue
                out.writestr(ZipInfo(names[unit.code]), made.content)
                if made.lang != lang:
                    told["standings.chinese_name"].append(names[unit.code])
            yield pieces.taken()
        for key, which in told.items():
            if which:
                out.writestr(ZipInfo(say(key, lang)), "\n".join(which) + "\n")
    yield pieces.taken()


class _Pieces(io.RawIOBase):
    """A file that is written only; what was written is taken out again and again."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, content: object) -> int:
        """Holds the bytes until they are taken."""
        piece = bytes(content)  # type: ignore[call-overload]
        self._held.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What was written since."""
        found, self._held = b"".join(self._held), []
        return found


def _kept(bench: Running, board: Board, units: Sequence[UnitStanding], lang: Lang) -> list[KeptOutcome]:
    """What is kept of the reports of units; with what was read of them only if it is needed."""
    found = []
    with bench.database.reading() as session:
        for unit in units:
            of = board.submissions[unit.code]
            columns = select(Outcome.summary, Outcome.card, Outcome.report).where(Outcome.id == of.outcome)
            kept = KeptOutcome(*session.execute(columns).one())
            if lang != "zh":
                submission = session.get_one(Submission, of.number)
                told = told_of(session, submission, session.get_one(Unit, submission.unit))
                kept = replace(kept, carried=reading_of(session, of.number), told=told)
            found.append(kept)
    return found


def _made(bench: Running, kept: Sequence[KeptOutcome], lang: Lang) -> list[Letter | None]:
    """The letters; each alone if they cannot be made together."""
    try:
        with _TURN:
            found: list[Letter | None] = bench.pool.run("letters", bench.settings.book, list(kept), lang)
        return found
    except (TaskLost, TaskFailed, Unusable) as error:
        _LOG.error("letters: %s", error)
        return [None] if len(kept) == 1 else [made for one in kept for made in _made(bench, [one], lang)]
