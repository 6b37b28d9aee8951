"""Processes of our own interpreter that see our modules, and neither Python's variables nor the current folder."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from importlib import import_module; "
    "import_module(sys.argv[2]).main(*sys.argv[3:])"
)
_MEGABYTE = 1024 * 1024


def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A process that runs ``main`` of a module, with pipes at both ends; Ctrl-C does not reach it."""
    return subprocess.Popen(  # noqa: S603 (our own interpreter, our own module)
        [sys.executable, "-I", "-c", _START, json.dumps(_path()), module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that its own children can be ended with it
    )


def _path() -> list[str]:
    """Where modules are looked for: as here, but never in the current folder of the child."""
    return [str(Path(__file__).parents[1]), *(entry for entry in sys.path if entry)]


def kill(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and what it started."""
    with contextlib.suppress(OSError, AttributeError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()


def take_pipes() -> tuple[int, int]:
    """Of a child: the pipes from and to its parent. What libraries print goes nowhere."""
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return requests, answers


def leave_no_core() -> None:
    """Of a child: it may crash, and then writes no image of its memory into the current folder."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_parent() -> None:
    """Of a child: ends it, and what it started, soon after its parent was killed, whatever it is doing."""
    if sys.platform == "win32":
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def limit_memory(megabytes: int, beyond: bool = False) -> None:
    """Of a child: limits its memory, where the system can; ``beyond`` what it uses already."""
    if sys.platform == "win32":
        return
    import resource

    limit = megabytes * _MEGABYTE + (_data() if beyond else 0)
    with contextlib.suppress(ValueError, OSError):  # a stricter limit may hold already
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _data() -> int:
    """The bytes of data that the limit would count now; 0 where that is not known."""
    with contextlib.suppress(OSError, StopIteration, ValueError):
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmData")).split()[1]) * 1024
    return 0


def most_memory() -> int:
    """The most memory that this process ever used, in bytes; 0 where that is not known."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
