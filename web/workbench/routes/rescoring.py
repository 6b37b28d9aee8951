"""Scoring a submission again, and reading its document again: outcomes are added, none is changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from web.workbench import acts, audit
from web.workbench.asking import Acting, Bench
from web.workbench.submissions import again

router = APIRouter()
_SOON = 8.0  # seconds for which a reviewer waits for the new score


@router.post("/submissions/{number}/score")
def score_again(bench: Bench, person: Acting, number: int, anew: Annotated[bool, Form()] = False) -> Response:
    """Has it scored again; ``anew``: from its document, not from what was read of it before."""
    acts.need(person, "review")
    with bench.database.writing() as session:
        of = acts.seen(session, person, number).submission
        again(session, number, anew)
        audit.note(session, person, "reread" if anew else "rescore", f"{of.unit} {of.year} #{of.version}")
    bench.scorer.wait(number, _SOON)
    return RedirectResponse(f"/submissions/{number}", 303)
