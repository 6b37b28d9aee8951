"""The tables of the database. Rows about what happened are added and never changed: see :data:`APPEND_ONLY`.

Moments are UTC without a zone; days are dates in Asia/Shanghai. A row that is asked for comes without what is large
of it: :mod:`web.workbench.blobs` asks for that.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Literal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Role = Literal["submitter", "reviewer", "administrator"]
Ruling = Literal["confirm", "dismiss", "waive", "withdraw"]

_large = partial(mapped_column, LargeBinary, deferred=True, deferred_raiseload=True)
_CODE, _NAME, _DIGEST = String(50), String(200), String(64)


class Base(DeclarativeBase):
    """Constraints have names, so that migrations can change them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Unit(Base):
    """A unit of the roster. ``region``: its own, or that of the nearest superior that has one.

    ``listed``: whether it is in the roster as it was last brought in; units are never taken out.
    """

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(_CODE, primary_key=True)
    name: Mapped[str] = mapped_column(_NAME)
    aliases: Mapped[str] = mapped_column(Text, default="[]")  # JSON
    kind: Mapped[str] = mapped_column(String(30), default="")
    level: Mapped[str] = mapped_column(String(30), default="")
    region: Mapped[str] = mapped_column(_NAME, default="", index=True)
    superior: Mapped[str] = mapped_column(_CODE, default="")
    expected: Mapped[bool] = mapped_column(default=True)
    includes: Mapped[str] = mapped_column(String(10), default="")
    listed: Mapped[bool] = mapped_column(default=True)


class Account(Base):
    """A person who logs in. A submitter has a ``unit``; a reviewer a ``region``, empty for all.

    ``must_change``: its password was given out by an administrator, and holds until it is changed only.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    password: Mapped[str] = mapped_column(String(200))  # argon2id, with its salt and costs
    role: Mapped[Role] = mapped_column(String(20))
    unit: Mapped[str | None] = mapped_column(ForeignKey("units.code"))
    region: Mapped[str] = mapped_column(_NAME, default="")
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[dt.datetime]
    must_change: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        CheckConstraint("role IN ('submitter', 'reviewer', 'administrator')", "role"),
        CheckConstraint("role <> 'submitter' OR unit IS NOT NULL", "unit"),
    )


class Login(Base):
    """A session of a browser: the digest of its secret."""

    __tablename__ = "logins"

    digest: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    made_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]


class Attempt(Base):
    """A login that failed: ``of`` is a digest of the name or of the address."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    of: Mapped[str] = mapped_column(_DIGEST)
    at: Mapped[dt.datetime]

    __table_args__ = (Index(None, "of", "at"),)


class Token(Base):
    """A secret with which a program acts for an account, within ``scopes`` (separated by spaces)."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(_DIGEST, unique=True)
    scopes: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[dt.datetime]
    expires_on: Mapped[dt.date]
    revoked_at: Mapped[dt.datetime | None]


class Document(Base):
    """The bytes of a submitted document, once, however often they were sent."""

    __tablename__ = "documents"

    sha256: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    content: Mapped[bytes] = _large()


class Submission(Base):
    """A version of a unit's report on a year. ``submitted_on``: the day that counts, that of the first version."""

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("units.code"))
    year: Mapped[int]
    version: Mapped[int]
    file: Mapped[str] = mapped_column(_NAME)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))
    published_on: Mapped[dt.date | None]
    submitted_on: Mapped[dt.date]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[dt.datetime]

    __table_args__ = (UniqueConstraint("unit", "year", "version"), Index(None, "year", "unit"))


class HandedIn(Base):
    """With which key of a token a submission was handed in, so that asking again makes no second one.

    ``request``: a digest of all that was sent.
    """

    __tablename__ = "handed_in"

    token_id: Mapped[int] = mapped_column(ForeignKey("tokens.id"), primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request: Mapped[str] = mapped_column(_DIGEST)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))


class Job(Base):
    """A submission that is to be scored, or scored again; gone when that is done. ``anew``: read it again first."""

    __tablename__ = "jobs"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    tried: Mapped[int] = mapped_column(default=0)
    anew: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index(None, "at", "submission_id"),)


class ReadDocument(Base):
    """What was read of a submission (as web/carried.py writes it), so that scoring again reads nothing anew.

    ``program``: the version that read it; empty if that is not known.
    """

    __tablename__ = "readings"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True, autoincrement=False)
    carried: Mapped[bytes] = _large()  # zlib
    program: Mapped[str] = mapped_column(String(30), default="")


