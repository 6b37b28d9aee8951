"""What a letter to the unit says of its report: a notice of what to mend, line by line, whatever it is drawn with.

What only the sender knows (who sends it, until when, to whom to answer) is left blank: nothing is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Literal

from engine.catalogue import one_line, say
from engine.reporters.decided import decision_words
from engine.reporters.parts import (
    PARAGRAPHS,
    Part,
    file_name,
    gravity,
    numbers_of,
    parts_of,
    suggestions,
    texts,
    undecided,
    where_words,
)
from engine.rulebook import Lang
from engine.scorecard import Citation, Finding
from engine.scored import Scored

Kind = Literal["title", "to", "body", "part", "group", "item", "detail", "attached", "sender"]

_MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: what it is, its words, and for a detail what it tells (place, basis and so on)."""

    kind: Kind
    text: str
    label: str = ""


def letter(scored: Scored, lang: Lang) -> Iterator[Line]:
    """The letter from its title to the line for its date."""
    parts = parts_of(scored.card)
    yield Line("title", heading(scored, lang))
    yield Line("to", _say(lang, "to", unit=_unit(scored, lang)))
    yield from (Line("body", text) for text in _opening(scored, lang))
    number, citing = 0, _Citing(scored, lang)
    for part in parts:
        if part.findings:
            number += 1
            yield _part(number, _say(lang, part.key, count=len(part.findings)), lang)
            if part.key == "reviews":
                yield Line("body", _say(lang, "reviews_ask"))
            yield from _findings(part, numbers_of(parts), citing, scored, lang)
    open_questions = list(_undecided(scored, lang))
    if open_questions:
        yield _part(number + 1, _say(lang, "undecided"), lang)
        yield from open_questions
    asked = parts[0].findings or parts[1].findings
    yield from (Line("body", _say(lang, key)) for key in (["ask"] if asked else []) + ["contact"])
    yield from (Line("attached", text) for text in _attached(scored, lang))
    yield from (Line("sender", _say(lang, key)) for key in ("sender", "date"))


def heading(scored: Scored, lang: Lang) -> str:
    """What the letter is about: what to mend, or what was found otherwise."""
    mend = parts_of(scored.card)[0].findings
    return _say(lang, "title" if mend else "title_checked", title=title_of(scored, lang))


def title_of(scored: Scored, lang: Lang) -> str:
    """The report's own title, or what it is."""
    year = scored.card.report["year"]
    own = scored.card.report["title"]
    return one_line(own) if own else _say(lang, "report", unit=_unit(scored, lang), year=year)


def attachments(scored: Scored, lang: Lang) -> list[str]:
    """The names of what is attached to the letter, in order."""
    what_if = [_say(lang, "what_if")] if scored.card.what_if is not None else []
    return [_say(lang, "marks"), *what_if, _say(lang, "tables")]


class _Citing:
    """Cites documents as letters do: with the title the first time, by the number from then on."""

    def __init__(self, scored: Scored, lang: Lang) -> None:
        self._titles = {document.number: document.title.of(lang) for document in scored.book.documents.values()}
        self._lang = lang

    def cite(self, basis: Citation) -> str:
        title = self._titles.pop(basis.document, "")
        key = "basis_short" if not title else "basis_named" if basis.document in title else "basis"
        return one_line(_say(self._lang, key, title=title, number=basis.document, clause=basis.clause))


def _opening(scored: Scored, lang: Lang) -> Iterator[str]:
    card, book = scored.card, scored.book
    used = card.rulebook
    overlays = texts(lang)("overlays", ids=", ".join(used.overlays)) if used.overlays else ""
    about = {"title": title_of(scored, lang), "file": one_line(file_name(card))}
    yield _say(lang, "checked", **about)
    rules = {"rules": book.title.of(lang), "version": used.version, "form": used.form, "overlays": overlays}
    result = "not_scored" if card.score is None else "scored" if card.grade is None else "graded"
    grade = card.grade.label if card.grade else ""
    text = _say(lang, result, score=card.score, full=card.full, grade=grade, **rules)
    if card.bounds is not None and card.bounds[0] != card.bounds[1]:
        text += _say(lang, "bounds", low=card.bounds[0], high=card.bounds[1])
    yield text
    gaps, reviews, _ = parts_of(card)
    found = {"gaps": len(gaps.findings), "reviews": len(reviews.findings)}
    if gaps.findings:
        yield _say(lang, "so_mend" if reviews.findings else "so_mend_only", **found)
    elif card.score is not None or reviews.findings:
        yield _say(lang, "so_confirm" if reviews.findings else "no_gaps", **found)


