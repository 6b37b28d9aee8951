"""How long one input may take, and what is kept of one that broke a promise."""

from __future__ import annotations

import hashlib
import signal
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from engine.values import dataclass

SECONDS = 10.0  # of the processor, for one input
ROOT = Path(__file__).resolve().parents[1]


class TooSlow(BaseException):
    """An input took longer than :data:`SECONDS`; no ``except Exception`` on the way takes it for its own."""


@dataclass(frozen=True, slots=True)
class Crash:
    """What went wrong: ``key`` is the same for the same fault, ``text`` says where it is.

    ``contained``: a library took too much time or memory, and the process in which it works for us would be ended.
    """

    key: str
    text: str
    contained: bool = False


def attempt(check: Callable[[bytes], None], content: bytes, seconds: float = SECONDS) -> Crash | None:
    """What ``check`` finds wrong with an input, if anything."""
    try:
        with _Clock(seconds):
            check(content)
    except Exception as error:
        return _crash(error)
    except TooSlow as error:
        return _crash(error)
    return None


class _Clock:
    """Raises :class:`TooSlow` here after some seconds of the processor; nothing where there is no such clock."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGPROF, _stop)
            signal.setitimer(signal.ITIMER_PROF, self._seconds)

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooSlow


def _crash(error: BaseException) -> Crash:
    """The fault is told by the kind of the error and the last place of ours on the way to it."""
    text = "".join(traceback.format_exception(error, limit=-40))[-8000:]
    kind = type(error).__name__
    library = _of_library(error) if isinstance(error, (TooSlow, MemoryError)) else None
    if library is not None:
        return Crash(f"contained-{kind}-{Path(library.filename).stem}-{library.name}", text, True)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.name != _stop.__name__]
    own = [frame for frame in frames if frame.filename.startswith(str(ROOT)) and ".venv" not in frame.filename]
    engine = [frame for frame in own if not frame.filename.startswith(str(ROOT / "fuzz"))] or own
    at = engine[-1] if engine else frames[-1]
    where = f"{Path(at.filename)}:{at.name}:{0 if isinstance(error, TooSlow) else at.lineno}"
    key = hashlib.sha256(f"{kind} {where}".encode()).hexdigest()[:8]
    return Crash(f"{kind}-{Path(at.filename).stem}-{at.name}-{key}", text)


def _of_library(error: BaseException | None) -> traceback.FrameSummary | None:
    """The function of a library in which an error came up; ``None`` if it came up in a line of ours."""
    while error is not None:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.name != _stop.__name__]
        if frames and "site-packages" in frames[-1].filename:
            return frames[-1]
        error = error.__context__
    return None
