"""What is said of input that cannot be used."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from engine.catalogue import one_line, say
from engine.rulebook import Lang


class Unusable(Exception):
    """A document that cannot be read as a report; one line says why and where.

    ``key`` and ``values`` make a text of the catalogue.
    """

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values

    def line(self, lang: Lang) -> str:
        """The reason in ``lang``, on one line."""
        return one_line(say(self.key, lang, **self.values))

    def __str__(self) -> str:
        return self.line("en")


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Too much memory, or too deep a recursion, is the document's fault.

    Raises:
        Unusable: that is what happened within.
    """
    try:
        yield
    except MemoryError:
        raise Unusable("file.too_much_memory") from None
    except RecursionError:
        raise Unusable("file.too_deep") from None
