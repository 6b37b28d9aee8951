"""``python -m benchmarks.differential [N]``: cases, and pairs 0 to N; ``--pair NUMBER`` shows one of them.

Stopped, the same command goes on where it was. The counts of a run of 100,000 or more are kept in
``results.json`` beside this file. Exit status 1 if anything differed.
"""

from __future__ import annotations

import json
import pprint
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.differential.compare import compare, governed, inferred, judged
from benchmarks.differential.long_run import STATE, Tally, child, run
from benchmarks.differential.pairs import pair
from benchmarks.machine import machine

N = 100_000
RESULTS = Path(__file__).parent / "results.json"


def main(arguments: Sequence[str]) -> int:
    """What the command line asks for; its exit status."""
    if arguments[:1] == ["--child"]:
        print(child(arguments[1], int(arguments[2]), int(arguments[3])).as_json())
        return 0
    if arguments[:1] == ["--pair"]:
        return _show(int(arguments[1]))
    last = int(arguments[0]) if arguments else N
    try:
        tally = run(last, _progress)
    except KeyboardInterrupt:
        print(f"\nstopped; the same command goes on ({STATE})", file=sys.stderr)
        return 130
    if last >= N:
        _record(tally)
    for name, count in sorted(tally.counts.items()):
        print(f"{count:>12,}  {name}")
    for difference in tally.differences:
        print(difference)
    print(f"{len(tally.differences):>12,}  differences")
    return 1 if tally.differences else 0


def _progress(line: str) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    print(f"\x1b[K{line}" if end == "\r" else line, end=end, file=sys.stderr, flush=True)


def _record(tally: Tally) -> None:
    made = {"machine": machine(), "counts": dict(sorted(tally.counts.items())), "differences": tally.differences}
    RESULTS.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _show(number: int) -> int:
    """A pair as it was made, and what all three say of it."""
    made = pair(number)
    pprint.pp(made, width=118)
    differences = compare(made).differences
    print("\nreference matcher:")
    pprint.pp(governed(inferred(made), made), width=118)
    print("\njudge:")
    pprint.pp(judged(made), width=118)
    print("\n".join(differences) or "no difference")
    return 1 if differences else 0


sys.exit(main(sys.argv[1:]))
