"""The folder of a run: pieces while it goes on, the results when it is done.

    OUT/unfinished/documents.jsonl      the documents, in order
    OUT/unfinished/piece-00000.parquet  results as they came
    OUT/results/part-00000.parquet      the results in the order of the documents, always the same bytes

A file has its name only when it is whole. The pieces are laid out anew when all is done, so that neither the
number of processes nor what interrupted them can be told from the results.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from engine.batch.inputs import Document
from engine.batch.results import parts_of
from engine.batch.scorer import Item, Piece
from engine.batch.table import arrow, filed_as, writer
from engine.errors import Unusable

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 1000  # of a part
_GROUP = 200  # of them together in the file, and in memory
_SHIFT = 32  # a place in the files: the number of the file, and the row in it
_OURS = re.compile(r"(part|piece)-\d{5,}\.(parquet|new)|documents\.(jsonl|new)", re.ASCII)


class Store:
    """The folder of a run."""

    def __init__(self, out: Path) -> None:
        """Opens the folder, which no other run may use meanwhile.

        Raises:
            Unusable: it cannot be written, another run uses it, or it holds what is not of a run.
        """
        self.results = out / "results"
        self._unfinished, self._new, self._old = (out / name for name in ("unfinished", "results.new", "results.old"))
        try:
            for folder in (self.results, self._unfinished, self._new, self._old):
                _check(folder)
            self._unfinished.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(out / ".lock")
            shutil.rmtree(self._new, ignore_errors=True)
        except OSError as error:
            raise Unusable("batch.bad_folder", folder=str(out), why=error.strerror or str(error)) from None
        self.files = [
            *parts_of(self._old),
            *parts_of(self.results),
            *sorted(self._unfinished.glob("piece-*.parquet")),
        ]
        self._next = 1 + max((int(file.stem.partition("-")[2]) for file in self._pieces()), default=-1)
        self._where = array("q")

    def _pieces(self) -> list[Path]:
        return [file for file in self.files if file.name.startswith("piece-")]

    def forget(self) -> None:
        """Removes all results."""
        for folder in (self.results, self._old):
            shutil.rmtree(folder, ignore_errors=True)
        for file in self._pieces():
            file.unlink()
        self.files = []

    def record(self, documents: Iterable[Document]) -> int:
        """Writes down which documents there are, and says how many."""
        new = self._unfinished / "documents.new"
        count = 0
        with open(new, "w", encoding="utf-8") as stream:
            for count, document in enumerate(documents, 1):  # noqa: B007
                stream.write(json.dumps([document.file, document.path]) + "\n")
        os.replace(new, self._unfinished / "documents.jsonl")
        self._where = array("q", [-1]) * count
        return count

    def items(self) -> Iterator[Item]:
        """The documents, in order."""
        with open(self._unfinished / "documents.jsonl", encoding="utf-8") as stream:
            for place, line in enumerate(stream):
                yield Item(place, Document(*json.loads(line)))

    def add(self, piece: Piece) -> None:
        """Keeps results, safely."""
        file = self._unfinished / f"piece-{self._next:05}.parquet"
        self._next += 1
        new = file.with_suffix(".new")
        new.write_bytes(piece.content)
        os.replace(new, file)
        self.files.append(file)
        for row, place in enumerate(piece.places):
            self.keep(place, len(self.files) - 1, row)

    def keep(self, place: int, file: int, row: int) -> None:
        """Notes that the result of a document is in a row of one of the files."""
        self._where[place] = file << _SHIFT | row

    def publish(self, watch: Callable[[], None]) -> None:
        """Lays out the results in the order of the documents, and puts them in place of those before.

        ``watch`` is called now and then.
        """
        self._new.mkdir()
        items = self.items()
        count = len(self._where)
        for first in range(0, max(count, 1), _ROWS):
            last = min(first + _ROWS, count)
            with writer(self._new / f"part-{first // _ROWS:05}.parquet") as file:
                for start in range(first, last, _GROUP):
                    some = [next(items) for _ in range(start, min(start + _GROUP, last))]
                    file.write_table(self._rows(some))
            watch()
        self._group.cache_clear()
        shutil.rmtree(self._old, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            self.results.rename(self._old)
        self._new.rename(self.results)
        for folder in (self._old, self._unfinished):
            shutil.rmtree(folder, ignore_errors=True)

    def _rows(self, items: Sequence[Item]) -> pa.Table:
        """The rows of some documents, in order; such as follow each other in a file are taken together."""
        slices: list[pa.Table] = []
        for _, run in itertools.groupby(enumerate(items), lambda pair: self._where[pair[1].place] - pair[0]):
            some = [item for _, item in run]
            number, row = divmod(self._where[some[0].place], 1 << _SHIFT)
            while some:
                group, at = divmod(row, _GROUP)
                here, some = some[: _GROUP - at], some[_GROUP - at :]
                row += len(here)
                names = [item.document.file for item in here]
                slices.append(filed_as(names, self._group(number, group).slice(at, len(here))))
        return arrow().concat_tables(slices).combine_chunks()

    @lru_cache(maxsize=8)  # noqa: B019 (the store lives as long as the run)
    def _group(self, number: int, group: int) -> pa.Table:
        with arrow().parquet.ParquetFile(self.files[number]) as file:
            return file.read_row_group(group, use_threads=False)

    def close(self) -> None:
        """Lets other runs use the folder."""
        self._lock.close()


def _check(folder: Path) -> None:
    """Refuses a folder that holds what is not ours: it would be lost."""
    for file in folder.glob("*") if folder.exists() else ():
        if not _OURS.fullmatch(file.name):
            raise Unusable("batch.not_ours", folder=str(folder), file=file.name)


def _locked(file: Path) -> BinaryIO:
    stream = open(file, "wb")  # noqa: SIM115 (held until the run ends)
    try:
        import fcntl
    except ImportError:  # Windows
        return stream
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stream.close()
        raise Unusable("batch.in_use", folder=str(file.parent)) from None
    return stream
