"""A copy of the project, what tests run which of its lines, and a second copy in which mutants are put."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData

from benchmarks.mutation.recording import notes

ROOT = Path(__file__).parent.parent.parent
WORK = ROOT / "build/mutation"
TREE = WORK / "tree"  # as it was when the map was made
_COPIED = ("engine", "commands", "web", "rules", "cases", "schema", "tests", "benchmarks", "docs")
# Tests of readers, which are not mutated; long ones; and those of browsers, other programs, times and machines.
_PASSED_OVER = (
    *(
        "decode",
        "docx",
        "docx_numbers",
        "docx_tables",
        "grids",
        "grids_joined",
        "grids_mismatched",
        "grids_properties",
    ),
    *("grids_which", "hostile", "html", "html_content", "html_tables", "pdf", "pdf_real", "real_reports", "render"),
    *("round_trip", "scan", "sniff", "text_layouts", "xlsx", "xlsx_hostile"),
    *("batch_cluster", "contained", "contest", "determinism", "html_browser", "mark_untouched", "office", "recall"),
    *("supply", "ten_broken", "web_browser", "processes", "wheel", "width", "work", "written_office"),
)
_NAMED = 12  # turns that a file of tests has, which is named as the module, while others have one


@dataclass(frozen=True, slots=True)
class Covering:
    """Which tests run a line, and how long each takes on this machine."""

    seconds: dict[str, float]
    lines: CoverageData

    def tests(self, file: str, first: int, last: int) -> list[str]:
        """Tests that run one of these lines of a file, those of the whole file after them; of a file that is run by
        being imported only, all.

        The likeliest come first: those that are named as the module is. Then quick ones before slow ones, and no two
        of one file before each file had its turn.
        """
        by_line = self.lines.contexts_by_lineno(file)
        near = {test for line in range(first, last + 1) for test in by_line.get(line, ()) if test in self.seconds}
        others = {test for tests in by_line.values() for test in tests if test in self.seconds}
        words = set(re.findall(r"[a-z]{4,}", file)) - {"engine"}
        return [*self._ordered(near, words), *self._ordered((others or set(self.seconds)) - near, words)]

    def _ordered(self, tests: set[str], words: set[str]) -> list[str]:
        keys = []
        turns: dict[str, int] = {}
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            file = test.split("::")[0]
            turns[file] = turns.get(file, 0) + 1
            named_so = not words.isdisjoint(re.findall(r"[a-z]{4,}", file))
            keys.append((turns[file] / (_NAMED if named_so else 1), self.seconds[test], test))
        return [test for *_, test in sorted(keys)]


def cores() -> int:
    """How many processes this one may run at a time; nothing of the engine is imported here: a mutant replaces it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def sources(root: Path = TREE) -> list[str]:
    """The modules of the engine, its readers aside."""
    files = [file.relative_to(root) for file in sorted((root / "engine").rglob("*.py"))]
    return [file.as_posix() for file in files if "readers" not in file.parts]


def _copied() -> None:
    """Makes the copy anew."""
    shutil.rmtree(TREE, ignore_errors=True)
    for name in _COPIED:
        shutil.copytree(ROOT / name, TREE / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("cli.py", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile"):
        shutil.copy(ROOT / name, TREE / name)


def prepared(place: Path) -> None:
    """Makes a copy for mutants anew: an earlier run may have been stopped with one inside."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(TREE, place, ignore=shutil.ignore_patterns("__pycache__"))


def is_current() -> bool:
    """Whether the map is one of the engine and the tests as they are now."""
    if not (WORK / "coverage").exists() or not (WORK / "map.jsonl").exists():
        return False
    files = [*sources(ROOT), *(f"tests/{file.name}" for file in (ROOT / "tests").glob("*.py"))]
    return all((TREE / name).exists() and (TREE / name).read_bytes() == (ROOT / name).read_bytes() for name in files)


def run_map() -> None:
    """Runs the tests once and notes which lines each runs: a file of tests at a time on each core."""
    _copied()
    for old in (WORK / "map.jsonl", *WORK.glob("coverage*")):
        old.unlink(missing_ok=True)
    names = sorted(file.name for file in (TREE / "tests").glob("test_*.py"))
    tests = [f"tests/{name}" for name in names if name.removeprefix("test_").removesuffix(".py") not in _PASSED_OVER]
    with ThreadPoolExecutor(cores()) as at_once:
        for number, name in enumerate(at_once.map(_run, tests), 1):
            print(f"{number}/{len(tests)} {name}", file=sys.stderr, flush=True)
    _coverage("combine", str(WORK))


def _run(tests: str) -> str:
    """Runs a file of tests, and notes which lines each runs."""
    _coverage("run", "-p", "--include=engine/*", "--omit=engine/readers/*", "-m", "pytest", *pytest_options(), tests)
    return tests


def _coverage(command: str, *asked: str) -> None:
    """What it notes is the same wherever the copy is."""
    settings = WORK / "map.ini"
    settings.write_text("[run]\nrelative_files = True\n", encoding="utf-8")
    environment = {**environ(WORK / "map.jsonl"), "COVERAGE_FILE": str(WORK / "coverage")}
    line = [sys.executable, "-m", "coverage", command, f"--rcfile={settings}", *asked]
    subprocess.run(line, cwd=TREE, env=environment, check=False, stdout=subprocess.DEVNULL)


def covering() -> Covering:
    """The map; a test that did not pass then can tell nothing of mutants."""
    seconds, failed = notes(WORK / "map.jsonl")
    lines = CoverageData(str(WORK / "coverage"))
    lines.read()
    return Covering({test: took for test, took in seconds.items() if test not in set(failed)}, lines)


def pytest_options() -> Sequence[str]:
    """How tests are run, for the map and for trials."""
    return ("-p", "benchmarks.mutation.recording", "-p", "no:cacheprovider", "-o", "addopts=", "-q", "--no-header")


def environ(noted: Path) -> dict[str, str]:
    """The environment for a copy: a cache of its own, and the file that notes go to."""
    own = {"MUTATION_NOTES": str(noted), "XDG_CACHE_HOME": str(noted.with_suffix(".cache"))}
    return {**os.environ, **own}
