"""Taking away what the workbench knows: everything, or the decisions on one submission."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse

from web.workbench import acts, audit
from web.workbench.archive import EXPORT, everything
from web.workbench.asking import Bench, Language, who_may
from web.workbench.decision_file import decision_file
from web.workbench.decisions import in_force
from web.workbench.people import Person

router = APIRouter()


@router.get("/export.zip")
def export(bench: Bench, person: Annotated[Person, Depends(who_may("manage"))], lang: Language) -> Response:
    """Everything, made while it is being sent."""
    with bench.database.writing() as session:
        audit.note(session, person, EXPORT, "")

    def pieces() -> Iterator[bytes]:
        with bench.database.reading() as session:
            yield from everything(session, bench.book, lang)

    return StreamingResponse(pieces(), media_type="application/zip", headers=_named("export.zip"))


@router.get("/submissions/{number}/decisions.yaml")
def decisions(
    bench: Bench, person: Annotated[Person, Depends(who_may("review"))], lang: Language, number: int
) -> Response:
    """The decisions that hold for a submission, for ``compliance score --decisions``."""
    with bench.database.reading() as session:
        row = acts.seen(session, person, number)
        holding = in_force(session, row.submission)
    text = decision_file(row.submission, row.unit, holding, bench.book, lang)
    return Response(text.encode("utf-8", "replace"), media_type="application/yaml", headers=_named("decisions.yaml"))


def _named(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
