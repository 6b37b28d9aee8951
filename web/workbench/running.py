"""What a running workbench consists of; routes find it at ``request.app.state.running``."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from engine.loading.roster_words import roster_words
from engine.processes import Pool
from engine.rulebook import Rulebook
from web.app import pool_of
from web.workbench.database import Database
from web.workbench.known_logins import KnownLogins
from web.workbench.scoring import Scorer
from web.workbench.settings import Settings
from web.workbench.standings import Boards
from web.workbench.trials import Trials
from web.workbench.watched import Counts


@dataclass(frozen=True, slots=True)
class Running:
    """``pool`` does what a person waits for; ``scorer`` and ``trials`` share one of their own for all the rest.

    ``boards`` are the standings; ``logins`` are known for a moment.
    """

    settings: Settings
    database: Database
    book: Rulebook
    pool: Pool
    scoring: Pool
    scorer: Scorer
    trials: Trials
    counts: Counts
    boards: Boards
    logins: KnownLogins

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
    rules = settings.book.load()
    database = Database(settings.database)
    given = (settings.processes, settings.limits, settings.book)
    pool, scoring = (pool_of("web.workbench.tasks", *given) for _ in range(2))
    scoring.first("after_others")
    counts = Counts()
    scorer = Scorer(database, scoring, settings.book, rules.digest, settings.processes, counts)
    tried = Trials(database, scoring, settings.book, rules.digest, settings.processes)
    boards = Boards(database, rules, roster_words(settings.book.folder))
    logins = KnownLogins(database)
    return Running(settings, database, rules, pool, scoring, scorer, tried, counts, boards, logins)


async def running(request: Request) -> Running:
    """The workbench that answers a request."""
    found = request.app.state.running
    assert isinstance(found, Running)
    return found
