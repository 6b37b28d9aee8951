"""Letters to units, put into an archive that is sent while it grows: many need no more room than a few."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator, Sequence
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import select

from engine.catalogue import say
from engine.errors import Unusable
from engine.processes import TaskFailed, TaskLost
from engine.rank.notices import file_names
from engine.rank.standings import UnitStanding
from engine.rulebook import Lang
from web.workbench.running import Running
from web.workbench.standings import Board
from web.workbench.tables import Outcome

_AT_ONCE = 8
_TURN = threading.Lock()  # whoever else waits for a process gets one between two handfuls of letters
_LOG = logging.getLogger(__name__)
_Packed = tuple[str, bytes, bytes]  # summary, scorecard and report of an outcome


def letter(bench: Running, board: Board, unit: UnitStanding) -> tuple[str, bytes] | None:
    """The name and the bytes of one letter; ``None`` if it could not be made."""
    made = _made(bench, _packed(bench, board, [unit]))
    return (file_names(board.standings)[unit.code], made[0]) if made[0] is not None else None


def archive(bench: Running, board: Board, units: Sequence[UnitStanding], lang: Lang) -> Iterator[bytes]:
    """The archive in pieces; a letter that could not be made is told in a text beside the others."""
    names, pieces, lost = file_names(board.standings), _Pieces(), []
    with ZipFile(pieces, "w", ZIP_STORED) as out:  # Word files are packed already
        for start in range(0, len(units), _AT_ONCE):
            some = units[start : start + _AT_ONCE]
            for unit, content in zip(some, _made(bench, _packed(bench, board, some)), strict=True):
                if content is None:
                    lost.append(names[unit.code])
                else:
                    out.writestr(ZipInfo(names[unit.code]), content)
            yield pieces.taken()
        if lost:
            out.writestr(ZipInfo(say("standings.lost_name", lang)), "\n".join(lost) + "\n")
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


def _packed(bench: Running, board: Board, units: Sequence[UnitStanding]) -> list[_Packed]:
    numbers = [board.submissions[unit.code].outcome for unit in units]
    query = select(Outcome.id, Outcome.summary, Outcome.card, Outcome.report).where(Outcome.id.in_(numbers))
    with bench.database.reading() as session:
        found = {number: (summary, card, report) for number, summary, card, report in session.execute(query)}
    return [found[number] for number in numbers if number is not None]


def _made(bench: Running, packed: Sequence[_Packed]) -> list[bytes | None]:
    """The letters; each alone if they cannot be made together."""
    try:
        with _TURN:
            found: list[bytes | None] = bench.pool.run("letters", bench.settings.book, list(packed))
        return found
    except (TaskLost, TaskFailed, Unusable) as error:
        _LOG.error("letters: %s", error)
        return [None] if len(packed) == 1 else [made for one in packed for made in _made(bench, [one])]
