"""The wheel and the sdist: built from the tree, installed into an empty environment, run outside of the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from engine.cases import ROOT as CASES

pytest.importorskip("hatchling")
TREE = CASES.parent
SAMPLE = CASES / "everything-wrong/wrong-k-sample.json"


def build(tree: Path, kind: str, folder: Path) -> Path:
    """What is built of a tree, a wheel or an sdist; its packages are those of the environment of the tests."""
    line = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(line, cwd=tree, check=True, capture_output=True)
    (found,) = folder.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(TREE, "wheel", tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, unpacked."""
    packed = build(TREE, "sdist", tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    (found,) = folder.iterdir()
    return found


def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_all_that_is_run_and_nothing_else(wheel: Path) -> None:
    held = names(wheel)
    rules = {f"engine/{file.relative_to(TREE).as_posix()}" for file in (TREE / "rules").rglob("*.yaml")}
    assert {*rules, "engine/rules/released.json"} <= held
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


def test_a_wheel_from_the_sdist_is_the_wheel(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    """Byte for byte: with the same files inside, and nothing of the time or of the machine."""
    again = build(sdist, "wheel", tmp_path)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_sdist_holds_what_its_tests_need_and_nothing_of_a_machine(sdist: Path) -> None:
    held = {file.relative_to(sdist).as_posix() for file in sdist.rglob("*") if file.is_file()}
    assert held.isdisjoint({".venv", ".git"})
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=TREE, capture_output=True, text=True)
    if tracked.returncode != 0:
        pytest.skip("not a checkout")
    known = {name for name in tracked.stdout.split("\0") if name}
    assert {name for name in held if name not in known} <= {"PKG-INFO"}
    assert {name for name in known - held if not name.startswith(".")} == set()


def test_the_tests_of_the_sdist_run_in_it(sdist: Path) -> None:
    """A few, quick ones: that it is whole is tested above."""
    line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_scoring.py"]
    run = subprocess.run(line, cwd=sdist, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


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
    line[3:] = ["rules", "release", "--check", "--lang", "en"]
    assert subprocess.run(line, cwd=elsewhere, capture_output=True, env=environment).returncode == 0
    assert list(elsewhere.iterdir()) == []
