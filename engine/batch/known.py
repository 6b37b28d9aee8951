"""Results of earlier runs that still hold: found by the digest of the document, not by its name or date."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.batch.beside import Surroundings
from engine.batch.judge import sha256_at
from engine.batch.scorer import Item
from engine.batch.store import Store
from engine.batch.table import arrow

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS = ["sha256", "beside", "unit", "year", "scored_by"]
_WINDOW = 256  # documents that are looked up together
_READERS = 8  # threads that read documents, for their digests


class Known:
    """An index of the results in a store that these settings would yield again."""

    def __init__(self, store: Store, digest: str) -> None:
        self._store = store
        tables = [found for number, file in enumerate(store.files) if (found := _entries(number, file, digest))]
        self._table: pa.Table | None = None
        if tables:
            lib = arrow()
            self._table = lib.concat_tables(tables).combine_chunks()
            self._sha256 = self._table.column("sha256")
            self._key = lib.compute.binary_join_element_wise(self._sha256, self._table.column("beside"), ":")

    def pending(self, surroundings: Surroundings, keep: Callable[[int], None]) -> Iterator[Item]:
        """The documents that must be scored, in order; of the others the store is told where their results are.

        ``keep`` is told how many these are, some at a time.
        """
        items = self._store.items()
        if self._table is None:
            yield from items
            return
        with ThreadPoolExecutor(_READERS) as readers:
            while window := list(itertools.islice(items, _WINDOW)):
                digests = list(readers.map(lambda item: sha256_at(item.document.path, surroundings.limits), window))
                unknown = self._unknown(window, digests, surroundings)
                keep(len(window) - len(unknown))
                yield from unknown

    def _unknown(self, window: list[Item], digests: list[str], surroundings: Surroundings) -> list[Item]:
        table = self._table
        assert table is not None
        first = self._find(digests, self._sha256)
        keys = []
        for item, sha256, at in zip(window, digests, first, strict=True):
            if at is None or not sha256:
                keys.append("")
                continue
            unit, year = table.column("unit")[at].as_py(), table.column("year")[at].as_py()
            keys.append(f"{sha256}:{surroundings.digest(item.document, sha256, unit, year)}")
        unknown = []
        for item, at in zip(window, self._find(keys, self._key), strict=True):
            if at is None:
                unknown.append(item)
            else:
                self._store.keep(item.place, table.column("file")[at].as_py(), table.column("row")[at].as_py())
        return unknown

    @staticmethod
    def _find(values: list[str], among: Any) -> list[int | None]:
        lib = arrow()
        found: list[int | None] = lib.compute.index_in(lib.array(values, lib.string()), value_set=among).to_pylist()
        return found


def _entries(number: int, file: Path, digest: str) -> pa.Table | None:
    """The results in a file that these settings would yield again, and their rows."""
    lib = arrow()
    try:
        table = lib.parquet.read_table(file, columns=_COLUMNS, use_threads=False)
    except (lib.ArrowException, OSError):  # cut short when the machine went down: as if it were not there
        return None
    rows = lib.array(range(table.num_rows), lib.int64())
    table = table.append_column("row", rows).append_column("file", lib.array([number] * table.num_rows, lib.int64()))
    holds = lib.compute.equal(table.column("scored_by"), digest)
    return table.filter(holds).drop_columns(["scored_by"])
