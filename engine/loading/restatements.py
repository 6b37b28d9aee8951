"""``rules/restatements.yaml``: its shape, and from it to values, with every name and pattern checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from engine.loading.check import Fault
from engine.loading.expressions import check_expression
from engine.loading.files import Closed, Slug
from engine.restatements import (
    FIGURE,
    Approximation,
    Marker,
    NarrativeWords,
    NumeralWords,
    Restatement,
    ShareWords,
    Stands,
    Term,
    UnitKind,
)
from engine.rulebook import Form

Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
Factor = Annotated[Decimal, Field(ge=0, le=10)]
_MACRO = re.compile(r"(?<!\?P)<([a-z_]+)>")
_TERM = re.compile(r"(-?)([a-z]+)/([a-z_.*]+)/([a-z_0-9*]+)")
_N = "<n>"


class ApproximationFile(Closed):
    """Words that make a figure approximate."""

    words: Words
    stands: Stands
    low: Factor
    high: Factor | Literal["next", "open"]


class NumeralsFile(Closed):
    """How numbers are written."""

    digits: Annotated[Words, Field(min_length=10, max_length=10)]
    places: Annotated[str, Field(min_length=1)]
    point: Annotated[str, Field(min_length=1, max_length=1)]
    scales: dict[Annotated[str, Field(min_length=1, max_length=1)], Annotated[int, Field(ge=10, le=10**8)]]
    ordinals: Words
    ranges: Words
    hundredths: Annotated[str, Field(min_length=1)]
    approximations: tuple[ApproximationFile, ...]
    units: dict[UnitKind, Words]


class MarkerFile(Closed):
    """Words that say what the figures after them are of."""

    set: Literal["time", "extent", "topic", "part"]
    to: Slug
    reach: Literal["clause", "sentence"] = "sentence"
    words: Words
    kinds: tuple[Literal["", "government", "department", "township", "organisation"], ...] = ()
    units: str = ""


class RestatementFile(Closed):
    """A figure of the tables as prose tells it."""

    label: Annotated[str, Field(min_length=1)]
    unit: UnitKind = "count"
    about: str = ""
    near: str = ""
    whole: bool = False
    beside: bool = False
    outcome: tuple[Slug, ...] = ()
    said: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    readings: tuple[Words, ...] = ()


class SharesFile(Closed):
    """How shares are told."""

    between: str
    of: tuple[Words, ...]
    told: tuple[Slug, ...]


class RestatementsFile(Closed):
    """``rules/restatements.yaml``."""

    sections: Words
    numerals: NumeralsFile
    years: dict[Literal["last", "this", "next"], Annotated[str, Field(min_length=1, max_length=1)]]
    year_word: Annotated[str, Field(min_length=1)]
    dropped: str
    titles: str
    sentence_ends: str
    clause_ends: str
    copula: str
    own_ends: str
    own_fillers: str
    joiners: str
    opening: str
    elsewhere: str
    denials: str
    words: dict[str, str]
    markers: tuple[MarkerFile, ...]
    restatements: dict[Slug, RestatementFile]
    shares: SharesFile
    wholes: tuple[Words, ...]


def narrative_words(raw: RestatementsFile, forms: Sequence[Form], fault: Fault) -> NarrativeWords:
    """The values that the file says.

    Raises:
        RulebookError: a pattern that is none, or a cell, restatement or word that nothing else names.
    """
    build = _Builder(raw, forms, fault)
    for key in ("titles", "sentence_ends", "clause_ends", "copula", "own_ends", "own_fillers", "denials"):
        build.expression(getattr(raw, key), key)
    missing = {"last", "this", "next"} - set(raw.years)
    if missing:
        raise fault(f"{', '.join(sorted(missing))} is missing", "years")
    for name in raw.shares.told:
        build.known(name, "shares", "told")
    for index, names in enumerate(raw.wholes):
        for name in names:
            build.known(name.removeprefix("-"), "wholes", index)
    return NarrativeWords(
        sections=raw.sections,
        numerals=_numerals(raw.numerals),
        years=dict(raw.years),
        year_word=raw.year_word,
        dropped=raw.dropped,
        titles=raw.titles,
        sentence_ends=raw.sentence_ends,
        clause_ends=raw.clause_ends,
        copula=raw.copula,
        own_ends=raw.own_ends,
        own_fillers=raw.own_fillers,
        joiners=raw.joiners,
        opening=build.expression(raw.opening, "opening"),
        elsewhere=build.expression(raw.elsewhere, "elsewhere"),
        start=build.start,
        denials=raw.denials,
        markers=tuple(build.marker(item, index) for index, item in enumerate(raw.markers)),
        restatements=tuple(build.restatement(name, item) for name, item in raw.restatements.items()),
        shares=ShareWords(
            build.expression(raw.shares.between, "shares", "between"),
            tuple(build.reading(item, "shares", "of", index) for index, item in enumerate(raw.shares.of)),
            raw.shares.told,
        ),
        wholes=raw.wholes,
    )


def _numerals(raw: NumeralsFile) -> NumeralWords:
    return NumeralWords(
        digits=raw.digits,
        places=raw.places,
        point=raw.point,
        scales=dict(raw.scales),
        ordinals=raw.ordinals,
        ranges=raw.ranges,
        hundredths=raw.hundredths,
        approximations=tuple(Approximation(a.words, a.stands, a.low, a.high) for a in raw.approximations),
        units=dict(raw.units),
    )


class _Builder:
    """Spells out the words that patterns name, and checks patterns and cells."""

    def __init__(self, raw: RestatementsFile, forms: Sequence[Form], fault: Fault) -> None:
        self._fault = fault
        self._cells = {
            (table.key, row, column)
            for form in forms
            for table in form.tables.values()
            for _, row, column in table.cells()
        }
        self._sections = {section for form in forms for section in form.sections}
        for index, section in enumerate(raw.sections):
            if section not in self._sections:
                raise fault(f"unknown section {section!r}", "sections", index)
        self._words: dict[str, str] = {}
        for name, words in raw.words.items():  # each may name those before it
            self._words[name] = f"(?:{self._spelled(words, 'words', name)})"
        self.start = self._spelled("<start>", "words")
        self._names = set(raw.restatements)
        self._topics = {item.to for item in raw.markers if item.set == "topic"}

    def expression(self, text: str, *path: str | int) -> str:
        """A pattern with the words that it names in angle brackets spelled out."""
        spelled = self._spelled(text, *path)
        # What stands behind the start is joined to others, in which no name may stand twice.
        check_expression(spelled.removeprefix(self.start), self._fault, *path)
        return spelled

    def _spelled(self, text: str, *path: str | int) -> str:
        spelled = _MACRO.sub(lambda found: self._word(found[1], path), text)
        check_expression(spelled, self._fault, *path, may=("organ",))
        return spelled

    def _word(self, name: str, path: Sequence[str | int]) -> str:
        if name not in self._words:
            known = ", ".join(self._words)
            raise self._fault(f"<{name}> is not known here; known: n, {known}", *path)
        return self._words[name]

    def known(self, name: str, *path: str | int) -> None:
        """Refuses a restatement that there is not."""
        if name not in self._names:
            raise self._fault(f"unknown restatement {name!r}; known: {', '.join(sorted(self._names))}", *path)

    def marker(self, raw: MarkerFile, index: int) -> Marker:
        """A marker."""
        words = tuple(self.expression(word, "markers", index, "words", at) for at, word in enumerate(raw.words))
        units = re.compile(self.expression(raw.units, "markers", index, "units")) if raw.units else None
        return Marker(raw.set, raw.to, raw.reach, words, raw.kinds, units)

    def restatement(self, name: str, raw: RestatementFile) -> Restatement:
        """A restatement."""
        path = ("restatements", name)
        if not raw.said and not raw.none:
            raise self._fault("needs said or none: words that introduce it", *path)
        if raw.about and raw.about not in self._topics:
            known = ", ".join(sorted(self._topics))
            raise self._fault(f"unknown topic {raw.about!r}; known: {known}", *path, "about")
        return Restatement(
            name=name,
            label=raw.label,
            unit=raw.unit,
            about=raw.about,
            near=self.expression(raw.near, *path, "near"),
            whole=raw.whole,
            beside=raw.beside,
            outcome=raw.outcome,
            said=tuple(self._around(words, *path, "said", index) for index, words in enumerate(raw.said)),
            none=tuple(self.expression(words, *path, "none", index) for index, words in enumerate(raw.none)),
            readings=tuple(self.reading(item, *path, "readings", index) for index, item in enumerate(raw.readings)),
        )

    def _around(self, words: str, *path: str | int) -> tuple[str, str]:
        before, figure, behind = words.partition(_N)
        if not figure or _N in behind:
            raise self._fault(f"must say once where the figure stands: {_N}", *path)
        if FIGURE in words or not (before or behind):
            raise self._fault("needs words around the figure", *path)
        return self.expression(before, *path), self.expression(behind, *path)

    def reading(self, raw: Sequence[str], *path: str | int) -> tuple[Term, ...]:
        """A sum of cells."""
        return tuple(self._term(text, *path, index) for index, text in enumerate(raw))

    def _term(self, text: str, *path: str | int) -> Term:
        found = _TERM.fullmatch(text)
        if found is None:
            raise self._fault(f"{text!r} is not a cell: table/row/column, with a minus sign if taken away", *path)
        term = Term(found[2], found[3], found[4], -1 if found[1] else 1)
        if not any(term.covers(*cell) for cell in self._cells):
            raise self._fault(f"{text!r} is no cell of any form", *path)
        return term
