"""What was done so far on each target, kept beside the working corpus, so that a run that was ended goes on."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from fuzz.limits import Crash


@dataclass(slots=True)
class Ledger:
    """``runs``: inputs tried; ``seconds`` that it took; ``edges`` of the code that were seen; ``slowest``: seconds
    that one input took; ``died``: processes that ended before their time.
    """

    runs: int = 0
    seconds: float = 0.0
    edges: int = 0
    slowest: float = 0.0
    died: int = 0


def place(corpus: Path, target: str) -> Path:
    """Where the inputs of a target are kept that showed something new."""
    return corpus / target


def crashes(corpus: Path, target: str) -> Path:
    """Where the inputs are kept that broke a promise."""
    return corpus / "crashes" / target


def read(corpus: Path, target: str) -> Ledger:
    """What was done; nothing where there is no ledger yet."""
    try:
        return Ledger(**json.loads(_file(corpus, target).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Ledger()


def write(corpus: Path, target: str, ledger: Ledger) -> None:
    """Keeps the ledger, whole or not at all."""
    file = _file(corpus, target)
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".half")
    half.write_text(json.dumps(asdict(ledger)), "utf-8")
    os.replace(half, file)


def keep(corpus: Path, target: str, content: bytes, crash: Crash) -> None:
    """Keeps an input that broke a promise: of each fault the shortest."""
    folder = crashes(corpus, target)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / crash.key
    if not file.exists() or len(content) < file.stat().st_size:
        file.write_bytes(content)
        (folder / f"{crash.key}.txt").write_text(crash.text, "utf-8", errors="replace")


def _file(corpus: Path, target: str) -> Path:
    return corpus / "ledgers" / f"{target}.json"
