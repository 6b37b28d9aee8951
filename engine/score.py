"""The engine: a reading in, a scorecard out.

engine = Engine(load_rulebook())
card = engine.score(read_file("report.json"))
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from engine.applies import Governed, governs, told_by_name
from engine.catalogue import say
from engine.facts import Fact
from engine.findings import Grouped, Wording, finding_fact, fingerprint, settle_causes
from engine.inference import choose
from engine.inference.program import Inference, InferenceFailed, Inferred, Match, Program, infer
from engine.observe import Everything, Observer
from engine.observe.sums import Sum, sums_of
from engine.reading import Notice, Reading
from engine.report import UnitKind, UnitLevel
from engine.rulebook import Form, Lang, Missing, Rule, Rulebook, Text
from engine.scorecard import (
    CategoryScore,
    Finding,
    GradeGiven,
    RulebookUsed,
    RuleResult,
    RuleStatus,
    Scorecard,
)
from engine.scoring import Charge, Marker, Marks, Outcome, grade_of, shown

_SEVERITY_RANK = {"error": 0, "warning": 1, "info": 2}


class NoForm(ValueError):
    """No official form governs report year ``year``; ``first`` to ``last`` are those that one governs."""

    def __init__(self, year: int, book: Rulebook) -> None:
        super().__init__(str(year))
        self.year = year
        self.first = min(form.years.first or 0 for form in book.forms)
        self.last = max(form.years.last or 9999 for form in book.forms)


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows better than the document; ``None`` leaves the document's word."""

    kind: UnitKind | None = None
    level: UnitLevel | None = None
    published_on: dt.date | None = None
    submitted_on: dt.date | None = None


_NOTHING_GIVEN = Given()


@dataclass(frozen=True, slots=True)
class FormTools:
    """What is prepared once per form: its sums by fact id, in how many each cell stands, and its order."""

    form: Form
    sums: Mapping[str, Sum]
    memberships: Mapping[tuple[str, str, str], int]
    places: Mapping[tuple[str, str, str], int]

    @staticmethod
    def of(form: Form) -> FormTools:
        """The tools of a form."""
        sums = sums_of(form)
        equalities = [item for item in sums if item.identity.relation == "eq"]
        cells = Counter((s.identity.table, *at) for s in equalities for at in (*s.left, *s.right))
        places = {cell: i for i, cell in enumerate(_cells_of(form))}
        return FormTools(form, {item.id: item for item in sums}, cells, places)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Which rules govern reports of one year and kind and level of unit; tentative: it is not known.

    The observer makes only facts that could matter to those rules.
    """

    governed: Mapping[str, Governed]
    active: frozenset[str]
    tentative: frozenset[str]
    observer: Observer
    untouched: dict[Lang, list[RuleOutcome]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Case:
    """One report on its way through the engine; ``kind`` and ``level`` are empty where unknown."""

    reading: Reading
    tools: FormTools
    kind: str
    level: str
    kind_told_by_name: bool
    published: dt.date | None
    submitted: dt.date | None
    standing: _Standing
    wording: Wording
    lang: Lang

    def rules(self) -> tuple[frozenset[str], frozenset[str]]:
        """The rules that govern the report, and those of which it is not known."""
        return self.standing.active, self.standing.tentative


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What became of a rule, before marks."""

    rule: Rule
    status: RuleStatus
    reason: str | None = None
    forfeited_by: str | None = None

    def scored(self) -> Outcome:
        """The outcome as scoring sees it."""
        if self.forfeited_by is not None:
            return Outcome(self.rule, "forfeited", self.forfeited_by)
        if self.status == "not_applicable":
            return Outcome(self.rule, "not_applicable")
        undecided = self.status in ("not_assessable", "error")
        return Outcome(self.rule, "not_assessable" if undecided else "decided")

    def result(self, marks: Marks, prints: Mapping[str, str]) -> RuleResult:
        """The outcome as the scorecard says it."""
        if self.forfeited_by is None:
            return RuleResult(self.rule.name, self.status, self.reason)
        lost = shown(marks.forfeited[self.rule.name])
        return RuleResult(self.rule.name, self.status, self.reason, prints[self.forfeited_by], lost)


