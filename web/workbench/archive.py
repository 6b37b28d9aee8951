"""Everything that the workbench knows, as a zip file that is made while it is being sent.

The same state gives the same bytes. Of secrets there is nothing in it: no passwords, logins or tokens.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from typing import IO, Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from engine.catalogue import say
from engine.json_text import compact_json, loads
from engine.reporters.csv import safe
from engine.rulebook import Lang, Rulebook
from web.workbench.blobs import content_of
from web.workbench.decision_file import decision_file
from web.workbench.decisions import in_force
from web.workbench.tables import (
    Account,
    Answered,
    Approval,
    Base,
    Decided,
    Objection,
    Outcome,
    Record,
    Remark,
    Submission,
    Unit,
)

EXPORT = "export"  # how the audit log calls it
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can say
_PIECE = 256 * 1024  # bytes that are sent at once, about
_ROWS = 500  # of a table that are held at once
_ROSTER = ("code", "name", "aliases", "kind", "level", "region", "superior", "expected", "includes")
_IN_JSON = ("aliases", "refusal", "summary", "details")  # texts that are JSON already


class _Sent:
    """What the zip file writes to, and from which it is taken to be sent."""

    def __init__(self) -> None:
        self._stream = io.BytesIO()

    def write(self, data: bytes) -> int:
        return self._stream.write(data)

    def flush(self) -> None:
        pass

    @property
    def full(self) -> bool:
        return self._stream.tell() >= _PIECE

    def take(self) -> bytes:
        data = self._stream.getvalue()
        self._stream = io.BytesIO()
        return data


def everything(session: Session, book: Rulebook, lang: Lang) -> Iterator[bytes]:
    """The zip file, a piece at a time; ``session`` sees one state of the database until it is done."""
    sent = _Sent()
    with (
        zipfile.ZipFile(sent, "w") as archive,  # type: ignore[call-overload]
        closing(_members(session, archive, book, lang)) as members,
    ):
        for _ in members:
            if sent.full:
                yield sent.take()
    yield sent.take()


def _members(session: Session, archive: zipfile.ZipFile, book: Rulebook, lang: Lang) -> Generator[None]:
    """Writes one member after another; stops now and then, so that what was written can be sent."""
    _write(archive, "README.txt", say("export.readme", lang).encode())
    _write(archive, "roster.csv", _roster(session))
    for name, query in _tables(session).items():
        with _member(archive, f"{name}.jsonl") as file:
            for row in session.execute(query.execution_options(yield_per=_ROWS)).mappings():
                file.write(f"{compact_json(_plain(row))}\n".encode("utf-8", "replace"))
                yield
    yield from _documents(session, archive)
    yield from _scorecards(session, archive)
    yield from _decisions(session, archive, book, lang)


def _tables(session: Session) -> dict[str, Select[*tuple[Any, ...]]]:
    """What is in each table; accounts stand by their names."""
    account = Account.name.label("account")
    approver, answerer = aliased(Account), aliased(Account)
    told = [Approval.agreed, approver.name.label("approver"), Approval.at.label("judged_at")]
    decisions = select(*_columns(Decided), account, *told).join(Account, Account.id == Decided.account_id)
    decisions = decisions.outerjoin(Approval, Approval.decision_id == Decided.id)
    told = [Answered.upheld, Answered.text.label("answer"), answerer.name.label("answered_by")]
    told.append(Answered.at.label("answered_at"))
    objections = select(*_columns(Objection), account, *told).join(Account, Account.id == Objection.account_id)
    objections = objections.outerjoin(Answered, Answered.objection_id == Objection.id)
    submissions = select(*_columns(Submission), account).join(Account, Account.id == Submission.account_id)
    notes = select(*_columns(Remark), account).join(Account, Account.id == Remark.account_id)
    return {
        "units": select(*_columns(Unit)).order_by(Unit.code),
        "accounts": select(*_columns(Account, "password")).order_by(Account.id),
        "submissions": submissions.order_by(Submission.id),
        "outcomes": select(*_columns(Outcome, "card", "report")).order_by(Outcome.id),
        "decisions": decisions.outerjoin(approver, approver.id == Approval.account_id).order_by(Decided.id),
        "objections": objections.outerjoin(answerer, answerer.id == Answered.account_id).order_by(Objection.id),
        "notes": notes.order_by(Remark.id),
        "audit": select(*_columns(Record)).where(Record.id <= _last_record(session)).order_by(Record.id),
    }


def _columns(table: type[Base], *without: str) -> list[Any]:
    left_out = (*without, "account_id")
    return [column for column in table.__table__.columns if column.name not in left_out]


def _last_record(session: Session) -> int:
    """The last thing that happened but exports, which change nothing: two in a row have the same bytes."""
    return session.scalar(select(func.max(Record.id)).where(Record.action != EXPORT)) or 0


def _documents(session: Session, archive: zipfile.ZipFile) -> Iterator[None]:
    """The documents, each once, under their digests; submissions.jsonl says which is whose."""
    query = select(Submission.sha256, func.min(Submission.file)).group_by(Submission.sha256)
    for sha256, file in session.execute(query.order_by(Submission.sha256)).all():
        content = content_of(session, sha256)
        ending = re.search(r"\.[A-Za-z0-9]{1,5}$", file)
        _write(archive, f"documents/{sha256}{ending[0].lower() if ending else ''}", content)
        yield


def _scorecards(session: Session, archive: zipfile.ZipFile) -> Iterator[None]:
    """Every scorecard that there ever was, and the report as it was read for it."""
    query = select(Outcome.id, Outcome.submission_id).where(Outcome.refusal == "").order_by(Outcome.id)
    for number, submission in session.execute(query).all():
        card, report = session.execute(select(Outcome.card, Outcome.report).where(Outcome.id == number)).one()
        for folder, packed in (("scorecards", card), ("reports", report)):
            if packed:
                _write(archive, f"{folder}/{submission}/{number}.json", zlib.decompress(packed))
        yield


def _decisions(session: Session, archive: zipfile.ZipFile, book: Rulebook, lang: Lang) -> Iterator[None]:
    """The decisions that hold for each submission that has any."""
    query = select(Decided.submission_id).distinct().order_by(Decided.submission_id)
    for number in session.scalars(query).all():
        submission = session.get_one(Submission, number)
        holding = in_force(session, submission)
        if holding:
            text = decision_file(submission, session.get_one(Unit, submission.unit), holding, book, lang)
            _write(archive, f"decisions/{number}.yaml", text.encode("utf-8", "replace"))
        yield


def _roster(session: Session) -> bytes:
    """The roster as it can be brought in again (docs/roster.md)."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_ROSTER)
    for unit in session.scalars(select(Unit).where(Unit.listed).order_by(Unit.code)):
        told = {"aliases": ";".join(loads(unit.aliases)), "expected": "yes" if unit.expected else "no"}
        writer.writerow([safe(told.get(name, getattr(unit, name))) for name in _ROSTER])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "replace")


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row as JSON has it: days and moments as ISO 8601 writes them (moments in UTC), JSON as what it says."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dt.datetime):
            found[name] = f"{value.isoformat()}Z"
        elif isinstance(value, dt.date):
            found[name] = value.isoformat()
        elif name in _IN_JSON:
            found[name] = loads(value) if value else None
        else:
            found[name] = value
    return found


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    with _member(archive, name) as file:
        file.write(content)


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A member to be written, of whatever size."""
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
    return archive.open(entry, "w", force_zip64=True)
