"""Pickles as plain values: numbers, texts, days, collections and dataclasses of ours, and nothing that could act.

A process that opened a stranger's file may say anything; what it says is read by this.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
from typing import Any

_OURS = ("engine", "commands", "web")
_NAMES = ("__name__", "__qualname__", "__bases__")  # of a class; what else can be set is in its dict
_KNOWN = {("decimal", "Decimal"), ("datetime", "date")}


class NotPlain(pickle.UnpicklingError):
    """It names something that is no value."""


class _Unpickler(pickle.Unpickler):
    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))
        self._before: dict[type, dict[str, Any]] = {}

    def find_class(self, module_name: str, global_name: str) -> Any:
        """The class of a value; a function, or a class that is more than its values, is none."""
        if (module_name, global_name) in _KNOWN:
            return super().find_class(module_name, global_name)
        if module_name.partition(".")[0] in _OURS:
            found = super().find_class(module_name, global_name)
            if isinstance(found, type) and dataclasses.is_dataclass(found):
                self._before.setdefault(found, _state(found))
                return found
        raise NotPlain(f"{module_name}.{global_name}")

    def put_back(self) -> bool:
        """Undoes what a pickle did to classes: it may name one where a value belongs that is given a state."""
        changed = False
        for kind, before in self._before.items():
            now = _state(kind)
            for name in now.keys() - before.keys():
                delattr(kind, name)
            for name in (name for name, value in before.items() if now.get(name, before) is not value):
                setattr(kind, name, before[name])
            changed |= now.keys() != before.keys() or any(now[name] is not value for name, value in before.items())
        return changed


def _state(kind: type) -> dict[str, Any]:
    """Everything about a class that can be set."""
    return {**vars(kind), **{name: getattr(kind, name) for name in _NAMES}}


def plain(content: bytes) -> Any:
    """The value in a pickle.

    Raises:
        NotPlain: it is more than a value. Whatever else is wrong with a pickle raises what ``pickle`` does.
    """
    reader = _Unpickler(content)
    try:
        found = reader.load()
    finally:
        changed = reader.put_back()
    if changed:
        raise NotPlain("it changes what values are")
    return found
