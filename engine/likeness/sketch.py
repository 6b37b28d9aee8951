"""Sketches of texts (MinHash) and an index of many of them: who might be alike, without comparing all.

A sketch estimates the share of grams that two texts have in common of all that either has (Jaccard).
It is a few hundred bytes, the same on every machine and in every run, so sketches may be made
anywhere and put together in one index. datasketch does the work; it is imported when first needed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar
from zlib import crc32

if TYPE_CHECKING:
    from datasketch import LeanMinHash, MinHash, MinHashLSH

PERMUTATIONS = 128
_SEED = 1
_SCHEME = "affine32"  # of datasketch; named, so that another version cannot choose another
_BATCH = 4096  # grams hashed at once: bounds the memory
_BANDS, _ROWS = 64, 2  # of the index: finds texts that share a quarter of their grams with hardly a miss
_NUMBER = "<u4"

Key = TypeVar("Key", bound=Hashable)
Sketch = bytes  # as many little-endian numbers of 32 bits as there were permutations


def sketch(grams: Iterable[str], permutations: int = PERMUTATIONS) -> Sketch:
    """The sketch of some grams; it does not depend on their order."""
    minhash = _empty(permutations).copy()
    rest = iter(grams)
    while batch := [gram.encode("utf-8", "surrogatepass") for gram in islice(rest, _BATCH)]:
        minhash.update_batch(batch)
    values: bytes = minhash.hashvalues.astype(_NUMBER).tobytes()
    return values


def estimate(one: Sketch, other: Sketch) -> int:
    """The share of grams in common of all that either text has, in whole percent, rounded down.

    The error is some ``1 / sqrt(PERMUTATIONS)``, nine percent points.
    """
    same = sum(one[at : at + 4] == other[at : at + 4] for at in range(0, len(one), 4))
    return same * 100 // PERMUTATIONS


class Index(Generic[Key]):
    """Sketches by key, made to be asked which might be alike. A plain value: it can be copied and pickled."""

    def __init__(self, sketches: Mapping[Key, Sketch]) -> None:
        from datasketch import MinHashLSH

        self._order = {key: rank for rank, key in enumerate(sketches)}
        self._lsh: MinHashLSH = MinHashLSH(num_perm=PERMUTATIONS, params=(_BANDS, _ROWS))
        for key, values in sketches.items():
            self._lsh.insert(key, _lean(values), check_duplication=False)

    def candidates(self, wanted: Sketch) -> list[Key]:
        """The keys whose texts might be alike, in the order in which they were given."""
        return sorted(self._lsh.query(_lean(wanted)), key=self._order.__getitem__)


@cache
def _empty(permutations: int) -> MinHash:
    from datasketch import MinHash

    return MinHash(num_perm=permutations, seed=_SEED, scheme=_SCHEME, hashfunc=crc32)


def _lean(values: Sketch) -> LeanMinHash:
    import numpy
    from datasketch import LeanMinHash

    return LeanMinHash(seed=_SEED, hashvalues=numpy.frombuffer(values, _NUMBER), scheme=_SCHEME)
