"""One process that fuzzes one target for some seconds: ``python -m fuzz.worker TARGET CORPUS SECONDS SEED``.

With atheris the inputs that reach new code are kept and changed further; without, inputs are changed blindly.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

from engine.child import limit_memory
from fuzz import ledger
from fuzz.limits import SECONDS, attempt
from fuzz.mutators.plain import mutate_bytes
from fuzz.seeds import files_of, seeds_of
from fuzz.targets import Target, load

MEGABYTES = 1024  # beyond what the process has when it begins
_AS_KNOWN = 0.85  # of the changes are such as the target knows; the others are of bytes
_BEGIN_WITH = 80  # of the inputs that were kept
_HANGS = int(SECONDS) * 6  # seconds after which libFuzzer ends a process that does not answer its clock


class Work:
    """Tries inputs of one target and keeps the books."""

    def __init__(self, target: Target, corpus: Path) -> None:
        self.target, self.corpus = target, corpus
        self.before = ledger.read(corpus, target.name)
        self.begun = self.written = time.monotonic()
        self.now = replace(self.before)

    def one(self, content: bytes) -> None:
        """One input."""
        started = time.process_time()
        crash = attempt(self.target.check, content)
        if crash is not None:
            ledger.keep(self.corpus, self.target.name, content, crash)
        self.now.runs += 1
        self.now.slowest = max(self.now.slowest, time.process_time() - started)
        if time.monotonic() > self.written + 1:
            self.write()

    def write(self) -> None:
        """Keeps the ledger."""
        self.written = time.monotonic()
        self.now.seconds = self.before.seconds + self.written - self.begun
        ledger.write(self.corpus, self.target.name, self.now)

    def other(self, content: bytes, most: int, seed: int, plainly: Callable[[bytes], bytes]) -> bytes:
        """Another input, of at most so many bytes."""
        chance = Random(seed)
        if chance.random() < _AS_KNOWN:
            with contextlib.suppress(Exception):  # no tree can be changed in every way
                found = self.target.mutate(content, chance)
                if len(found) <= most:
                    return found
        return plainly(content)


def main(name: str, corpus: Path, seconds: int, seed: int) -> None:
    """Fuzzes the target; does not return where atheris does the work."""
    logging.disable()  # of libraries that say what is wrong with a file
    folder = ledger.place(corpus, name)
    (folder / "new").mkdir(parents=True, exist_ok=True)
    if importlib.util.find_spec("atheris") is None:
        limit_memory(MEGABYTES, beyond=True)
        _blindly(Work(load(name), corpus), seconds, seed)
        return
    import atheris

    with atheris.instrument_imports(include=["engine", "web"], enable_loader_override=False):
        target = load(name)
        for content in seeds_of(name):  # so that what is imported on the way is seen as well
            attempt(target.check, content)
    limit_memory(MEGABYTES, beyond=True)
    work = Work(target, corpus)
    settings = {
        "max_total_time": seconds, "timeout": _HANGS, "rss_limit_mb": 3 * MEGABYTES, "max_len": target.most,
        "seed": seed,
        "seed_inputs": f"@{_beginning(name, corpus, seed)}",
        "artifact_prefix": f"{ledger.crashes(corpus, name)}/", "print_final_stats": 1, "report_slow_units": _HANGS,
    }  # fmt: skip
    ledger.crashes(corpus, name).mkdir(parents=True, exist_ok=True)
    atheris.Setup(
        [sys.argv[0], *(f"-{key}={value}" for key, value in settings.items()), str(folder / "new")],
        work.one,
        custom_mutator=lambda content, most, seed: work.other(content, most, seed, lambda c: atheris.Mutate(c, most)),
    )
    atheris.Fuzz()


def _beginning(name: str, corpus: Path, seed: int) -> Path:
    """A file that names the inputs to begin with: the seeds, and some of those that earlier runs kept.

    To try thousands again at every start would leave no time for new ones.
    """
    folder = ledger.place(corpus, name)
    for file in (folder / "new").glob("*"):  # of the run before
        file.replace(folder / file.name)
    kept = sorted(file for file in folder.glob("*") if file.is_file())
    chosen = [*files_of(name), *Random(seed).sample(kept, min(_BEGIN_WITH, len(kept)))]
    listed = folder.with_name(f"{name}.begin")
    listed.write_text(",".join(map(str, chosen)), "utf-8")
    return listed


def _blindly(work: Work, seconds: int, seed: int) -> None:
    """Changes seeds, and changes of them, without looking at what they reach."""
    chance = Random(seed)
    inputs = seeds_of(work.target.name)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        content = chance.choice(inputs)
        for _ in range(chance.choice((1, 1, 2, 4))):
            content = work.other(content, work.target.most, chance.getrandbits(32), lambda c: mutate_bytes(c, chance))
        work.one(content[: work.target.most])
    work.write()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
