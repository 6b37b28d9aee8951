"""The list of findings that wait for a person, kept beside the scorecards so that nobody has to open them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete
from sqlalchemy.orm import Session

from web.workbench.decisions import standing
from web.workbench.tables import Undecided
from web.workbench.work import Waits

_SETTLES = ("confirm", "dismiss")


def list_anew(session: Session, submission_id: int, waiting: Sequence[Waits]) -> None:
    """Lists what waits in a submission's newest scorecard."""
    session.execute(delete(Undecided).where(Undecided.submission_id == submission_id))
    if not waiting:
        return
    # Somebody may have decided while the scorecard was being made.
    decided = {print for print, case in standing(session, submission_id).items() if case.decided.verdict in _SETTLES}
    for one in waiting:
        if one.finding not in decided:
            session.add(Undecided(submission_id=submission_id, **asdict(one)))
