"""Several files on the command line: whatever one of them does to its process, the others are scored."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue import say
from tests.test_cli import ROOT, run

GOOD = ROOT / "cases/reports/longgang-2020.json"
_CRASHING = """
import sys
sys.path.insert(0, {root!r})
from engine import apart
apart._TASKS = "tests.crashing"
from cli import main
main()
"""


def compliance(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """The command, whose process for documents does what they ask for."""
    command = [sys.executable, "-c", _CRASHING.format(root=str(ROOT)), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A good report, one that is to be made bad, and another good one."""
    found = [tmp_path / name for name in ("a.json", "b.txt", "c.json")]
    for file in found:
        file.write_bytes(GOOD.read_bytes())
    return found


WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "segfault": ("batch.died", {}),
    "overflow": ("batch.died", {}),
    "leave": ("batch.died", {}),
    "devour": ("file.too_much_memory", {}),
    "fail": ("batch.engine_failed", {"why": "LookupError: a mistake"}),
    "spin": ("batch.too_slow", {"seconds": 2}),
    "spin_in_c": ("batch.too_slow", {"seconds": 2}),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_document_costs_itself_only(files: list[Path], way: str) -> None:
    files[1].write_text(f"do {way}")
    limits = ["--limit", "time=2"] if way.startswith("spin") else []
    result = compliance("score", *files, "--format", "json", "--lang", "en", *limits)
    assert result.returncode == 2
    key, values = WAYS[way]
    assert result.stderr.decode() == f"{files[1]}: {say(key, 'en', **values)}\n"
    assert [card["report"]["source"]["file"] for card in json.loads(result.stdout)] == [str(files[0]), str(files[2])]


def test_the_same_bytes_as_one_by_one(files: list[Path]) -> None:
    """What the process apart finds is what the command itself finds."""
    files[1].write_bytes((ROOT / "cases/reports/huaian-2024.txt").read_bytes())
    together = json.loads(run("score", *map(str, files), "--format", "json", "--what-if").stdout)
    alone = [json.loads(run("score", str(file), "--format", "json", "--what-if").stdout) for file in files]
    assert together == alone


def test_compare_says_which_file_it_was(files: list[Path]) -> None:
    files[1].write_text("do segfault")
    result = compliance("compare", files[0], files[1], "--lang", "en")
    assert result.returncode == 2
    assert result.stderr.decode() == f"{files[1]}: {say('batch.died', 'en')}\n"


def test_a_peer_costs_itself_only(files: list[Path]) -> None:
    files[1].write_text("do segfault")
    result = compliance("score", files[0], files[2], "--peers", files[1], "--format", "json", "--lang", "en")
    assert result.returncode == 2
    assert result.stderr.decode() == f"{files[1]}: {say('batch.died', 'en')}\n"
    assert len(json.loads(result.stdout)) == 2


def test_no_process_is_left(files: list[Path]) -> None:
    run("score", *map(str, files), cwd=files[0].parent)
    time.sleep(0.1)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            assert process.joinpath("cwd").resolve() != files[0].parent
        except OSError:
            continue
