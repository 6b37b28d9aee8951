"""Figures of the tables that look like real ones: many zeros, a heavy tail, and every sum holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from engine.demo.units import Work
from engine.demo.words import words

_OUTER = ("new_received", "carried_over", "total", "carried_forward")
_DISPUTES = ("review", "direct", "after_review")
_ONE_BY_ONE = 60  # things that are put into their kinds one by one; more are put there by their shares

Line = dict[str, int]


@dataclass(slots=True)
class Figures:
    """Rows of table three by applicant and of table four by result, without totals; what table two says.

    ``fees`` are hundredths of ten thousand yuan. ``notices``, ``asked`` and ``collected`` are processing fees, in
    yuan, that section six tells.
    """

    requests: dict[str, Line]
    disputes: dict[str, Line]
    documents: Line
    regulations: Line
    licences: int = 0
    penalties: int = 0
    coercive: int = 0
    fees: int = 0
    notices: int = 0
    asked: int = 0
    collected: int = 0

    def told(self) -> dict[str, int]:
        """What section one tells of the tables."""
        row = {name: sum(self.requests[name].values()) for name in (*_OUTER, "granted", "partially_granted")}
        return {
            "new": row["new_received"],
            "people": self.requests["new_received"]["natural_person"],
            "over": row["carried_over"],
            "settled": row["total"],
            "forward": row["carried_forward"],
            "granted": row["granted"],
            "partly": row["partially_granted"],
            "reviews": sum(self.disputes["review"].values()),
            "lawsuits": sum(self.disputes["direct"].values()) + sum(self.disputes["after_review"].values()),
            "notices": self.notices,
            "asked": self.asked,
            "collected": self.collected,
        }

    def tables(self) -> dict[str, Any]:
        """The tables as report.json has them."""
        fees = self.fees // 100 if self.fees % 100 == 0 else self.fees / 100
        return {
            "proactive": {
                "regulations": dict(self.regulations),
                "normative_documents": dict(self.documents),
                "licences": {"decisions": self.licences},
                "penalties": {"decisions": self.penalties},
                "coercive_measures": {"decisions": self.coercive},
                "fees": {"amount_10k_yuan": fees},
            },
            "requests": {row: {**line, "total": sum(line.values())} for row, line in self.requests.items()},
            "disputes": {row: {**line, "total": sum(line.values())} for row, line in self.disputes.items()},
        }

    def add(self, other: Figures) -> None:
        """Takes in what another unit had; regulations and normative documents are each government's own."""
        for mine, theirs in ((self.requests, other.requests), (self.disputes, other.disputes)):
            for row, line in theirs.items():
                if any(line.values()):
                    own = mine[row]
                    for column, value in line.items():
                        own[column] += value
        self.licences += other.licences
        self.penalties += other.penalties
        self.coercive += other.coercive
        self.fees += other.fees
        self.notices += other.notices
        self.asked += other.asked
        self.collected += other.collected


@dataclass(frozen=True, slots=True)
class _Shares:
    """Kinds of things, with how many of all are of each."""

    names: tuple[str, ...]
    parts: tuple[int, ...]
    sums: tuple[int, ...] = field(default=())

    @classmethod
    def of(cls, shares: Mapping[str, int]) -> _Shares:
        return cls(tuple(shares), tuple(shares.values()), tuple(accumulate(shares.values())))


@cache
def _shares(name: str) -> _Shares:
    return _Shares.of(words("plan")[name])


def nothing() -> Figures:
    """Zeros."""
    applicants, results = _shares("applicants").names, _shares("results").names
    rows = ("new_received", "carried_over", *_shares("outcomes").names, "total", "carried_forward")
    return Figures(
        {row: dict.fromkeys(applicants, 0) for row in rows},
        {row: dict.fromkeys(results, 0) for row in _DISPUTES},
        {"made": 0, "repealed": 0, "in_force": 0},
        {"made": 0, "repealed": 0, "in_force": 0},
    )


