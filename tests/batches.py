"""Folders of reports to be scored at once, and documents that do harm while they are scored."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.batch.inputs import Inputs
from engine.batch.judge import Judge
from engine.batch.result import Result
from engine.batch.results import read_results
from engine.batch.run import Progress, run
from engine.batch.scorer import Item, Look, Piece, Put
from engine.batch.settings import Settings
from engine.batch.table import packed, table_of
from engine.given import Given
from engine.report import Report
from engine.score import Engine
from engine.values import dataclass
from tests.test_cli import ROOT

BASE = json.loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))


def report(unit: str, year: int = 2024, received: int | None = None) -> str:
    """A report of a unit; ``received`` requests, which breaks a sum."""
    value = json.loads(json.dumps(BASE)) | {"unit": {"name": unit, "kind": "government"}, "year": year}
    if received is not None:
        value["tables"]["requests"]["new_received"]["total"] = received
    return json.dumps(value, ensure_ascii=False)


def write(folder: Path, count: int) -> Path:
    """A folder with so many different reports, in folders of their own, a third of them with a fault."""
    for number in range(count):
        place = folder / f"{number % 3}"
        place.mkdir(parents=True, exist_ok=True)
        received = 5000 + number if number % 3 == 0 else None
        (place / f"{number:04}.json").write_text(report(f"第{number}市人民政府", received=received), encoding="utf-8")
    return folder


@dataclass(frozen=True, slots=True)
class Hooked(Given):
    """What the user told, and what happens when a unit's report is scored: it is logged, or harm is done.

    It is asked for each report on its way; ``log`` gets a line with the name of the unit each time.
    """

    log: str = ""
    harm: str = ""  # the units, between spaces
    by: str = ""  # how, for each

    def over(self, report: Report) -> Report:
        """The report, as it is."""
        if self.log:
            with open(self.log, "a", encoding="utf-8") as stream:
                stream.write(report.unit.name + "\n")
        if report.unit.name in self.harm.split():
            _harm(dict(zip(self.harm.split(), self.by.split(), strict=True))[report.unit.name])
        return report


def _harm(by: str) -> None:
    if by == "slow":
        time.sleep(60)
    elif by == "memory":
        hold = [bytearray(64 * 1024 * 1024) for _ in range(64)]
        del hold
    elif by == "fault":
        raise ZeroDivisionError
    else:
        os.kill(os.getpid(), getattr(signal, by))


def times_scored(log: Path, per_report: int) -> Counter[str]:
    """How often each unit's report was scored, where each is logged so many times on its way."""
    lines = Counter(log.read_text("utf-8").splitlines()) if log.exists() else Counter[str]()
    assert all(count % per_report == 0 for count in lines.values())
    return Counter({unit: count // per_report for unit, count in lines.items()})


class Here:
    """A crew that scores in this process: quick, for what does not concern processes."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.digest = settings.digest()
        self._judge = Judge(settings, self.digest, engine)

    def score(self, items: Iterator[Item], total: int, put: Put, look: Look) -> None:
        for item in items:
            row = self._judge.row(item.document)
            put(Piece([item.place], {row.result.state: 1}, packed(table_of([row]))))
        look()


def scored(
    folder: Path, out: Path, settings: Settings, workers: int = 1, watch: Callable[[Progress], None] = lambda _: None
) -> list[Result]:
    """The results of a folder of reports."""
    return list(read_results(run(Inputs((str(folder),)), settings, out, workers=workers, watch=watch)))


def parts(out: Path) -> dict[str, bytes]:
    """The files of the results."""
    return {file.name: file.read_bytes() for file in sorted((out / "results").iterdir())}
