"""The first page after the login: what there is to do."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.workbench import clock, queue
from web.workbench.asking import Asking, Bench, Language, Secret
from web.workbench.listing import listed
from web.workbench.pages import page
from web.workbench.people import Person
from web.workbench.tables import Submission, Unit

router = APIRouter()


@router.get("/desk")
def desk(bench: Bench, person: Asking, lang: Language, secret: Secret) -> Response:
    """For a submitter: the own unit's reports and a form for another; for others: how much there is."""
    year = clock.today().year - 1
    with bench.database.reading() as session:
        unit = session.get(Unit, person.unit) if person.unit else None
        rows = listed(session, person, most=20)
        counts = None if unit else _counts(session, person, year)
        waiting = queue.counts(session, person) if person.may("decide") else None
    return page("desk.html", lang, person, secret, unit=unit, rows=rows, counts=counts, waiting=waiting, year=year)


def _counts(session: Session, person: Person, year: int) -> dict[str, int]:
    units = person.only_seen(select(func.count()).select_from(Unit).where(Unit.listed, Unit.expected), Unit.code)
    sent = select(func.count(func.distinct(Submission.unit))).join(Unit, Unit.code == Submission.unit)
    return {
        "units": session.scalar(units) or 0,
        "sent": session.scalar(person.only_seen(sent.where(Submission.year == year), Unit.code)) or 0,
    }
