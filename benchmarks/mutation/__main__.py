"""``python -m benchmarks.mutation [N] [--seed S] [--budget SECONDS] [--of FOLDER]``: how many mutants tests notice.

N mutants are drawn, each as likely as any other, over all modules of engine/ (or of a part of it) but the readers.
For each, tests that run its line are run, then those of its module, quick ones first, as many as take ``budget``
seconds in all: what survives them might still be noticed by the rest, so that the score is not flattered. Which
test runs which line is found out once (a quarter of an hour) and kept until engine/ or tests/ change. Results go to
build/mutation/results.json as they come; a run with the same seed goes on from there.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.mutation.interval import interval
from benchmarks.mutation.mutants import Mutant, is_python, mutants
from benchmarks.mutation.tree import TREE, WORK, Covering, cores, covering, is_current, prepared, run_map, sources
from benchmarks.mutation.trial import preload, run, trial

_RESULTS = WORK / "results.json"


def main() -> None:
    """Draws, tries, tells."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("number", nargs="?", type=int, default=100, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=40.0, metavar="SECONDS", help="of tests for one mutant")
    parser.add_argument("--of", default="engine/", metavar="FOLDER", help="only modules whose path begins so")
    parser.add_argument("--as-mapped", action="store_true", help="the project as it was when lines were mapped last")
    asked = parser.parse_args()
    if not asked.as_mapped and not is_current():
        print("which tests run which lines: once, a quarter of an hour", file=sys.stderr)
        run_map()
    drawn, total = draw(asked.number, asked.seed, asked.of)
    found = _kept(asked.seed)
    known = covering()
    preload()
    left = [item for item in drawn if _key(*item) not in found]
    print(f"{len(left)} of {len(drawn)} to be tried", file=sys.stderr)
    fork = multiprocessing.get_context("fork")  # what is imported here serves all
    with fork.Pool(cores(), _begin, (known, asked.budget, fork.Value("i", 0))) as pool:
        for number, (key, tried) in enumerate(pool.imap_unordered(_try, left), 1):
            found[key] = tried
            _RESULTS.write_text(
                json.dumps({"seed": asked.seed, "tried": found}, ensure_ascii=False, indent=1), encoding="utf-8"
            )
            where = f"{tried['file']}:{tried['mutant']['line']}"
            print(f"{number}/{len(left)} {tried['outcome']} {where}", file=sys.stderr, flush=True)
    results = [found[_key(*item)] for item in drawn]
    unsound = sorted({item["by"] for item in results if item["by"] in known.seconds})
    prepared(WORK / "trial-0")
    outcome, by = run(WORK / "trial-0", unsound, known) if unsound else ("survived", "")
    if outcome != "survived":
        print(f"\nnot to be relied on: {by} fails without a mutant too")
    print(told(results, total))


class _Worker(NamedTuple):
    """What a process that tries mutants has."""

    place: Path
    known: Covering
    budget: float


_worker: list[_Worker] = []  # of this process


def _begin(known: Covering, budget: float, begun: Any) -> None:
    """In each process: a copy of its own."""
    with begun.get_lock():
        place = WORK / f"trial-{begun.value}"
        begun.value += 1
    prepared(place)
    _worker.append(_Worker(place, known, budget))


def _try(item: tuple[str, Mutant]) -> tuple[str, dict[str, Any]]:
    worker = _worker[0]
    return _key(*item), asdict(trial(worker.place, *item, worker.known, worker.budget))


def _key(file: str, mutant: Mutant) -> str:
    return f"{file}:{mutant.start}-{mutant.end}:{mutant.after}"


def draw(number: int, seed: int, of: str = "engine/") -> tuple[list[tuple[str, Mutant]], int]:
    """So many mutants, each as likely, and how many there are; what Python does not read is drawn again."""
    every = [
        (file, mutant) for file in sources() if file.startswith(of) for mutant in mutants((TREE / file).read_bytes())
    ]
    shuffled = Random(seed).sample(every, len(every))
    drawn: list[tuple[str, Mutant]] = []
    for file, mutant in shuffled:
        if len(drawn) == number:
            break
        if is_python(mutant.applied((TREE / file).read_bytes())):
            drawn.append((file, mutant))
    return drawn, len(every)


def _kept(seed: int) -> dict[str, Any]:
    """What an earlier run with this seed found, as long as the sources are the same."""
    if not _RESULTS.exists() or _RESULTS.stat().st_mtime < (WORK / "map.jsonl").stat().st_mtime:
        return {}
    before = json.loads(_RESULTS.read_text(encoding="utf-8"))
    return dict(before["tried"]) if before["seed"] == seed else {}


def told(tried: list[Mapping[str, Any]], total: int) -> str:
    """The score with its interval, the score of each package, and every survivor."""
    counted = Counter(item["outcome"] for item in tried)
    noticed = counted["killed"] + counted["timeout"]
    low, high = interval(noticed, len(tried))
    lines = [
        "",
        f"{len(tried)} of about {total} mutants: {counted['killed']} killed, {counted['timeout']} timed out, "
        f"{counted['survived']} survived, {counted['not covered']} not covered by a test",
        f"score {noticed / len(tried):.1%}, 95 % interval {low:.1%}-{high:.1%} (Wilson)",
        "",
        *_by_package(tried),
        "",
    ]
    for item in sorted(tried, key=lambda item: (item["file"], item["mutant"]["line"])):
        if item["outcome"] not in ("killed", "timeout"):
            mutant = item["mutant"]
            lines.append(f"{item['file']}:{mutant['line']}: {item['outcome']} ({item['tests']} tests)")
            lines.append(f"    {_short(mutant['before'])}  ->  {_short(mutant['after'])}")
    return "\n".join(lines)


def _by_package(tried: list[Mapping[str, Any]]) -> list[str]:
    packages = sorted({_package(item) for item in tried})
    rows = []
    for package in packages:
        here = [item["outcome"] for item in tried if _package(item) == package]
        rows.append(f"{package:<24} {sum(o in ('killed', 'timeout') for o in here):>4} of {len(here):>4}")
    return rows


def _package(item: Mapping[str, Any]) -> str:
    parts = str(item["file"]).split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else "engine"


def _short(text: str) -> str:
    return " ".join(text.split())[:100]


if __name__ == "__main__":
    main()
