"""What programs send and get."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)

from web.workbench.tables import Role, Ruling


def _day(value: Any) -> dt.date:
    """A day as the interface writes it, and in no other of the ways that there are."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a day is YYYY-MM-DD")
    return dt.date.fromisoformat(value)


def _whole(value: str) -> str:
    if "\0" in value:
        raise ValueError("no NUL in texts")
    return value


Day = Annotated[dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[dt.datetime, Field(description="A moment (UTC)")]
Points = Annotated[Decimal, WithJsonSchema({"type": "number"})]
Text = Annotated[str, StringConstraints(max_length=10000), AfterValidator(_whole)]
Number = Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
Fingerprint = Annotated[str, Field(pattern="^[0-9a-f]{1,64}$", description="Of a finding, as in the scorecard")]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewDecision(_Sent):
    """A decision on a finding."""

    finding: Fingerprint
    verdict: Annotated[
        Ruling,
        Field(
            description="`confirm` or `dismiss` a review; propose to `waive` a gap, which needs another's approval; "
            "`withdraw` what was decided before"
        ),
    ]
    reason: Annotated[Text, Field(description="Why: up to 4,000 characters that say something")]
    expires_on: Annotated[Day | None, Field(description="The last day of a waiver, which needs one")] = None


class NewApproval(_Sent):
    """What another person says of a waiver."""

    decision: Annotated[Number, Field(description="The number of the decision that proposes it")]
    agreed: Annotated[StrictBool, Field(description="Whether it holds")]


class NewObjection(_Sent):
    """What a unit answers to a finding."""

    finding: Fingerprint
    text: Annotated[Text, Field(description="Up to 4,000 characters that say something")]


class NewAnswer(_Sent):
    """What a reviewer says of an objection."""

    objection: Annotated[Number, Field(description="The number of the objection")]
    upheld: Annotated[StrictBool, Field(description="Whether the unit is right; a decision is made besides")]
    text: Annotated[Text, Field(description="Up to 4,000 characters that say something")]


class NewNote(_Sent):
    """A note that reviewers see, and units do not."""

    text: Annotated[Text, Field(description="Up to 4,000 characters that say something")]


class UnitOut(BaseModel):
    """A unit of the roster. What is not known is empty."""

    code: str
    name: str
    kind: Annotated[str, Field(description="`government`, `department`, `township`, `organisation`")]
    level: Annotated[str, Field(description="`province`, `prefecture`, `county`, `township`")]
    region: Annotated[str, Field(description="From the largest place to the smallest, between `/`")]
    superior: Annotated[str, Field(description="The code of the unit that gathers its report")]
    expected: Annotated[bool, Field(description="Whether a report is due")]
    listed: Annotated[bool, Field(description="Whether it is in the roster as it was last brought in")]


class Reason(BaseModel):
    """What is to be said of a document."""

    reason: Annotated[str, Field(description="For programs: does not change with the language")]
    detail: Annotated[str, Field(description="In the language that was asked for")]


class SubmissionOut(BaseModel):
    """A version of a unit's report on a year, and what became of it."""

    number: Annotated[int, Field(description="Names the submission in addresses")]
    unit: UnitOut
    year: int
    version: Annotated[int, Field(description="1 is the first of the unit and year")]
    latest: Annotated[bool, Field(description="Whether there is no newer version")]
    file: str
    sha256: Annotated[str, Field(description="Of the document's bytes")]
    published_on: dt.date | None
    submitted_on: Annotated[dt.date, Field(description="The day that counts: that of the first version")]
    received_at: Moment
    state: Annotated[
        Literal["waiting", "scored", "refused"],
        Field(description="`waiting`: to be scored, or scored again; until then, `score` is the one before"),
    ]
    score: Annotated[Points | None, Field(description="Of 100; null if nothing was assessed, or not yet")]
    gaps: int
    reviews: Annotated[int, Field(description="Findings that a person must decide")]
    rulebook: Annotated[str | None, Field(description="The digest of the rulebook that judged")]
    refusal: Annotated[Reason | None, Field(description="If it could not be scored: why")]
    mismatches: Annotated[
        list[Reason], Field(description="Where the document says another unit or year than it was for")
    ]


class SubmissionPage(BaseModel):
    """Submissions, the newest first."""

    items: list[SubmissionOut]
    next: Annotated[str | None, Field(description="The address of the rest; null if this is the end")]


class Event(BaseModel):
    """What somebody decided or said of a finding."""

    what: Literal["confirm", "dismiss", "waive", "withdraw", "object"]
    number: Annotated[int, Field(description="Of the decision, or of the objection")]
    who: Annotated[str, Field(description="The name of the account")]
    at: Moment
    text: str
    expires_on: Annotated[str | None, Field(description="The last day of a waiver")]
    waits: Annotated[bool, Field(description="Whether it is a waiver that nobody approved or refused yet")]
    approval: Annotated[Literal["agreed", "refused"] | None, Field(description="Of a waiver")]
    approver: str | None
    answer: Annotated[Literal["upheld", "rejected"] | None, Field(description="To an objection")]
    answer_text: str | None


class FindingOut(BaseModel):
    """A finding of the newest scorecard, what was said of it, and what the caller may do with it."""

    fingerprint: str
    rule: str
    status: Literal["gap", "review"]
    severity: Literal["error", "warning", "info"]
    title: str
    message: str
    deducted: Annotated[Points, Field(description="Marks that it costs")]
    stands: Annotated[bool, Field(description="Whether it was neither dismissed nor waived")]
    may: Annotated[
        list[Literal["confirm", "dismiss", "waive", "withdraw", "approve", "object"]],
        Field(description="What the account may do with it now"),
    ]
    history: Annotated[list[Event], Field(description="The oldest first")]


class FindingList(BaseModel):
    """The findings of a submission, in the order of the scorecard."""

    items: list[FindingOut]


class Recorded(BaseModel):
    """What was recorded; the submission is scored again where that can change."""

    number: Annotated[int, Field(description="Of the decision, objection or note")]
    submission: Annotated[str, Field(description="The address of the submission")]


class NoteOut(BaseModel):
    """A note of a reviewer."""

    number: int
    who: Annotated[str, Field(description="The name of the account")]
    at: Moment
    text: str


class NoteList(BaseModel):
    """The notes on a submission, the oldest first."""

    items: list[NoteOut]


class UnitPage(BaseModel):
    """Units in the order of their codes."""

    items: list[UnitOut]
    next: Annotated[str | None, Field(description="The address of the rest; null if this is the end")]


class UnitChange(BaseModel):
    """What a roster would change of a unit."""

    code: str
    name: str
    change: Annotated[Literal["added", "changed", "left"], Field(description="`left`: no longer listed")]
    fields: Annotated[dict[str, tuple[str, str]], Field(description="What changes: from what, to what")]


class RosterResult(BaseModel):
    """What bringing in a roster changed, or would change."""

    done: Annotated[bool, Field(description="false for a preview")]
    units: Annotated[int, Field(description="In the file")]
    added: int
    changed: int
    left: int
    changes: Annotated[list[UnitChange], Field(description="The first 1,000")]


class Me(BaseModel):
    """For whom the token acts."""

    account: str
    role: Role
    unit: Annotated[str | None, Field(description="The code of a submitter's unit")]
    region: Annotated[str, Field(description="Of a reviewer; empty for all")]
    scopes: list[str]
    program: Annotated[str, Field(description="The version of this program")]
    rulebook: Annotated[str, Field(description="The digest of the rulebook that judges")]


class Health(BaseModel):
    """Whether the interface answers."""

    status: Literal["ok"]
