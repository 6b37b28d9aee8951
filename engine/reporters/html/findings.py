"""Findings as a page shows them: with links to the cells and passages that they name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from engine.catalogue import say
from engine.reporters.decided import decision_words
from engine.reporters.html.narrative import Quotation
from engine.reporters.html.tables import cell_id
from engine.reporters.official import KIND_OF, Mark, MarkKind
from engine.reporters.parts import (
    PARAGRAPHS,
    Part,
    alternatives,
    change_words,
    numbers_of,
    sure_words,
    texts,
    where_words,
)
from engine.rulebook import Lang
from engine.scorecard import Finding, Location, Repair, RepairCell, Scorecard

_MOST_PLACES = 12
_LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place in words, the part of the page that shows it (empty if none does), and the words that stand there."""

    words: str
    where: str
    link: str
    quote: str


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A cell that may be wrong, where the page shows it, and what would be changed."""

    words: str
    link: str
    change: str


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding with its number; ``cause``: the number of the one that explains it. ``more`` places are not shown.

    ``repair``: the only likely one; ``ways``: those between which a person must choose.
    """

    number: int
    id: str
    kind: MarkKind
    finding: Finding
    cause: int | None
    places: tuple[PlaceShown, ...]
    more: int
    repair: tuple[str, ...]
    ways: tuple[tuple[ChangeShown, ...], ...]
    decision: str | None


@dataclass(frozen=True, slots=True)
class PartShown:
    """Findings of one kind."""

    key: str
    findings: tuple[FindingShown, ...]


def quotations(parts: Sequence[Part], prefix: str) -> dict[str, list[Quotation]]:
    """What findings quote of the prose, by section."""
    found: dict[str, list[Quotation]] = {}
    for part in parts:
        for number, finding in part.findings:
            for index, place in enumerate(finding.locations):
                if place.section and place.quote and place.table is None:
                    mark = Mark(number, KIND_OF[part.key])
                    quotation = Quotation(_quote_id(prefix, number, index), mark, place.quote)
                    found.setdefault(place.section, []).append(quotation)
    return found


def parts_shown(
    card: Scorecard,
    parts: Sequence[Part],
    prefix: str,
    shown: Collection[str],
    headings: Mapping[str, str],
    lang: Lang,
) -> list[PartShown]:
    """The findings with links to what is shown on the page.

    ``shown`` are its ids; ``headings`` of sections are not quoted again beside their name.
    """
    numbers = numbers_of(parts)
    linked = _Links(card, prefix, shown, headings, lang)
    return [
        PartShown(
            part.key,
            tuple(
                _shown(number, finding, KIND_OF[part.key], numbers, linked, card.repairs)
                for number, finding in part.findings
            ),
        )
        for part in parts
    ]


def _shown(
    number: int,
    finding: Finding,
    kind: MarkKind,
    numbers: dict[str, int],
    linked: _Links,
    repairs: Sequence[Repair],
) -> FindingShown:
    ways = alternatives(finding, repairs) if finding.because_of is None else []
    places = tuple(linked.place(number, index, place) for index, place in enumerate(finding.locations[:_MOST_PLACES]))
    return FindingShown(
        number=number,
        id=f"{linked.prefix}-f{number}",
        kind=kind,
        finding=finding,
        cause=numbers[finding.because_of] if finding.because_of is not None else None,
        places=places,
        more=len(finding.locations) - len(places),
        repair=tuple(sure_words(finding, repairs, linked.lang)),
        ways=tuple(tuple(map(linked.change, way["cells"])) for way in ways),
        decision=decision_words(finding, linked.lang),
    )


class _Links:
    """Finds the part of the page that shows a place."""

    def __init__(
        self, card: Scorecard, prefix: str, shown: Collection[str], headings: Mapping[str, str], lang: Lang
    ) -> None:
        self.prefix, self.lang = prefix, lang
        self._shown = shown
        self._headings = {section: "".join(words.split()) for section, words in headings.items()}
        self._text = texts(lang)
        self._paragraphs = card.report["source"]["format"] in PARAGRAPHS

    def place(self, number: int, index: int, place: Location) -> PlaceShown:
        """The place in words, with a link."""
        quote = place.quote or "" if place.row is None else ""
        if "".join(quote.split()) == self._headings.get(place.section or ""):
            quote = ""
        cut = quote[:_LONGEST_QUOTE] + ("\u2026" if len(quote) > _LONGEST_QUOTE else "")
        where = where_words(place, self._text, self._paragraphs)
        return PlaceShown(place.label, where, self._link(number, index, place), cut)

    def change(self, cell: RepairCell) -> ChangeShown:
        """A cell of a repair, with a link."""
        change = change_words(cell, self.lang)
        link = cell_id(self.prefix, (cell["table"], cell["row"], cell["column"]))
        words = f"{say('pages.from_to', self.lang, **change)}{change['slip']}"
        return ChangeShown(cell["label"], link if link in self._shown else "", words)

    def _link(self, number: int, index: int, place: Location) -> str:
        wanted = [_quote_id(self.prefix, number, index)]
        if place.table:
            wanted.append(cell_id(self.prefix, (place.table, place.row or "", place.column or "")))
            wanted.append(cell_id(self.prefix, (place.table, "", "")))
        if place.section:
            wanted.append(section_id(self.prefix, place.section))
        return next((id for id in wanted if id in self._shown), "")


def section_id(prefix: str, section: str) -> str:
    """The id of a section in prose."""
    return f"{prefix}-s-{section}"


def _quote_id(prefix: str, number: int, index: int) -> str:
    return f"{prefix}-q{number}-{index}"
