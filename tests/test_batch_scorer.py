"""What is done when a process that scores documents dies: with one in whose place a script of what happens stands."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("pyarrow")

import pyarrow.parquet

from engine.batch import scorer
from engine.batch.inputs import Document
from engine.batch.result import Result
from engine.batch.scorer import Item, Piece, Scorer
from engine.batch.settings import Settings
from engine.batch.station import Died, Why
from engine.batch.table import Row, packed, results_of, table_of
from engine.batch.worker import Chunk, Setup, Told
from engine.errors import Unusable
from engine.limits import Limits
from engine.rulebook import Rulebook

DIED = "the process died each time that this was scored: the file may be broken, or need more memory than allowed"
Answer = tuple[Told, bytes] | Died


class Script:
    """Processes by a script: ``answer`` says what becomes of a chunk; what was asked is noted."""

    def __init__(self, answer: Callable[[list[str], bool], Answer]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, bool]] = []  # the documents, by their letters, and whether for the last time
        self.events: list[str] = []
        self.refusals = 0  # of the next starts

    def started(self, setup: Setup) -> Process:
        if self.refusals:
            self.refusals -= 1
            self.events.append("refused")
            raise Unusable("batch.no_start")
        self.events.append("start")
        return Process(self)


class Process:
    """Stands for :class:`engine.batch.station.Station`."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def ask(self, chunk: Chunk) -> Answer:
        names = [document.file for document in chunk.documents]
        self._script.asked.append(("".join(names), chunk.last))
        return self._script.answer(names, chunk.last)

    def stop(self) -> None:
        self._script.events.append("stop")

    def kill(self) -> None:
        self._script.events.append("kill")


def done(names: list[str], again: str = "", until: int | None = None) -> Answer:
    """All were done but those to be tried again, and those from a place on."""
    begun = names[:until]
    told = [at for at, name in enumerate(begun) if name not in again]
    rows = [Row(Result(names[at], "", "scored")) for at in told]
    repeat = [at for at, name in enumerate(begun) if name in again]
    return Told(told, repeat, {"scored": len(told)}, 0), packed(table_of(rows))


def items(names: str, folder: Path) -> list[Item]:
    return [Item(10 + place, Document(name, str(folder / name))) for place, name in enumerate(names)]


def rows_of(pieces: list[Piece]) -> list[tuple[int, Result]]:
    """The results with the places of their documents, as they came."""
    found: list[tuple[int, Result]] = []
    for piece in pieces:
        rows = list(results_of(pyarrow.parquet.read_table(io.BytesIO(piece.content))))
        assert piece.states == Counter(row.state for row in rows)
        found += zip(piece.places, rows, strict=True)
    return found


@pytest.fixture
def setup(book: Rulebook) -> Setup:
    return Setup(Settings(book, lang="en", limits=Limits(time=7)), "digest")


