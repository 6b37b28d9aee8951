"""The scorecard on a terminal: marks by category, then each finding with place, basis and remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from engine.reporters import Layout
from engine.reporters.decided import decision_words
from engine.reporters.parts import (
    PARAGRAPHS,
    Say,
    gravity,
    numbers_of,
    parts_of,
    suggestions,
    texts,
    undecided,
    where_words,
)
from engine.reporters.what_if import Told, what_if_lines
from engine.reporters.width import table, width_of
from engine.reporters.wrap import wrap
from engine.rulebook import Lang
from engine.scorecard import Finding, Location, Repair, RuleStatus, Scorecard
from engine.scored import Scored

_MOST_PLACES = 6
STATUSES: tuple[RuleStatus, ...] = ("pass", "gap", "review", "waived", "not_assessable", "not_applicable", "error")


def render(reports: Sequence[Scored], layout: Layout) -> str:
    """The text for all reports, ending in a line feed."""
    return show([report.card for report in reports], layout.lang, layout.width)


def show(cards: Sequence[Scorecard], lang: Lang, width: int) -> str:
    """The text for all scorecards, ending in a line feed."""
    return ("\n" + "═" * width + "\n\n").join(_card(card, lang, width) for card in cards)


def _card(card: Scorecard, lang: Lang, width: int) -> str:
    text = texts(lang)
    lines = [*_head(card, text, width), "", *_marks(card, text, width), ""]
    paragraphs = card.report["source"]["format"] in PARAGRAPHS
    parts = parts_of(card)
    numbers = numbers_of(parts)
    for part in parts:
        if part.findings:
            lines += [*wrap(text(part.key, count=len(part.findings)), width), ""]
            for _, finding in part.findings:
                lines += [*_finding(finding, card.repairs, numbers, lang, text, width, paragraphs), ""]
        elif part.key == "gaps" and card.score is not None:
            lines += [text("no_gaps"), ""]
    if card.what_if is not None:
        lines += [*what_if_lines(Told(card, card.what_if, numbers, lang), width), ""]
    lines += _undecided(card, text, width)
    if card.notices:
        lines.append(text("notices"))
        for notice in card.notices:
            lines += wrap(notice, width, "· ", "  ")
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _head(card: Scorecard, text: Say, width: int) -> list[str]:
    unit, year = str(card.report["unit"]["name"]), text("year", year=card.report["year"])
    rules = text("form", id=card.rulebook.id, version=card.rulebook.version, form=card.rulebook.form)
    if card.rulebook.overlays:
        rules += text("overlays", ids=", ".join(card.rulebook.overlays))
    lines = wrap(f"{unit} · {year}", width)
    if card.score is None:
        lines += wrap(text("no_score"), width)
    else:
        grade = f" · {card.grade.label}" if card.grade else ""
        lines += wrap(text("score", score=card.score, full=card.full) + grade, width)
    if card.bounds is not None and card.bounds[0] != card.bounds[1]:
        lines += wrap(text("bounds", low=card.bounds[0], high=card.bounds[1]), width)
    return [*lines, *wrap(rules, width)]


def _marks(card: Scorecard, text: Say, width: int) -> list[str]:
    rows = [
        (
            category.label,
            text("not_assessed") if category.score is None else str(category.score),
            str(category.full),
            "—" if category.score is None else f"{category.numerator}/{category.denominator}",
        )
        for category in card.categories
    ]
    counts = Counter(rule.status for rule in card.rules)
    head = [text("category"), text("marks"), text("full"), text("assessed")]
    drawn = table(rows, head)
    if max(map(width_of, drawn)) > width:
        drawn = table([row[:3] for row in rows], head[:3])
    summary = " · ".join(text(f"count.{status}", count=counts[status]) for status in STATUSES if counts[status])
    return [*drawn, "", *wrap(text("rules", summary=summary), width, "", "  ")]


def _finding(
    finding: Finding,
    repairs: Sequence[Repair],
    numbers: Mapping[str, int],
    lang: Lang,
    text: Say,
    width: int,
    paragraphs: bool,
) -> Iterator[str]:
    """A finding; one that another explains is said in short."""
    number = f"{numbers[finding.fingerprint]}. "
    margin = " " * len(number)
    title = f"[{gravity(finding, lang)}] {finding.title}"
    decided = decision_words(finding, lang)
    if finding.because_of is not None:
        yield from wrap(title, width, number, margin)
        yield from wrap(finding.message, width, margin, margin)
        yield from wrap(text("explained", number=numbers[finding.because_of]), width, margin, margin)
        if decided is not None:
            yield from wrap(f"{text('decision')}  {decided}", width, margin, margin)
        return
    yield from wrap(title + _cost(finding, text), width, number, margin)
    yield from wrap(finding.message, width, margin, margin)
    parts = {
        "place": _places(finding.locations, text, paragraphs),
        "basis": [f"{basis.document} {basis.clause}" for basis in finding.basis],
        "remedy": [finding.remedy],
        "repair": suggestions(finding, repairs, lang),
        "decision": [decided] if decided else [],
    }
    indent = max(width_of(text(key)) for key, items in parts.items() if items) + 2
    for key, items in parts.items():
        label = text(key) + " " * (indent - width_of(text(key)))
        for index, item in enumerate(items):
            start = margin + (label if index == 0 else " " * indent)
            yield from wrap(item, width, start, margin + " " * indent)


def _cost(finding: Finding, text: Say) -> str:
    if finding.deducted == Decimal(0):
        return text("free")
    return text("deducted", points=finding.deducted)


def _places(locations: Sequence[Location], text: Say, paragraphs: bool) -> list[str]:
    places = []
    for location in locations[:_MOST_PLACES]:
        places.append(location.label + where_words(location, text, paragraphs))
    if len(locations) > _MOST_PLACES:
        places.append(text("more", count=len(locations)))
    return places


def _undecided(card: Scorecard, text: Say, width: int) -> list[str]:
    by_reason = undecided(card)
    if not by_reason:
        return []
    lines = wrap(text("undecided", count=sum(map(len, by_reason.values()))), width)
    for reason, names in by_reason.items():
        lines += wrap(text("reason", reason=reason, rules=", ".join(names)), width, "· ", "  ")
    return [*lines, ""]
