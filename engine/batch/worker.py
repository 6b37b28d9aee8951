"""The process that scores documents: one chunk after another; it can die without harm.

It is sent pickles with their length before them: a :class:`Setup`, then :class:`Chunk` after Chunk. It says ``!``
when it is ready, ``?`` if its results would differ, ``.`` after each document, and ``=`` with a line of JSON
(:class:`Told`) and rows (:mod:`engine.batch.wire`) after a chunk. What it says is never unpickled: strangers'
files were opened here. On SIGTERM it begins no other document, and answers with what it has.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
from collections import Counter
from typing import BinaryIO, NamedTuple

from engine.batch.inputs import Document
from engine.batch.settings import Settings
from engine.batch.table import Row
from engine.batch.wire import dump
from engine.child import end_with_parent, limit_memory, take_pipes

SIZE = 8  # bytes that tell a length


class Setup(NamedTuple):
    """What a process is made for; ``digest``: of the settings, where they were made."""

    settings: Settings
    digest: str


class Chunk(NamedTuple):
    """Documents to be scored; the ``last`` time that they are tried, whatever becomes of them."""

    documents: tuple[Document, ...]
    last: bool = False


class Told(NamedTuple):
    """What is said of a chunk: the places of the documents that have rows, of those to be tried ``again``, in
    order; the rows by their state; and the bytes of the rows that follow.
    """

    done: list[int]
    again: list[int]
    states: dict[str, int]
    size: int


class _Stop:
    """Whether the process is to do no more documents."""

    asked = False

    def __call__(self, *_: object) -> None:
        self.asked = True


def main() -> None:
    """Answers requests until they end."""
    incoming, outgoing = take_pipes()
    end_with_parent()
    requests, answers = os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb", 0)
    stop = _Stop()
    signal.signal(signal.SIGTERM, stop)
    setup = _receive(requests)
    assert isinstance(setup, Setup)
    from engine.batch.judge import Judge
    from engine.loading import keep_expressions, take_expressions

    take_expressions()
    judge = Judge(setup.settings, setup.digest)
    judge.warm()
    keep_expressions()  # not later: then strangers' files were opened here
    alike = setup.settings.digest() == setup.digest
    limit_memory(setup.settings.limits.memory, beyond=True)
    answers.write(b"!" if alike else b"?")
    while (chunk := _receive(requests)) is not None:
        assert isinstance(chunk, Chunk)
        done, again, rows = [], [], []
        for place, document in enumerate(chunk.documents):
            if stop.asked:
                break
            row = judge.row(document)
            if row.result.state == "failed" and not chunk.last:
                again.append(place)
            else:
                done.append(place)
                rows.append(row)
            answers.write(b".")
        _answer(answers, done, again, rows)


def _answer(stream: BinaryIO, done: list[int], again: list[int], rows: list[Row]) -> None:
    content = dump(rows)
    told = Told(done, again, Counter(row.result.state for row in rows), len(content))
    stream.write(b"=" + json.dumps(told._asdict()).encode() + b"\n")
    view = memoryview(content)
    while view:
        view = view[stream.write(view) :]


def _receive(stream: BinaryIO) -> object:
    """The next value; ``None`` if there are no more."""
    size = stream.read(SIZE)
    return pickle.loads(stream.read(int.from_bytes(size, "big"))) if size else None
