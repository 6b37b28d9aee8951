"""Runs the commands on a made-up province and keeps all that they write, in one folder of files."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.differential.compare import compare
from benchmarks.differential.pairs import pair
from engine.cases import ROOT as CASES
from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.loading import load_rulebook
from engine.loading.roster_words import roster_words
from engine.rank.across import with_checks
from engine.rank.cards import Results
from engine.rank.ranking import Asked, Ranker
from engine.rank.roster_file import read_roster
from engine.rank.show import FORMATS, View, show
from engine.readers import read_bytes
from engine.reporters import REPORTERS, Layout, reporter
from engine.rulebook import Rulebook
from engine.score import Engine

ROOT = Path(__file__).parents[2]
UNITS = 12
SAMPLES = ("everything-wrong/wrong-k-sample.json", "reports/longgang-2020.json", "reports/huaian-2024.txt")
PAIRS = 60
NATIVE = importlib.util.find_spec("durable_rules_engine") is not None
SAYS_SO = ("notices/", "results/")  # where it is said that the reference matcher served, if it did
_LEFT = ("LC_", "LANG", "COLUMNS", "PYTHON", "TZ", "HOME", "XDG_", "COMPLIANCE")


@dataclass(frozen=True)
class Way:
    """How the commands are run; whatever it is, they write the same."""

    workers: int = 1
    step: int = 1  # the files are named in this order: 1 forwards, -1 backwards
    umask: int = 0o022
    environment: dict[str, str] = field(default_factory=dict)
    cwd: Path = ROOT


def province(folder: Path, way: Way) -> None:
    """A roster and reports in every format, of two years."""
    folder.parent.mkdir(exist_ok=True)
    order = ("--units", str(UNITS), "--formats", "mixed", "--seed", "digests", "--lang", "zh", "--previous")
    _run(way, "demo", *order, "--out", str(folder))


def ranked(made: Path, into: Path, way: Way) -> None:
    """The results of ``rank``, its page, and the letters to the units."""
    into.mkdir(parents=True)
    files = sorted(str(file.relative_to(made)) for file in (made / "2024").rglob("*") if file.is_file())
    named = made / "files.txt"
    named.write_text("\n".join(files[:: way.step]) + "\n", "utf-8")
    told = ("--roster", "units.csv", "--lang", "zh", "--workers", str(way.workers))
    kept = ("--results", str(into / "results"), "--notices", str(into / "notices"))
    _run(replace(way, cwd=made), "rank", "--list", str(named), *told, *kept, "-o", str(into / "rank.html"))
    named.unlink()


def shown(made: Path, into: Path, workers: int) -> None:
    """The standings in every format, made from the results in ``into``."""
    from engine.batch.results import read_results

    book, words = load_rulebook(), roster_words(ROOT / "rules")
    roster = read_roster((made / "units.csv").read_bytes(), words, "units.csv")
    results = Results(lambda: read_results(into / "results"))
    standings = Ranker(book, words).rank(results.again(), Asked(roster))
    standings = with_checks(standings, results, book, roster.units.values(), "zh", workers)
    for form in FORMATS:
        told = show(form)(standings, View("zh", cards=results.cards))
        _write(into / f"standings.{form}", told if isinstance(told, str | bytes) else "".join(told))


def scored(into: Path, book: Rulebook) -> None:
    """Three reports in every format and both languages."""
    # Given a matcher, the engine has nothing to say of the other.
    engine = Engine(book, inference=None if NATIVE else ReferenceInference(Program(book.rules)))
    read = [read_bytes((CASES / name).read_bytes(), name.rpartition("/")[2], book) for name in SAMPLES]
    for lang in ("zh", "en"):
        scored = [engine.scored(one, lang=lang) for one in read]
        for form in REPORTERS:
            _write(into / "scores" / f"scores.{lang}.{form}", reporter(form)(scored, Layout(lang, several=True)))


def inferred(into: Path) -> None:
    """Random rulebooks with random facts, and how many matches they have."""
    made = [pair(number) for number in range(PAIRS)]
    lines = [ascii([one.rules, one.facts, sorted(one.active), compare(one).matches]) for one in made]
    _write(into / "pairs.txt", "\n".join(lines) + "\n")


def _run(way: Way, *arguments: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT)}
    command = [sys.executable, str(ROOT / "cli.py"), *arguments]
    came = subprocess.run(
        command, env={**clean, **way.environment}, cwd=way.cwd, umask=way.umask, capture_output=True, check=False
    )
    if came.returncode > 1:
        raise RuntimeError(came.stderr.decode("utf-8", "replace"))


def _write(file: Path, content: str | bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
