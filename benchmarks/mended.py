"""Ten broken reports of cases/: what is wrong, the repair, and what is left when the repair is made.

``python -m benchmarks.mended`` (``make mended``) prints them; tests/test_ten_broken.py holds them to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.cases import ROOT, Case, all_cases
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.score import Engine
from engine.scorecard import Repair, Scorecard

TEN = (
    "disputes-row-total/fail-a-review",
    "everything-wrong/wrong-b-sums",
    "everything-wrong/wrong-k-sample",
    "requests-balance/fail-a-carried_forward",
    "requests-balance/fail-b-compensated",
    "requests-row-total/fail-a-two_rows",
    "requests-total/fail-a-leaf",
    "requests-total/fail-b-two_cells_of_a_column",
    "total-blank/fail-a-row",
    "total-blank/fail-b-disputes",
)
SUM_RULES = {"requests-balance", "requests-total", "requests-row-total", "disputes-row-total", "total-blank"}


@dataclass(frozen=True)
class Mended:
    """A case before and after one way to mend it; ``report`` is what was scored then."""

    case: str
    before: Scorecard
    repairs: tuple[Repair, ...]
    report: dict[str, dict[str, dict[str, dict[str, object]]]]
    after: Scorecard


def ten() -> list[Case]:
    """The ten cases, in the order of their names."""
    found = {str(case.path.relative_to(ROOT).with_suffix("")): case for case in all_cases()}
    return [found[name] for name in TEN]


def ways(card: Scorecard) -> Iterator[tuple[Repair, ...]]:
    """Ways to mend a report as a whole: of repairs that settle the same findings one is chosen."""
    groups: dict[tuple[str, ...], list[Repair]] = {}
    for repair in card.repairs:
        groups.setdefault(tuple(repair["findings"]), []).append(repair)
    for index in range(max(map(len, groups.values()), default=0)):
        yield tuple(group[index % len(group)] for group in groups.values())


def mend(case: Case, engine: Engine) -> list[Mended]:
    """The case mended in each way, and scored again."""
    scored = engine.scored(case.reading(engine.book), case.knows(), beside=case.beside(engine.book))
    found = []
    for way in ways(scored.card):
        report = scored.reading.report.dump()
        for cell in (cell for repair in way for cell in repair["cells"]):
            report["tables"][cell["table"]][cell["row"]][cell["column"]] = cell["to"]
        reading = read_bytes(dumps(report).encode(), "mended.json", engine.book)
        after = engine.score(reading, case.knows(), beside=case.beside(engine.book))
        name = str(case.path.relative_to(ROOT).with_suffix(""))
        found.append(Mended(name, scored.card, way, report, after))
    return found


def broken(card: Scorecard) -> list[str]:
    """The rules of the gaps of sums, one for each gap."""
    return [finding.rule for finding in card.findings if finding.status == "gap" and finding.rule in SUM_RULES]


def _cells(repairs: Sequence[Repair]) -> str:
    cells = (cell for repair in repairs for cell in repair["cells"])
    return "; ".join(f"{cell['label']}: {cell['from']} -> {cell['to']}" for cell in cells)


def main() -> None:
    from engine.loading import load_rulebook

    engine = Engine(load_rulebook())
    print("| case | gaps of sums | repair (first of the ways) | ways | gaps of sums left | score |")
    print("| --- | --- | --- | ---: | ---: | --- |")
    for case in ten():
        mended = mend(case, engine)
        first = mended[0]
        left = max(len(broken(item.after)) for item in mended)
        score = f"{first.before.score} -> {first.after.score if first.after.score is not None else Decimal(0)}"
        gaps = ", ".join(broken(first.before))
        print(f"| {first.case} | {gaps} | {_cells(first.repairs)} | {len(mended)} | {left} | {score} |")


if __name__ == "__main__":
    main()