def _findings(part: Part, numbers: dict[str, int], citing: _Citing, scored: Scored, lang: Lang) -> Iterator[Line]:
    """The findings of a part under the headings of their categories; they are in that order."""
    labels = {category.id: category.label for category in scored.card.categories}
    for index, (category, found) in enumerate(groupby(part.findings, lambda item: item[1].category), 1):
        yield Line("group", _say(lang, "group", number=_numeral(index, lang), text=labels.get(category, category)))
        for number, finding in found:
            cost = _cost(finding, numbers, lang)
            yield Line("item", _say(lang, "item", number=number, title=one_line(finding.title), cost=cost))
            yield from _details(finding, citing, scored, lang)


def _details(finding: Finding, citing: _Citing, scored: Scored, lang: Lang) -> Iterator[Line]:
    """What, where, why, how to mend; of one that another explains only what."""
    yield _detail("what", finding.message, lang)
    decided = decision_words(finding, lang)
    if finding.because_of is None:
        places = _places(finding, scored, lang)
        if places:
            yield _detail("place", places, lang)
        yield _detail("basis_label", _say(lang, "semicolon").join(map(citing.cite, finding.basis)), lang)
        yield _detail("remedy", finding.remedy, lang)
        yield from (_detail("repair", words, lang) for words in suggestions(finding, scored.card.repairs, lang))
    if decided is not None:
        yield _detail("decision", decided, lang)


def _places(finding: Finding, scored: Scored, lang: Lang) -> str:
    text = texts(lang)
    paragraphs = scored.card.report["source"]["format"] in PARAGRAPHS
    shown = [place.label + where_words(place, text, paragraphs) for place in finding.locations[:_MOST_PLACES]]
    if len(finding.locations) > _MOST_PLACES:
        shown.append(text("more", count=len(finding.locations)))
    return _say(lang, "semicolon").join(shown)


def _undecided(scored: Scored, lang: Lang) -> Iterator[Line]:
    """Rules by the reason for which they could not be assessed, under their titles."""
    titles = {rule.name: rule.title.of(lang) for rule in scored.book.rules}
    for number, (reason, names) in enumerate(undecided(scored.card).items(), 1):
        rules = _say(lang, "semicolon").join(titles.get(name, name) for name in names)
        text = _say(lang, "undecided_item", number=number, reason=one_line(reason), count=len(names))
        yield Line("detail", one_line(rules), text)


def _attached(scored: Scored, lang: Lang) -> Iterator[str]:
    for number, name in enumerate(attachments(scored, lang), 1):
        yield _say(lang, "attached_first" if number == 1 else "attached_next", number=number, name=name)


def _detail(key: str, text: str, lang: Lang) -> Line:
    return Line("detail", one_line(text), _say(lang, key))


def _part(number: int, text: str, lang: Lang) -> Line:
    return Line("part", _say(lang, "part", number=_numeral(number, lang), text=text))


def _cost(finding: Finding, numbers: dict[str, int], lang: Lang) -> str:
    """What it costs; what only a person can tell is not called an error."""
    if finding.because_of is not None:
        return _say(lang, "explained", number=numbers[finding.because_of])
    if finding.status == "review":
        return _say(lang, "confirm")
    severity = gravity(finding, lang)
    if finding.deducted == Decimal(0):
        return severity
    return _say(lang, "cost", severity=severity, points=finding.deducted)


def _unit(scored: Scored, lang: Lang) -> str:
    """The name of the unit; blank if the report does not tell it."""
    name = str(scored.card.report["unit"]["name"])
    return _say(lang, "blank") if name == scored.book.text_words.unnamed else one_line(name)


def _numeral(number: int, lang: Lang) -> str:
    numerals: Sequence[str] = _say(lang, "numerals").split()
    return numerals[number - 1] if number <= len(numerals) else str(number)


def _say(lang: Lang, key: str, **values: object) -> str:
    return say(f"letter.{key}", lang, **values)
