"""Results as Parquet: the columns, and rows of them to and from bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.batch.result import Result
from engine.errors import Unusable
from engine.json_text import compact_json
from engine.scoring import unpadded
from engine.values import dataclass

if TYPE_CHECKING:
    import pyarrow as pa

_NAMES = tuple(field.name for field in fields(Result))
_WHOLE = ("year", "gaps", "reviews")
_LONG = ("card", "report", "file", "sha256")  # no two are the same


@dataclass(frozen=True, slots=True)
class Row:
    """A result, and what else it depends on than its document.

    ``scored_by``: the digest of the settings; empty if chance may have had a part in it (a time limit, a
    process that died), so that it is not to be used again. ``beside``: a digest of what lay beside the document.
    """

    result: Result
    scored_by: str = ""
    beside: str = ""


def arrow() -> Any:
    """The library that reads and writes Parquet.

    Raises:
        Unusable: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise Unusable("batch.no_parquet") from None
    return pyarrow


@lru_cache(maxsize=1)
def schema() -> pa.Schema:
    """The columns: the fields of :class:`Result`, then those of :class:`Row`."""
    lib = arrow()
    types = dict.fromkeys(_NAMES, lib.string()) | dict.fromkeys(_WHOLE, lib.int32())
    types["score"] = lib.decimal128(7, 2)
    return lib.schema([*types.items(), ("scored_by", lib.string()), ("beside", lib.string())])


def table_of(rows: Sequence[Row]) -> pa.Table:
    """The rows as a table."""
    columns: list[list[Any]] = [[getattr(row.result, name) for row in rows] for name in _NAMES]
    columns += [[row.scored_by for row in rows], [row.beside for row in rows]]
    return arrow().table(columns, schema=schema())


def results_of(table: pa.Table) -> Iterator[Result]:
    """The results in a table."""
    columns = [table.column(name).to_pylist() for name in _NAMES]
    for values in zip(*columns, strict=True):
        told = dict(zip(_NAMES, values, strict=True))
        if told["score"] is not None:
            told["score"] = unpadded(told["score"])
        yield Result(**told)


def packed(table: pa.Table) -> bytes:
    """The table as the bytes of a Parquet file: always the same ones for the same rows."""
    stream = io.BytesIO()
    with writer(stream) as file:
        file.write_table(table.combine_chunks())
    return stream.getvalue()


def writer(where: Any) -> Any:
    """Writes a Parquet file, a group of rows for each table that is put into it."""
    short = [name for name in schema().names if name not in _LONG]
    return arrow().parquet.ParquetWriter(where, schema(), compression="zstd", use_dictionary=short)


def filed_as(names: Sequence[str], rows: pa.Table) -> pa.Table:
    """The rows as if their documents were called by these names."""
    before = rows.column("file").to_pylist()
    if before == list(names):
        return rows
    told = zip(rows.column("card").to_pylist(), before, names, strict=True)
    cards = [card.replace(_source(old), _source(new), 1) for card, old, new in told]
    lib = arrow()
    for column, values in (("file", names), ("card", cards)):
        rows = rows.set_column(rows.schema.get_field_index(column), column, lib.array(values, lib.string()))
    return rows


def _source(name: str) -> str:
    """How a scorecard says what its document is called; these quotes stand in no text that it quotes."""
    return compact_json({"source": {"file": name}})[1:-2] + ","
