"""Ten broken reports of cases/: the repairs that are offered do mend their sums, each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.mended import TEN, Mended, mend, ten
from engine.cases import Case
from engine.score import Engine

IDENTITY_RULES = {"requests-balance", "requests-total", "requests-row-total", "disputes-row-total", "total-blank"}
BEFORE_TOTAL = {"new_received", "carried_over"}  # rows of table three that are no outcome
AFTER_TOTAL = {"total", "carried_forward"}


def count(cell: Any) -> int:
    """A figure; what was left blank counts for nothing."""
    return cell if isinstance(cell, int) else 0


def wrong_sums(tables: dict[str, dict[str, dict[str, Any]]]) -> Iterator[str]:
    """The sums that do not hold, by the official form's own words, without the engine."""
    requests = tables["requests"]
    for name, row in [*requests.items(), *tables["disputes"].items()]:
        if count(row["total"]) != sum(count(cell) for column, cell in row.items() if column != "total"):
            yield f"row {name}"
    for column in requests["total"]:
        figures = {row: count(cells[column]) for row, cells in requests.items()}
        outcomes = sum(figure for row, figure in figures.items() if row not in BEFORE_TOTAL | AFTER_TOTAL)
        if outcomes != figures["total"]:
            yield f"outcomes {column}"
        if figures["new_received"] + figures["carried_over"] != figures["total"] + figures["carried_forward"]:
            yield f"balance {column}"


def gaps(mended: Mended, when: str) -> list[str]:
    card = getattr(mended, when)
    return [f.rule for f in card.findings if f.status == "gap" and f.rule in IDENTITY_RULES]


def test_there_are_ten() -> None:
    assert len(TEN) == 10


@pytest.mark.parametrize("case", ten(), ids=TEN)
def test_made_as_suggested_the_report_has_no_wrong_sum(case: Case, reference: Engine) -> None:
    found = mend(case, reference)
    assert found
    for mended in found:
        before = mended.before
        assert gaps(mended, "before")
        report = case.reading(reference.book).report.dump()
        assert list(wrong_sums(report["tables"]))
        assert not list(wrong_sums(mended.report["tables"]))
        assert gaps(mended, "after") == []
        assert mended.after.repairs == ()
        assert before.score is not None
        assert mended.after.score is not None
        assert mended.after.score > before.score
