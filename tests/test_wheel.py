"""The wheel: built from the tree, installed into an empty environment, run outside of the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from engine.cases import ROOT as CASES

pytest.importorskip("hatchling")
TREE = CASES.parent
SAMPLE = CASES / "everything-wrong/wrong-k-sample.json"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(line, cwd=TREE, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_all_that_is_run_and_nothing_else(wheel: Path) -> None:
    held = names(wheel)
    rules = {f"engine/{file.relative_to(TREE).as_posix()}" for file in (TREE / "rules").rglob("*.yaml")}
    assert rules <= held
    data = {".json", ".html", ".css", ".js", ".svg", ".yaml"}
    for package in ("engine", "commands", "web"):
        files = [file for file in (TREE / package).rglob("*") if file.suffix in {".py", *data}]
        assert {file.relative_to(TREE).as_posix() for file in files} <= held
    assert {name.split("/")[0].split("-")[0] for name in held} == {
        "engine",
        "commands",
        "web",
        "cli.py",
        "compliance",
    }


def test_the_command_of_the_wheel_scores_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """Only the packages that the project depends on are shared with the environment of the tests."""
    home = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    (site,) = home.glob("[Ll]ib/**/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    (site / "shared.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    python = next(path for path in (home / "bin/python", home / "Scripts/python.exe") if path.exists())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    where = subprocess.run(
        [python, "-c", "import engine; print(engine.__file__)"],
        cwd=elsewhere,
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(home)
    line = [str(python), "-c", "from cli import main; main()", "score", str(SAMPLE), "--format", "json"]
    environment = {"PATH": "", "HOME": str(tmp_path), "LANG": "C"}
    run = subprocess.run(line, cwd=elsewhere, capture_output=True, env=environment)
    assert (run.returncode, run.stderr) == (1, b"")
    assert json.loads(run.stdout)["score"] == 79.97
    assert list(elsewhere.iterdir()) == []
