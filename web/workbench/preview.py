"""Which rulebook judged what, and what another one would change: marks, findings, places."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from engine.json_text import loads
from engine.rank.places import places
from engine.version import VERSION
from web.workbench.queue import newest_outcome, newest_version
from web.workbench.tables import Job, Outcome, Preview, ReadDocument, Submission, Trial, Unit
from web.workbench.trials import affected, newest, tried_beside

STATES = ("gap", "review", "settled")


@dataclass(frozen=True, slots=True)
class Judged:
    """Rules that judged ``count`` of the newest submissions; ``overlays`` are those that applied."""

    digest: str
    id: str
    version: str
    overlays: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many submissions the rulebook affects, how many of them were tried, and how many wait to be scored.

    ``asked``: whether somebody wants to know.
    """

    affected: int
    tried: int
    jobs: int
    asked: bool


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What would change for a submission. Places are among the reports of the year on units of its level and kind.

    ``refusal``: why it could not be scored by the other rulebook.
    """

    submission: Submission
    unit: Unit
    before: Decimal | None
    after: Decimal | None
    places: tuple[int | None, int | None]
    gone: Sequence[Mapping[str, Any]] = ()
    come: Sequence[Mapping[str, Any]] = ()
    refusal: Mapping[str, Any] | None = None

    @property
    def difference(self) -> Decimal:
        """Marks more than before; 0 if one of them is not known."""
        return Decimal(0) if self.before is None or self.after is None else self.after - self.before

    @property
    def same(self) -> bool:
        """Whether nothing changes but perhaps its place."""
        return self.before == self.after and not self.gone and not self.come and self.refusal is None


@dataclass(slots=True)
class RuleChange:
    """What would change for a rule, over all submissions: findings by what stands of them, and their marks."""

    rule: str
    gone: Counter[str] = field(default_factory=Counter)
    come: Counter[str] = field(default_factory=Counter)
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    units: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What would change, for units (the largest changes first) and for rules (by name)."""

    units: Sequence[UnitChange]
    rules: Sequence[RuleChange]
    better: int
    worse: int


def judged(session: Session) -> list[Judged]:
    """The rules that judged the newest submissions, by how many."""
    query = select(Outcome.rulebook, func.count()).join(Submission, Submission.id == Outcome.submission_id)
    query = query.where(newest_outcome(), newest_version()).group_by(Outcome.rulebook)
    found = []
    for digest, count in session.execute(query.order_by(func.count().desc(), Outcome.rulebook)):
        with_card = select(Outcome.card).where(Outcome.rulebook == digest, Outcome.refusal == "").limit(1)
        card = session.scalar(with_card)
        told = loads(zlib.decompress(card).decode())["rulebook"] if card else {}
        overlays = tuple(told.get("overlays", ()))
        found.append(Judged(digest, told.get("id", ""), told.get("version", ""), overlays, count))
    return found


def progress(session: Session, digest: str) -> Progress:
    """How far a preview is."""
    base = select(func.count()).select_from(Outcome).join(Submission, Submission.id == Outcome.submission_id)
    all_of_it = newest(base, digest)
    return Progress(
        affected=session.scalar(all_of_it) or 0,
        tried=session.scalar(all_of_it.where(exists().where(tried_beside(digest)))) or 0,
        jobs=session.scalar(select(func.count()).select_from(Job)) or 0,
        asked=session.get(Preview, digest) is not None,
    )


def read_by_others(session: Session) -> tuple[int, int]:
    """How many newest submissions there are, and how many of them this version of the program has not read."""
    query = select(func.count()).select_from(Submission).where(newest_version())
    read = exists().where(ReadDocument.submission_id == Submission.id, ReadDocument.program == VERSION)
    return session.scalar(query) or 0, session.scalar(query.where(~read)) or 0


def changes(session: Session, digest: str) -> Changes:
    """What the trials tell. Submissions that were not tried keep their score in places."""
    query = (
        select(Submission, Unit, Outcome.score, Trial.score, Trial.refusal, Trial.changes)
        .join(Outcome, Outcome.submission_id == Submission.id)
        .join(Unit, Unit.code == Submission.unit)
        .outerjoin(Trial, and_(tried_beside(digest), affected(digest)))
        .where(newest_outcome(), newest_version())
        .order_by(Submission.id)
    )
    rows = session.execute(query).all()
    after = [score if told is None else trial for _, _, score, trial, _, told in rows]
    groups = [(of.year, unit.level, unit.kind) for of, unit, *_ in rows]
    old, new = _places(groups, [row[2] for row in rows]), _places(groups, after)
    found = []
    by_rule: dict[str, RuleChange] = {}
    for index, (of, unit, score, trial, refusal, told) in enumerate(rows):
        if told is None:
            continue
        value = loads(told)
        told_refusal = loads(refusal) if refusal else None
        gone, come = value.get("gone", ()), value.get("come", ())
        found.append(UnitChange(of, unit, score, trial, (old[index], new[index]), gone, come, told_refusal))
        _add(by_rule, gone, come, value.get("marks", {}))
    found.sort(key=lambda change: (-abs(change.difference), change.same, change.submission.id))
    return Changes(
        found,
        [by_rule[rule] for rule in sorted(by_rule)],
        sum(change.difference > 0 for change in found),
        sum(change.difference < 0 for change in found),
    )


def _add(
    by_rule: dict[str, RuleChange],
    gone: Sequence[Mapping[str, Any]],
    come: Sequence[Mapping[str, Any]],
    marks: Mapping[str, Sequence[str]],
) -> None:
    """Counts what changes for one submission."""
    for rule in {item["rule"] for item in (*gone, *come)} | marks.keys():
        change = by_rule.setdefault(rule, RuleChange(rule))
        change.units += 1
        change.gone.update(item["state"] for item in gone if item["rule"] == rule)
        change.come.update(item["state"] for item in come if item["rule"] == rule)
        before, after = marks.get(rule, ("0", "0"))
        change.before += Decimal(before)
        change.after += Decimal(after)


def _places(groups: Sequence[tuple[int, str, str]], scores: Sequence[Decimal | None]) -> list[int | None]:
    """The place of each score among those of its group; of none where there is no score."""
    members: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for index, (group, score) in enumerate(zip(groups, scores, strict=True)):
        if score is not None:
            members[group].append(index)
    found: list[int | None] = [None] * len(scores)
    for indices in members.values():
        of_group = [score for index in indices if (score := scores[index]) is not None]
        for index, place in zip(indices, places(of_group), strict=True):
            found[index] = place
    return found
