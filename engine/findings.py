"""From what was inferred to findings in words: message, places, legal basis, and what explains what."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.catalogue import say
from engine.facts import PLACE_FIELDS, Fact, Value
from engine.inference.program import Match
from engine.localise import Broken, Cell, group
from engine.observe.sums import Sum
from engine.reading import Place, Reading
from engine.rulebook import Form, Lang, Rule, Rulebook, Text
from engine.scorecard import Citation, Location, Spot

_FIELD = re.compile(r"\{(\w+)\}")


def finding_fact(match: Match) -> Fact:
    """The fact that a finding is for other rules; its place is that of the first fact of the match."""
    first = match.facts[0].fields
    fields: dict[str, Value] = {
        "rule": match.rule.name,
        "category": match.rule.category,
        "severity": match.rule.severity,
        "status": match.rule.certainty,
        **{name: first.get(name, "") for name in PLACE_FIELDS},
    }
    return Fact("finding", match.id, fields)


def settle_causes(matches: Sequence[Match], sums: Mapping[str, Sum]) -> dict[str, str]:
    """Which finding explains which, by match id: what rules say, then what one wrong cell explains."""
    present = {match.id for match in matches}
    cause: dict[str, str] = {}
    for match in matches:
        explained = [c for c in match.because_of if c in present and not _leads_to(c, match.id, cause)]
        if explained:
            cause[match.id] = explained[0]
    by_identity = {
        match.facts[0].id: match
        for match in matches
        if match.rule.certainty == "gap" and match.id not in cause and _is_broken(match.facts[0], sums)
    }
    broken = [Broken.of(sums[key], int(match.facts[0].fields["difference"])) for key, match in by_identity.items()]
    for slip in group(broken):
        root, *others = sorted((by_identity[key] for key in slip), key=_root_rank)
        cause.update((match.id, root.id) for match in others)
    return cause


def _leads_to(start: str, goal: str, cause: Mapping[str, str]) -> bool:
    while start in cause:
        start = cause[start]
        if start == goal:
            return True
    return start == goal


def _is_broken(fact: Fact, sums: Mapping[str, Sum]) -> bool:
    return fact.id in sums and fact.fields["relation"] == "eq" and fact.fields["difference"] != 0


def _root_rank(match: Match) -> tuple[bool, Any, str]:
    """The finding to charge: a blank total before a wrong sum, then the one that costs most."""
    return match.facts[0].fields["status"] != "total_blank", -match.rule.deduct.each, match.id


class Wording:
    """Puts findings of one report into words of one language."""

    def __init__(self, book: Rulebook, form: Form, reading: Reading, lang: Lang) -> None:
        self._book, self._form, self._reading, self._lang = book, form, reading, lang

    def fill(self, text: Text, facts: Sequence[Fact]) -> str:
        """The text with its names in braces replaced by what the facts say."""
        names = self._names(facts)
        return _FIELD.sub(lambda found: str(names.get(found[1], found[0])), text.of(self._lang))

    def value(self, template: str | None, facts: Sequence[Fact]) -> Any:
        """What ``observed`` or ``expected`` say: the bare value if the template is one name."""
        if template is None:
            return None
        names = self._names(facts)
        alone = _FIELD.fullmatch(template)
        if alone:
            return names.get(alone[1])
        return _FIELD.sub(lambda found: str(names.get(found[1], found[0])), template)

    def _names(self, facts: Sequence[Fact]) -> dict[str, Any]:
        names: dict[str, Any] = {}
        for fact in reversed(facts):  # the first fact has the last word
            names.update(fact.fields)
            names.update((k, v.of(self._lang) if isinstance(v, Text) else v) for k, v in fact.context.items())
        return names

    def basis(self, rule: Rule) -> tuple[Citation, ...]:
        """The citations of a rule that hold for the form."""
        return tuple(
            Citation(self._book.documents[item.document].number, item.clause.of(self._lang))
            for item in rule.basis
            if not item.forms or self._form.id in item.forms
        )

    def locations(self, facts: Sequence[Fact], suspect: Cell | None) -> tuple[Location, ...]:
        """Every place that the facts name, the likely cell first, without repetition."""
        places: dict[Location, None] = {}
        if suspect is not None:
            places[self.cell(suspect)] = None
        for fact in facts:
            for cell in fact.cells:
                places[self.cell(cell)] = None
            if not fact.cells or "quote" in fact.context:
                location = self._place(fact)
                if location is not None:
                    places[location] = None
        return tuple(places)

    def cell(self, cell: Cell) -> Location:
        """The place of a cell (or of a row or column, with the other key empty)."""
        table, row, column = cell
        place = self._reading.cells.get(cell) or self._reading.cells.get((table, row, ""))
        return replace(
            place_of(place),
            section=self._form.tables[table].section,
            table=table,
            row=row or None,
            column=column or None,
            label=self._form.cell_words(table, row, column).of(self._lang),
        )

    def _title_place(self, fact: Fact) -> Location | None:
        """The title stands before every section."""
        if fact.kind != "title":
            return None
        quote = str(fact.fields.get("words") or fact.context.get("words") or "")
        return Location(label=say("section.title", self._lang), quote=quote or None)

    def _place(self, fact: Fact) -> Location | None:
        section, table = str(fact.fields.get("section", "")), str(fact.fields.get("table", ""))
        if not section and table:
            section = self._form.tables[table].section
        if not section:
            return self._title_place(fact)
        label = self._form.sections.get(section)
        words = [label.text.of(self._lang) if label else say(f"section.{section}", self._lang)]
        if table:
            words.append(self._form.tables[table].title.of(self._lang))
        if fact.fields.get("block"):
            words.append(self._form.blocks[str(fact.fields["block"])].of(self._lang))
        stood = place_of(self._reading.sections.get(section))
        quote = fact.context.get("quote") or fact.fields.get("words") or stood.quote
        return replace(
            stood,
            section=section,
            table=table or None,
            label=" / ".join(words),
            quote=str(quote) if quote else None,
        )


def place_of(place: Place | None) -> Location:
    """Where something stood in the document, without words for it."""
    if place is None:
        return Location()
    at = None
    if place.grid is not None and place.row is not None and place.column is not None:
        at = Spot(place.grid, place.row, place.column, place.box)
    return Location(page=place.page, line=place.line, sheet=place.sheet, at=at, quote=place.quote)


def fingerprints(matches: Sequence[Match]) -> dict[str, str]:
    """The fingerprints of matches by their ids."""
    return {match.id: fingerprint(match) for match in matches}


def fingerprint(match: Match) -> str:
    """Stable identity of a finding: rule, facts and figures; the same in every language."""
    figures = sorted((name, str(value)) for fact in match.facts for name, value in fact.fields.items())
    return hashlib.sha256(f"{match.id}\n{figures}".encode("utf-8", "replace")).hexdigest()[:16]