class Engine:
    """Scores reports by one rulebook. Make one per process and keep it; not for several threads at once."""

    def __init__(self, book: Rulebook, *, inference: Inference | None = None) -> None:
        self.book = book
        self.program = Program(book.rules)
        self._inference = inference
        self._fallback: str | None = None
        self._marker = Marker(book)
        self._tools: dict[str, FormTools] = {}
        self._standings: dict[tuple[int, str, str], _Standing] = {}
        order = {category.id: index for index, category in enumerate(book.categories)}
        self._rules = sorted(book.rules, key=lambda rule: (order[rule.category], rule.name))
        self._category_rank = order

    def score(self, reading: Reading, given: Given = _NOTHING_GIVEN, lang: Lang = "zh") -> Scorecard:
        """The scorecard of a report.

        Raises:
            NoForm: no official form governs its year.
        """
        case = self._open(reading, given, lang)
        facts = self._observe(case)
        try:
            inferred = infer(self.program, self._engine(), facts, finding_fact, *case.rules())
            outcomes = self._outcomes(case, inferred)
        except InferenceFailed as error:
            inferred = Inferred({}, {})
            outcomes = [RuleOutcome(rule, "error", str(error)) for rule in self._rules]
        matches = self._in_order(inferred, case)
        grouped = settle_causes(matches, case.tools.sums, case.tools.memberships)
        marks = self._marker.mark([o.scored() for o in outcomes], *_charges(matches, grouped))
        costs = _costs(outcomes, marks)
        prints = {match.id: fingerprint(match) for match in matches}
        findings = tuple(_finding(case, match, grouped, costs, prints) for match in matches)
        used = RulebookUsed(self.book.id, self.book.version, case.tools.form.id, (), self.book.digest)
        return Scorecard(
            report=_identify(case),
            rulebook=used,
            score=None if marks.total is None else shown(marks.total),
            full=self.book.full,
            bounds=None if marks.bounds is None else (shown(marks.bounds[0]), shown(marks.bounds[1])),
            grade=self._grade(marks, lang),
            categories=_categories(marks, lang),
            findings=findings,
            rules=tuple(o.result(marks, prints) for o in outcomes),
            repairs=(),
            notices=self._notices(case),
        )

    def findings(self, reading: Reading, given: Given = _NOTHING_GIVEN) -> list[Match]:
        """The matches of the rules that govern the report, without words and marks.

        Raises:
            NoForm: no official form governs its year.
            InferenceFailed: the inference engine reported a fault.
        """
        case = self._open(reading, given, "en")
        inferred = infer(self.program, self._engine(), self._observe(case), finding_fact, *case.rules())
        return self._in_order(inferred, case)

    def facts(self, reading: Reading, given: Given = _NOTHING_GIVEN) -> list[Fact]:
        """Every fact of a report, for those who write rules."""
        case = self._open(reading, given, "en")
        observer = Observer(self.book, case.tools.form, Everything())
        return _observed(observer, case)

    def form_tools(self, year: int) -> FormTools:
        """What is prepared for the form that governs ``year``.

        Raises:
            NoForm: there is none.
        """
        form = self.book.form(year)
        if form is None:
            raise NoForm(year, self.book)
        if form.id not in self._tools:
            self._tools[form.id] = FormTools.of(form)
        return self._tools[form.id]

    def _engine(self) -> Inference:
        if self._inference is None:
            self._inference, self._fallback = choose(self.program)
        return self._inference

    def _open(self, reading: Reading, given: Given, lang: Lang) -> _Case:
        report, names = reading.report, self.book.unit_names
        tools = self.form_tools(report.year)
        told_kind, told_level = told_by_name(report.unit, names)
        kind = given.kind or report.unit.kind or told_kind
        level = given.level or report.unit.level or told_level
        return _Case(
            reading=reading,
            tools=tools,
            kind=kind,
            level=level,
            kind_told_by_name=bool(kind) and not (given.kind or report.unit.kind),
            published=given.published_on or report.published_on,
            submitted=given.submitted_on or report.submitted_on,
            standing=self._standing(report.year, kind, level, tools.form),
            wording=Wording(self.book, tools.form, reading, lang),
            lang=lang,
        )

    def _standing(self, year: int, kind: str, level: str, form: Form) -> _Standing:
        key = (year, kind, level)
        if key not in self._standings:
            governed = {rule.name: governs(rule, year, kind, level) for rule in self._rules}
            names = {
                status: frozenset(name for name, item in governed.items() if item.status == status)
                for status in ("active", "not_assessable")
            }
            interest = self.program.interest(names["active"] | names["not_assessable"])
            observer = Observer(self.book, form, interest)
            self._standings[key] = _Standing(governed, names["active"], names["not_assessable"], observer)
        return self._standings[key]

    def _observe(self, case: _Case) -> list[Fact]:
        return _observed(case.standing.observer, case)

    def _outcomes(self, case: _Case, inferred: Inferred) -> list[RuleOutcome]:
        """What became of each rule; most met nothing, and share what is said of that."""
        untouched = case.standing.untouched.get(case.lang)
        if untouched is None:
            untouched = [self._outcome(rule, case, Inferred({}, {})) for rule in self._rules]
            case.standing.untouched[case.lang] = untouched
        touched = inferred.matches.keys() | inferred.missing.keys()
        return [
            self._outcome(known.rule, case, inferred) if known.rule.name in touched else known for known in untouched
        ]

    def _outcome(self, rule: Rule, case: _Case, inferred: Inferred) -> RuleOutcome:
        governed = case.standing.governed[rule.name]
        matched = bool(inferred.matches.get(rule.name))
        # Where it is not known whether a rule governs the unit, it is undecided only if it would find something.
        if governed.status == "not_applicable" or (governed.status == "not_assessable" and matched):
            return RuleOutcome(rule, governed.status, say(governed.reason or "", case.lang))
        if matched:
            return RuleOutcome(rule, "gap" if rule.certainty == "gap" else "review")
        hits = inferred.missing.get(rule.name, [])
        for means in ("forfeit", "not_assessable", "not_applicable"):
            for index, facts in hits:
                item = rule.missing[index]
                if item.means == means:
                    return _undecided(rule, item, case, facts)
        return RuleOutcome(rule, "pass")

    def _in_order(self, inferred: Inferred, case: _Case) -> list[Match]:
        """Matches as a reader goes through them: by category, gravity, rule, and place in the form."""
        active = case.standing.active
        matches = [match for name, found in inferred.matches.items() if name in active for match in found]
        places = case.tools.places

        def rank(match: Match) -> tuple[int, int, str, int, str]:
            rule, cells = match.rule, match.facts[0].cells
            place = min((places.get(cell, -1) for cell in cells), default=-1)
            return (
                self._category_rank[rule.category],
                _SEVERITY_RANK[rule.severity],
                rule.name,
                place,
                match.id,
            )

        return sorted(matches, key=rank)

    def _grade(self, marks: Marks, lang: Lang) -> GradeGiven | None:
        grade = None if marks.total is None else grade_of(self.book, marks.total)
        return GradeGiven(grade.id, grade.label.of(lang)) if grade else None

    def _notices(self, case: _Case) -> tuple[str, ...]:
        lang = case.lang
        notices = [_noticed(notice, lang) for notice in case.reading.notices]
        if case.kind_told_by_name:
            notices.append(say("notice.kind_told", lang, kind=self.book.kind_labels[case.kind].of(lang)))
        if not case.kind:
            notices.append(say("notice.kind_unknown", lang))
        if case.published is None:
            notices.append(say("notice.published_unknown", lang))
        if self._fallback is not None:
            notices.append(say("notice.reference", lang, why=self._fallback))
        return tuple(notices)


