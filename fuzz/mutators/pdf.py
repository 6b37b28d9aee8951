"""Changes of PDF files: an object or its stream is changed, and the file put together again with a right table."""

from __future__ import annotations

import base64
import re
import zlib
from random import Random

from fuzz.mutators.plain import mutate_bytes

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
_STREAM = re.compile(rb"(.*?)\bstream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_TOKEN = re.compile(rb"/[A-Za-z0-9.]+|-?\d+(?:\.\d+)?(?: 0 R)?|\((?:[^()\\]|\\.)*\)|[A-Za-z*']+|<[0-9A-Fa-f]*>|\[|\]")
_NUMBERS = (b"0", b"1", b"-1", b"1000000", b"-99999", b"0.0001", b"2147483648", b"1e5", b"3 0 R", b"null")
_MOST_STREAM = 200_000


def objects_of(content: bytes) -> dict[int, bytes]:
    """The objects of a file by their numbers, with what stands in flate streams inflated."""
    return {int(found[1]): _inflated(found[2].strip()) for found in _OBJECT.finditer(content)}


def _inflated(item: bytes) -> bytes:
    """The object, its stream as it is before it is packed, where that is told by the two filters that are usual."""
    found = _STREAM.fullmatch(item)
    filters = re.findall(rb"/(\w+Decode)", found[1]) if found else []
    if (
        found is None
        or not filters
        or not set(filters) <= {b"ASCII85Decode", b"FlateDecode"}
        or b"/Predictor" in found[1]
    ):
        return item
    plain = found[2]
    try:
        for name in filters:
            plain = (
                zlib.decompressobj().decompress(plain, _MOST_STREAM) if name == b"FlateDecode" else _from_ascii(plain)
            )
    except (zlib.error, ValueError):
        return item
    head = re.sub(rb"/Filter\s*(\[[^\]]*\]|/\w+)", b"", found[1])
    return re.sub(rb"/Length\s+\d+", b"/Length %d" % len(plain), head) + b"stream\n" + plain + b"\nendstream"


def _from_ascii(text: bytes) -> bytes:
    return base64.a85decode(b"<~" + text.strip().removeprefix(b"<~"), adobe=True)


def file_of(objects: dict[int, bytes], trailer: bytes) -> bytes:
    """A file of these objects."""
    found = bytearray(b"%PDF-1.7\n")
    table = []
    for number, item in sorted(objects.items()):
        table.append(b"%d 1\n%010d 00000 n \n" % (number, len(found)))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(found)
    most = max(objects, default=0) + 1
    found += (
        b"xref\n" + b"".join(table) + b"trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (most, trailer, start)
    )
    return bytes(found)


def mutate_pdf(content: bytes, chance: Random, words: tuple[str, ...] = ()) -> bytes:
    """Another file."""
    objects = objects_of(content)
    root = re.findall(rb"/Root\s+(\d+) 0 R", content)
    if not objects or not root or chance.random() < 0.05:
        return mutate_bytes(content, chance)
    for _ in range(chance.choice((1, 1, 2, 3))):
        number = chance.choice(sorted(objects))
        streams = [key for key, item in objects.items() if b"stream" in item]
        if streams and chance.random() < 0.6:
            number = chance.choice(streams)
        way = chance.random()
        if way < 0.05:
            objects[number] = objects[chance.choice(sorted(objects))]
        elif way < 0.08 and len(objects) > 1:
            del objects[number]
        else:
            objects[number] = _changed(objects[number], chance)
    return file_of(objects, b"/Root %s 0 R" % root[-1])


def _changed(item: bytes, chance: Random) -> bytes:
    """An object with some of its tokens replaced; a stream's length follows."""
    found = _STREAM.fullmatch(item)
    if found is None:
        return _tokens(item, chance)
    if chance.random() < 0.2:
        return _tokens(found[1], chance) + b"stream\n" + found[2] + b"\nendstream"
    body = mutate_bytes(found[2], chance) if chance.random() < 0.2 else _tokens(found[2][:_MOST_STREAM], chance)
    head = re.sub(rb"/Length\s+\d+(?: 0 R)?", b"/Length %d" % len(body), found[1])
    return head + b"stream\n" + body + b"\nendstream"


def _tokens(text: bytes, chance: Random) -> bytes:
    places = [found.span() for found in _TOKEN.finditer(text)]
    for _ in range(chance.choice((1, 1, 2, 5))):
        if not places:
            return text
        start, stop = chance.choice(places)
        other = chance.choice(places)
        way = chance.randrange(4)
        if way == 0:
            new = chance.choice(_NUMBERS)
        elif way == 1:
            new = text[other[0] : other[1]]
        elif way == 2:
            new = text[start:stop] + b" " + text[start:stop]
        else:
            new = b"" if chance.random() < 0.5 else text[start : max(stop, other[1])][:400] * 2
        text = text[:start] + new + text[stop:]
        places = [found.span() for found in _TOKEN.finditer(text)] if len(text) < 20_000 else places[:0]
    return text
