"""A run: many documents in, a folder of results out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.batch.inputs import Inputs
from engine.batch.settings import Settings


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. ``kept``: results of an earlier run that still hold. Counts of documents."""

    stage: Literal["list", "score", "write"]
    total: int = 0
    kept: int = 0
    scored: int = 0
    unusable: int = 0
    failed: int = 0

    @property
    def done(self) -> int:
        """The documents of which the result is known."""
        return self.kept + self.scored + self.unusable + self.failed


class Interrupted(Exception):
    """The run was interrupted; what was done is kept, and the same run goes on from there."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress


def run(
    inputs: Inputs,
    settings: Settings,
    out: Path,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    fresh: bool = False,
    watch: Callable[[Progress], None] = lambda _: None,
) -> Path:
    """Scores documents, and returns the folder with the results, which :func:`read_results` reads.

    ``workers``: processes, by default one for each core. ``cluster``: the address of a Dask scheduler, on whose
    workers documents are scored instead. Results under ``out`` that still hold are used again unless ``fresh``.

    Raises:
        Interrupted: the user did; what was done is kept under ``out``.
        Unusable: an input, ``out`` or the cluster cannot be used, or an extra is not installed.
    """
    raise NotImplementedError