class Outcome(Base):
    """What scoring a submission gave; the newest counts. ``refusal``: JSON of why there is no score, else empty.

    ``rulebook``: the digest of the rules that judged it; ``ran_with``: that of the rules with all overlays with
    which the program ran, of which some may not apply to the report (empty: it is not known).
    ``summary``: JSON of a batch's result without its scorecard and report. ``card`` and ``report``:
    compact JSON, zlib.
    """

    __tablename__ = "outcomes"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    at: Mapped[dt.datetime]
    rulebook: Mapped[str] = mapped_column(_DIGEST)
    ran_with: Mapped[str] = mapped_column(_DIGEST, default="")
    program: Mapped[str] = mapped_column(String(30))
    refusal: Mapped[str] = mapped_column(Text, default="")
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))
    gaps: Mapped[int] = mapped_column(default=0)
    reviews: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str] = mapped_column(Text, default="{}")
    card: Mapped[bytes] = _large(default=b"")
    report: Mapped[bytes] = _large(default=b"")


class Undecided(Base):
    """A finding of a submission's newest scorecard that a person must decide and nobody has yet.

    Kept beside the scorecards so that a list of all of them opens none. ``position``: among the
    findings of the scorecard. ``message`` and ``label`` (the first place) are in Chinese; in English they are
    empty if an older program listed it.
    """

    __tablename__ = "undecided"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    finding: Mapped[str] = mapped_column(_DIGEST)
    rule: Mapped[str] = mapped_column(String(100), index=True)
    message: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    message_en: Mapped[str] = mapped_column(Text, default="", server_default="")
    label_en: Mapped[str] = mapped_column(Text, default="", server_default="")


class Decided(Base):
    """What a reviewer decided of a finding; the newest of a finding counts, ``withdraw`` takes back.

    A waiver holds once another person approved it.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    finding: Mapped[str] = mapped_column(_DIGEST)
    rule: Mapped[str] = mapped_column(String(100))
    verdict: Mapped[Ruling] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    expires_on: Mapped[dt.date | None]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[dt.datetime]

    __table_args__ = (CheckConstraint("verdict IN ('confirm', 'dismiss', 'waive', 'withdraw')", "verdict"),)


class Approval(Base):
    """What another person said of a waiver."""

    __tablename__ = "approvals"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True, autoincrement=False)
    agreed: Mapped[bool]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[dt.datetime]


class Objection(Base):
    """What a submitter answers to a finding."""

    __tablename__ = "objections"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    finding: Mapped[str] = mapped_column(_DIGEST)
    rule: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[dt.datetime]


class Answered(Base):
    """What a reviewer says of an objection; what follows from it is a decision of its own."""

    __tablename__ = "answers"

    objection_id: Mapped[int] = mapped_column(ForeignKey("objections.id"), primary_key=True, autoincrement=False)
    upheld: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[dt.datetime]


class Remark(Base):
    """A note of a reviewer on a submission, which submitters do not see."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[dt.datetime]


class Preview(Base):
    """That somebody wants to know what a rulebook would change; what is left to be tried follows from ``trials``."""

    __tablename__ = "previews"

    rulebook: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[dt.datetime]


class Trial(Base):
    """What a submission would be given by another rulebook, and what that changes.

    ``rulebook``: the digest of that with which the program ran. ``refusal``: as of an :class:`Outcome`.
    ``changes``: JSON of :class:`web.workbench.work.Changes`.
    """

    __tablename__ = "trials"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True, autoincrement=False)
    rulebook: Mapped[str] = mapped_column(_DIGEST, primary_key=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcomes.id"))  # beside which it was tried
    at: Mapped[dt.datetime]
    program: Mapped[str] = mapped_column(String(30))
    refusal: Mapped[str] = mapped_column(Text, default="")
    score: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))
    changes: Mapped[str] = mapped_column(Text, default="{}")


class Record(Base):
    """Who did what: each record holds the digest of the one before, so that none can be changed unseen."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    account: Mapped[str] = mapped_column(String(60))  # its name; empty for the program itself
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text)  # JSON
    digest: Mapped[str] = mapped_column(_DIGEST)


# Triggers keep rows of these from being changed or taken out (web/workbench/migrations).
APPEND_ONLY = (
    "documents",
    "submissions",
    "outcomes",
    "decisions",
    "approvals",
    "objections",
    "answers",
    "notes",
    "audit",
)
