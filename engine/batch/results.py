"""Reads the results of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.batch.result import Result
from engine.batch.table import arrow, results_of


def parts_of(folder: Path) -> list[Path]:
    """The files of a folder of results, in order."""
    return sorted(folder.glob("part-*.parquet"))


def read_results(folder: Path) -> Iterator[Result]:
    """The results in the folder that a run has yielded, in the order of their files; few at a time in memory.

    Raises:
        Unusable: the library for Parquet is not installed.
    """
    lib = arrow()
    for part in parts_of(folder):
        with lib.parquet.ParquetFile(part) as file:
            for group in range(file.num_row_groups):
                yield from results_of(file.read_row_group(group, use_threads=False))
