"""What is known of a submission beside its document, as the processes that score are told it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from web.workbench.clock import today
from web.workbench.decisions import in_force
from web.workbench.tables import Submission, Unit
from web.workbench.work import Told


def told_of(session: Session, submission: Submission, unit: Unit) -> Told:
    """What the roster knows of its unit, its days, and the decisions that hold today."""
    return Told(
        kind=unit.kind,
        level=unit.level,
        region=unit.region,
        published_on=submission.published_on,
        submitted_on=submission.submitted_on,
        decisions=in_force(session, submission),
        as_of=today(),
    )
