"""What shows only when reports lie side by side, for a person to judge: copied texts, sums of subordinates."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from engine.crosscheck.run import check_results
from engine.crosscheck.sums import Member
from engine.rank.cards import Results
from engine.rank.standings import AcrossNote, Standings
from engine.rulebook import Lang, Rulebook


def with_checks(
    standings: Standings, results: Results, book: Rulebook, members: Iterable[Member], lang: Lang, workers: int
) -> Standings:
    """The standings with what was found across the reports that count.

    Raises:
        OSError: there is no room for what must be kept meanwhile.
        Unusable: a result holds no report.
    """
    counted = {unit.file: unit.code for unit in standings.units if unit.file}
    names = {unit.code: unit.name for unit in standings.units}
    with tempfile.TemporaryDirectory(prefix="compliance-") as folder:
        found = [
            AcrossNote(one.check, one.code, one.others, one.text(lang, names))
            for one in check_results(book, results.again(), counted, members, Path(folder), workers)
        ]
    return replace(
        standings, across=tuple(sorted(found, key=lambda note: (note.check, note.code, note.others, note.text)))
    )


def across_of(standings: Standings, code: str) -> Sequence[AcrossNote]:
    """What was found about a unit."""
    return [note for note in standings.across if note.code == code]