def figures(work: Work, random: Random) -> Figures:
    """The figures of a unit that has so much to do."""
    found = nothing()
    count = _count(work.requests, random)
    _receive(found, count, random)
    if count:
        _dispute(found, count, random)
        _charge(found, count, random)
    _issue(found.documents, work.documents, random)
    _issue(found.regulations, work.regulations, random)
    found.licences = _count(work.licences, random) * 7
    found.penalties = _count(work.penalties, random) * 3
    found.coercive = _count(work.penalties // 8, random)
    found.fees += _count(work.licences // 3, random) * 100 + (int(random.random() * 100) if work.licences > 5 else 0)
    return found


def year_before(now: Figures, work: Work, random: Random) -> Figures:
    """Figures of the year before from which those of this year follow."""
    found = figures(work, random)
    for name, column in now.requests["carried_over"].items():
        found.requests["carried_forward"][name] = column
    # About as many as this year, so that nothing jumps; what was settled follows from the balance.
    for name, value in now.requests["new_received"].items():
        found.requests["new_received"][name] = value + now.requests["carried_over"][name]
        found.requests["carried_over"][name] = 0
    _settle(found, random)
    found.licences, found.penalties, found.coercive = now.licences, now.penalties, now.coercive
    found.fees = now.fees
    if now.licences > 30:
        found.licences += int(random.random() * now.licences / 5)
    if now.penalties > 30:
        found.penalties -= int(random.random() * now.penalties / 5)
    for mine, next_year in ((found.documents, now.documents), (found.regulations, now.regulations)):
        mine["in_force"] = next_year["in_force"] - next_year["made"] + next_year["repealed"]
        mine["made"], mine["repealed"] = min(mine["made"], mine["in_force"]), 0
    _free(found)
    return found


def _count(weight: int, random: Random) -> int:
    """How many there are of something of which a unit has more or less, or none."""
    if not weight or random.random() * 100 < words("plan")["nothing"] / weight:
        return 0
    return int(weight * random.lognormvariate(0.3, 0.9))


def _split(count: int, shares: _Shares, random: Random) -> list[tuple[str, int]]:
    """``count`` things in their kinds: those that there are of each."""
    if count <= _ONE_BY_ONE:
        tally: dict[str, int] = {}
        for name in random.choices(shares.names, cum_weights=shares.sums, k=count):
            tally[name] = tally.get(name, 0) + 1
        return list(tally.items())
    whole, left, found = shares.sums[-1], count, []
    for name, part in zip(shares.names, shares.parts, strict=True):
        some = min(left, int(count * part * (0.7 + 0.6 * random.random()) / whole))
        left -= some
        found.append((name, some))
    found[0] = found[0][0], found[0][1] + left
    return found


def _receive(found: Figures, count: int, random: Random) -> None:
    """New requests by applicant, and what was carried in and out."""
    table, carried = found.requests, words("plan")["carried"]
    for column, value in _split(count, _shares("applicants"), random):
        table["new_received"][column] = value
        # One by one would take long: a part of each, more or less.
        table["carried_over"][column] = int(value * carried * random.random() / 60 + random.random() * 0.3)
        before = value + table["carried_over"][column]
        table["carried_forward"][column] = min(before, int(value * carried * random.random() / 50))
    _settle(found, random)


def _settle(found: Figures, random: Random) -> None:
    """The outcomes of all that is neither new nor carried forward."""
    table, outcomes = found.requests, _shares("outcomes")
    for name in outcomes.names:
        table[name] = dict.fromkeys(table["total"], 0)
    for column in table["total"]:
        settled = table["new_received"][column] + table["carried_over"][column] - table["carried_forward"][column]
        table["total"][column] = settled
        if settled:
            for row, value in _split(settled, outcomes, random):
                table[row][column] = value
    if sum(table["total"].values()) < words("plan")["charged"]:
        _free(found)


def _free(found: Figures) -> None:
    """No fee notices were sent, so none was overdue."""
    found.notices = found.asked = found.collected = 0
    overdue, remaining = found.requests["other.overdue_fee"], found.requests["other.remaining"]
    for column, value in overdue.items():
        remaining[column] += value
        overdue[column] = 0


def _dispute(found: Figures, count: int, random: Random) -> None:
    """Reviews and lawsuits; no more sue after a review than were reviewed."""
    rate = words("plan")["reviewed"] / 100
    reviews = int(count * rate * 2 * random.random() + random.random() * 0.6)
    results = _shares("results")
    for row, number in (
        ("review", reviews),
        ("direct", int(reviews * random.random() / 3)),
        ("after_review", int(reviews * random.random() / 2)),
    ):
        found.disputes[row].update(_split(number, results, random))


def _charge(found: Figures, count: int, random: Random) -> None:
    """Fee notices, where there are many requests; every charge is a multiple of ten yuan."""
    overdue = sum(found.requests["other.overdue_fee"].values())
    if count < words("plan")["charged"] or (not overdue and random.random() > 0.2):
        return
    found.notices = overdue + 1 + int(random.random() * 5)
    found.asked = found.notices * (100 + 10 * int(random.random() * 60))
    found.collected = found.asked * (found.notices - overdue) // found.notices // 10 * 10
    found.fees += 200 + found.collected // 100  # which hold them


def _issue(line: Line, weight: int, random: Random) -> None:
    """Documents made, repealed and in force."""
    if not weight:
        return
    line["made"] = _count(weight, random) // 3
    line["repealed"] = _count(weight, random) // 5
    line["in_force"] = line["made"] + _count(3 * weight, random)


def sums_of(members: Sequence[Figures]) -> Figures:
    """What several units had together."""
    found = nothing()
    for member in members:
        found.add(member)
    return found
