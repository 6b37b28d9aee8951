"""The scorecard on a terminal: marks by category, then each finding with place, basis and remedy.

Wide characters take two columns; lines are broken to the width, between characters of Chinese
text and between words of English text. Control characters never reach the terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import tabulate as tabulate_module
from tabulate import tabulate
from wcwidth import wcwidth

from engine.catalogue import say
from engine.rulebook import Lang
from engine.scorecard import Finding, Location, Scorecard

tabulate_module.WIDE_CHARS_MODE = True
_MOST_PLACES = 6
_OPENING = "（《“‘【〔(["
_CLOSING = "，。；：、！？）》”’】〕)],.;:!?%"

Say = Callable[..., str]
STATUSES = ("pass", "gap", "review", "not_assessable", "not_applicable")


def render(cards: Sequence[Scorecard], lang: Lang, width: int) -> str:
    """The text for all scorecards, ending in a line feed."""
    return ("\n" + "═" * width + "\n\n").join(_card(card, lang, width) for card in cards)


def _card(card: Scorecard, lang: Lang, width: int) -> str:
    def text(key: str, **values: Any) -> str:
        return say(f"table.{key}", lang, **values)

    lines = [*_head(card, text, width), "", *_marks(card, text), ""]
    for status, key in (("gap", "gaps"), ("review", "reviews")):
        chosen = [(i, f) for i, f in enumerate(card.findings, 1) if f.status == status]
        if chosen:
            lines += [text(key, count=len(chosen)), ""]
            for number, finding in chosen:
                lines += [*_finding(number, finding, card, lang, text, width), ""]
        elif status == "gap" and card.score is not None:
            lines += [text("no_gaps"), ""]
    lines += _undecided(card, text, width)
    if card.notices:
        lines.append(text("notices"))
        for notice in card.notices:
            lines += _wrap(notice, width, "· ", "  ")
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _head(card: Scorecard, text: Say, width: int) -> list[str]:
    unit, year = str(card.report["unit"]["name"]), text("year", year=card.report["year"])
    rules = text("form", id=card.rulebook.id, version=card.rulebook.version, form=card.rulebook.form)
    lines = _wrap(f"{unit} · {year}", width)
    if card.score is None:
        lines.append(f"{text('score')}: {text('not_scored')}")
    else:
        grade = f" · {card.grade.label}" if card.grade else ""
        lines.append(f"{text('score')} {card.score} ({text('of', full=card.full)}){grade}")
    if card.bounds is not None and card.bounds[0] != card.bounds[1]:
        lines += _wrap(text("bounds", low=card.bounds[0], high=card.bounds[1]), width)
    return [*lines, *_wrap(rules, width)]


def _marks(card: Scorecard, text: Say) -> list[str]:
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
    drawn = tabulate(
        rows, head, tablefmt="simple", colalign=("left", "right", "right", "right"), disable_numparse=True
    )
    return [
        *drawn.split("\n"),
        "",
        f"{text('rules')}  {'/'.join(str(counts[status]) for status in STATUSES)}",
    ]


def _finding(number: int, finding: Finding, card: Scorecard, lang: Lang, text: Say, width: int) -> Iterator[str]:
    severity = say(f"severity.{finding.severity}", lang)
    head = f"{number}. [{severity}] {finding.title}"
    yield from _wrap(f"{head}  {_cost(finding, card, text)}", width, "", "   ")
    yield from _wrap(finding.message, width, "   ", "   ")
    labels = [text(key) for key in ("place", "basis", "remedy", "found")]
    indent = 3 + max(map(_width, labels)) + 2

    def part(key: str, value: str) -> Iterator[str]:
        start = "   " + text(key) + " " * (indent - 3 - _width(text(key)))
        yield from _wrap(value, width, start, " " * indent)

    for index, place in enumerate(_places(finding.locations, text)):
        yield from part("place", place) if index == 0 else _wrap(place, width, " " * indent, " " * indent)
    for index, basis in enumerate(finding.basis):
        words = f"{basis.document} {basis.clause}"
        yield from part("basis", words) if index == 0 else _wrap(words, width, " " * indent, " " * indent)
    yield from part("remedy", finding.remedy)


def _cost(finding: Finding, card: Scorecard, text: Say) -> str:
    if finding.because_of is not None:
        prints = [other.fingerprint for other in card.findings]
        return "(" + text("explained", number=prints.index(finding.because_of) + 1) + ")"
    if finding.deducted == Decimal(0):
        return "(" + text("free") + ")"
    return "(" + text("deducted", points=finding.deducted) + ")"


def _places(locations: Sequence[Location], text: Say) -> list[str]:
    places = []
    for location in locations[:_MOST_PLACES]:
        where = [text("page", page=location.page)] if location.page else []
        where += [text("line", line=location.line)] if location.line else []
        places.append(location.label + (f" ({', '.join(where)})" if where else ""))
    if len(locations) > _MOST_PLACES:
        places.append(text("more", count=len(locations)))
    return places


def _undecided(card: Scorecard, text: Say, width: int) -> list[str]:
    rules = [rule for rule in card.rules if rule.status in ("not_assessable", "error")]
    if not rules:
        return []
    by_reason: dict[str, list[str]] = {}
    for rule in rules:
        by_reason.setdefault(rule.reason or "", []).append(rule.name)
    lines = [text("undecided", count=len(rules))]
    for reason, names in by_reason.items():
        lines += _wrap(f"{reason}: {', '.join(names)}", width, "· ", "  ")
    return [*lines, ""]


def _width(text: str) -> int:
    return sum(max(0, wcwidth(character)) for character in text)


def _wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of at most ``width`` columns; punctuation stays with the word that it closes."""
    clean = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    lines: list[str] = []
    line, used = first, _width(first)
    for word in _words(clean):
        size = _width(word)
        if used + _width(word.rstrip()) > width and line.strip() and line not in (first, rest):
            lines.append(line)
            line, used = rest, _width(rest)
            word = word.lstrip()
            size = _width(word)
        line, used = line + word, used + size
    return [*lines, line]


def _words(text: str) -> Iterator[str]:
    """Pieces that must not be broken: a wide character, or a run of narrow ones, with its punctuation."""
    piece = ""
    for index, character in enumerate(text):
        piece += character
        following = text[index + 1] if index + 1 < len(text) else ""
        if not following or _may_break(character, following):
            yield piece
            piece = ""
    if piece:
        yield piece


def _may_break(left: str, right: str) -> bool:
    if right in _CLOSING or left in _OPENING:
        return False
    if left == " ":
        return right != " "
    return right != " " and (wcwidth(left) == 2 or wcwidth(right) == 2)
