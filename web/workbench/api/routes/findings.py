"""What persons say of findings: decisions, approvals, objections, answers, notes."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from web.workbench import acts, decisions
from web.workbench.api.answers import address_of, answered, card_in, findings_out, note_out
from web.workbench.api.asked import Bench, Language
from web.workbench.api.caller import Decider, Objector, Reader, only_json
from web.workbench.api.models import (
    FindingList,
    NewAnswer,
    NewApproval,
    NewDecision,
    NewNote,
    NewObjection,
    NoteList,
    Recorded,
)
from web.workbench.api.problems import responses
from web.workbench.blobs import reading_of, scorecard_of
from web.workbench.findings_shown import desk_of
from web.workbench.told import told_of

router = APIRouter(tags=["findings"])
_JSON = [Depends(only_json)]
_POST = responses(400, 404, 409, 413, 415, 422)


@router.get(
    "/submissions/{number}/findings",
    operation_id="listFindings",
    response_model=FindingList,
    responses=responses(404, 409),
)
def list_findings(bench: Bench, person: Reader, lang: Language, number: int) -> Response:
    """What was found, what was said of it, and what the account may do with it. 409 if there is no scorecard yet."""
    with bench.database.reading() as session:
        row = acts.seen(session, person, number)
        desk = desk_of(session, person, row, decisions.cases(session, number))
        packed, read = scorecard_of(session, row.outcome), reading_of(session, number)
        told = told_of(session, row.submission, row.unit)
    card, of_card = card_in(bench, row, packed, read, told, lang)
    return answered(FindingList(items=findings_out(card, desk)), headers={"content-language": of_card})


@router.post(
    "/submissions/{number}/decisions",
    operation_id="decide",
    status_code=201,
    response_model=Recorded,
    responses=_POST,
    dependencies=_JSON,
)
def decide(bench: Bench, person: Decider, lang: Language, number: int, sent: NewDecision) -> Response:
    """Confirm or dismiss a review, propose to waive a gap, or take a decision back."""
    with bench.database.writing() as session:
        found = acts.decide(
            session, person, bench.book, number, sent.finding, sent.verdict, sent.reason, sent.expires_on
        )
    bench.scorer.wake()
    return _recorded(number, found.id)


@router.post(
    "/submissions/{number}/approvals",
    operation_id="approve",
    status_code=201,
    response_model=Recorded,
    responses=_POST,
    dependencies=_JSON,
)
def approve(bench: Bench, person: Decider, lang: Language, number: int, sent: NewApproval) -> Response:
    """Approve a waiver that somebody else proposed, or refuse it."""
    with bench.database.writing() as session:
        found = acts.approve(session, person, number, sent.decision, sent.agreed)
    bench.scorer.wake()
    return _recorded(number, found.id)


@router.post(
    "/submissions/{number}/objections",
    operation_id="object",
    status_code=201,
    response_model=Recorded,
    responses=_POST,
    dependencies=_JSON,
)
def object_to(bench: Bench, person: Objector, lang: Language, number: int, sent: NewObjection) -> Response:
    """A unit answers a finding."""
    with bench.database.writing() as session:
        found = acts.object_to(session, person, bench.book, number, sent.finding, sent.text)
    return _recorded(number, found.id)


@router.post(
    "/submissions/{number}/answers",
    operation_id="answer",
    status_code=201,
    response_model=Recorded,
    responses=_POST,
    dependencies=_JSON,
)
def answer(bench: Bench, person: Decider, lang: Language, number: int, sent: NewAnswer) -> Response:
    """A reviewer answers an objection; what follows from it is a decision of its own."""
    with bench.database.writing() as session:
        found = acts.answer(session, person, bench.book, number, sent.objection, sent.upheld, sent.text)
    return _recorded(number, found.id)


@router.get(
    "/submissions/{number}/notes", operation_id="listNotes", response_model=NoteList, responses=responses(404)
)
def list_notes(bench: Bench, person: Reader, lang: Language, number: int) -> Response:
    """The notes of reviewers on a submission; for a submitter there are none such."""
    acts.need(person, "review")
    with bench.database.reading() as session:
        acts.seen(session, person, number)
        found = decisions.remarks(session, number)
    return answered(NoteList(items=[note_out(note, who) for note, who in found]))


@router.post(
    "/submissions/{number}/notes",
    operation_id="note",
    status_code=201,
    response_model=Recorded,
    responses=_POST,
    dependencies=_JSON,
)
def note(bench: Bench, person: Decider, lang: Language, number: int, sent: NewNote) -> Response:
    """Add a note that only reviewers see."""
    with bench.database.writing() as session:
        found = acts.remark(session, person, bench.book, number, sent.text)
    return _recorded(number, found.id)


def _recorded(number: int, of: int) -> Response:
    return answered(Recorded(number=of, submission=address_of(number)), 201)
