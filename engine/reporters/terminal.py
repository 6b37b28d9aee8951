"""The scorecard on a terminal: marks by category, then each finding with place, basis and remedy.

Wide characters take two columns; lines are broken to the width, between characters of Chinese
text and between words of English text. Control characters never reach the terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

import tabulate as tabulate_module
from tabulate import tabulate
from wcwidth import wcswidth, wcwidth

from engine.catalogue import one_line, say
from engine.rulebook import Lang
from engine.scorecard import Finding, Location, Repair, RepairCell, RuleStatus, Scorecard, Spot

tabulate_module.WIDE_CHARS_MODE = True
_MOST_PLACES = 6
_OPENING = "（《“‘【〔(["
_CLOSING = "，。；：、！？）》”’】〕)],.;:!?%"

PARAGRAPHS = ("docx", "doc", "rtf", "odt", "html")  # formats whose lines are paragraphs
Say = Callable[..., str]
STATUSES: tuple[RuleStatus, ...] = ("pass", "gap", "review", "not_assessable", "not_applicable", "error")


def render(cards: Sequence[Scorecard], lang: Lang, width: int) -> str:
    """The text for all scorecards, ending in a line feed."""
    return ("\n" + "═" * width + "\n\n").join(_card(card, lang, width) for card in cards)


def _card(card: Scorecard, lang: Lang, width: int) -> str:
    text = texts(lang)
    lines = [*_head(card, text, width), "", *_marks(card, text, width), ""]
    paragraphs = card.report["source"]["format"] in PARAGRAPHS
    gaps = [finding for finding in card.findings if finding.status == "gap"]
    reviews = [finding for finding in card.findings if finding.status == "review"]
    numbers = {finding.fingerprint: number for number, finding in enumerate([*gaps, *reviews], 1)}
    for chosen, key in ((gaps, "gaps"), (reviews, "reviews")):
        if chosen:
            lines += [*_wrap(text(key, count=len(chosen)), width), ""]
            for finding in chosen:
                lines += [*_finding(finding, card.repairs, numbers, lang, text, width, paragraphs), ""]
        elif key == "gaps" and card.score is not None:
            lines += [text("no_gaps"), ""]
    lines += _undecided(card, text, width)
    if card.notices:
        lines.append(text("notices"))
        for notice in card.notices:
            lines += _wrap(notice, width, "· ", "  ")
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def texts(lang: Lang) -> Say:
    """The texts of the catalogue that serve tables, in one language."""
    return lambda key, **values: say(f"table.{key}", lang, **values)


def _head(card: Scorecard, text: Say, width: int) -> list[str]:
    unit, year = str(card.report["unit"]["name"]), text("year", year=card.report["year"])
    rules = text("form", id=card.rulebook.id, version=card.rulebook.version, form=card.rulebook.form)
    lines = _wrap(f"{unit} · {year}", width)
    if card.score is None:
        lines += _wrap(text("no_score"), width)
    else:
        grade = f" · {card.grade.label}" if card.grade else ""
        lines += _wrap(text("score", score=card.score, full=card.full) + grade, width)
    if card.bounds is not None and card.bounds[0] != card.bounds[1]:
        lines += _wrap(text("bounds", low=card.bounds[0], high=card.bounds[1]), width)
    return [*lines, *_wrap(rules, width)]


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
    drawn = _draw(rows, head)
    if max(map(_width, drawn)) > width:
        drawn = _draw([row[:3] for row in rows], head[:3])
    summary = " · ".join(text(f"count.{status}", count=counts[status]) for status in STATUSES if counts[status])
    return [*drawn, "", *_wrap(text("rules", summary=summary), width, "", "  ")]


def _draw(rows: Sequence[Sequence[str]], head: Sequence[str]) -> list[str]:
    alignment = ["left", *["right"] * (len(head) - 1)]
    drawn = tabulate(rows, head, tablefmt="simple", colalign=alignment, disable_numparse=True)
    return drawn.split("\n")


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
    severity = say(f"severity.{finding.severity}", lang)
    title = f"[{severity}] {finding.title}"
    if finding.because_of is not None:
        yield from _wrap(title, width, number, margin)
        yield from _wrap(finding.message, width, margin, margin)
        yield from _wrap(text("explained", number=numbers[finding.because_of]), width, margin, margin)
        return
    yield from _wrap(title + _cost(finding, text), width, number, margin)
    yield from _wrap(finding.message, width, margin, margin)
    parts = {
        "place": _places(finding.locations, text, paragraphs),
        "basis": [f"{basis.document} {basis.clause}" for basis in finding.basis],
        "remedy": [finding.remedy],
        "repair": _suggestions(finding, repairs, lang, text),
    }
    indent = max(_width(text(key)) for key, items in parts.items() if items) + 2
    for key, items in parts.items():
        label = text(key) + " " * (indent - _width(text(key)))
        for index, item in enumerate(items):
            start = margin + (label if index == 0 else " " * indent)
            yield from _wrap(item, width, start, margin + " " * indent)


def _suggestions(finding: Finding, repairs: Sequence[Repair], lang: Lang, text: Say) -> list[str]:
    """What the finding's first place should say, if there is only one likely repair."""
    first = finding.locations[0] if finding.locations else None
    return [
        text("repair_text", label=cell["label"], old=_figure(cell, text), new=cell["to"], slip=_slip(cell, lang))
        for repair in repairs
        for cell in repair["cells"]
        if first and repair["unique"] and finding.rule in repair["settles"] and first.label == cell["label"]
    ]


