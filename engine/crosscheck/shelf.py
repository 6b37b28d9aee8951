"""Prints of many reports on disk: memory does not grow with their words, only by some bytes for each report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from engine.crosscheck.prints import PERMUTATIONS, Print
from engine.likeness.prose import WHOLE

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

_WORDS, _UNITS = "own-words.bin", "units.jsonl"


@dataclass(slots=True)
class Scope:
    """What was added of one scope: the places of its reports on the shelf, their letters and grams, its file."""

    file: IO[bytes]
    places: list[int] = field(default_factory=list)
    letters: list[int] = field(default_factory=list)
    grams: list[int] = field(default_factory=list)


class Shelf:
    """Prints in the order in which they were added, in files of ``folder``, which is the caller's to remove.

    ``unit`` tells whose report it is; reports of one unit are not compared with each other.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scopes: dict[str, Scope] = {}
        self._words = open(folder / _WORDS, "w+b")  # noqa: SIM115  (closed with the shelf)
        self._names = open(folder / _UNITS, "w+", encoding="utf-8")  # noqa: SIM115
        self._offsets = [0]
        self._name_offsets = [0]

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def add(self, unit: str, taken: Print) -> int:
        """Puts a print at the end; its place."""
        import numpy

        place = len(self)
        self._words.write(taken.packed)
        self._offsets.append(self._offsets[-1] + len(taken.packed))
        line = json.dumps(unit) + "\n"
        self._names.write(line)
        self._name_offsets.append(self._name_offsets[-1] + len(line))
        marks = taken.marks.values()
        for key, mark in taken.marks.items():
            self._put(key, place, mark.letters, mark.grams, mark.sketch)
        if marks:
            # No gram spans two sections, so the sketch of all is the least of theirs.
            least = numpy.frombuffer(b"".join(mark.sketch for mark in marks), "<u4").reshape(-1, PERMUTATIONS).min(0)
            letters, grams = sum(mark.letters for mark in marks), sum(mark.grams for mark in marks)
            self._put(WHOLE, place, letters, grams, least.tobytes())
        return place

    def words(self, place: int) -> bytes:
        """The packed words at a place."""
        start, end = self._offsets[place], self._offsets[place + 1]
        self._words.seek(start)
        return self._words.read(end - start)

    def units(self) -> Iterator[str]:
        """The units in their order."""
        self._names.flush()
        with open(self.folder / _UNITS, encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)

    def sketches(self, scope: str) -> NDArray[numpy.uint32]:
        """The sketches of a scope, a row each, mapped from disk."""
        import numpy

        self.scopes[scope].file.flush()
        count = len(self.scopes[scope].places)
        return numpy.memmap(self._file(scope), "<u4", "r", shape=(count, PERMUTATIONS))

    def close(self) -> None:
        """Closes the files."""
        self._words.close()
        self._names.close()
        for scope in self.scopes.values():
            scope.file.close()

    def _put(self, key: str, place: int, letters: int, grams: int, sketch: bytes) -> None:
        if key not in self.scopes:
            self.scopes[key] = Scope(open(self._file(key), "w+b"))  # noqa: SIM115
        scope = self.scopes[key]
        scope.file.write(sketch)
        scope.places.append(place)
        scope.letters.append(letters)
        scope.grams.append(grams)

    def _file(self, key: str) -> Path:
        return self.folder / f"sketches-{key or 'whole'}.bin"