@pytest.fixture
def made(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> Callable[[Script], Scorer]:
    def made_by(script: Script) -> Scorer:
        monkeypatch.setattr(scorer, "Station", script.started)
        return Scorer(setup)

    return made_by


Made = Callable[[Script], Scorer]


def states(pieces: list[Piece]) -> dict[int, str]:
    return {place: row.state for place, row in rows_of(pieces)}


def test_all_at_once_when_nothing_happens(made: Made, tmp_path: Path) -> None:
    script = Script(lambda names, last: done(names))
    one = made(script)
    found = rows_of(list(one.pieces(items("abc", tmp_path))))
    assert [(place, row.file) for place, row in found] == [(10, "a"), (11, "b"), (12, "c")]
    list(one.pieces(items("de", tmp_path)))
    assert script.asked == [("abc", False), ("de", False)]
    assert script.events == ["start"]  # the same process
    one.close()
    one.close()
    assert script.events == ["start", "kill"]


def test_who_is_to_be_tried_again_is_tried_alone_in_a_new_process(made: Made, tmp_path: Path) -> None:
    script = Script(lambda names, last: done(names, again="" if last else "bd"))
    found = states(list(made(script).pieces(items("abcd", tmp_path))))
    assert found == dict.fromkeys(range(10, 14), "scored")
    assert script.asked == [("abcd", False), ("b", True), ("d", True)]
    assert script.events == ["start", "kill", "start", "kill", "start"]
    script = Script(lambda names, last: Died("crash", 0) if last else done(names, again="b"))
    assert states(list(made(script).pieces(items("ab", tmp_path)))) == {10: "scored", 11: "failed"}
    assert script.asked == [("ab", False), ("b", True), ("b", True)]


@pytest.mark.parametrize(
    ("why", "tries", "reason"),
    [
        ("killed", 5, DIED),
        ("crash", 2, DIED),
        ("slow", 1, "scoring took longer than 7 seconds (--limit time=N allows more)"),
    ],
)
def test_a_document_that_always_kills(why: Why, tries: int, reason: str, made: Made, tmp_path: Path) -> None:
    """The others are done; it is tried alone so often, then given up, with what can be told of it."""
    (tmp_path / "b").write_bytes(b"deadly")
    script = Script(lambda names, last: Died(why, names.index("b")) if "b" in names else done(names))
    found = rows_of(list(made(script).pieces(items("abc", tmp_path))))
    assert script.asked == [("abc", False), ("ac", False), *[("b", True)] * tries]
    assert script.events == ["start"] * 2 + ["kill"] + ["start"] * tries  # who has died is not ended again
    assert [(place, row.state) for place, row in found] == [(10, "scored"), (12, "scored"), (11, "failed")]
    failed = found[-1][1]
    assert failed.file == "b"
    assert failed.sha256 == hashlib.sha256(b"deadly").hexdigest()
    assert failed.reason == reason


def test_alone_it_may_do_no_harm(made: Made, tmp_path: Path) -> None:
    script = Script(lambda names, last: done(names) if last else Died("crash", 0))
    found = states(list(made(script).pieces(items("ab", tmp_path))))
    assert found == {10: "scored", 11: "scored"}
    assert script.asked == [("ab", False), ("b", False), ("a", True), ("b", True)]


def test_a_process_that_dies_when_all_were_done_scores_each_alone(made: Made, tmp_path: Path) -> None:
    script = Script(lambda names, last: Died("crash", len(names)) if len(names) > 1 else done(names))
    found = states(list(made(script).pieces(items("abc", tmp_path))))
    assert found == dict.fromkeys((10, 11, 12), "scored")
    assert script.asked == [("abc", False), ("a", True), ("b", True), ("c", True)]


def test_somebody_else_asked_the_process_to_stop(made: Made, tmp_path: Path) -> None:
    """What it did not begin is given to another one."""
    script = Script(lambda names, last: done(names, until=2))
    found = states(list(made(script).pieces(items("abcde", tmp_path))))
    assert found == dict.fromkeys(range(10, 15), "scored")
    assert script.asked == [("abcde", False), ("cde", False), ("e", False)]
    assert script.events == ["start", "kill", "start", "kill", "start"]


def test_stopped_by_its_owner_it_begins_no_more(made: Made, tmp_path: Path) -> None:
    script = Script(lambda names, last: done(names, until=2))
    one = made(script)
    pieces = one.pieces(items("abcde", tmp_path))
    assert list(next(pieces).places) == [10, 11]
    one.stop()
    assert list(pieces) == []
    assert script.asked == [("abcde", False)]
    assert script.events == ["start", "stop", "kill"]
    killed = Script(lambda names, last: Died("killed", 0))
    other = made(killed)

    def stopped(names: list[str], last: bool) -> Answer:
        other.stop()
        return Died("killed", 0)

    killed.answer = stopped
    assert list(other.pieces(items("ab", tmp_path))) == []
    assert killed.asked == [("ab", False)]


def test_when_everything_dies_the_fault_is_not_of_the_documents(made: Made, tmp_path: Path) -> None:
    script = Script(lambda names, last: Died("slow", 0))
    found: list[Piece] = []
    with pytest.raises(Unusable) as refusal:
        found.extend(made(script).pieces(items("abcdefgh", tmp_path)))
    assert (refusal.value.key, len(found)) == ("batch.all_died", 5)


def test_when_one_was_done_all_others_may_die(made: Made, tmp_path: Path) -> None:
    script = Script(lambda names, last: done(names) if names == ["a"] else Died("slow", 0))
    one = made(script)
    assert states(list(one.pieces(items("a", tmp_path)))) == {10: "scored"}
    found = states(list(one.pieces(items("bcdefgh", tmp_path))))
    assert list(found.values()) == ["failed"] * 7


def test_a_process_that_does_not_start_is_started_again(made: Made, tmp_path: Path) -> None:
    script = Script(lambda names, last: done(names))
    script.refusals = 4
    assert states(list(made(script).pieces(items("a", tmp_path)))) == {10: "scored"}
    assert script.events == ["refused"] * 4 + ["start"]
    script.refusals = 5
    with pytest.raises(Unusable) as refusal:
        list(made(script).pieces(items("a", tmp_path)))
    assert refusal.value.key == "batch.no_start"
    assert (script.refusals, script.events[5:]) == (0, ["refused"] * 5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_happens_each_document_has_one_result(made: Made, tmp_path: Path, data: st.DataObject) -> None:
    """By turns it dies somewhere, stops, or wants some tried again; some were done before."""

    def answer(names: list[str], last: bool) -> Answer:
        if "a" in names:
            return done(names)
        why: Why | None = data.draw(st.sampled_from([None, "killed", "crash", "slow"]))
        if why is not None:
            return Died(why, data.draw(st.integers(0, len(names))))
        what = data.draw(st.sampled_from(["done", "again", "stopped"]))
        if what == "again" and not last:
            return done(names, again="ceg")
        return done(names, until=data.draw(st.integers(1, len(names))) if what == "stopped" else None)

    script = Script(answer)
    one = made(script)
    pieces = [*one.pieces(items("a", tmp_path)), *one.pieces(items("abcdefgh"[1:], tmp_path))]
    found = rows_of(pieces)
    assert sorted(row.file for _, row in found) == list("abcdefgh")
    assert all(len(names) == 1 for names, last in script.asked if last)
