"""Scorecards as Markdown (GitHub's), to paste into a page or a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from engine.catalogue import one_line
from engine.reporters import Layout
from engine.reporters.decided import decision_words
from engine.reporters.parts import (
    PARAGRAPHS,
    gravity,
    numbers_of,
    parts_of,
    suggestions,
    texts,
    undecided,
    where_words,
)
from engine.reporters.what_if import Told
from engine.rulebook import Lang
from engine.scorecard import Finding, Scorecard
from engine.scored import Scored

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&])")


def render(reports: Sequence[Scored], layout: Layout) -> str:
    """One section a report: marks by category, gaps, what is to be reviewed, what was not assessed, notices."""
    return "\n---\n\n".join("\n".join(_card(report.card, layout.lang)) + "\n" for report in reports)


def _card(card: Scorecard, lang: Lang) -> Iterator[str]:
    text = texts(lang)
    yield f"# {_plain(card.report['unit']['name'])} · {text('year', year=card.report['year'])}"
    yield ""
    grade = f" · {card.grade.label}" if card.grade else ""
    score = text("no_score") if card.score is None else text("score", score=card.score, full=card.full)
    yield f"**{score}**{grade}"
    if card.bounds is not None and card.bounds[0] != card.bounds[1]:
        yield ""
        yield text("bounds", low=card.bounds[0], high=card.bounds[1])
    yield ""
    yield f"| {text('category')} | {text('marks')} | {text('full')} |"
    yield "| :--- | ---: | ---: |"
    for category in card.categories:
        marks = text("not_assessed") if category.score is None else str(category.score)
        yield f"| {_plain(category.label)} | {marks} | {category.full} |"
    parts = parts_of(card)
    numbers = numbers_of(parts)
    for part in parts:
        if part.findings:
            yield ""
            yield f"## {text(part.key, count=len(part.findings)).rstrip(':：')}"
            for _, finding in part.findings:
                yield ""
                yield from _finding(finding, numbers, card, lang)
        elif part.key == "gaps" and card.score is not None:
            yield ""
            yield text("no_gaps")
    if card.what_if is not None:
        yield from _what_if(Told(card, card.what_if, numbers, lang))
    yield from _rest(card, lang)


def _what_if(told: Told) -> Iterator[str]:
    """What mending would gain: the ways to better grades, the gaps in order, what follows from it."""
    yield ""
    yield f"## {told.title()}"
    yield ""
    yield _plain(told.intro())
    ways, sentences, tried = told.ways(), told.sentences(), told.tried()
    yield from _listed(ways)
    rows = told.rows()
    if rows:
        yield ""
        yield f"| {' | '.join(told.heads())} |"
        yield "| ---: | :--- | ---: | ---: | ---: |"
        for row in rows:
            yield f"| {' | '.join(_plain(cell) for cell in row.cells)} |"
    yield from _listed(sentences)
    if tried:
        yield ""
        yield told.tried_title()
        yield from _listed(tried)


def _listed(items: Sequence[str]) -> Iterator[str]:
    if items:
        yield ""
    for item in items:
        yield f"- {_plain(item)}"


def _finding(finding: Finding, numbers: dict[str, int], card: Scorecard, lang: Lang) -> Iterator[str]:
    text = texts(lang)
    cost = text("free") if finding.deducted == Decimal(0) else text("deducted", points=finding.deducted)
    number, decided = numbers[finding.fingerprint], decision_words(finding, lang)
    yield f"{number}. **[{gravity(finding, lang)}] {_plain(finding.title)}**{'' if finding.because_of else cost}"
    yield f"   {_plain(finding.message)}"
    if finding.because_of is not None:
        yield f"   {text('explained', number=numbers[finding.because_of])}"
        if decided is not None:
            yield f"   - {text('decision')}: {_plain(decided)}"
        return
    paragraphs = card.report["source"]["format"] in PARAGRAPHS
    places = [_plain(place.label + where_words(place, text, paragraphs)) for place in finding.locations]
    basis = [_plain(f"{item.document} {item.clause}") for item in finding.basis]
    decisions = [_plain(decided)] if decided else []
    remedies = [_plain(finding.remedy)]
    repairs = [_plain(words) for words in suggestions(finding, card.repairs, lang)]
    items_of = {"place": places, "basis": basis, "remedy": remedies, "repair": repairs, "decision": decisions}
    for key, items in items_of.items():
        if items:
            yield f"   - {text(key)}: {'; '.join(items)}"


def _rest(card: Scorecard, lang: Lang) -> Iterator[str]:
    text = texts(lang)
    by_reason = undecided(card)
    if by_reason:
        yield ""
        yield f"## {text('undecided', count=sum(map(len, by_reason.values()))).rstrip(':：')}"
        yield ""
        for reason, names in by_reason.items():
            yield "- " + _plain(text("reason", reason=reason, rules=", ".join(names)))
    if card.notices:
        yield ""
        yield f"## {text('notices')}"
        yield ""
        yield from (f"- {_plain(notice)}" for notice in card.notices)


def _plain(text: object) -> str:
    """A text on one line that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", one_line(str(text)))
