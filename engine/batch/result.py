"""What became of one document of a batch: one row of the results."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from engine.values import dataclass

State = Literal["scored", "unusable", "failed"]


@dataclass(frozen=True, slots=True)
class Result:
    """A document and its scorecard, or why there is none.

    ``file``: its path below the one folder that was named; where more was named, by that as it was named and
    its path below it; with ``/``. ``sha256``: of its bytes; empty where they could not be read. ``state``:
    ``unusable`` documents are no report or cannot be read; ``failed`` ones took the process down, or all the
    time or memory that was allowed. ``reason``: of those two, one line in the language of the run. What is not
    known is empty or ``None``; days are YYYY-MM-DD. ``unit``, ``year`` and days are as they were read, with
    what the user told in place of it; ``kind`` and ``level`` as the rules see them: told, read, or shown by
    the name. ``grade``: its id. ``gaps`` and ``reviews``: findings that still stand. ``card``: the scorecard
    (``compliance-scorecard/1``) as compact JSON, its source called as ``file``; ``report``: what was scored
    (``disclosure-report/1``) as compact JSON.
    """

    file: str
    sha256: str
    state: State
    reason: str = ""
    year: int | None = None
    unit: str = ""
    code: str = ""
    kind: str = ""
    level: str = ""
    region: str = ""
    submitted_on: str = ""
    published_on: str = ""
    score: Decimal | None = None
    grade: str = ""
    gaps: int = 0
    reviews: int = 0
    card: str = ""
    report: str = ""
