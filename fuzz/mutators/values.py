"""Changes of JSON and YAML as values: keys and items moved, repeated, replaced by values of every type."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

import yaml

from fuzz.mutators.plain import mutate_text, spoiled

_AT_LENGTH = 0.1  # of the values that are replaced become long or deep
_ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 2024, 2018, 10**15, 10**15 + 1, 2**63, 1.5, -0.0, 1e300, "", " ", "x", "-",
    "/", "0", "12 34", "1e9",
    [], {}, [[]], [None], {"x": 1}, {"": None}, "2024-02-29", "2024-02-30", "{", "{x}", "(", "[a-", "(a+)+$",
    "(?P<a>b)", "*", "$x",
)  # fmt: skip
_DEEP = (60, 400)  # levels


def mutate_json(content: bytes, chance: Random, words: tuple[str, ...] = ()) -> bytes:
    """Another JSON; where it is none, another text."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return mutate_text(content, chance, words)
    if chance.random() < 0.1:
        return mutate_text(content, chance, words)
    return json.dumps(changed(value, chance, words), ensure_ascii=False).encode("utf-8", "replace")


def mutate_yaml(content: bytes, chance: Random, words: tuple[str, ...] = ()) -> bytes:
    """Another YAML; where it is none, another text. A comment in the first line stays."""
    if chance.random() < 0.25:
        return mutate_text(content, chance, words)
    first, _, rest = content.partition(b"\n") if content.startswith(b"#") else (b"", b"", content)
    try:
        value = yaml.safe_load(rest)
        text = yaml.safe_dump(changed(value, chance, words), allow_unicode=True, sort_keys=False, width=1000)
    except Exception:  # PyYAML raises whatever a constructor does
        return mutate_text(content, chance, words)
    return (first + b"\n" if first else b"") + text.encode("utf-8", "replace")


def changed(value: Any, chance: Random, words: tuple[str, ...] = ()) -> Any:
    """The value with one or some of its parts changed."""
    holder = [copy.deepcopy(value)]
    for _ in range(chance.choice((1, 1, 2, 4))):
        places = list(_places(holder))
        box, key = places[chance.randrange(len(places))]
        _WAYS[chance.randrange(len(_WAYS))](box, key, places, chance, words)
        if not holder:
            holder.append(None)
    return holder[0]


_Place = tuple[Any, Any]  # a dict or list, and the key or index in it


def _places(value: Any) -> list[_Place]:
    found: list[_Place] = []
    stack = [value]
    while stack and len(found) < 100_000:
        box = stack.pop()
        keys = list(box) if isinstance(box, dict) else range(len(box))
        for key in keys:
            found.append((box, key))
            if isinstance(box[key], (dict, list)):
                stack.append(box[key])
    return found


def _replace(box: Any, key: Any, places: list[_Place], chance: Random, words: tuple[str, ...]) -> None:
    box[key] = _large(box[key], chance) if chance.random() < _AT_LENGTH else copy.deepcopy(chance.choice(_ODD))


def _large(value: Any, chance: Random) -> Any:
    """The value many times over, or deep inside of lists."""
    if isinstance(value, str):
        return (value or "0") * chance.choice((100, 3000))
    if chance.random() < 0.5:
        return [value] * 1000
    for level in range(chance.choice(_DEEP)):
        value = [value] if level % 2 else {"x": value}
    return value


def _spoil(box: Any, key: Any, places: list[_Place], chance: Random, words: tuple[str, ...]) -> None:
    value = box[key]
    if isinstance(value, str):
        box[key] = spoiled(value, chance, words)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        box[key] = value + chance.choice((-1, 1, 10, -value))
    else:
        box[key] = chance.choice(words) if words else str(value)


def _copy(box: Any, key: Any, places: list[_Place], chance: Random, words: tuple[str, ...]) -> None:
    other, at = chance.choice(places)
    box[key] = copy.deepcopy(other[at])


def _remove(box: Any, key: Any, places: list[_Place], chance: Random, words: tuple[str, ...]) -> None:
    del box[key]


def _add(box: Any, key: Any, places: list[_Place], chance: Random, words: tuple[str, ...]) -> None:
    if isinstance(box, list):
        box.insert(key, copy.deepcopy(box[key]))
        return
    names = [name for other, name in places if isinstance(name, str)]
    name = chance.choice(names) if names and chance.random() < 0.7 else spoiled(str(key), chance, words)
    box[name] = copy.deepcopy(box[key])


_WAYS: tuple[Callable[[Any, Any, list[_Place], Random, tuple[str, ...]], None], ...] = (
    _replace,
    _spoil,
    _spoil,
    _copy,
    _remove,
    _add,
)
