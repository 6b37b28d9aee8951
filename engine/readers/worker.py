"""The process that opens strangers' files: it reads one document after another and can die without harm.

A request is a line of JSON, ``{"format": …, "size": …}``, and so many bytes; an answer is a line
with its size and whether it is the last one, 0 or 1, and so many bytes of JSON.
"""

from __future__ import annotations

import json
import os
from importlib import import_module
from typing import BinaryIO

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
        answer = _read(request["format"], requests.read(request["size"]))
        worn = most_memory() > max(inherited, int(megabytes) * _MEGABYTE // _WORN)
        _answer(answers, answer, worn)
        if worn:
            return


def _read(format: str, content: bytes) -> bytes:
    try:
        return to_wire(_document(format, content))
    except Unusable as error:
        return json.dumps({"unusable": error.key, "values": error.values}).encode()
    except MemoryError:
        return json.dumps({"unusable": "file.too_much_memory", "values": {}}).encode()
    except RecursionError:
        return json.dumps({"unusable": "file.too_deep", "values": {}}).encode()


def _document(format: str, content: bytes) -> Document:
    """The document, by the module of its format."""
    document: Document = import_module(f"engine.readers.formats.{format}").read(content)
    return document


def _answer(stream: BinaryIO, content: bytes, worn: bool) -> None:
    stream.write(f"{len(content)} {int(worn)}\n".encode())
    stream.write(content)
    stream.flush()
