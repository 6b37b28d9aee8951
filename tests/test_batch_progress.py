"""How far a run is told to be: what was kept of an earlier one, what was scored, and what could not be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from engine.batch.inputs import Inputs
from engine.batch.run import Interrupted, Progress, run_by
from engine.batch.settings import Settings
from engine.rulebook import Rulebook
from engine.score import Engine
from tests.batches import Here, Hooked, report, write


def progress(folder: Path, out: Path, settings: Settings, engine: Engine, fresh: bool = False) -> list[Progress]:
    told: list[Progress] = []
    run_by(lambda: Here(settings, engine), Inputs((str(folder),)), settings, out, fresh, told.append)
    return told


def test_how_far_a_run_is(book: Rulebook, engine: Engine, tmp_path: Path) -> None:
    folder, out, settings = write(tmp_path / "reports", 5), tmp_path / "out", Settings(book)
    (folder / "0/broken.json").write_text("{", encoding="utf-8")
    faulty = replace(settings, given=Hooked(harm="第3市人民政府", by="fault"))

    def told(stage: str, kept: int, scored: int, unusable: int, failed: int) -> Progress:
        return Progress(stage, 6, kept, scored, unusable, failed)  # type: ignore[arg-type]

    first = progress(folder, out, faulty, engine)
    assert first == [Progress("list", 0, 0, 0, 0, 0), told("score", 0, 4, 1, 1), told("write", 0, 4, 1, 1)]
    assert [each.done for each in first] == [0, 6, 6]
    again = progress(folder, out, faulty, engine)  # what was nobody's fault is tried once more
    assert again[1:] == [told("score", 5, 0, 0, 1), told("write", 5, 0, 0, 1)]
    (folder / "1/0001.json").write_text(report("第1市人民政府", received=7), encoding="utf-8")
    assert progress(folder, out, faulty, engine)[-1] == told("write", 4, 1, 0, 1)
    assert progress(folder, out, settings, engine)[-1] == told("write", 0, 5, 1, 0)  # other settings
    assert progress(folder, out, settings, engine)[-1] == told("write", 6, 0, 0, 0)
    assert progress(folder, out, settings, engine, fresh=True)[-1] == told("write", 0, 5, 1, 0)


def test_an_interruption_tells_how_far_it_was(book: Rulebook, engine: Engine, tmp_path: Path) -> None:
    folder, out, settings = write(tmp_path / "reports", 3), tmp_path / "out", Settings(book)

    def interrupt(now: Progress) -> None:
        if now.stage == "score":
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as interrupted:
        run_by(lambda: Here(settings, engine), Inputs((str(folder),)), settings, out, watch=interrupt)
    assert interrupted.value.progress == Progress("score", 3, 0, 3, 0, 0)
    assert progress(folder, out, settings, engine)[-1] == Progress("write", 3, 3, 0, 0, 0)
