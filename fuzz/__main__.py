"""``python -m fuzz [--minutes N] [--jobs N] [--corpus DIR] [TARGET …]``: shares the time among the targets.

Each target is fuzzed by a process of its own. A run can be ended at any time; the next goes on from the working
corpus.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fuzz import ledger
from fuzz.limits import ROOT
from fuzz.targets import TARGETS

_EDGES = re.compile(rb"cov: (\d+) ")
_FEWEST = 10  # seconds; less is over before the target is imported
_MOST = 300  # seconds that one process works before another target has its turn
_SLACK = (
    180.0  # seconds that a process may take beyond its time: an input that hangs in a library is ended by libFuzzer
)
_LOST = 77  # libFuzzer's code for an input that crashed, hung or took too much memory


@dataclass(slots=True)
class _Turn:
    """A process at work on a target."""

    target: str
    seconds: int
    log: Path
    process: subprocess.Popen[bytes]
    begun: float


def main(arguments: Sequence[str]) -> int:
    """0 if no promise was broken, 1 if one was, 2 if it was ended."""
    asked = _asked(arguments)
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # also where a shell that put us into the background ignores the first
        signal.signal(number, signal.default_int_handler)
    corpus = Path(asked.corpus).absolute()
    if asked.table:
        print(_table(corpus))
        return 0
    corpus.mkdir(parents=True, exist_ok=True)
    if importlib.util.find_spec("atheris") is None:
        print(
            "atheris is not installed (extra fuzz): inputs are changed without looking at what they reach", flush=True
        )
    waiting = deque(_turns(asked.targets or list(TARGETS), asked.minutes * 60 * asked.jobs))
    running: list[_Turn] = []
    try:
        while waiting or running:
            while waiting and len(running) < asked.jobs:
                running.append(_start(*waiting.popleft(), corpus))
            time.sleep(0.5)
            for turn in [turn for turn in running if _over(turn)]:
                running.remove(turn)
                waiting.extend(_end(turn, corpus))
    except KeyboardInterrupt:
        for turn in running:
            turn.process.kill()
        print("ended; the next run goes on from here", flush=True)
        return 2
    return _summary(corpus, asked.targets or list(TARGETS))


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=(__doc__ or "").partition("\n")[2])
    parser.add_argument("--minutes", type=float, default=10.0, help="of all targets together (default 10)")
    parser.add_argument("--jobs", type=int, default=2, help="processes at the same time (default 2)")
    parser.add_argument(
        "--corpus", default=_cache(), help="where inputs are kept that reach something new (default %(default)s)"
    )
    parser.add_argument("--table", action="store_true", help="fuzz nothing; what was done so far, as Markdown")
    parser.add_argument("targets", nargs="*", metavar="TARGET", choices=[*TARGETS, []], help=", ".join(TARGETS))
    return parser.parse_args(arguments)


def _cache() -> str:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "compliance", "fuzz")


def _turns(targets: Sequence[str], seconds: float) -> list[tuple[str, int]]:
    """Which target is fuzzed for how long, one after the other; long times in several rounds."""
    parts = sum(TARGETS[name] for name in targets)
    rounds = max(1, round(seconds * max(TARGETS[name] for name in targets) / parts / _MOST))
    shares = {name: max(_FEWEST, round(seconds * TARGETS[name] / parts / rounds)) for name in targets}
    return [(name, shares[name]) for _ in range(rounds) for name in targets]


def _start(target: str, seconds: int, corpus: Path) -> _Turn:
    log = corpus / "logs" / f"{target}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    seed = ledger.read(corpus, target).runs % 2**31 + 1  # another course each time, and the same on every machine
    with open(log, "wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "fuzz.worker", target, str(corpus), str(seconds), str(seed)],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )  # fmt: skip
    return _Turn(target, seconds, log, process, time.monotonic())


def _over(turn: _Turn) -> bool:
    if turn.process.poll() is None and time.monotonic() > turn.begun + turn.seconds + _SLACK:
        turn.process.kill()
        turn.process.wait()
    return turn.process.poll() is not None


def _end(turn: _Turn, corpus: Path) -> list[tuple[str, int]]:
    """Says what came of a turn; what is left of its time if its process died on an input."""
    done, text = ledger.read(corpus, turn.target), turn.log.read_bytes()
    edges = [int(found[1]) for found in _EDGES.finditer(text)]
    done.edges = max([done.edges, *edges[-1:]])
    code = turn.process.returncode
    done.died += code != 0
    ledger.write(corpus, turn.target, done)
    found = _faults(corpus, turn.target)
    died = "" if code == 0 else f", process ended with {code}: see {turn.log}"
    print(f"{_line(turn.target, done, len(found))}{died}", flush=True)
    left = int(turn.begun + turn.seconds - time.monotonic())
    worked = time.monotonic() - turn.begun > _FEWEST  # one that cannot even start would do so for ever
    return [(turn.target, left)] if code != 0 and left >= _FEWEST and worked else []


def _line(target: str, done: ledger.Ledger, faults: int) -> str:
    speed = done.runs / done.seconds if done.seconds else 0.0
    so_far = f"{done.runs:>10,} runs {done.seconds:>7.0f} s {speed:>8.1f}/s"
    return f"{target:13}{so_far} {done.edges:>7,} edges, {faults} faults"


def _table(corpus: Path) -> str:
    """What was done on every target, as docs/fuzzing.md has it."""
    rows = ["| target | runs | minutes | runs a second | edges | slowest input, s | kept |", "|" + " --- |" * 7]
    for name in TARGETS:
        done, kept = (
            ledger.read(corpus, name),
            sum(1 for file in ledger.place(corpus, name).rglob("*") if file.is_file()),
        )
        speed = done.runs / done.seconds if done.seconds else 0.0
        figures = (
            f"{done.runs:,} | {done.seconds / 60:.1f} | {speed:,.1f} | {done.edges:,} | {done.slowest:.1f} | {kept:,}"
        )
        rows.append(f"| `{name}` | {figures} |")
    return "\n".join(rows)


def _faults(corpus: Path, target: str, contained: bool = False) -> Mapping[str, Path]:
    """The inputs that broke a promise; or those with which a library took too long, which its process contains."""
    folder = ledger.crashes(corpus, target)
    kept = {file.name: file for file in sorted(folder.glob("*")) if file.suffix != ".txt"}
    return {name: file for name, file in kept.items() if name.startswith("contained-") == contained}


def _summary(corpus: Path, targets: Sequence[str]) -> int:
    ledgers = {name: ledger.read(corpus, name) for name in targets}
    runs, seconds = (sum(getattr(done, name) for done in ledgers.values()) for name in ("runs", "seconds"))
    print(f"\nall in all {runs:,} runs in {seconds / 60:.0f} minutes")
    for name in targets:
        for file in _faults(corpus, name, contained=True).values():
            print(f"{name}: contained: {file}")
    faults = {name: _faults(corpus, name) for name in targets}
    for name, found in faults.items():
        for file in found.values():
            print(f"{name}: {file}")
    return 1 if any(faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
