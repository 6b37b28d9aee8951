"""The list of findings that wait for a person, kept beside the scorecards so that nobody has to open them all."""

from __future__ import annotations

import zlib

from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine.json_text import loads
from web.workbench.decisions import standing
from web.workbench.tables import Undecided

_SETTLES = ("confirm", "dismiss")


def list_anew(session: Session, submission_id: int, card: bytes) -> None:
    """Lists what waits in a submission's newest scorecard (packed; empty if there is none)."""
    session.execute(delete(Undecided).where(Undecided.submission_id == submission_id))
    if not card:
        return
    # Somebody may have decided while the scorecard was being made.
    decided = {print for print, case in standing(session, submission_id).items() if case.decided.verdict in _SETTLES}
    for position, finding in enumerate(loads(zlib.decompress(card).decode())["findings"]):
        waits = finding["status"] == "review" and finding["decision"] is None
        if waits and finding["fingerprint"] not in decided:
            places = finding["locations"]
            session.add(
                Undecided(
                    submission_id=submission_id,
                    position=position,
                    finding=finding["fingerprint"],
                    rule=finding["rule"],
                    message=finding["message"],
                    label=places[0]["label"] if places else "",
                )
            )
