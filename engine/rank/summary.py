"""What ranking keeps of a scored report: little enough that 150,000 fit into memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from sys import intern
from typing import Any, Literal

from engine.batch.result import Result, State
from engine.json_text import loads
from engine.rulebook import Rulebook
from engine.scorecard import SCHEMA_ID

Timeliness = Literal["on_time", "late", "perhaps_late", "waived", "unknown"]
Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class GapCount:
    """The open gaps of one rule in one report: how many, and the marks that they cost."""

    rule: str
    severity: Severity
    findings: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Summary:
    """A document of a batch, as :class:`Result` has it, with what its scorecard says in short.

    ``categories``: marks in the order of the rulebook, ``None`` where not assessed. ``content``: a digest of
    what was read. ``reviews``: findings that a person must decide. ``undecided``: names of rules that could not
    be assessed.
    """

    file: str
    sha256: str
    state: State
    reason: str = ""
    year: int | None = None
    unit: str = ""
    code: str = ""
    kind: str = ""
    level: str = ""
    region: str = ""
    submitted_on: str = ""
    published_on: str = ""
    score: Decimal | None = None
    bounds: tuple[Decimal, Decimal] | None = None
    grade: str = ""
    categories: tuple[Decimal | None, ...] = ()
    gaps: tuple[GapCount, ...] = ()
    reviews: int = 0
    undecided: tuple[str, ...] = ()
    timeliness: Timeliness = "unknown"
    content: str = ""

    @property
    def errors(self) -> int:
        """How many open gaps offend what the law says must be."""
        return sum(gap.findings for gap in self.gaps if gap.severity == "error")


@dataclass(frozen=True, slots=True)
class CategoryLabel:
    """A category of marks, its name and its full marks."""

    id: str
    label: str
    full: Decimal


@dataclass(frozen=True, slots=True)
class RuleLabel:
    """A rule that found something: its category, what it says, and its gravity."""

    name: str
    category: str
    title: str
    severity: Severity


@dataclass(slots=True)
class Seen:
    """What scorecards have in common; ``rulebooks``: id, version, digest and overlays, and how many each judged."""

    categories: dict[str, CategoryLabel] = field(default_factory=dict)
    rules: dict[str, RuleLabel] = field(default_factory=dict)
    grades: dict[str, str] = field(default_factory=dict)
    rulebooks: dict[tuple[str, str, str, tuple[str, ...]], int] = field(default_factory=dict)
    full: Decimal | None = None


def rules_of_lateness(book: Rulebook) -> frozenset[str]:
    """The rules that find a report late: those of timeliness that look at a deadline."""
    books = (book, *book.narrower.values())
    return frozenset(
        rule.name for one in books for rule in one.rules if any(pattern.kind == "deadline" for pattern in rule.when)
    )


class Summariser:
    """Makes summaries, and gathers what they have in common."""

    def __init__(self, late: Iterable[str]) -> None:
        """``late``: names of the rules that find a report late."""
        self.seen = Seen()
        self._late = frozenset(late)
        self._shared: dict[Any, Any] = {}

    def summary(self, result: Result) -> Summary:
        """The summary of a result.

        Raises:
            ValueError: its scorecard is none.
        """
        known: dict[str, Any] = {name: intern(getattr(result, name)) for name in ("unit", "kind", "level", "region")}
        if result.state != "scored":
            return Summary(
                result.file, result.sha256, result.state, result.reason, result.year, code=result.code, **known
            )
        card = loads(result.card)
        if not isinstance(card, dict) or card.get("schema") != SCHEMA_ID:
            raise ValueError(result.file)
        self._note(card)
        bounds = card["bounds"]
        return Summary(
            file=result.file,
            sha256=result.sha256,
            state=result.state,
            year=result.year,
            code=result.code,
            submitted_on=result.submitted_on,
            published_on=result.published_on,
            score=self._number(card["score"]),
            bounds=None if bounds is None else self._share(tuple(self._number(bound) for bound in bounds)),
            grade=intern(card["grade"]["id"]) if card["grade"] else "",
            categories=self._share(tuple(self._number(category["score"]) for category in card["categories"])),
            gaps=self._gaps(card),
            reviews=sum(finding["status"] == "review" and _open(finding) for finding in card["findings"]),
            undecided=self._share(
                tuple(sorted(intern(rule["name"]) for rule in card["rules"] if rule["status"] == "not_assessable"))
            ),
            timeliness=self._timeliness(card, result.kind),
            content=hashlib.sha256(result.report.encode()).hexdigest() if result.report else result.sha256,
            **known,
        )

    def _note(self, card: Mapping[str, Any]) -> None:
        used = card["rulebook"]
        key = (used["id"], used["version"], used["digest"], tuple(used["overlays"]))
        self.seen.rulebooks[key] = self.seen.rulebooks.get(key, 0) + 1
        self.seen.full = Decimal(card["full"]) if self.seen.full is None else self.seen.full
        for item in card["categories"]:
            if item["id"] not in self.seen.categories:
                self.seen.categories[item["id"]] = CategoryLabel(item["id"], item["label"], Decimal(item["full"]))
        if card["grade"]:
            self.seen.grades[card["grade"]["id"]] = card["grade"]["label"]

    def _gaps(self, card: Mapping[str, Any]) -> tuple[GapCount, ...]:
        counts: dict[str, tuple[int, Decimal]] = {}
        for finding in card["findings"]:
            if finding["status"] != "gap" or not _open(finding):
                continue
            name = intern(finding["rule"])
            if name not in self.seen.rules:
                label = RuleLabel(name, finding["category"], finding["title"], finding["severity"])
                self.seen.rules[name] = label
            count, points = counts.get(name, (0, Decimal(0)))
            counts[name] = count + 1, points + Decimal(finding["deducted"])
        found = (
            self._share(GapCount(name, self.seen.rules[name].severity, count, points))
            for name, (count, points) in counts.items()
        )
        return tuple(sorted(found, key=lambda gap: (-gap.points, gap.rule)))

    def _timeliness(self, card: Mapping[str, Any], kind: str) -> Timeliness:
        """Late as the rules found it; in time if a deadline was judged and none was missed.

        Of a unit whose kind is not known it is not known either which deadline it has.
        """
        statuses = {rule["status"] for rule in card["rules"] if rule["name"] in self._late}
        ways: dict[str, Timeliness] = {"gap": "late", "review": "perhaps_late", "waived": "waived", "pass": "on_time"}
        found: Timeliness = next((means for status, means in ways.items() if status in statuses), "unknown")
        return found if kind or found != "on_time" else "unknown"

    def _number(self, value: Any) -> Any:
        return None if value is None else self._share(Decimal(value))

    def _share(self, value: Any) -> Any:
        """An equal value that is kept already, so that equal ones are kept once."""
        key = (type(value), str(value)) if isinstance(value, Decimal) else value
        return self._shared.setdefault(key, value)


def _open(finding: Mapping[str, Any]) -> bool:
    """Whether a finding still stands: neither dismissed nor waived."""
    decision = finding.get("decision")
    return decision is None or decision["decision"] == "confirm"
