"""``dataclass`` for the values of the engine: as the standard library's, but quicker to make and to load.

The engine has some two hundred of them. The standard library compiles six methods for each when its
module is imported, 0.4 ms in all, which was a fifth of the time that the command took to start. Here
``__init__`` is made as there; the other methods are shared. That a value is frozen is checked by mypy
alone, since checking it at run time doubles the time that making a value takes.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True):
        """A dataclass with ``__eq__``, ``__hash__`` (if frozen) and ``__repr__``."""
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen, slots=slots, eq=eq)
        own = "__hash__" in cls.__dict__ or "__eq__" in cls.__dict__
        made = dataclasses.dataclass(cls, repr=False, eq=False, slots=slots)
        if "__repr__" not in cls.__dict__:
            made.__repr__ = _repr
        if eq and not own:
            _compare(made, frozen)
        return made

    def _compare(cls, frozen):
        names = [field.name for field in dataclasses.fields(cls)]
        key = attrgetter(*names) if names else lambda value: ()

        def __eq__(self, other):  # noqa: N807
            return key(self) == key(other) if other.__class__ is cls else NotImplemented

        def __hash__(self):  # noqa: N807
            return hash(key(self))

        cls.__eq__ = __eq__
        cls.__hash__ = __hash__ if frozen else None

    def _repr(self):
        told = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
        return f"{type(self).__qualname__}({', '.join(told)})"
