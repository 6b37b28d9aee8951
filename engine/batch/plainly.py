"""Scores documents one after the other in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.batch.result import Result
from engine.errors import Unusable
from engine.json_text import dumps
from engine.readers import Limits, read_file
from engine.reporters.json_card import card_value
from engine.rulebook import Lang
from engine.score import Engine, NoForm


def plainly(files: Iterable[tuple[str, str]], engine: Engine, limits: Limits, lang: Lang) -> Iterator[Result]:
    """The result of each file, given with the name that it is to have."""
    for path, name in files:
        try:
            reading = read_file(path, engine.book, limits)
            card = engine.score(reading, lang=lang)
        except Unusable as error:
            yield Result(name, "", "unusable", error.line(lang))
            continue
        except NoForm as error:
            yield Result(
                name,
                "",
                "unusable",
                Unusable("report.no_form", year=error.year, first=error.first, last=error.last).line(lang),
            )
            continue
        report = reading.report
        yield Result(
            file=name,
            sha256=reading.source.sha256,
            state="scored",
            year=report.year,
            unit=report.unit.name,
            code=report.unit.code or "",
            kind=report.unit.kind or "",
            level=report.unit.level or "",
            region=report.unit.region or "",
            submitted_on=str(report.submitted_on or ""),
            published_on=str(report.published_on or ""),
            score=card.score,
            grade=card.grade.id if card.grade else "",
            gaps=sum(finding.status == "gap" and finding.open for finding in card.findings),
            reviews=sum(finding.status == "review" and finding.open for finding in card.findings),
            card=dumps(card_value(card), 0),
            report=report.model_dump_json(),
        )
