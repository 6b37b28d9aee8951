"""The row of a report that was scored."""

from __future__ import annotations

from engine.batch.result import Result
from engine.json_text import compact_json
from engine.reporters.json_card import compact
from engine.score import Engine
from engine.scored import Scored


def result_of(engine: Engine, scored: Scored, file: str, sha256: str) -> Result:
    """What is kept of a report as ``engine`` scored it; ``file`` and ``sha256`` are those of the document."""
    report, card = scored.reading.report, scored.card
    kind, level = engine.kind_and_level(scored.reading)
    standing = [finding.status for finding in card.findings if finding.open]
    return Result(
        file=file,
        sha256=sha256,
        state="scored",
        year=report.year,
        unit=report.unit.name,
        code=report.unit.code or "",
        kind=kind,
        level=level,
        region=report.unit.region or "",
        submitted_on=report.submitted_on.isoformat() if report.submitted_on else "",
        published_on=report.published_on.isoformat() if report.published_on else "",
        score=card.score,
        grade=card.grade.id if card.grade else "",
        gaps=standing.count("gap"),
        reviews=standing.count("review"),
        card=compact(card),
        report=compact_json(report.dump()),
    )
