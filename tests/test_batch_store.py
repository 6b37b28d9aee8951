"""Results on disk in whatever order they come, how many documents make a chunk, processes of a cluster."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("pyarrow")

import pyarrow.parquet

from engine.batch import cluster
from engine.batch.inputs import Document
from engine.batch.pool import Pace
from engine.batch.result import Result
from engine.batch.results import parts_of, read_results
from engine.batch.scorer import Item, Piece
from engine.batch.settings import Settings
from engine.batch.store import Store
from engine.batch.table import Row, filed_as, packed, results_of, table_of
from engine.batch.worker import Setup
from engine.rulebook import Rulebook


def documents(count: int) -> list[Document]:
    return [Document(f"{at:05}.json", f"/reports/{at:05}.json") for at in range(count)]


def row(at: int) -> Row:
    return Row(Result(f"{at:05}.json", f"{at:064x}", "scored", unit=f"u{at}", gaps=at % 7), "settings")


def piece(places: list[int]) -> Piece:
    return Piece(places, {"scored": len(places)}, packed(table_of([row(at) for at in places])))


@pytest.mark.parametrize(("count", "parts", "groups"), [
    (0, [0], [[]]), (1, [1], [[1]]), (199, [199], [[199]]), (200, [200], [[200]]), (201, [201], [[200, 1]]),
    (1000, [1000], [[200] * 5]), (1001, [1000, 1], [[200] * 5, [1]]), (1450, [1000, 450], None),
])  # fmt: skip
def test_results_are_laid_out_in_order(
    count: int, parts: list[int], groups: list[list[int]] | None, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    assert store.record(documents(count)) == count
    assert list(store.items()) == [Item(at, document) for at, document in enumerate(documents(count))]
    left = list(range(count))
    Random(count).shuffle(left)
    while left:
        taken, left = left[:64], left[64:]  # as many as a chunk has
        store.add(piece(taken))
    watched: list[int] = []
    store.publish(lambda: watched.append(1))
    store.close()
    files = parts_of(store.results)
    assert [file.name for file in files] == [f"part-{at:05}.parquet" for at in range(len(parts))]
    told = [pyarrow.parquet.ParquetFile(file) for file in files]
    assert [file.metadata.num_rows for file in told] == parts
    if groups is not None:
        sizes = [[file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)] for file in told]
        assert sizes == groups
    assert list(read_results(store.results)) == [row(at).result for at in range(count)]
    assert len(watched) == len(parts)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "results"]


def test_what_was_done_is_there_for_the_next_run(tmp_path: Path) -> None:
    first = Store(tmp_path)
    first.record(documents(4))
    first.add(piece([2]))
    first.add(piece([0, 1]))
    assert [file.name for file in first.files] == ["piece-00000.parquet", "piece-00001.parquet"]
    lines = (tmp_path / "unfinished/documents.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [[d.file, d.path] for d in documents(4)]
    first.close()
    second = Store(tmp_path)
    assert [file.name for file in second.files] == ["piece-00000.parquet", "piece-00001.parquet"]
    second.record(documents(4))
    for place, (file, at) in enumerate([(1, 0), (1, 1), (0, 0)]):
        second.keep(place, file, at)
    second.add(piece([3]))
    assert second.files[-1].name == "piece-00002.parquet"
    second.publish(lambda: None)
    assert [result.unit for result in read_results(second.results)] == ["u0", "u1", "u2", "u3"]
    second.close()
    third = Store(tmp_path)
    assert [file.name for file in third.files] == ["part-00000.parquet"]
    third.forget()
    assert third.files == []
    assert not third.results.exists()
    third.close()


def test_a_result_is_told_under_the_name_that_its_document_has_now() -> None:
    card = '{"report":{"source":{"file":"a.json","format":"json"}},"words":"a.json"}'
    table = table_of([Row(Result("a.json", "", "scored", card=card)), Row(Result("b.json", "", "failed"))])
    assert filed_as(["a.json", "b.json"], table) is table
    one, other = results_of(filed_as(["x/甲.json", "y.json"], table))
    assert one.file == "x/甲.json"
    assert json.loads(one.card) == {
        "report": {"source": {"file": "x/甲.json", "format": "json"}}, "words": "a.json",
    }  # fmt: skip
    assert (other.file, other.card, other.state) == ("y.json", "", "failed")


# How many documents make a chunk


def test_a_chunk_takes_half_a_second() -> None:
    pace = Pace(100_000, 2)
    assert pace.take(None) == 4  # before anything is known
    assert [pace.take(seconds) for seconds in (0.0, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 5.0)] == [
        64, 64, 50, 10, 5, 2, 1, 1,
    ]  # fmt: skip


def test_the_last_chunks_are_small() -> None:
    """Half of what is left, divided by the processes; but no less than what takes a twentieth of a second."""
    pace = Pace(400, 2)
    assert pace.take(0.01) == 50
    pace.took(300)
    assert pace.take(0.01) == 25  # 100 // 4
    pace.took(90)
    assert pace.take(0.01) == 5
    assert pace.take(0.025) == 2
    pace.took(10)
    assert pace.take(0.01) == 5


# What runs on the workers of a cluster


class Busy:
    """Stands for a process that scores."""

    made: list[Busy]

    def __init__(self, setup: Setup) -> None:
        self.setup, self.closed = setup, False
        self.made.append(self)

    def pieces(self, items: list[Item]) -> Iterator[Piece]:
        yield Piece([item.place for item in items], {"scored": len(items)}, b"content")

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Busy]]:
    Busy.made = []
    monkeypatch.setattr(cluster, "Scorer", Busy)
    yield Busy
    cluster.end_there()


def test_processes_on_a_worker(busy: type[Busy], book: Rulebook) -> None:
    some = [Item(at, document) for at, document in enumerate(documents(2))]
    setup = Setup(Settings(book), "one")
    assert cluster.settings_digest(setup.settings) == setup.settings.digest()
    assert cluster.score_there("one", some, None) is None  # it was not told the settings
    assert busy.made == []
    answer: Any = cluster.score_there("one", some, setup)
    assert answer[0] == [Piece([0, 1], {"scored": 2}, b"content")]
    assert 0 <= answer[1] < 1
    assert cluster.score_there("one", some, None) is not None
    (first,) = busy.made  # the same process again
    assert (first.setup, first.closed) == (setup, False)
    assert cluster.score_there("two", some, None) is None
    assert first.closed
    assert cluster.score_there("two", some, Setup(Settings(book, lang="en"), "two")) is not None
    assert cluster.score_there("one", some, None) is None  # the settings are told anew
    second = busy.made[-1]
    assert second.closed
    assert cluster.score_there("two", some, None) is not None
    cluster.end_there()
    assert [each.closed for each in busy.made] == [True] * 3
    assert cluster.score_there("two", some, None) is None
