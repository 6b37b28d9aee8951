"""What ranking keeps of a scored report: little enough that 150,000 fit into memory."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from sys import intern
from typing import Any, Literal

from engine.batch.result import Result, State
from engine.json_text import loads
from engine.rulebook import Rulebook
from engine.scorecard import SCHEMA_ID
from engine.scoring import unpadded

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


@dataclass(frozen=True, slots=True)
class Labels:
    """What a scorecard calls things: the same for most reports, and then kept once.

    ``rulebook``: id, version, digest and overlays. ``rules``: those with open gaps. ``grade``: id and label.
    """

    rulebook: tuple[str, str, str, tuple[str, ...]]
    full: Decimal
    categories: tuple[CategoryLabel, ...]
    rules: tuple[RuleLabel, ...]
    grade: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A document of a batch, as :class:`Result` has it, with what its scorecard says in short.

    ``categories``: marks in the order of those of ``labels``, ``None`` where not assessed. ``content``: a digest
    of what was read. ``reviews``: findings that a person must decide. ``undecided``: names of rules that could not
    be assessed. ``labels``: of a scored report.
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
    labels: Labels | None = None


@dataclass(slots=True)
class Seen:
    """What scorecards have in common; ``rulebooks``: how many reports each judged."""

    categories: dict[str, CategoryLabel] = field(default_factory=dict)
    rules: dict[str, RuleLabel] = field(default_factory=dict)
    grades: dict[str, str] = field(default_factory=dict)
    rulebooks: Counter[tuple[str, str, str, tuple[str, ...]]] = field(default_factory=Counter)
    full: Decimal | None = None


def seen_in(reports: Iterable[Summary]) -> Seen:
    """What these reports have in common; what several call otherwise is called as the first does."""
    seen = Seen()
    for labels in (report.labels for report in reports if report.labels is not None):
        seen.rulebooks[labels.rulebook] += 1
        seen.full = labels.full if seen.full is None else seen.full
        for category in labels.categories:
            seen.categories.setdefault(category.id, category)
        for rule in labels.rules:
            seen.rules.setdefault(rule.name, rule)
        if labels.grade is not None:
            seen.grades.setdefault(*labels.grade)
    return seen


def rules_of_lateness(book: Rulebook) -> frozenset[str]:
    """The rules that find a report late: those of timeliness that look at a deadline."""
    books = (book, *book.narrower.values())
    return frozenset(
        rule.name for one in books for rule in one.rules if any(pattern.kind == "deadline" for pattern in rule.when)
    )


class Summariser:
    """Makes summaries; what several have in common is kept once."""

    def __init__(self, late: Iterable[str]) -> None:
        """``late``: names of the rules that find a report late."""
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
        bounds, (gaps, rules) = card["bounds"], self._gaps(card)
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
            gaps=gaps,
            reviews=sum(finding["status"] == "review" and _open(finding) for finding in card["findings"]),
            undecided=self._share(
                tuple(sorted(intern(rule["name"]) for rule in card["rules"] if rule["status"] == "not_assessable"))
            ),
            timeliness=self._timeliness(card, result.kind),
            content=hashlib.sha256(result.report.encode()).hexdigest() if result.report else result.sha256,
            labels=self._labels(card, rules),
            **known,
        )

    def _labels(self, card: Mapping[str, Any], rules: tuple[RuleLabel, ...]) -> Labels:
        used, grade = card["rulebook"], card["grade"]
        labels = Labels(
            rulebook=self._share((used["id"], used["version"], used["digest"], tuple(used["overlays"]))),
            full=self._number(card["full"]),
            categories=self._share(
                tuple(
                    CategoryLabel(item["id"], item["label"], self._number(item["full"]))
                    for item in card["categories"]
                )
            ),
            rules=self._share(rules),
            grade=self._share((grade["id"], grade["label"])) if grade else None,
        )
        found: Labels = self._share(labels)
        return found

    def _gaps(self, card: Mapping[str, Any]) -> tuple[tuple[GapCount, ...], tuple[RuleLabel, ...]]:
        """The open gaps by rule, those that cost most first, and the rules in the order in which they were found."""
        counts: dict[RuleLabel, tuple[int, Decimal]] = {}
        named: dict[str, RuleLabel] = {}
        for finding in card["findings"]:
            if finding["status"] != "gap" or not _open(finding):
                continue
            name = intern(finding["rule"])
            if name not in named:
                named[name] = self._share(RuleLabel(name, finding["category"], finding["title"], finding["severity"]))
            count, points = counts.get(named[name], (0, Decimal(0)))
            counts[named[name]] = count + 1, points + Decimal(finding["deducted"])
        found = (
            self._share(GapCount(rule.name, rule.severity, count, unpadded(points)))
            for rule, (count, points) in counts.items()
        )
        return tuple(sorted(found, key=lambda gap: (-gap.points, gap.rule))), tuple(counts)

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
