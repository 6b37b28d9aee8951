"""Letters to all units: a Word file each, named so that every system takes it and they lie in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.batch.result import Result
from engine.cells import CellReader
from engine.json_text import loads
from engine.rank.cards import Results, card_of
from engine.rank.standings import Standings, UnitStanding
from engine.reading import Reading, Source
from engine.report import Report
from engine.reporters import Layout, reporter
from engine.rulebook import Lang
from engine.score import Engine
from engine.scored import Scored

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\s\x00-\x1f]+')
_LONGEST = 50  # characters of a part of a name: a name has at most 255 bytes


def letters(standings: Standings, results: Results, engine: Engine, lang: Lang) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each letter, in the order of the results; units without a report get none."""
    names = file_names(standings)
    render = reporter("docx")
    for unit, result in results.of(standings.units):
        content = render([scored_of(result, engine)], Layout(lang))
        assert isinstance(content, bytes)
        yield names[unit.code], content


def file_names(standings: Standings) -> dict[str, str]:
    """What the letters are called, by code of unit: numbered in the order of the standings."""
    units = [unit for unit in standings.units if unit.file]
    digits = len(str(len(units)))
    return {unit.code: f"{index:0{digits}} {_safe(unit)}.docx" for index, unit in enumerate(units, 1)}


def _safe(unit: UnitStanding) -> str:
    parts = (_FORBIDDEN.sub(" ", part).strip(" .")[:_LONGEST].strip(" .") for part in (unit.code, unit.name))
    return " ".join("".join(filter(str.isprintable, part)) for part in dict.fromkeys(parts))


def scored_of(result: Result, engine: Engine) -> Scored:
    """The report as it was scored: its scorecard as it is in the results, nothing is judged anew.

    Raises:
        ValueError: the result holds none.
    """
    card = card_of(result.card)
    report = Report.model_validate({k: v for k, v in loads(result.report).items() if k != "schema"})
    source = card.report["source"]
    reading = Reading(report, Source(source["file"], source["format"], source["sha256"]))
    book = engine.book
    return Scored(reading, card, engine.form_tools(report.year), CellReader(book.cell_words), book)
