"""The life of a process that does tasks: it answers until nobody asks any more, and can die without harm.

A request is a byte that tells preparations from tasks, a length, and a pickle of so many bytes: the name of the
task and what it is given. An answer is a length and a pickle: what it is, the value, whether the process is worn.
See :mod:`engine.processes`.
"""

from __future__ import annotations

import os
import pickle
from importlib import import_module
from types import ModuleType
from typing import BinaryIO, Literal, TypeAlias

from engine.child import end_with_parent, leave_no_core, limit_memory, most_memory, take_pipes
from engine.errors import Unusable, bounded

PREPARATION, TASK = b"p", b"t"
SIZE = 8  # bytes that tell a length
_MEGABYTE = 1024 * 1024
_WORN = 4  # a process that ever used one part in so many of its memory is not used again

Kind: TypeAlias = Literal["done", "unusable", "failed"]


def main(module: str, megabytes: str) -> None:
    """Does tasks of ``module``, each with so much memory beyond what the process has when it is prepared."""
    incoming, outgoing = take_pipes()
    end_with_parent()
    leave_no_core()
    requests, answers = os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")
    tasks = import_module(module)
    _tell(answers, "done", None, worn=False)
    enough = 0  # bytes; nothing is limited while the process is prepared
    while kind := requests.read(1):
        request = requests.read(int.from_bytes(requests.read(SIZE), "big"))
        if kind == TASK and not enough:
            limit_memory(int(megabytes), beyond=True)
            # The kernel hands down the peak of the parent.
            enough = max(most_memory(), int(megabytes) * _MEGABYTE // _WORN)
        found = _attempt(tasks, request)
        _tell(answers, *found, worn=0 < enough < most_memory())


def _attempt(tasks: ModuleType, request: bytes) -> tuple[Kind, object]:
    """What was asked for; or why not."""
    try:
        with bounded():
            task, given = pickle.loads(request)
            return "done", getattr(tasks, task)(*given)
    except Unusable as error:
        return "unusable", (error.key, error.values)
    except Exception as error:  # a mistake of ours, which the parent tells
        return "failed", f"{type(error).__name__}: {error}"


def _tell(stream: BinaryIO, kind: Kind, value: object, worn: bool) -> None:
    try:
        with bounded():
            content = pickle.dumps((kind, value, worn), pickle.HIGHEST_PROTOCOL)
    except Unusable as error:
        content = pickle.dumps(("unusable", (error.key, error.values), True), pickle.HIGHEST_PROTOCOL)
    stream.write(len(content).to_bytes(SIZE, "big") + content)
    stream.flush()
