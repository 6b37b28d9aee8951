"""JSON with the strictness that figures need: exact decimals, no key twice, no NaN, bounded depth and digits."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring as _quoted
from typing import Any

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits

_MOST_DIGITS = 40


class _Flaw:
    """Stands in the parsed tree for something that JSON allows and a report does not."""

    def __init__(self, key: str, what: str) -> None:
        self.key, self.what = key, what


class _Parser:
    def __init__(self, limits: Limits) -> None:
        self.flawed = False
        self.keys = 0
        self._limits = limits

    def flaw(self, key: str, what: str) -> _Flaw:
        self.flawed = True
        return _Flaw(key, what[:40])

    def whole(self, digits: str) -> int | _Flaw:
        return int(digits) if len(digits) <= _MOST_DIGITS else self.flaw("json.number_too_long", digits)

    def decimal(self, digits: str) -> int | Decimal | _Flaw:
        try:
            value = Decimal(digits)
        except InvalidOperation:  # an exponent beyond what Decimal holds
            return self.flaw("json.number_too_long", digits)
        if len(digits) > _MOST_DIGITS or abs(value.adjusted()) > _MOST_DIGITS:
            return self.flaw("json.number_too_long", digits)
        # As JSON Schema has it, 3.0 is the integer 3.
        return int(value) if value == value.to_integral_value() else value

    def constant(self, name: str) -> _Flaw:
        return self.flaw("json.not_a_number", name)

    def mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Flaw:
        self.keys += len(pairs)
        self._limits.refuse("cells", self.keys)
        found: dict[str, Any] = {}
        for name, value in pairs:
            found[name] = self.flaw("json.key_twice", name) if name in found else value
        return found


def loads(text: str, limits: Limits = DEFAULT) -> Any:
    """The value that ``text`` says; decimals are ``Decimal``.

    Raises:
        Unusable: not JSON (with line and column), too deeply nested, more keys than cells are allowed, a key
            twice, NaN or Infinity, or a number of absurd length (each with its path).
    """
    parser = _Parser(limits)
    try:
        found = json.loads(
            text,
            parse_int=parser.whole,
            parse_float=parser.decimal,
            parse_constant=parser.constant,
            object_pairs_hook=parser.mapping,
        )
    except json.JSONDecodeError as error:
        raise Unusable("json.syntax", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Unusable("json.too_deep") from None
    if text.count("{") + text.count("[") > limits.nesting:
        limits.refuse("nesting", _depth(found))
    if parser.flawed:
        path, flaw = next(_flaws(found, ()))
        raise Unusable(flaw.key, path=path_text(path), what=printable(flaw.what))
    return found


def _depth(value: Any) -> int:
    """How many objects and arrays stand within each other."""
    deepest = 0
    level = [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        deepest += 1
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item)]
    return deepest


def _flaws(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], _Flaw]]:
    stack: list[tuple[tuple[str | int, ...], Any]] = [(path, value)]
    while stack:
        here, item = stack.pop()
        if isinstance(item, _Flaw):
            yield here, item
        elif isinstance(item, dict):
            stack += [((*here, key), child) for key, child in reversed(item.items())]
        elif isinstance(item, list):
            stack += [((*here, index), item[index]) for index in reversed(range(len(item)))]


def path_text(path: tuple[str | int, ...]) -> str:
    """A path as people read it: ``tables.requests.granted.total``."""
    return printable(".".join(map(str, path))) or "."


def printable(text: str) -> str:
    """The text without control characters and lone surrogates, at most 200 characters."""
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:200])
    return clean + ("…" if len(text) > 200 else "")


def dumps(value: Any, indent: int = 2) -> str:
    """The value as JSON text, keys in their order; a ``Decimal`` is written as its exact digits."""
    pieces: list[str] = []
    _write(value, "\n", " " * indent, pieces.append)
    return "".join(pieces)


def _write(value: Any, newline: str, step: str, add: Callable[[str], None]) -> None:
    if isinstance(value, str):
        add(_quoted(value))
    elif isinstance(value, dict) and value:
        inner = newline + step
        lead = "{" + inner
        for key, child in value.items():
            if type(child) is str:  # most are
                add(f"{lead}{_quoted(str(key))}: {_quoted(child)}")
            else:
                add(f"{lead}{_quoted(str(key))}: ")
                _write(child, inner, step, add)
            lead = "," + inner
        add(newline + "}")
    elif isinstance(value, (list, tuple)) and value:
        inner = newline + step
        lead = "[" + inner
        for child in value:
            add(lead)
            _write(child, inner, step, add)
            lead = "," + inner
        add(newline + "]")
    elif isinstance(value, Decimal):
        add(format(value, "f"))
    elif type(value) is int:
        add(str(value))
    else:
        add(json.dumps(value if not isinstance(value, tuple) else [], ensure_ascii=False))


_EXACT = "\0" + secrets.token_hex(8) + " "  # before the digits of a number that no text can be taken for
_QUOTED = re.compile('"' + re.escape(json.dumps(_EXACT)[1:-1]) + '([^"]+)"')


def compact_json(value: Any, fields_of: Callable[[Any], dict[str, Any]] | None = None) -> str:
    """The value as JSON on one line, without spaces; a ``Decimal`` is written as its exact digits.

    ``fields_of``: what is written for a value that JSON does not know. The library's own writer does the work.
    """

    def known(item: Any) -> Any:
        if isinstance(item, Decimal):
            return _EXACT + format(item, "f")
        if fields_of is None:
            raise TypeError(type(item).__name__)
        return fields_of(item)

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=known, check_circular=False)
    return _QUOTED.sub(r"\1", text)
