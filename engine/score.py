"""The engine: a reading in, a scorecard out.

engine = Engine(load_rulebook())
card = engine.score(read_file("report.json"))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from engine.applies import governs, told_by_name
from engine.assemble import assemble
from engine.beside import NOTHING_BESIDE, Beside
from engine.case import Assessed, Case, FormTools, Judged, RuleOutcome, Standing
from engine.catalogue import say
from engine.cells import CellReader
from engine.decisions import NO_DECISIONS, Decisions, Found, Settled, Stands, Subject, settle
from engine.errors import Unusable
from engine.facts import Fact
from engine.findings import Wording, finding_fact, fingerprints, settle_causes
from engine.given import Given
from engine.inference import choose
from engine.inference.program import Inference, InferenceFailed, Inferred, Match, Program, infer
from engine.observe import Everything, Observer
from engine.overlays import applying, in_scope
from engine.reading import Reading
from engine.repair import Mender, Mends
from engine.report import Unit
from engine.rulebook import Form, Lang, Missing, Rule, Rulebook
from engine.scorecard import RuleStatus, Scorecard
from engine.scored import Scored
from engine.scoring import Charge, Marker

__all__ = ["Engine", "NoForm"]

_SEVERITY_RANK = {"error": 0, "warning": 1, "info": 2}
_GRAVEST: tuple[RuleStatus, ...] = ("gap", "review", "waived")  # what a rule is, by the gravest of its findings


class NoForm(Unusable):
    """No official form governs report year ``year``; it says which years one governs."""

    def __init__(self, year: int, book: Rulebook) -> None:
        first = min(form.years.first or 0 for form in book.forms)
        last = max(form.years.last or 9999 for form in book.forms)
        super().__init__("report.no_form", year=year, first=first, last=last)


_NOTHING_GIVEN = Given()
Prints = Callable[[Sequence[Match]], Mapping[str, str]]


class Engine:
    """Scores reports by one rulebook. Make one per process and keep it; not for several threads at once."""

    def __init__(self, book: Rulebook, *, inference: Inference | None = None) -> None:
        self.book = book
        self.program = Program(book.rules)
        self._inference = inference
        self._fallback: str | None = None
        self._marker = Marker(book)
        self._mender = Mender(book.repair_words, book.cell_words)
        self._cells = CellReader(book.cell_words)
        self._tools: dict[str, FormTools] = {}
        self._standings: dict[tuple[int, str, str], Standing] = {}
        self._narrower: dict[tuple[str, ...], Engine] = {}
        order = {category.id: index for index, category in enumerate(book.categories)}
        self._rules = sorted(book.rules, key=lambda rule: (order[rule.category], rule.name))
        self._category_rank = order

    def score(
        self,
        reading: Reading,
        given: Given = _NOTHING_GIVEN,
        lang: Lang = "zh",
        beside: Beside = NOTHING_BESIDE,
        decisions: Decisions = NO_DECISIONS,
    ) -> Scorecard:
        """The scorecard of a report, compared with what is laid beside it, under what persons decided.

        Raises:
            NoForm: no official form governs its year.
        """
        return self.scored(reading, given, lang, beside, decisions).card

    def scored(
        self,
        reading: Reading,
        given: Given = _NOTHING_GIVEN,
        lang: Lang = "zh",
        beside: Beside = NOTHING_BESIDE,
        decisions: Decisions = NO_DECISIONS,
    ) -> Scored:
        """The report as it was scored, with its scorecard: what pages about it are made of.

        Raises:
            NoForm: no official form governs its year.
        """
        engine = self.governing(reading, given)
        if engine is not self:
            return engine.scored(reading, given, lang, beside, decisions)
        found = self.assess(reading, given, lang, beside, decisions)
        case = found.case
        card = assemble(self.book, case, found.judged, found.outcomes, found.marks, self.mends(found), self._fallback)
        return Scored(case.reading, card, case.tools, self._cells, self.book)

    def shown(self, reading: Reading, card: Scorecard) -> Scored:
        """A report with the scorecard that an engine of the same rulebook made of it in another process.

        ``reading`` is as it was scored.
        """
        engine = self.governing(reading)
        return Scored(reading, card, engine.form_tools(reading.report.year), engine._cells, engine.book)

    def assess(
        self,
        reading: Reading,
        given: Given = _NOTHING_GIVEN,
        lang: Lang = "zh",
        beside: Beside = NOTHING_BESIDE,
        decisions: Decisions = NO_DECISIONS,
        prints: Prints = fingerprints,
    ) -> Assessed:
        """What was found in a report and what it costs, before it is put into words.

        ``prints`` gives the fingerprints of matches, on which depends what decisions are about.

        Raises:
            NoForm: no official form governs its year.
        """
        engine = self.governing(reading, given)
        if engine is not self:
            return engine.assess(reading, given, lang, beside, decisions, prints)
        case = self._open(reading, given, lang, beside)
        failed = None
        try:
            inferred = self._infer(case)
        except InferenceFailed as error:
            inferred, failed = Inferred({}, {}), str(error)
        matches = self._in_order(inferred, case)
        causes = settle_causes(matches, case.tools.sums)
        printed = prints(matches)
        judged = Judged(matches, causes, printed, self._settled(case, matches, printed, decisions))
        return self._judge(case, inferred, judged, failed)

    def supposing(self, found: Assessed, gone: Collection[str]) -> Assessed:
        """The same report as if the findings of these ids, and all that they explain, were not there."""
        engine = self.governing(found.case.reading)
        if engine is not self:
            return engine.supposing(found, gone)
        judged = found.judged.without(gone)
        inferred = found.inferred.without(found.judged.prints.keys() - judged.prints.keys())
        return self._judge(found.case, inferred, judged, found.failed)

    def mends(self, found: Assessed) -> Mends:
        """What would mend the sums that were found broken."""
        case = found.case
        sums, report = case.tools.sums, case.reading.report
        facts = [match.facts[0] for match in found.judged.matches]
        if not any(fact.id in sums and fact.fields["relation"] == "eq" for fact in facts):
            return Mends()
        confirmed = case.standing.observer.confirmed(report, case.kind)
        return self._mender.mends(case.tools.form, list(sums.values()), report, confirmed)

    def _judge(self, case: Case, inferred: Inferred, judged: Judged, failed: str | None) -> Assessed:
        if failed is None:
            outcomes = self._outcomes(case, inferred, judged)
        else:
            outcomes = [RuleOutcome(rule, "error", failed) for rule in self._rules]
        marks = self._marker.mark([o.scored() for o in outcomes], *_charges(case, judged))
        return Assessed(case, inferred, judged, outcomes, marks, failed)

    def findings(
        self, reading: Reading, given: Given = _NOTHING_GIVEN, beside: Beside = NOTHING_BESIDE
    ) -> list[Match]:
        """The matches of the rules that govern the report, without words and marks.

        Raises:
            NoForm: no official form governs its year.
            InferenceFailed: the inference engine reported a fault.
        """
        engine = self.governing(reading, given)
        if engine is not self:
            return engine.findings(reading, given, beside)
        case = self._open(reading, given, "en", beside)
        return self._in_order(self._infer(case), case)

    def facts(self, reading: Reading, given: Given = _NOTHING_GIVEN, beside: Beside = NOTHING_BESIDE) -> list[Fact]:
        """Every fact of a report, for those who write rules."""
        engine = self.governing(reading, given)
        if engine is not self:
            return engine.facts(reading, given, beside)
        case = self._open(reading, given, "en", beside)
        observer = Observer(self.book, case.tools.form, Everything())
        return _observed(observer, case)

    def governing(self, reading: Reading, given: Given = _NOTHING_GIVEN) -> Engine:
        """The engine with the overlays that apply to a report: this one, unless some do not."""
        if not self.book.narrower:
            return self
        report = given.over(reading.report)
        unit, (kind, level) = report.unit, told_by_name(report.unit, self.book.unit_names)
        about = (report.year, unit.kind or kind, unit.level or level, unit.region or "")
        kept = applying(self.book.overlays, [in_scope(overlay, *about) for overlay in self.book.overlays])
        if len(kept) == len(self.book.overlays):
            return self
        if kept not in self._narrower:  # an inference that was given knows the rules of the whole book only
            self._narrower[kept] = Engine(self.book.narrower[kept])
        return self._narrower[kept]

    def kind_and_level(self, reading: Reading, given: Given = _NOTHING_GIVEN) -> tuple[str, str]:
        """Kind and level of the report's unit as rules see them: given, said, or told by its name; else empty.

        Raises:
            NoForm: no official form governs its year.
        """
        case = self._open(reading, given, "en", NOTHING_BESIDE)
        return case.kind, case.level

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

    def _open(self, reading: Reading, given: Given, lang: Lang, beside: Beside) -> Case:
        report = reading.report if given is _NOTHING_GIVEN else given.over(reading.report)
        reading = reading if report is reading.report else replace(reading, report=report)
        tools = self.form_tools(report.year)
        kind, level = self._kind_and_level(report.unit)
        return Case(
            reading=reading,
            tools=tools,
            kind=kind,
            level=level,
            kind_told_by_name=bool(kind) and not report.unit.kind,
            published=report.published_on,
            submitted=report.submitted_on,
            period=given.period,
            beside=beside,
            standing=self._standing(report.year, kind, level, tools.form),
            wording=Wording(self.book, tools.form, reading, lang),
            lang=lang,
        )

    def _kind_and_level(self, unit: Unit) -> tuple[str, str]:
        """What the unit says, else what its name tells; empty where neither does."""
        if unit.kind and unit.level:
            return unit.kind, unit.level
        kind, level = told_by_name(unit, self.book.unit_names)
        return unit.kind or kind, unit.level or level

    def _standing(self, year: int, kind: str, level: str, form: Form) -> Standing:
        key = (year, kind, level)
        if key not in self._standings:
            governed = {rule.name: governs(rule, year, kind, level) for rule in self._rules}
            names = {
                status: frozenset(name for name, item in governed.items() if item.status == status)
                for status in ("active", "not_assessable")
            }
            interest = self.program.interest(names["active"] | names["not_assessable"])
            observer = Observer(self.book, form, interest)
            self._standings[key] = Standing(governed, names["active"], names["not_assessable"], observer)
        return self._standings[key]

    def _infer(self, case: Case) -> Inferred:
        standing = case.standing
        facts = _observed(standing.observer, case)
        return infer(self.program, self._engine(), facts, finding_fact, standing.active, standing.tentative)

    def _outcomes(self, case: Case, inferred: Inferred, judged: Judged) -> list[RuleOutcome]:
        """What became of each rule; most met nothing, and share what is said of that."""
        untouched = case.standing.untouched.get(case.lang)
        if untouched is None:
            untouched = [self._outcome(rule, case, Inferred({}, {}), judged) for rule in self._rules]
            case.standing.untouched[case.lang] = untouched
        touched = inferred.matches.keys() | inferred.missing.keys()
        return [
            self._outcome(known.rule, case, inferred, judged) if known.rule.name in touched else known
            for known in untouched
        ]

    def _outcome(self, rule: Rule, case: Case, inferred: Inferred, judged: Judged) -> RuleOutcome:
        governed = case.standing.governed[rule.name]
        matched = bool(inferred.matches.get(rule.name))
        # Where it is not known whether a rule governs the unit, it is undecided only if it would find something.
        if governed.status == "not_applicable" or (governed.status == "not_assessable" and matched):
            return RuleOutcome(rule, governed.status, say(governed.reason or "", case.lang, **governed.values))
        if matched:
            stands = {judged.settled.stands(m.id, case.certainty(m)) for m in inferred.matches[rule.name]}
            for status in _GRAVEST:
                if status in stands:
                    return RuleOutcome(rule, status)
            return RuleOutcome(rule, "pass", say("reason.dismissed", case.lang))
        hits = inferred.missing.get(rule.name, [])
        for means in ("forfeit", "not_assessable", "not_applicable"):
            for index, facts in hits:
                item = rule.missing[index]
                if item.means == means:
                    return _undecided(rule, item, case, facts, judged)
        return RuleOutcome(rule, "pass")

    def _settled(
        self, case: Case, matches: Sequence[Match], prints: Mapping[str, str], decisions: Decisions
    ) -> Settled:
        """The decisions that hold for the findings of a report."""
        if decisions is NO_DECISIONS:
            return Settled()
        report, source = case.reading.report, case.reading.source
        unit = report.unit.name if report.unit.name != self.book.text_words.unnamed else ""
        found = [Found(match.id, match.rule.name, prints[match.id], case.certainty(match)) for match in matches]
        return settle(decisions, Subject(source.sha256, unit, report.year), found)

    def _in_order(self, inferred: Inferred, case: Case) -> list[Match]:
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


def _observed(observer: Observer, case: Case) -> list[Fact]:
    return observer.observe(
        case.reading, case.kind, case.level, case.published, case.submitted, case.period, case.beside
    )


def _undecided(rule: Rule, item: Missing, case: Case, facts: Sequence[Fact], judged: Judged) -> RuleOutcome:
    reason = case.wording.fill(item.reason, facts)
    if item.means != "forfeit":
        return RuleOutcome(rule, item.means, reason)
    cause = next((fact.id for fact in facts if fact.kind == "finding"), None)
    if case.reading.doubtful and (cause is None or not judged.settled.confirmed(cause)):
        return RuleOutcome(rule, "not_assessable", reason)  # what was not found may be there
    return RuleOutcome(rule, "not_assessable", reason, cause, cause is not None and judged.excused(cause))


def _charges(case: Case, judged: Judged) -> tuple[list[Charge], list[Charge]]:
    """Gaps and reviews as scoring sees them; what was dismissed or waived is no longer among them."""
    charges: dict[Stands, list[Charge]] = {"gap": [], "review": [], "waived": [], "dismissed": []}
    for match in judged.matches:
        stands = judged.settled.stands(match.id, case.certainty(match))
        charges[stands].append(Charge(match.id, match.rule, match.id in judged.causes))
    return charges["gap"], charges["review"]
