"""What the workbench asks of the processes that work on documents, and what they give back: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.decisions import Decision
from engine.rulebook import Lang


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a submission beside its document; ``decisions`` hold on the day ``as_of``."""

    kind: str
    level: str
    region: str
    published_on: dt.date | None
    submitted_on: dt.date
    decisions: tuple[Decision, ...]
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Waits:
    """A finding that a person must decide: the columns of :class:`web.workbench.tables.Undecided`."""

    position: int
    finding: str
    rule: str
    message: str
    label: str
    message_en: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """What scoring gave: the columns of :class:`web.workbench.tables.Outcome` and :class:`ReadDocument`, and what
    waits for a person.
    """

    rulebook: str
    program: str
    score: Decimal | None
    gaps: int
    reviews: int
    summary: str
    card: bytes
    report: bytes
    carried: bytes
    waiting: tuple[Waits, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A finding that another rulebook would take away or bring; ``state``: ``gap``, ``review`` or ``settled``."""

    rule: str
    state: str
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What another rulebook would give a report. ``marks``: by rule, what its findings cost before and after."""

    score: Decimal | None
    gone: tuple[Changed, ...]
    come: tuple[Changed, ...]
    marks: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a finding: a verdict or an objection (``what``), with its number, who, when and why.

    ``until``: the last day of a waiver, which ``waits`` until ``approver`` has ``approved`` it: ``agreed`` to it or
    ``refused`` it.
    ``answer``: of an objection, ``upheld`` or ``rejected``.
    """

    what: str
    id: int
    who: str
    at: dt.datetime
    text: str
    until: str = ""
    waits: bool = False
    approved: str = ""
    approver: str = ""
    answer: str = ""
    answer_text: str = ""


@dataclass(frozen=True, slots=True)
class FindingDesk:
    """What can be done with a finding on a page, and what was said of it: rendered below it."""

    fingerprint: str
    rule: str
    acts: tuple[str, ...]
    history: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptOutcome:
    """What is kept of a report that was scored, of which a letter is made.

    ``carried`` and ``told``: what it would be scored by again, to be told in another language than it is kept in.
    """

    summary: str
    card: bytes
    report: bytes
    carried: bytes | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, and the language that it is in."""

    content: bytes
    lang: Lang
