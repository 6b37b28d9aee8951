"""Near-copies among many texts: ``python -m benchmarks.copies [TEXTS] [PLANTED]`` (100,000 and 500 unless told).

Texts are those of the synthetic province. Some are made from another one, far away, with more than half of their
sentences put in other words, or fewer. Printed is how many of the pairs above the threshold were found, near it and
in all; whether all that was found is above it; how long each step took; and the most memory that was used. Exit
status 1 if fewer than 99 % were found, or something that is not there.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

from engine.crosscheck.likeness import Alike, find_alike, floors
from engine.crosscheck.prints import Print, Printer, unpacked
from engine.crosscheck.shelf import Shelf
from engine.demo.figures import Figures, figures
from engine.demo.prose import Prose, Writer
from engine.demo.units import Unit, in_order, provinces
from engine.likeness.words import BREAK
from engine.loading import load_rulebook
from engine.report import Report
from engine.rulebook import Rulebook

YEAR, SEED = 2024, "copies"
WORKERS, CHUNK = 2, 250
MOST_TOUCHED = 60  # percent of the sentences of a copy that are put in other words
PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
BINS = (51, 55, 60, 70, 80, 101)


@cache
def _book() -> Rulebook:
    return load_rulebook()


@cache
def _tools() -> tuple[Writer, Printer, list[Unit]]:
    townships = (unit for area in provinces(3000, SEED) for unit in in_order(area) if unit.kind == "township")
    return Writer(), Printer(_book()), list(islice(townships, 200))


def _unit(number: int) -> Unit:
    known = _tools()[2]
    return replace(known[number % len(known)], code=str(number))


def _written(number: int) -> tuple[Prose, Figures, Random]:
    unit, random = _unit(number), Random(f"{SEED}/{number}")
    return _tools()[0].prose(unit, YEAR, random), figures(unit.work, random), random


def source_of(number: int, every: int) -> int | None:
    """The text of which this one is a copy, if it is one; no text is copied twice."""
    if number % every != every - 1:
        return None
    block = number // every
    return block // 2 * every + block % 2


def _print(number: int, every: int) -> Print:
    writer, printer, _ = _tools()
    unit = _unit(number)
    prose, own, random = _written(number)
    source = source_of(number, every)
    if source is not None:
        touched = random.random() * MOST_TOUCHED
        prose = writer.retold(_written(source)[0], _unit(source), unit, YEAR, (touched, touched), random)
    texts = writer.sections(unit, YEAR, prose, own, random)
    found = printer.of(_report(unit, texts))
    assert found is not None
    return found


def _report(unit: Unit, texts: dict[str, str]) -> Report:
    sections = {key: {"heading": "", "text": text} for key, text in texts.items()}
    raw = {"schema": "disclosure-report/1", "unit": {"name": unit.name}, "year": YEAR, "sections": sections}
    return Report.model_validate(raw)


def _chunk(start: int, end: int, every: int) -> list[Print]:
    return [_print(number, every) for number in range(start, end)]


def fill(shelf: Shelf, texts: int, every: int) -> None:
    """Puts the prints of so many texts on the shelf, made by two processes, a few chunks ahead."""
    starts = iter(range(0, texts, CHUNK))
    with ProcessPoolExecutor(WORKERS) as pool:
        waiting = [pool.submit(_chunk, at, min(at + CHUNK, texts), every) for at in islice(starts, 2 * WORKERS)]
        while waiting:
            for taken in waiting.pop(0).result():
                shelf.add(str(len(shelf)), taken)
            waiting += [pool.submit(_chunk, at, min(at + CHUNK, texts), every) for at in islice(starts, 1)]


def containment(shelf: Shelf, one: int, other: int) -> int:
    """How much of one text stands in the other, counted plainly."""
    mine, theirs = (_runs(unpacked(shelf.words(place))[""].words.letters) for place in (one, other))
    return 100 * len(mine & theirs) // len(mine)


def _runs(letters: str) -> set[str]:
    return {run[at : at + 5] for run in letters.split(BREAK) for at in range(len(run) - 4)}


def planted(shelf: Shelf, texts: int, every: int, over: int) -> dict[tuple[int, int], int]:
    """The copies that are above the threshold, with how much of the one stands in the other."""
    found = {}
    for number in range(every - 1, texts, every):
        source = source_of(number, every)
        assert source is not None
        for pair in ((number, source), (source, number)):
            share = containment(shelf, *pair)
            if share > over:
                found[pair] = share
    return found


def lines(wanted: dict[tuple[int, int], int], found: dict[tuple[int, int], Alike]) -> Iterator[str]:
    """Recall in all and by how much is copied."""
    for low, high in zip(BINS, BINS[1:], strict=False):
        inside = [pair for pair, share in wanted.items() if low <= share < high]
        if inside:
            yield f"  {low}-{high - 1} %: {sum(pair in found for pair in inside)} of {len(inside)} found"
    hits = sum(pair in found for pair in wanted)
    yield f"recall {100 * hits / max(1, len(wanted)):.2f} % ({hits} of {len(wanted)} directions of planted copies)"


def main() -> int:
    """Makes the texts, looks for copies, and prints what came of it; the exit status."""
    texts = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    copies = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    every = max(3, texts // copies)
    floor = floors(_book())
    with tempfile.TemporaryDirectory() as folder, Shelf(Path(folder)) as shelf:
        start = time.perf_counter()
        fill(shelf, texts, every)
        made = time.perf_counter()
        alike = list(find_alike(shelf, floor))
        done = time.perf_counter()
        whole = {(item.one, item.other): item for item in alike if not item.scope}
        wanted = planted(shelf, texts, every, floor["whole"].over)
        wrong = [pair for pair in islice(whole, 500) if containment(shelf, *pair) != whole[pair].percent]
        others = sum(pair not in wanted for pair in whole)
        sections = sum(bool(item.scope) for item in alike)
    print(*lines(wanted, whole), sep="\n")
    print(f"precision: {len(wrong)} of {min(500, len(whole))} measured wrongly; {others} more are above it")
    print(f"sections alike where the whole is not: {sections}")
    print(f"{texts} texts: prints {made - start:.0f} s on {WORKERS} processes, search {done - made:.0f} s on one")
    for name, used in zip(("this process", "the workers"), map(resource.getrusage, PROCESSES), strict=True):
        print(f"{name}: {used.ru_utime + used.ru_stime:.0f} s of processor time, {used.ru_maxrss // 1024} MB at most")
    hits = sum(pair in whole for pair in wanted)
    return int(hits < 0.99 * len(wanted) or bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
