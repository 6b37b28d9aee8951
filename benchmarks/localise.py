"""How often the wrong cells are found, and how fast: ``make localise``.

Random sound tables of requests of realistic size get one, two or three wrong figures; the engine
says which cells to change. ``unique``: it calls its answer the only likely one; ``exact``: of
those, it names exactly the wrong cells with their true figures.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from dataclasses import dataclass, field

from tabulate import tabulate

from engine.loading import load_rulebook
from engine.observe.sums import sums_of
from engine.repair import Mender, Mends
from engine.report import Report, Unit
from engine.rulebook import Form

_ENDS = ("new_received", "carried_over", "total", "carried_forward")
Figures = dict[tuple[str, str], int]  # row, column


@dataclass
class Trials:
    """What came of the trials with so many wrong cells."""

    unique: int = 0
    exact: int = 0
    among: int = 0
    seconds: list[float] = field(default_factory=list)


def main(trials: int = 300) -> None:
    book = load_rulebook()
    mender = Mender(book.repair_words, book.cell_words)
    rows = []
    for form, year in ((form, form.years.first or 2021) for form in book.forms):
        sums = sums_of(form)
        source = random.Random(year)
        for wrong in (1, 2, 3):
            found = Trials()
            for _ in range(trials):
                truth = sound(form, source)
                spoilt = spoil(truth, wrong, source)
                started = time.perf_counter()
                mends = mender.mends(form, sums, report(spoilt, year), ())
                found.seconds.append(time.perf_counter() - started)
                judge(found, mends, truth, spoilt)
            rows.append(row(form.id, wrong, trials, found))
            print(f"form {form.id}, {wrong} wrong: done", file=sys.stderr)
    head = [
        "form",
        "wrong cells",
        "called unique",
        "exact of these",
        "among the likely",
        "median ms",
        "most ms",
    ]
    print(tabulate(rows, head))


def row(form: str, wrong: int, trials: int, found: Trials) -> list[str]:
    return [
        form,
        str(wrong),
        f"{found.unique / trials:.1%}",
        f"{found.exact / max(1, found.unique):.1%}",
        f"{found.among / trials:.1%}",
        f"{statistics.median(found.seconds) * 1000:.0f}",
        f"{max(found.seconds) * 1000:.0f}",
    ]


def sound(form: Form, source: random.Random) -> Figures:
    """A table in which every sum holds: many natural persons, few organisations, many zeros."""
    (block,) = form.tables["requests"].blocks
    parts = [column for column in block.columns if column != "total"]
    leaves = [row for row in block.rows if row not in _ENDS]
    figures: Figures = {}
    for column in parts:
        most, filled = (300, 0.5) if column == "natural_person" else (9, 0.3)
        for leaf in leaves:
            figures[leaf, column] = source.randint(0, most) if source.random() < filled else 0
        settled = sum(figures[leaf, column] for leaf in leaves)
        forward = source.randint(0, 5)
        over = source.randint(0, min(5, settled + forward))
        figures |= {
            ("total", column): settled,
            ("carried_forward", column): forward,
            ("carried_over", column): over,
            ("new_received", column): settled + forward - over,
        }
    for line in block.rows:
        figures[line, "total"] = sum(figures[line, column] for column in parts)
    return figures


def spoil(truth: Figures, wrong: int, source: random.Random) -> Figures:
    """The table with so many other figures, as people and scanners get them wrong."""
    spoilt = dict(truth)
    for cell in source.sample(sorted(truth), wrong):
        while spoilt[cell] == truth[cell]:
            step = source.choice((1, 2, 3, 9, 10, 18, 27, 30, 90, 100))
            spoilt[cell] = max(0, truth[cell] + source.choice((-1, 1)) * step)
    return spoilt


def report(figures: Figures, year: int) -> Report:
    table: dict[str, dict[str, int]] = {}
    for (line, column), figure in figures.items():
        table.setdefault(line, {})[column] = figure
    return Report.model_validate(
        {"schema": "disclosure-report/1", "unit": Unit(name="x"), "year": year, "tables": {"requests": table}}
    )


def judge(found: Trials, mends: Mends, truth: Figures, spoilt: Figures) -> None:
    wanted = {("requests", *cell): figure for cell, figure in truth.items() if figure != spoilt[cell]}
    said = [{change.cell: change.new for change in way.changes} for way in mends.ways]
    if all(way.unique for way in mends.ways):
        merged = {cell: new for changes in said for cell, new in changes.items()}
        found.unique += 1
        found.exact += merged == wanted
        found.among += merged == wanted
    else:
        found.among += any(changes == wanted for changes in said)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
