"""Parts of pages that are the same for many: made by one who asks, while all others have what was made before."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

_MOST = 100
_LONGEST = 5.0  # seconds after which another makes a part anew, if who began has not


@dataclass(slots=True)
class _Part:
    content: bytes
    until: float


class Parts:
    """Parts by what they are of; each is good until it should be looked at again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Part] = OrderedDict()
        self._lock = threading.Lock()

    def at_hand(self, key: Hashable) -> bytes | None:
        """The part; ``None`` if whoever asks is to make it (anew): others are then given the old one."""
        part, now = self._kept.get(key), time.monotonic()
        if part is None:
            return None
        if part.until <= now:
            part.until = now + _LONGEST
            return None
        return part.content

    def made(self, key: Hashable, make: Callable[[], tuple[bytes, float]]) -> bytes:
        """Makes the part, which is good for so many seconds; who asks meanwhile waits for it."""
        before = self._kept.get(key)
        with self._lock:
            meanwhile = self._kept.get(key)
            if meanwhile is not None and meanwhile is not before:
                return meanwhile.content
            content, seconds = make()
            self._kept[key] = _Part(content, time.monotonic() + seconds)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return content
