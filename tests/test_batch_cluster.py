"""The same run on a Dask cluster: a scheduler and two workers on the loopback, as processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("distributed")

from engine.batch.inputs import Inputs
from engine.batch.results import read_results
from engine.batch.run import Progress, run, run_by
from engine.batch.settings import Settings
from engine.errors import Unusable
from engine.rulebook import Rulebook
from engine.score import Engine
from tests.batches import Here, parts, write
from tests.test_cli import ROOT


class Small:
    """A scheduler and workers; the scheduler writes its address into a file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "scheduler.json"
        self._env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._folder = folder
        self._all: list[subprocess.Popen[bytes]] = []
        quiet = ("--no-dashboard", "--no-show")
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self._file), *quiet)
        self.workers = [self._worker(), self._worker()]

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options]
        with open(self._folder / f"{what}.log", "ab") as log:
            process = subprocess.Popen(command, cwd=self._folder, env=self._env, stdout=log, stderr=log)
        self._all.append(process)
        return process

    def _worker(self) -> subprocess.Popen[bytes]:
        once = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        return self._start("worker", "--scheduler-file", str(self._file), *once)

    @property
    def address(self) -> str:
        deadline = time.monotonic() + 60
        while not (self._file.exists() and self._file.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.05)
        return str(json.loads(self._file.read_text())["address"])

    def close(self) -> None:
        for process in self._all:
            process.kill()
            process.wait()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    (tmp_path / "dask").mkdir()
    cluster = Small(tmp_path / "dask")
    yield cluster
    cluster.close()


def test_a_killed_worker_changes_nothing(small: Small, book: Rulebook, engine: Engine, tmp_path: Path) -> None:
    folder, settings, killed = write(tmp_path / "reports", 150), Settings(book), [False]
    inputs = Inputs((folder.as_uri(),))

    def kill(progress: Progress) -> None:
        if not killed[0] and progress.done > 10:
            assert progress.done < progress.total
            small.workers[0].send_signal(signal.SIGKILL)
            killed[0] = True

    run(inputs, settings, tmp_path / "cluster", cluster=small.address, watch=kill)
    assert killed[0]
    assert small.workers[0].wait(10) == -signal.SIGKILL
    run_by(lambda: Here(settings, engine), inputs, settings, tmp_path / "here")
    assert {result.state for result in read_results(tmp_path / "cluster/results")} == {"scored"}
    assert parts(tmp_path / "cluster") == parts(tmp_path / "here")


def test_no_cluster_is_said(book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.batch.cluster._CONNECT", 1)
    with pytest.raises(Unusable) as refusal:
        run(Inputs((str(tmp_path),)), Settings(book), tmp_path / "out", cluster="tcp://127.0.0.1:9")
    assert refusal.value.key == "batch.bad_cluster"
