"""What can be done with each finding on a page, and what was done."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.json_text import loads
from web.workbench.blobs import scorecard_of
from web.workbench.decisions import Case
from web.workbench.listing import Row
from web.workbench.people import Person
from web.workbench.tables import Account, Answered, Objection
from web.workbench.work import FindingDesk, Said


def findings_of(session: Session, row: Row) -> Mapping[str, Mapping[str, Any]]:
    """The findings of the newest scorecard, by their fingerprints."""
    packed = scorecard_of(session, row.outcome)
    card = loads(zlib.decompress(packed).decode()) if packed else {"findings": ()}
    return {finding["fingerprint"]: finding for finding in card["findings"]}


def desk_of(session: Session, person: Person, row: Row, decided: Sequence[Case]) -> dict[str, FindingDesk]:
    """By the fingerprints of findings."""
    history: dict[str, list[Said]] = defaultdict(list)
    newest: dict[str, Case] = {}
    for case in decided:
        newest[case.decided.finding] = case
        history[case.decided.finding].append(_told(case))
    for fingerprint, said in _objections(session, row.submission.id):
        history[fingerprint].append(said)
    found = findings_of(session, row)
    return {
        fingerprint: FindingDesk(
            fingerprint,
            finding["rule"],
            tuple(_acts(person, row, finding, newest.get(fingerprint))),
            tuple(sorted(history[fingerprint], key=lambda said: said.at)),
        )
        for fingerprint, finding in found.items()
    }


def _acts(person: Person, row: Row, finding: Mapping[str, Any], case: Case | None) -> Iterator[str]:
    """What the person may do with a finding now."""
    if person.may("object") and row.latest:
        yield "object"
    if not person.may("decide"):
        return
    if case is not None and case.decided.verdict == "waive" and case.approval is None:
        if case.decided.account_id != person.id:
            yield "approve"
        yield "withdraw"
    elif case is not None and case.holds:
        yield "withdraw"
    elif finding["status"] == "review":
        yield from ("confirm", "dismiss")
    else:
        yield "waive"


def _told(case: Case) -> Said:
    decided, approval = case.decided, case.approval
    return Said(
        what=decided.verdict,
        id=decided.id,
        who=case.author,
        at=decided.at,
        text=decided.reason,
        until=decided.expires_on.isoformat() if decided.expires_on else "",
        waits=decided.verdict == "waive" and approval is None,
        approved="" if approval is None else ("agreed" if approval.agreed else "refused"),
        approver=case.approver or "",
    )


def _objections(session: Session, submission_id: int) -> Iterator[tuple[str, Said]]:
    query = select(Objection, Account.name, Answered).join(Account, Account.id == Objection.account_id)
    query = query.outerjoin(Answered, Answered.objection_id == Objection.id)
    query = query.where(Objection.submission_id == submission_id).order_by(Objection.id)
    for objection, who, answer in session.execute(query):
        yield (
            objection.finding,
            Said(
                what="object",
                id=objection.id,
                who=who,
                at=objection.at,
                text=objection.text,
                answer="" if answer is None else ("upheld" if answer.upheld else "rejected"),
                answer_text="" if answer is None else answer.text,
            ),
        )
