"""Pickles as plain values: numbers, texts, days, collections and dataclasses of ours, and nothing that could act.

A process that opened a stranger's file may say anything; what it says is read by this.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
from typing import Any

_OURS = ("engine", "commands", "web")
_KNOWN = {("decimal", "Decimal"), ("datetime", "date")}


class NotPlain(pickle.UnpicklingError):
    """It names something that is no value."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        """The class of a value; a function, or a class that is more than its values, is none."""
        if (module_name, global_name) in _KNOWN:
            return super().find_class(module_name, global_name)
        if module_name.partition(".")[0] in _OURS:
            found = super().find_class(module_name, global_name)
            if isinstance(found, type) and dataclasses.is_dataclass(found):
                return found
        raise NotPlain(f"{module_name}.{global_name}")


def plain(content: bytes) -> Any:
    """The value in a pickle.

    Raises:
        NotPlain: it is more than a value. Whatever else is wrong with a pickle raises what ``pickle`` does.
    """
    return _Unpickler(io.BytesIO(content)).load()
