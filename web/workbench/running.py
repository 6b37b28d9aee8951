"""What a running workbench consists of; routes find it at ``request.app.state.running``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from engine.loading import load_rulebook
from engine.rulebook import Rulebook
from web.pool import Pool
from web.workbench.database import Database
from web.workbench.scoring import Scorer
from web.workbench.settings import Settings
from web.workbench.trials import Trials


@dataclass(frozen=True, slots=True)
class Running:
    """``pool`` does what a person waits for; ``scorer`` and ``trials`` share one of their own for all the rest."""

    settings: Settings
    database: Database
    book: Rulebook
    pool: Pool
    scoring: Pool
    scorer: Scorer
    trials: Trials

    def start(self) -> None:
        """Starts processes and threads.

        Raises:
            OutOfDate: the tables of the database are not those of this program.
        """
        self.database.check()
        self.pool.start()
        self.scorer.start()
        self.trials.start()

    def end(self) -> None:
        """Ends them, when what is being done is done."""
        self.trials.end()
        self.scorer.end()
        self.scoring.close()
        self.pool.close()
        self.database.close()


def set_up(settings: Settings) -> Running:
    """Everything, made but not started.

    Raises:
        RulebookError, UnknownOverlay: the rulebook cannot be used.
        UnknownDatabase: the address is of none.
    """
    book = settings.book
    rules = load_rulebook(Path(book.root) if book.root else None, overlays=book.overlays)
    database = Database(settings.database)
    bounds = (settings.processes, settings.seconds, settings.megabytes)
    pool, scoring = Pool("web.workbench.tasks", *bounds), Pool("web.workbench.tasks", *bounds)
    scorer = Scorer(database, scoring, book, rules.digest, settings.processes)
    tried = Trials(database, scoring, book, rules.digest, settings.processes)
    return Running(settings, database, rules, pool, scoring, scorer, tried)


def running(request: Request) -> Running:
    """The workbench that answers a request."""
    found = request.app.state.running
    assert isinstance(found, Running)
    return found
