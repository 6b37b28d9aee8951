"""The process that opens strangers' files: it reads one document after another and can die without harm.

A request is a line of JSON, ``{"format": …, "size": …, "marks": …}``, and so many bytes; with ``marks``
(see :mod:`engine.mark.notes`) the file is marked, else read. An answer is a line with its size, whether it
is the last one, and whether it is what was asked for, 0 or 1, and so many bytes: the document as JSON, or
the marked file; else JSON that says why not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any, BinaryIO

from engine.child import end_with_parent, limit_memory, most_memory, take_pipes
from engine.errors import Unusable
from engine.readers.document import Document
from engine.readers.wire import to_wire

_MEGABYTE = 1024 * 1024
_WORN = 4  # a process that ever used one part in so many of its memory is not used again


def main(megabytes: str) -> None:
    """Answers requests on standard input until it ends."""
    limit_memory(int(megabytes))
    inherited = most_memory()  # the kernel hands down the peak of the parent
    incoming, outgoing = take_pipes()
    requests, answers = os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")
    end_with_parent()
    while header := requests.readline():
        request = json.loads(header)
        answer, done = _attempt(request, requests.read(request["size"]))
        worn = most_memory() > max(inherited, int(megabytes) * _MEGABYTE // _WORN)
        _answer(answers, answer, worn, done)
        if worn:
            return


def _attempt(request: Mapping[str, Any], content: bytes) -> tuple[bytes, bool]:
    """What was asked for, and that it is; or why not."""
    try:
        if request["marks"] is not None:
            return _marked(request["format"], content, request["marks"]), True
        return to_wire(_document(request["format"], content)), True
    except Unusable as error:
        return json.dumps({"unusable": error.key, "values": error.values}).encode(), False
    except MemoryError:
        return json.dumps({"unusable": "file.too_much_memory", "values": {}}).encode(), False
    except RecursionError:
        return json.dumps({"unusable": "file.too_deep", "values": {}}).encode(), False


def _marked(format: str, content: bytes, marks: Mapping[str, Any]) -> bytes:
    """The file with the marks in it, by the module of its format."""
    from engine.mark.notes import from_wire

    marked: bytes = import_module(f"engine.mark.{format}").mark(content, from_wire(marks))
    return marked


def _document(format: str, content: bytes) -> Document:
    """The document, by the module of its format."""
    document: Document = import_module(f"engine.readers.formats.{format}").read(content)
    return document


def _answer(stream: BinaryIO, content: bytes, worn: bool, done: bool) -> None:
    stream.write(f"{len(content)} {int(worn)} {int(done)}\n".encode())
    stream.write(content)
    stream.flush()
