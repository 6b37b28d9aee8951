"""What a process that opened a stranger's file answers, as a pickle: values or an error; nothing stays changed."""

from __future__ import annotations

import datetime as dt
import pickletools
from dataclasses import fields, is_dataclass
from decimal import Decimal
from random import Random
from typing import Any

from engine.plain import plain
from engine.readers.document import Document, Grid, GridCell, Line
from engine.reading import Notice
from fuzz.mutators.plain import mutate_bytes

MOST = 4_000
_CLASSES = (Document, Line, Grid, GridCell, Notice)
_PLAIN = (str, bytes, bytearray, int, float, bool, complex, Decimal, dt.date, type(None))
_PIECES = (
    b"N", b"}", b")", b"]", b"(", b"t", b"b", b"\x85", b"\x86", b"\x81", b"R", b"0", b"2", b"s", b"u", b"K\x01",
    b"X\x01\0\0\0x",
    b"X\x08\0\0\0__eq____", b"X\x06\0\0\0__eq__", b"X\x09\0\0\0__bases__", b"cengine.readers.document\nLine\n",
    b"cengine.readers.document\nGrid\n", b"cdatetime\ndate\n", b"cdecimal\nDecimal\n", b"cos\nsystem\n",
    b"\x8c\x17engine.readers.document\x8c\x04Line\x93", b"\x8c\x0bengine.child\x8c\x10subprocess.Popen\x93",
)  # fmt: skip


def check(content: bytes) -> None:
    """Plain values or an error; classes of ours are what they were."""
    before = [dict(vars(kind)) for kind in _CLASSES]
    try:
        found = plain(content)
    except Exception:  # who asked takes all of them for a process that died
        found = None
    after = [dict(vars(kind)) for kind in _CLASSES]
    assert before == after, "a class was changed"
    _values(found)


def _values(value: Any) -> None:
    """Goes through all that was made: every object once, and none but values."""
    seen: set[int] = set()
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, _PLAIN) or id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, dict):
            stack += [*item.keys(), *item.values()]
        elif isinstance(item, (list, tuple, set, frozenset)):
            stack += list(item)
        elif isinstance(item, type):
            assert is_dataclass(item) or item in (Decimal, dt.date), f"{item} came through"
        else:
            assert is_dataclass(item), f"{type(item)} came through"
            stack += [getattr(item, field.name, None) for field in fields(item)]


def mutate(content: bytes, chance: Random) -> bytes:
    """Operations put in, taken away and repeated."""
    try:
        starts = [at for _, _, at in pickletools.genops(content) if at is not None]
    except ValueError:
        return mutate_bytes(content, chance)
    pieces = [content[start:stop] for start, stop in zip(starts, [*starts[1:], len(content)], strict=True)]
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(1, len(pieces)) if len(pieces) > 1 else 0
        way = chance.randrange(4)
        if way == 0 and len(pieces) > 2:
            del pieces[at]
        elif way == 1:
            pieces.insert(at, chance.choice(pieces))
        else:
            pieces.insert(at, chance.choice(_PIECES))
    return b"".join(pieces)
