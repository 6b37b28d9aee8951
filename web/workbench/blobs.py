"""What is large of a submission, taken out of the database where it is needed: nothing else loads it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.workbench.tables import Document, Outcome, ReadDocument


def content_of(session: Session, sha256: str) -> bytes:
    """The bytes of a document that was handed in."""
    return session.scalars(select(Document.content).where(Document.sha256 == sha256)).one()


def reading_of(session: Session, submission_id: int) -> bytes | None:
    """What was read of a submission (packed); ``None`` if it was not, or cannot be."""
    return session.scalar(select(ReadDocument.carried).where(ReadDocument.submission_id == submission_id))


def scorecard_of(session: Session, outcome: Outcome | None) -> bytes:
    """The scorecard of an outcome (packed); empty if it has none."""
    if outcome is None:
        return b""
    return session.scalars(select(Outcome.card).where(Outcome.id == outcome.id)).one()
