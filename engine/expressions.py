"""Regular expressions of the rulebook, compiled once and not again at every start.

To compile those that a report meets takes 60 to 120 ms; to make them of what the compiler yielded
last time takes one. What it yields is kept in the user's cache folder by :mod:`engine.loading`. How
to get at it is not documented by Python, so everything here that does not work as expected leads
back to ``re.compile``; and what is kept is kept for this very version of Python only.
"""

from __future__ import annotations

import marshal
import re
import sys
from array import array
from typing import Any

_Key = tuple[str, int]  # the expression and its flags
_Made = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]  # what re's compiler hands to its engine

VERSION = f"{sys.version} {sys.byteorder} {sys.maxsize}"
_MOST = 4000  # expressions kept; the national rulebook has some 200 in use

_known: dict[_Key, _Made] = {}
_patterns: dict[_Key, re.Pattern[str]] = {}
_fresh: list[_Key] = []


def compiled(expression: str, flags: int = 0) -> re.Pattern[str]:
    """The same as ``re.compile``: for expressions of a rulebook, which are the same at the next start."""
    key = (expression, int(flags))
    if key not in _patterns:
        made = _known.get(key)
        _patterns[key] = _restored(key, made) if made is not None else _compiled(key)
    return _patterns[key]


def know(content: bytes) -> None:
    """Takes what :func:`kept` gave to an earlier process; the caller answers for where it comes from."""
    try:
        found = marshal.loads(content)
    except (ValueError, EOFError, TypeError):
        return
    if isinstance(found, dict):
        _known.update(found)


def kept() -> bytes | None:
    """What the next process should know; ``None`` if it knows that already."""
    made = {key: found for key in _fresh if (found := _made(*key)) is not None}
    if not made:
        return None
    _fresh.clear()
    _known.update(made)
    return marshal.dumps(_known if len(_known) <= _MOST else made)


def _compiled(key: _Key) -> re.Pattern[str]:
    pattern = re.compile(*key)
    _fresh.append(key)
    return pattern


def _restored(key: _Key, made: _Made) -> re.Pattern[str]:
    try:
        return _pattern(key[0], *made)
    except Exception:  # whatever is wrong with what was kept
        return re.compile(*key)


def _pattern(expression: str, flags: int, code: bytes, *groups: Any) -> re.Pattern[str]:
    import _sre  # type: ignore[import-not-found]

    numbers = array("I")
    numbers.frombytes(code)
    pattern: re.Pattern[str] = _sre.compile(expression, flags, numbers.tolist(), *groups)
    return pattern


def _made(expression: str, flags: int) -> _Made | None:
    """What the compiler yields for an expression; ``None`` if this is not the Python that we know."""
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(expression, flags)
        state = parsed.state
        names: dict[str, int] = state.groupdict
        indexes: list[str | None] = [None] * state.groups
        for name, index in names.items():
            indexes[index] = name
        code = array("I", _compiler._code(parsed, flags)).tobytes()
        made = (flags | state.flags, code, state.groups - 1, names, tuple(indexes))
        return made if _pattern(expression, *made) == re.compile(expression, flags) else None
    except Exception:  # whatever it may be: then they are compiled every time
        return None
