"""What every page about a report is made of, whatever it is drawn with: its parts in order, and places in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Literal

from engine.catalogue import say
from engine.rulebook import Lang
from engine.scorecard import Finding, Location, Repair, RepairCell, Scorecard, Spot
from engine.values import dataclass

_MOST_WAYS = 5  # to mend the same sums that are spelled out
PARAGRAPHS = ("docx", "doc", "rtf", "odt", "html")  # formats whose lines are paragraphs
Say = Callable[..., str]
PartKey = Literal["gaps", "reviews", "settled"]


@dataclass(frozen=True, slots=True)
class Part:
    """Findings that belong together, each with its number on the page."""

    key: PartKey
    findings: tuple[tuple[int, Finding], ...]


def texts(lang: Lang) -> Say:
    """The texts of the catalogue that serve pages about a report, in one language."""
    return lambda key, **values: say(f"table.{key}", lang, **values)


def parts_of(card: Scorecard) -> tuple[Part, ...]:
    """Gaps, what a person must decide, and what persons settled; numbered through. Empty parts are there too."""
    chosen: dict[PartKey, list[Finding]] = {"gaps": [], "reviews": [], "settled": []}
    for finding in card.findings:
        chosen["settled" if not finding.open else "gaps" if finding.status == "gap" else "reviews"].append(finding)
    number = 0
    parts = []
    for key, findings in chosen.items():
        parts.append(Part(key, tuple(enumerate(findings, number + 1))))
        number += len(findings)
    return tuple(parts)


def numbers_of(parts: Sequence[Part]) -> dict[str, int]:
    """The numbers of findings by their fingerprint."""
    return {finding.fingerprint: number for part in parts for number, finding in part.findings}


def gravity(finding: Finding, lang: Lang) -> str:
    """How grave it is, in a word; what a person has yet to decide is never called an error."""
    return say(f"severity.{finding.severity if finding.status == 'gap' else 'review'}", lang)


def undecided(card: Scorecard) -> dict[str, list[str]]:
    """The rules that could not be assessed, or that failed, by the reason."""
    found: dict[str, list[str]] = {}
    for rule in card.rules:
        if rule.status in ("not_assessable", "error"):
            found.setdefault(rule.reason or "", []).append(rule.name)
    return found


def file_name(card: Scorecard) -> str:
    """The name of the file without its folders, which are nobody else's concern."""
    return PureWindowsPath(PurePosixPath(card.report["source"]["file"]).name).name


def suggestions(finding: Finding, repairs: Sequence[Repair], lang: Lang) -> list[str]:
    """What the figures of a finding should perhaps say: the one likely repair, or those between which a person
    must choose.
    """
    ways = alternatives(finding, repairs)
    return sure_words(finding, repairs, lang) or ([_choice(ways, lang)] if ways else [])


def suggested(finding: Finding, repairs: Sequence[Repair]) -> list[RepairCell]:
    """What the finding's first place should say, if there is only one likely repair."""
    first = finding.locations[0] if finding.locations else None
    return [
        cell
        for repair in repairs
        for cell in repair["cells"]
        if first
        and repair["unique"]
        and finding.fingerprint in repair["findings"]
        and (first.table, first.row, first.column) == (cell["table"], cell["row"], cell["column"])
    ]


def sure_words(finding: Finding, repairs: Sequence[Repair], lang: Lang) -> list[str]:
    """What the finding's first place should say, in words, if there is only one likely repair."""
    return [texts(lang)("repair_text", **change_words(cell, lang)) for cell in suggested(finding, repairs)]


def alternatives(finding: Finding, repairs: Sequence[Repair]) -> list[Repair]:
    """The repairs of what is found of which none is likelier than the others."""
    return [repair for repair in repairs if not repair["unique"] and finding.fingerprint in repair["findings"]]


def _choice(ways: Sequence[Repair], lang: Lang) -> str:
    """Repairs of which any may be the right one."""
    text = texts(lang)
    words = [
        text("repair_and").join(text("repair_way", **change_words(cell, lang)) for cell in way["cells"])
        for way in ways[:_MOST_WAYS]
    ]
    if len(ways) > _MOST_WAYS:
        words.append(text("repair_more", count=len(ways) - _MOST_WAYS))
    key = "repair_ways" if len(ways) > 1 else "repair_one"
    return text(key, count=len(ways), ways=text("repair_or").join(words))


def change_words(cell: RepairCell, lang: Lang) -> dict[str, object]:
    """For texts about a change: the cell, what stands there, what it should say, and how it may have gone wrong."""
    old = say("table.blank", lang) if cell["from"] is None else cell["from"]
    slip = say(f"slip.{cell['slip']}", lang) if cell["slip"] else ""
    return {"label": cell["label"], "old": old, "new": cell["to"], "slip": slip}


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
