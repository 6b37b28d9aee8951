"""How many documents of each format a second are read and scored, one after the other.

``python -m benchmarks.documents [FILE …]``: documents of a synthetic province, each format with its own, and the real
ones that are named. Times are of the clock, since a document is read in a process of its own: the machine should have
nothing else to do.
"""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from engine.errors import Unusable
from engine.loading import load_rulebook
from engine.readers import read_file
from engine.score import Engine

ROOT = Path(__file__).parent.parent
_MOST = 40  # of each format


def main(others: list[str]) -> None:
    """Prints a table: documents a second, and the median and the longest in milliseconds."""
    engine = Engine(load_rulebook())
    with tempfile.TemporaryDirectory(prefix="compliance-documents-") as folder:
        line = [
            sys.executable,
            str(ROOT / "cli.py"),
            "demo",
            "--units",
            "300",
            "--formats",
            "mixed",
            "--out",
            f"{folder}/p",
        ]
        subprocess.run(line, check=True, capture_output=True)
        files: dict[str, list[Path]] = defaultdict(list)
        for file in sorted(Path(folder).rglob("*")):
            if file.is_file() and file.suffix not in (".csv",) and file.name != "truth.json":
                files[file.suffix].append(file)
        print(f"{'format':>8}{'documents':>11}{'a second':>10}{'median ms':>11}{'most ms':>9}")
        for suffix, found in sorted(files.items()):
            _tell(suffix, [_seconds(engine, file) for file in found[:_MOST]])
        for name in others:
            _tell(Path(name).name[-8:], [_seconds(engine, Path(name)) for _ in range(5)])


def _seconds(engine: Engine, file: Path) -> float:
    begun = time.perf_counter()
    with contextlib.suppress(Unusable):  # some are made so
        engine.score(read_file(file, engine.book))
    return time.perf_counter() - begun


def _tell(name: str, taken: list[float]) -> None:
    """One line; the first document starts the process that reads, and is left out."""
    later = taken[1:] or taken
    median, most = 1000 * statistics.median(later), 1000 * max(later)
    print(f"{name:>8}{len(taken):>11}{len(later) / sum(later):>10.1f}{median:>11.1f}{most:>9.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