def _noticed(notice: Notice, lang: Lang) -> str:
    values = {name: value.of(lang) if isinstance(value, Text) else value for name, value in notice.values.items()}
    return say(notice.key, lang, **values)


def _observed(observer: Observer, case: _Case) -> list[Fact]:
    return observer.observe(case.reading, case.kind, case.level, case.published, case.submitted)


def _cells_of(form: Form) -> list[tuple[str, str, str]]:
    """Tables, their rows and their cells in the order of the form, each line before its cells."""
    found: list[tuple[str, str, str]] = []
    for table in form.tables.values():
        for block in table.blocks:
            found += [(table.key, "", column) for column in block.columns]
            for row in block.rows:
                found.append((table.key, row, ""))
                found += [(table.key, row, column) for column in block.columns]
    return found


def _undecided(rule: Rule, item: Missing, case: _Case, facts: Sequence[Fact]) -> RuleOutcome:
    reason = case.wording.fill(item.reason, facts)
    if item.means != "forfeit":
        return RuleOutcome(rule, item.means, reason)
    cause = next((fact.id for fact in facts if fact.kind == "finding"), None)
    return RuleOutcome(rule, "not_assessable", reason, cause)


def _charges(matches: Sequence[Match], grouped: Grouped) -> tuple[list[Charge], list[Charge]]:
    """Gaps and reviews as scoring sees them."""
    charges = [Charge(match.id, match.rule, match.id in grouped.cause) for match in matches]
    gaps = [charge for charge in charges if charge.rule.certainty == "gap"]
    return gaps, [charge for charge in charges if charge.rule.certainty == "review"]


