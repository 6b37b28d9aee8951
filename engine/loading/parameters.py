"""Parameters of a rule: numbers that stand under a name, so that an overlay can set others.

``parameters: {most: 1000}`` lets the rule say ``$$most`` in its patterns and ``{most}`` in its texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from engine.context import CONTEXT
from engine.facts import VOCABULARY
from engine.loading.check import Fault

_USED = re.compile(r"\$\$(\w*)")
_TAKEN = {name for fields in VOCABULARY.values() for name in fields} | {
    name for texts in CONTEXT.values() for name in texts
}
_PATTERNS = ("when", "unless", "because_of")
_TEXTS = ("title", "message", "remedy", "why", "limits", "observed", "expected")


def filled(raw: Any, fault: Fault) -> Any:
    """The content of a rule's file with its parameters put where they are named.

    Raises:
        RulebookError: a name that is no parameter, or that nothing uses, or that a fact has.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("parameters", {}), dict):
        return raw  # the model of the file says what is wrong
    parameters = raw.get("parameters", {})
    for name in parameters:
        if name in _TAKEN:
            raise fault(f"{name} is a field of facts: give the parameter another name", "parameters", name)
    used: set[str] = set()

    def number(text: str, path: tuple[str | int, ...]) -> Any:
        found = _USED.fullmatch(text)
        if found is None:
            return text
        if found[1] not in parameters:
            known = ", ".join(sorted(parameters)) or "none"
            raise fault(f"unknown parameter {found[1]!r}; known: {known}", *path)
        used.add(found[1])
        return parameters[found[1]]

    def words(text: str, path: tuple[str | int, ...]) -> Any:
        for name, value in parameters.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    result = _each(raw, number, words)
    for name in parameters:
        if name not in used:
            raise fault(f"nothing in the patterns says $${name}", "parameters", name)
    return result


_Leaf = Callable[[str, tuple[str | int, ...]], Any]


def _each(raw: Mapping[str, Any], number: _Leaf, words: _Leaf) -> dict[str, Any]:
    found = dict(raw)
    for key, value in raw.items():
        if key in _PATTERNS:
            found[key] = _mapped(value, number, (key,))
        elif key in _TEXTS:
            found[key] = _mapped(value, words, (key,))
        elif key == "missing" and isinstance(value, list):
            found[key] = [
                {
                    name: _mapped(part, number if name == "when" else words, (key, index, name))
                    for name, part in item.items()
                }
                if isinstance(item, dict)
                else item
                for index, item in enumerate(value)
            ]
    return found


def _mapped(value: Any, leaf: _Leaf, path: tuple[str | int, ...]) -> Any:
    """``value`` with every text in it replaced by what ``leaf`` says of it."""
    if isinstance(value, dict):
        return {key: _mapped(item, leaf, (*path, str(key))) for key, item in value.items()}
    if isinstance(value, list):
        return [_mapped(item, leaf, (*path, index)) for index, item in enumerate(value)]
    return leaf(value, path) if isinstance(value, str) else value
