"""Measures whole runs: ``python -m benchmarks.batch [N …]`` (default 1,000 and 10,000 reports; 100000 takes long).

For each number of reports: a plain loop over ``score()`` in one process, then runs with one and with two worker
processes; seconds, reports a second, the share of (workers times the plain loop), and the most memory of the
parent and of a worker. Then a second run on the same results, which scores nothing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.workload import reports
from engine.batch.pool import cores
from engine.loading import load_rulebook
from engine.readers import read_file
from engine.score import Engine

DIFFERENT = 1000  # reports; more are copies of these with another name
PLAIN = 1000  # reports of the plain loop
_RUN = """
import json, resource, sys, time
from pathlib import Path
from engine.batch.inputs import Inputs
from engine.batch.run import run
from engine.batch.settings import Settings
from engine.loading import load_rulebook
begun = time.perf_counter()
run(Inputs((sys.argv[1],)), Settings(load_rulebook()), Path(sys.argv[2]), workers=int(sys.argv[3]))
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([time.perf_counter() - begun, most]))
"""


def main(numbers: list[int]) -> None:
    """Prints a table."""
    with tempfile.TemporaryDirectory(prefix="compliance-batch-") as name:
        folder = Path(name)
        print(f"{'reports':>8} {'':16}{'seconds':>9}{'a second':>10}{'of plain':>10}{'parent':>10}{'worker':>10}")
        for number in numbers:
            source = folder / str(number)
            write(source, number)
            rates = {}
            plain = measure_plain(source)
            print(f"{number:>8} {'plain loop':16}{'':9}{plain:>10.1f}")
            for workers in sorted({1, 2, cores()}):
                out = folder / f"{number}-{workers}"
                seconds, parent, worker = measure(source, out, workers)
                rates[workers] = number / seconds
                share = rates[workers] / (workers * plain)
                told = f"{seconds:>9.1f}{rates[workers]:>10.1f}{share:>10.0%}{parent:>7.0f} MB{worker:>7.0f} MB"
                print(f"{number:>8} {f'{workers} worker(s)':16}{told}", flush=True)
            seconds, parent, _ = measure(source, out, 1)
            print(f"{number:>8} {'again':16}{seconds:>9.1f}{number / seconds:>10.1f}{'':10}{parent:>7.0f} MB")
            print(f"{number:>8} two workers are {rates[2] / rates[1]:.2f} times as fast as one", flush=True)
            shutil.rmtree(source)


def write(folder: Path, number: int) -> None:
    """Reports of form 2024 of so many units, a thousand to a folder."""
    form = load_rulebook().form(2024)
    assert form is not None
    made = reports(form, min(number, DIFFERENT))
    for at in range(number):
        report = made[at % len(made)]
        report["unit"]["name"] = f"第{at}市人民政府"
        place = folder / f"{at // 1000:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{at:06}.json").write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")


def measure_plain(folder: Path) -> float:
    """Reports a second of a plain loop: each is read and scored, and that is all."""
    engine = Engine(load_rulebook())
    files = sorted(folder.rglob("*.json"))[:PLAIN]
    engine.score(read_file(files[0], engine.book))
    begun = time.perf_counter()
    for file in files:
        engine.score(read_file(file, engine.book))
    return len(files) / (time.perf_counter() - begun)


def measure(source: Path, out: Path, workers: int) -> tuple[float, float, float]:
    """Seconds of a run, and the most memory (MB) of the parent and of a worker."""
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN, str(source), str(out), str(workers)], stdout=subprocess.PIPE, text=True
    )
    most = [0.0]
    watching = threading.Thread(target=_watch, args=(process, most))
    watching.start()
    told, _ = process.communicate()
    watching.join()
    seconds, parent = json.loads(told)
    return seconds, parent, most[0]


def _watch(process: subprocess.Popen[str], most: list[float]) -> None:
    """Notes the most memory of a worker, where the system tells."""
    while process.poll() is None:
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
            except (OSError, ValueError):
                continue
            if int(lines["PPid"]) == process.pid and "VmHWM" in lines:
                most[0] = max(most[0], int(lines["VmHWM"].split()[0]) / 1024)
        time.sleep(0.5)


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [1000, 10_000])
