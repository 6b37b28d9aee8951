"""Where the values of a JSON text stand in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

Path = tuple[str, ...]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def spans(text: str) -> Mapping[Path, tuple[int, int]]:
    """From the keys that lead to a value to where it begins and ends; ``text`` is JSON, known to be well formed.

    Of a list only the whole is told.
    """
    found: dict[Path, tuple[int, int]] = {}
    keys: list[str] = []  # that lead here
    open_: list[tuple[str, int]] = []
    key_next = False
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in ("{", "["):
            open_.append((sign, token.start()))
            keys.append("")
            key_next = sign == "{"
        elif sign in ("}", "]"):
            keys.pop()
            found[tuple(keys)] = (open_.pop()[1], token.end())
        elif sign == ",":
            key_next = open_[-1][0] == "{"
        elif sign != ":":
            if key_next:
                keys[-1], key_next = json.loads(sign), False
            elif open_ and open_[-1][0] == "{":
                found[tuple(keys)] = token.span()
    return found