def _costs(outcomes: Sequence[RuleOutcome], marks: Marks) -> dict[str, Fraction]:
    """What each finding costs: its own points, and the marks of rules forfeited because of it."""
    costs = dict(marks.deducted)
    for outcome in outcomes:
        if outcome.forfeited_by is not None:
            lost = marks.forfeited[outcome.rule.name]
            costs[outcome.forfeited_by] = costs.get(outcome.forfeited_by, Fraction(0)) + lost
    return costs


def _finding(
    case: _Case, match: Match, grouped: Grouped, costs: Mapping[str, Fraction], prints: Mapping[str, str]
) -> Finding:
    rule, wording = match.rule, case.wording
    cause = grouped.cause.get(match.id)
    return Finding(
        rule=rule.name,
        status=rule.certainty,
        severity=rule.severity,
        category=rule.category,
        title=rule.title.of(case.lang),
        message=wording.fill(rule.message, match.facts),
        remedy=wording.fill(rule.remedy, match.facts),
        basis=wording.basis(rule),
        locations=wording.locations(match.facts, grouped.suspect.get(match.id)),
        observed=wording.value(rule.observed, match.facts),
        expected=wording.value(rule.expected, match.facts),
        deducted=shown(costs.get(match.id, Fraction(0))),
        because_of=prints[cause] if cause else None,
        fingerprint=prints[match.id],
    )


def _categories(marks: Marks, lang: Lang) -> tuple[CategoryScore, ...]:
    return tuple(
        CategoryScore(
            id=item.category.id,
            label=item.category.label.of(lang),
            score=None if item.share is None else shown(item.share * Fraction(item.category.full)),
            full=item.category.full,
            numerator=shown(item.numerator),
            denominator=shown(item.denominator),
        )
        for item in marks.categories
    )


def _identify(case: _Case) -> dict[str, Any]:
    """What the scorecard says of the report: unit, year, title, dates and source."""
    report, source = case.reading.report, case.reading.source
    unit = {
        "name": report.unit.name,
        "code": report.unit.code,
        "kind": case.kind or None,
        "level": case.level or None,
        "region": report.unit.region,
    }
    return {
        "unit": {key: value for key, value in unit.items() if value is not None},
        "year": report.year,
        "title": report.title,
        "submitted_on": case.submitted.isoformat() if case.submitted else None,
        "published_on": case.published.isoformat() if case.published else None,
        "source": {"file": source.file, "format": source.format, "sha256": source.sha256},
    }
