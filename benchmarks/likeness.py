"""Measures comparisons of texts: ``python -m benchmarks.likeness`` (some twenty seconds on one core)."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

from engine.beside import Beside
from engine.likeness.corpus import Corpus
from engine.likeness.prose import Prose, prose_of
from engine.likeness.sketch import Index
from engine.likeness.words import own_words
from engine.loading import load_rulebook
from engine.reading import Reading, Source
from engine.report import Report
from engine.score import Engine

LETTERS = 2000  # of a typical report's own words
PEERS = 1000


def main() -> None:
    """Prints how long each step takes."""
    book = load_rulebook()
    engine = Engine(book)
    boilerplate = [re.compile(pattern) for pattern in book.boilerplate]
    mine, copy, *others = [_reading(f"第{n}县人民政府", _text(max(n, 1))) for n in range(PEERS + 1)]
    own, theirs = (prose_of(reading.report, ["overview"], boilerplate) for reading in (mine, copy))
    _show("own words of a report", lambda: own_words(mine.report.sections["overview"].text, boilerplate))
    _show("containment, exact", lambda: Prose(own[""].words).containment(theirs[""]))
    _show("longest passages", lambda: Prose(own[""].words).passages(theirs[""]))
    _show("sketch (MinHash)", lambda: Prose(own[""].words).sketch)
    _show("score, nothing beside", lambda: engine.score(mine))
    _show("score, last year's report beside", lambda: engine.score(mine, beside=Beside(previous=copy)))
    peers = (copy, *others)
    words = [prose_of(reading.report, ["overview"], boilerplate) for reading in peers]
    _show(f"sketches of {PEERS} reports", lambda: [Prose(report[""].words).sketch for report in words], 1)
    sketches = {at: report[""].sketch for at, report in enumerate(words)}
    _show(f"index of {PEERS} reports", lambda: Index(sketches), 1)
    corpus = Corpus(words)
    corpus.nearest("", own[""], 3)
    _show(f"one against {PEERS}, index made", lambda: corpus.nearest("", own[""], 3))
    _show(f"score, the first with {PEERS} peers", lambda: engine.score(mine, beside=Beside(peers=peers)), 1)
    _show(f"score, each further one with {PEERS} peers", lambda: engine.score(mine, beside=Beside(peers=peers)))


def _text(seed: int) -> str:
    """Own words as far apart as those of unrelated reports; the same for the same seed."""
    chance = random.Random(seed)
    return "".join(chr(0x4E00 + chance.randrange(2500)) for _ in range(LETTERS))


def _reading(unit: str, text: str) -> Reading:
    sections = {"overview": {"heading": "", "text": text}}
    raw = {"schema": "disclosure-report/1", "unit": {"name": unit}, "year": 2024, "sections": sections}
    return Reading(Report.model_validate(raw), Source(unit, "json", unit))


def _show(what: str, work: Callable[[], object], rounds: int = 20) -> None:
    best = min(_time(work) for _ in range(rounds))
    print(f"{what:45} {best * 1000:10.2f} ms")


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
