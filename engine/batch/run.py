"""A run: many documents in, a folder of results out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, Protocol

from engine.batch.beside import Surroundings
from engine.batch.inputs import Inputs, documents_of
from engine.batch.known import Known
from engine.batch.pool import Pool, cores
from engine.batch.scorer import Item, Look, Piece, Put
from engine.batch.settings import Settings
from engine.batch.store import Store
from engine.batch.worker import Setup
from engine.errors import Unusable
from engine.values import dataclass

Stage = Literal["list", "score", "write"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. ``kept``: results of an earlier run that still hold. Counts of documents."""

    stage: Stage
    total: int = 0
    kept: int = 0
    scored: int = 0
    unusable: int = 0
    failed: int = 0

    @property
    def done(self) -> int:
        """The documents of which the result is known."""
        return self.kept + self.scored + self.unusable + self.failed


class Crew(Protocol):
    """Who scores the documents of a run; ``digest``: of the settings, where documents are scored."""

    @property
    def digest(self) -> str:
        """That of the settings."""

    def score(self, items: Iterator[Item], total: int, put: Put, look: Look) -> None:
        """Scores documents, of which there may be ``total``; ``put`` gets the results, one call at a time.

        ``look`` is called now and then. Where it, or the user, interrupts, what was done is put first.
        """


class Interrupted(Exception):
    """The run was interrupted; what was done is kept, and the same run goes on from there."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress


def run(
    inputs: Inputs,
    settings: Settings,
    out: Path,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    fresh: bool = False,
    watch: Callable[[Progress], None] = lambda _: None,
) -> Path:
    """Scores documents, and returns the folder with the results, which :func:`read_results` reads.

    ``workers``: processes, by default one for each core. ``cluster``: the address of a Dask scheduler, on whose
    workers documents are scored instead. Results under ``out`` that still hold are used again unless ``fresh``.
    ``watch`` is told now and then, in the thread of the caller, how far it is.

    Raises:
        Interrupted: the user did; what was done is kept under ``out``.
        Unusable: an input, ``out`` or the cluster cannot be used, or an extra is not installed.
    """
    return run_by(lambda: _crew(settings, workers, cluster), inputs, settings, out, fresh, watch)


def run_by(
    hire: Callable[[], Crew],
    inputs: Inputs,
    settings: Settings,
    out: Path,
    fresh: bool = False,
    watch: Callable[[Progress], None] = lambda _: None,
) -> Path:
    """As :func:`run`, by a crew of one's own, which is hired once the folder is known to be good."""
    store, tally = Store(out), _Tally()
    try:
        crew = hire()
        watch(Progress("list"))
        tally.total = store.record(documents_of(inputs))
        if fresh:
            store.forget()
        pending = Known(store, crew.digest).pending(Surroundings(settings), tally.keep)
        crew.score(pending, tally.total, lambda piece: tally.add(store, piece), lambda: watch(tally.now("score")))
        store.publish(lambda: watch(tally.now("write")))
        return store.results
    except KeyboardInterrupt:
        raise Interrupted(tally.now("score")) from None
    except OSError as error:  # the disk is full, or gone
        raise Unusable("batch.bad_folder", folder=str(out), why=error.strerror or str(error)) from None
    finally:
        store.close()


def _crew(settings: Settings, workers: int | None, cluster: str | None) -> Crew:
    """Who scores."""
    if cluster is not None:
        from engine.batch.cluster import Cluster

        return Cluster(cluster, settings)
    return Pool(Setup(settings, settings.digest()), workers or cores())


class _Tally:
    """Counts what becomes of the documents."""

    def __init__(self) -> None:
        self.total = 0
        self._kept = 0
        self._states: Counter[str] = Counter()

    def keep(self, count: int) -> None:
        self._kept += count

    def add(self, store: Store, piece: Piece) -> None:
        store.add(piece)
        self._states.update(piece.states)

    def now(self, stage: Stage) -> Progress:
        states = self._states
        return Progress(stage, self.total, self._kept, states["scored"], states["unusable"], states["failed"])
