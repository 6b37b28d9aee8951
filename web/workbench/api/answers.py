"""What the workbench holds, as programs get it."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Response
from pydantic import BaseModel

from engine.catalogue import say
from engine.json_text import compact_json, loads
from engine.rulebook import Lang, Rulebook
from web.answers import Refusal
from web.workbench.acts import ask
from web.workbench.api.models import Event, FindingOut, NoteOut, Reason, SubmissionOut, UnitOut
from web.workbench.api.problems import Refused, of_refusal
from web.workbench.listing import Row
from web.workbench.mismatch import mismatches
from web.workbench.running import Running
from web.workbench.tables import Remark, Unit
from web.workbench.work import FindingDesk, Said, Told

ROOT = "/api/v1"


def answered(model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer; numbers are exact, moments UTC."""
    content = compact_json(model.model_dump(), _plain).encode("utf-8", "replace")
    return Response(content, status, headers, "application/json")


def address_of(number: int) -> str:
    """Of a submission."""
    return f"{ROOT}/submissions/{number}"


def address_of_rest(path: str, start: int, asked: Mapping[str, object]) -> str:
    """Of the rest of a list."""
    told = {name: str(value).lower() if isinstance(value, bool) else value for name, value in asked.items()}
    return f"{ROOT}{path}?" + urlencode({name: value for name, value in told.items() if value} | {"start": start})


def unit_out(unit: Unit) -> UnitOut:
    """A unit."""
    return UnitOut(
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        level=unit.level,
        region=unit.region,
        superior=unit.superior,
        expected=unit.expected,
        listed=unit.listed,
    )


def submission_out(row: Row, book: Rulebook, lang: Lang) -> SubmissionOut:
    """A submission, with what became of it."""
    at, outcome, refusal = row.submission, row.outcome, row.refusal
    return SubmissionOut(
        number=at.id,
        unit=unit_out(row.unit),
        year=at.year,
        version=at.version,
        latest=row.latest,
        file=at.file,
        sha256=at.sha256,
        published_on=at.published_on,
        submitted_on=at.submitted_on,
        received_at=_utc(at.at),
        state="waiting" if row.waiting or outcome is None else "refused" if refusal else "scored",
        score=outcome.score if outcome else None,
        gaps=outcome.gaps if outcome else 0,
        reviews=outcome.reviews if outcome else 0,
        rulebook=outcome.rulebook if outcome else None,
        refusal=_reason(refusal["key"], refusal["values"], lang) if refusal else None,
        mismatches=[_reason(key, values, lang) for key, values in mismatches(row, book)],
    )


def _reason(key: str, values: Mapping[str, Any], lang: Lang) -> Reason:
    return Reason(reason=key, detail=say(key, lang, **values))


def note_out(note: Remark, who: str) -> NoteOut:
    """A note, with the name of who wrote it."""
    return NoteOut(number=note.id, who=who, at=_utc(note.at), text=note.text)


def card_in(
    bench: Running, row: Row, packed: bytes, read: bytes | None, told: Told, lang: Lang
) -> tuple[bytes, Lang]:
    """The scorecard of a submission as it was given, and its language: the one asked for if these rules gave it.

    ``packed``: as it is kept; empty if there is none. ``read``: what was read of the document.

    Raises:
        Refused: there is none, or not yet.
    """
    if row.outcome is None or not packed or read is None:
        raise Refused(409, "api.no_scorecard")
    if lang == "zh" or row.outcome.rulebook != bench.book.digest or row.waiting:
        return zlib.decompress(packed), "zh"
    found = ask(bench, "exported", read, told, "json", lang)
    if isinstance(found, Refusal):
        raise of_refusal(found)
    assert isinstance(found, bytes)
    return found, lang


def findings_out(card: bytes, desk: Mapping[str, FindingDesk]) -> list[FindingOut]:
    """The findings of a scorecard, with what was said of each."""
    return [_finding(finding, desk.get(finding["fingerprint"])) for finding in loads(card.decode())["findings"]]


def _finding(finding: Mapping[str, Any], desk: FindingDesk | None) -> FindingOut:
    decision = finding.get("decision")
    return FindingOut(
        **{name: finding[name] for name in FindingOut.model_fields if name in finding},
        stands=decision is None or decision["decision"] == "confirm",
        may=list(desk.acts) if desk else [],
        history=[_event(said) for said in desk.history] if desk else [],
    )


def _event(said: Said) -> Event:
    return Event(
        what=said.what,
        number=said.id,
        who=said.who,
        at=_utc(said.at),
        text=said.text,
        expires_on=said.until or None,
        waits=said.waits,
        approval=said.approved or None,
        approver=said.approver or None,
        answer=said.answer or None,
        answer_text=said.answer_text or None,
    )


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
