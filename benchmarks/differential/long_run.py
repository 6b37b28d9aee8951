"""Runs many pairs in processes of their own, goes on where it was stopped, and keeps count.

Native code can end or hang a process; so pairs run in children, a chunk each. A chunk whose child does not
come back is tried again in halves, until the pair is known.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.differential.compare import compare
from benchmarks.differential.pairs import pair
from benchmarks.differential.whole import of_case, of_random_report
from engine.cases import all_cases

ROOT = Path(__file__).parents[2]
STATE = ROOT / "build" / "differential.json"
CHUNK, CASES = 1000, 200  # pairs, and cases, for one child
EVERY = 100  # one whole report for so many pairs
_SECONDS = 900  # for a chunk; a pair takes some 5 ms, a whole report 200


@dataclass
class Tally:
    """What came of the pairs up to ``done``; ``of`` is the digest of the code that was compared."""

    of: str
    done: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def add(self, told: Tally) -> None:
        """Adds what a child told."""
        self.counts += told.counts
        self.differences += told.differences

    def as_json(self) -> str:
        """All of it, to be kept or told."""
        raw = {"of": self.of, "done": self.done, "counts": dict(self.counts), "differences": self.differences}
        return json.dumps(raw, ensure_ascii=False, indent=1)


def run(last: int, say: Callable[[str], None]) -> Tally:
    """Cases first, then pairs up to ``last``; what was done before is not done again."""
    tally = _known()
    if not tally.counts["cases"]:
        for first in range(0, len(all_cases()), CASES):
            tally.add(_asked("cases", first, first + CASES))
            say(_so_far(tally, last, 0))
        _keep(tally)
    started, before = time.monotonic(), tally.done
    while tally.done < last:
        upto = min(tally.done + CHUNK, last)
        tally.add(_asked("pairs", tally.done, upto))
        tally.done = upto
        _keep(tally)
        say(_so_far(tally, last, (upto - before) / (time.monotonic() - started)))
    return tally


def child(what: str, first: int, last: int) -> Tally:
    """The cases, or the pairs, from ``first`` to before ``last``: what a child does."""
    tally = Tally("")
    for name, kinds, differences in _cases(first, last) if what == "cases" else _pairs(first, last):
        tally.counts.update(kinds)
        tally.differences += [f"{name}: {difference}" for difference in differences]
    return tally


def _cases(first: int, last: int) -> Iterator[tuple[str, dict[str, int], list[str]]]:
    for case in all_cases()[first:last]:
        yield f"case {case.id}", {"cases": 1}, of_case(case)


def _pairs(first: int, last: int) -> Iterator[tuple[str, dict[str, int], list[str]]]:
    for number in range(first, last):
        made = pair(number)
        came = compare(made)
        counts = {
            "pairs": 1,
            "rules": len(made.rules),
            "facts": len(made.facts),
            "matches": came.matches,
            "pairs with a match": came.matches > 0,
            "durable-rules did not serve": came.unserved,
            f"pairs, {made.shape}": 1,
        }
        yield f"pair {number}", counts, came.differences
        if number % EVERY == 0:
            yield f"report {number}", {"whole reports": 1}, of_random_report(number)


def _asked(what: str, first: int, last: int) -> Tally:
    """What a child tells of a chunk; without an answer, what its halves tell."""
    line = [sys.executable, "-m", "benchmarks.differential", "--child", what, str(first), str(last)]
    try:
        came = subprocess.run(line, cwd=ROOT, capture_output=True, timeout=_SECONDS, check=False)
        why = f"ended by {came.returncode}: {came.stderr[-300:].decode('utf-8', 'replace')}"
    except subprocess.TimeoutExpired:
        came, why = None, f"no answer in {_SECONDS} s"
    if came is not None and came.returncode == 0:
        raw = json.loads(came.stdout)
        return Tally("", 0, Counter(raw["counts"]), raw["differences"])
    if last - first == 1:
        return Tally("", 0, Counter({what: 1}), [f"{what} {first}: {why}"])
    middle = (first + last) // 2
    tally = Tally("")
    for half in ((first, middle), (middle, last)):
        tally.add(_asked(what, *half))
    if not tally.differences:
        tally.differences.append(f"{what} {first} to {last}: {why}; not so in halves")
    return tally


def _known() -> Tally:
    """What an earlier run of the same code kept, else nothing."""
    of = _digest()
    try:
        raw = json.loads(STATE.read_text("utf-8"))
    except (OSError, ValueError):
        return Tally(of)
    if raw["of"] != of:
        return Tally(of)
    return Tally(of, raw["done"], Counter(raw["counts"]), raw["differences"])


def _keep(tally: Tally) -> None:
    STATE.parent.mkdir(exist_ok=True)
    fresh = STATE.with_suffix(".new")
    fresh.write_text(tally.as_json(), "utf-8")
    fresh.replace(STATE)


def _digest() -> str:
    """Of all that a pair depends on: a run goes on only with what it was begun with."""
    found = hashlib.sha256(sys.version.encode())
    for folder, files in (
        ("engine", "**/*.py"),
        ("rules", "**/*.yaml"),
        ("cases", "*/*"),
        ("benchmarks/differential", "*.py"),
    ):
        for file in sorted((ROOT / folder).glob(files)):
            if file.is_file():
                found.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def _so_far(tally: Tally, last: int, rate: float) -> str:
    left = f", {rate:.0f}/s, {(last - tally.done) / rate / 60:.0f} min left" if rate else ""
    pairs = f"{tally.done:,} of {last:,} pairs"
    return f"{tally.counts['cases']:,} cases, {pairs}, {len(tally.differences)} differences{left}"
