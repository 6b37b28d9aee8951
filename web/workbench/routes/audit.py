"""The audit log: who did what, and whether the log is as it was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse

from engine.json_text import loads
from web.workbench import audit
from web.workbench.asking import Bench, Language, Secret, who_may
from web.workbench.audit_list import Asked, action_words, as_csv, records, who_and_what
from web.workbench.pages import page
from web.workbench.people import Person
from web.workbench.tables import Record

router = APIRouter()
Managing = Annotated[Person, Depends(who_may("manage"))]
_PAGE = 100
_TOLD = 20  # records that are not as they were written; if there are more, the first


def asked(who: str = "", action: str = "", subject: str = "", first: str = "", last: str = "") -> Asked:
    """What an address asks for; a day that is none bounds nothing."""
    return Asked(who[:60], action[:40], subject.strip()[:200], _day(first), _day(last))


Filter = Annotated[Asked, Depends(asked)]


@router.get("/audit")
def log(
    bench: Bench,
    person: Managing,
    lang: Language,
    secret: Secret,
    asked: Filter,
    before: int | None = None,
    check: bool = False,
) -> Response:
    """The records, the newest first."""
    before = None if before is None else max(0, min(before, 2**31 - 1))
    with bench.database.reading() as session:
        found = records(session, asked, _PAGE + 1, before)
        who, actions = who_and_what(session)
        wrong = list(islice(audit.broken(session), _TOLD)) if check else []
    return page(
        "audit.html",
        lang,
        person,
        secret,
        rows=[_row(record) for record in found[:_PAGE]],
        more=found[_PAGE - 1].id if len(found) > _PAGE else None,
        asked=asked,
        query=_query(asked),
        who=who,
        actions={action: action_words(action, lang) for action in actions},
        checked=check,
        wrong=wrong,
    )


def _row(record: Record) -> tuple[Record, str, dict[str, Any]]:
    """A record, the token with which it was done (empty: none), and what else it says."""
    details = loads(record.details)
    return record, details.pop(audit.ACTED_BY, ""), details


@router.get("/audit.csv")
def table(bench: Bench, person: Managing, lang: Language, asked: Filter) -> Response:
    """The records as a file."""

    def pieces() -> Iterator[bytes]:
        with bench.database.reading() as session:
            yield from as_csv(session, asked, lang)

    headers = {"content-disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(pieces(), media_type="text/csv; charset=utf-8", headers=headers)


def _query(asked: Asked) -> str:
    told = {name: getattr(asked, name) for name in ("who", "action", "subject", "first", "last")}
    return urlencode({name: value for name, value in told.items() if value})


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
