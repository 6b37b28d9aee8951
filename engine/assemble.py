"""Puts a scorecard together: findings in words with what they cost, categories, grade, notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from engine.case import Case, Judged, RuleOutcome
from engine.catalogue import say
from engine.decisions import Decision
from engine.inference.program import Match
from engine.notices import of_beside
from engine.reading import Notice
from engine.repair import Change, Mends
from engine.repair.problem import Cell
from engine.rulebook import Lang, Rulebook
from engine.scorecard import (
    CategoryScore,
    DecisionTaken,
    Finding,
    GradeGiven,
    Repair,
    RepairCell,
    RulebookUsed,
    Scorecard,
)
from engine.scoring import Marks, grade_of, shown


def assemble(
    book: Rulebook,
    case: Case,
    judged: Judged,
    outcomes: Sequence[RuleOutcome],
    marks: Marks,
    mends: Mends,
    fallback: str | None,
) -> Scorecard:
    """The scorecard. ``fallback`` says why durable-rules did not serve, if it did not."""
    costs = _costs(outcomes, marks)
    return Scorecard(
        report=_identify(case),
        rulebook=RulebookUsed(book.id, book.version, case.tools.form.id, _overlays(book), book.digest),
        score=None if marks.total is None else shown(marks.total),
        full=book.full,
        bounds=None if marks.bounds is None else (shown(marks.bounds[0]), shown(marks.bounds[1])),
        grade=_grade(book, marks, case.lang),
        categories=_categories(marks, case.lang),
        findings=tuple(_finding(case, match, judged, mends, costs) for match in judged.matches),
        rules=tuple(outcome.result(marks, judged.prints) for outcome in outcomes),
        repairs=tuple(_repairs(case, judged, mends)),
        notices=_notices(book, case, judged.settled.notices, mends, fallback),
    )


def _overlays(book: Rulebook) -> tuple[str, ...]:
    return tuple(f"{overlay.id}@{overlay.version}" for overlay in book.overlays)


def _costs(outcomes: Sequence[RuleOutcome], marks: Marks) -> dict[str, Fraction]:
    """What each finding costs: its own points, and the marks of rules forfeited because of it."""
    costs = dict(marks.deducted)
    for outcome in outcomes:
        if outcome.forfeited_by is not None:
            lost = marks.forfeited.get(outcome.rule.name, Fraction(0))
            costs[outcome.forfeited_by] = costs.get(outcome.forfeited_by, Fraction(0)) + lost
    return costs


def _finding(case: Case, match: Match, judged: Judged, mends: Mends, costs: Mapping[str, Fraction]) -> Finding:
    rule, wording, prints = match.rule, case.wording, judged.prints
    cause, decision = judged.causes.get(match.id), judged.settled.taken.get(match.id)
    return Finding(
        rule=rule.name,
        status=judged.settled.shown(match.id, case.certainty(match)),
        severity=rule.severity,
        category=rule.category,
        title=rule.title.of(case.lang),
        message=wording.fill(rule.message, match.facts),
        remedy=wording.fill(rule.remedy, match.facts),
        basis=wording.basis(rule),
        locations=wording.locations(match.facts, None if cause else _suspect(case, match, mends)),
        observed=wording.value(rule.observed, match.facts),
        expected=wording.value(rule.expected, match.facts),
        deducted=shown(costs.get(match.id, Fraction(0))),
        because_of=prints[cause] if cause else None,
        fingerprint=prints[match.id],
        decision=_taken(decision) if decision else None,
    )


def _taken(decision: Decision) -> DecisionTaken:
    return DecisionTaken(
        decision=decision.verdict,
        reason=decision.reason,
        author=decision.author,
        approver=decision.approver,
        decided_on=decision.decided_on.isoformat(),
        expires_on=decision.expires_on.isoformat() if decision.expires_on else None,
    )


def _suspect(case: Case, match: Match, mends: Mends) -> Cell | None:
    """The cell of a broken sum that is surely meant, if the only likely repair changes one of its cells."""
    identity = match.facts[0].id
    if identity not in case.tools.sums:
        return None
    item = case.tools.sums[identity]
    cells = {(item.identity.table, *at) for at in (*item.left, *item.right)}
    for way in mends.ways:
        if way.unique and identity in way.identities:
            return next((change.cell for change in way.changes if change.cell in cells), None)
    return None


def _repairs(case: Case, judged: Judged, mends: Mends) -> Iterator[Repair]:
    """The likely ways to mend the sums that were found broken. Never applied."""
    found = {match.facts[0].id: match for match in judged.matches}
    for way in mends.ways:
        settled = [found[identity] for identity in way.identities if identity in found]
        if settled:
            yield {
                "cells": [_repair_cell(case, change) for change in way.changes],
                "settles": sorted({match.rule.name for match in settled}),
                "findings": sorted({judged.prints[match.id] for match in settled}),
                "unique": way.unique,
            }


def _repair_cell(case: Case, change: Change) -> RepairCell:
    table, row, column = change.cell
    return {
        "table": table,
        "row": row,
        "column": column,
        "label": case.wording.cell(change.cell).label,
        "from": change.old,
        "to": change.new,
        "slip": change.slip,
    }


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


def _identify(case: Case) -> dict[str, Any]:
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


def _grade(book: Rulebook, marks: Marks, lang: Lang) -> GradeGiven | None:
    grade = None if marks.total is None else grade_of(book, marks.total)
    return GradeGiven(grade.id, grade.label.of(lang)) if grade else None


def _notices(
    book: Rulebook, case: Case, of_decisions: Sequence[Notice], mends: Mends, fallback: str | None
) -> tuple[str, ...]:
    lang = case.lang
    notices = [say(notice.key, lang, **notice.values) for notice in (*case.reading.notices, *of_decisions)]
    for overlay in book.left_out:
        notices.append(say("notice.overlay_left_out", lang, id=overlay.id, title=overlay.title))
    if case.reading.report.unit.name == book.text_words.unnamed:
        notices.append(say("notice.unit_unknown", lang))
    if case.reading.doubtful:
        notices.append(say("notice.doubtful", lang))
    if case.kind_told_by_name:
        notices.append(say("notice.kind_told", lang, kind=book.kind_labels[case.kind].of(lang)))
    if not case.kind:
        notices.append(say("notice.kind_unknown", lang))
    if case.published is None:
        notices.append(say("notice.published_unknown", lang))
    notices += of_beside(book, case.reading.report, case.beside, lang)
    if mends.stopped:
        notices.append(say("notice.mends_stopped", lang))
    if fallback is not None:
        notices.append(say("notice.reference", lang, why=fallback))
    return tuple(notices)