def _figure(cell: RepairCell, text: Say) -> str:
    return text("blank") if cell["from"] is None else str(cell["from"])


def _slip(cell: RepairCell, lang: Lang) -> str:
    return say(f"slip.{cell['slip']}", lang) if cell["slip"] else ""


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


def where_words(location: Location, text: Say, paragraphs: bool) -> str:
    """Where a place stands in the document, in brackets; nothing if that is not known."""
    where = [text("page", page=location.page)] if location.page else []
    where += [text("sheet", sheet=location.sheet)] if location.sheet else []
    where += [text("paragraph" if paragraphs else "line", line=location.line)] if location.line else []
    where += [_spot_words(location.at, location.sheet, text)] if location.at else []
    return text("where", places=text("comma").join(where)) if where else ""


def _spot_words(spot: Spot, sheet: str | None, text: Say) -> str:
    """Where a cell stands, as a person looks for it: on a sheet by its address."""
    if sheet is not None:
        return f"{_letters(spot.column)}{spot.row}"
    return text("spot", table=spot.table, row=spot.row, column=spot.column)


def _letters(column: int) -> str:
    """The letters of a column of a sheet: A to Z, AA, AB and so on."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _undecided(card: Scorecard, text: Say, width: int) -> list[str]:
    rules = [rule for rule in card.rules if rule.status in ("not_assessable", "error")]
    if not rules:
        return []
    by_reason: dict[str, list[str]] = {}
    for rule in rules:
        by_reason.setdefault(rule.reason or "", []).append(rule.name)
    lines = _wrap(text("undecided", count=len(rules)), width)
    for reason, names in by_reason.items():
        lines += _wrap(text("reason", reason=reason, rules=", ".join(names)), width, "· ", "  ")
    return [*lines, ""]


def _width(text: str) -> int:
    return max(0, wcswidth(text))


def _wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of at most ``width`` columns; punctuation stays with the word that it closes."""
    lines: list[str] = []
    line, used = first, _width(first)
    room = width - max(used, _width(rest))
    for word in (part for piece in _words(one_line(text)) for part in _cut(piece, room)):
        size = _width(word)
        if used + _width(word.rstrip()) > width and line.strip() and line not in (first, rest):
            lines.append(line)
            line, used = rest, _width(rest)
            word = word.lstrip()
            size = _width(word)
        line, used = line + word, used + size
    return [*lines, line]


def _cut(word: str, room: int) -> Iterator[str]:
    """The word itself, or its parts if it is wider than any line; a combining mark stays with its character."""
    part, used = "", 0
    for character in word:
        size = max(0, wcwidth(character))
        if used + size > room and part:
            yield part
            part, used = "", 0
        part, used = part + character, used + size
    yield part


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
    if right in _CLOSING or left in _OPENING or wcwidth(right) == 0:
        return False
    if left == " ":
        return right != " "
    return right != " " and (wcwidth(left) == 2 or wcwidth(right) == 2)
