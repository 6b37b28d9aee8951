"""Runs the tests that a mutant concerns, until one fails."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.mutation.mutants import Mutant
from benchmarks.mutation.recording import notes
from benchmarks.mutation.tree import TREE, TRIAL, WORK, Covering, environ, pytest_options

Outcome = Literal["killed", "timeout", "survived", "not covered"]
_FIRST = 12  # tests that are tried before all the others are imported
_STARTING = 30  # seconds of processor time for imports and for what tests of a session share
_TIMES = 6  # and so many times what the tests took when nothing was wrong


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a mutant: ``by`` is the test that noticed, ``tests`` how many were run at most."""

    file: str
    mutant: Mutant
    outcome: Outcome
    by: str
    tests: int


def trial(file: str, mutant: Mutant, covering: Covering, budget: float) -> Trial:
    """Puts the mutant into the copy, runs tests worth ``budget`` seconds, and takes it out again."""
    chosen: list[str] = []
    left = budget
    for test in covering.tests(file, mutant.line, mutant.last_line):
        left -= covering.seconds[test]
        if left < 0 and chosen:
            break
        chosen.append(test)
    if not chosen:
        return Trial(file, mutant, "not covered", "", 0)
    source = (TREE / file).read_bytes()
    (TRIAL / file).write_bytes(mutant.applied(source))
    try:
        for tests in (chosen[:_FIRST], chosen[_FIRST:]):
            outcome, by = run(tests, covering) if tests else ("survived", "")
            if outcome != "survived":
                return Trial(file, mutant, outcome, by, len(chosen))
    finally:
        (TRIAL / file).write_bytes(source)
    return Trial(file, mutant, "survived", "", len(chosen))


def run(tests: Sequence[str], covering: Covering) -> tuple[Outcome, str]:
    """Whether some of these tests fail in the copy as it is now, and the first that does."""
    seconds = round(_STARTING + _TIMES * sum(covering.seconds[test] for test in tests))
    (WORK / "tests.txt").write_text("\n".join(tests), encoding="utf-8")
    (WORK / "trial.jsonl").unlink(missing_ok=True)
    line = [sys.executable, "-m", "pytest", *pytest_options(), "-x", f"@{WORK / 'tests.txt'}"]

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    try:
        ended = subprocess.run(
            line, cwd=TRIAL, env=environ("trial.jsonl"), capture_output=True, timeout=20 * seconds, preexec_fn=limited
        )
    except subprocess.TimeoutExpired:
        return "timeout", ""
    if ended.returncode == 0:
        return "survived", ""
    _, failed = notes(WORK / "trial.jsonl")
    if ended.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return "timeout", ""
    return "killed", failed[-1] if failed else ""  # else the interpreter died
