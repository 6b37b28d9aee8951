"""From a scorecard to the comments that go into the document: what is wrong, how to mend it, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from engine.catalogue import say, short_line
from engine.mark.anchors import Anchors, first_cells
from engine.mark.notes import Anchor, Marks, Note, Shade, Tone
from engine.reporters.decided import decision_words
from engine.reporters.parts import alternatives, change_words, gravity, numbers_of, parts_of, sure_words, texts
from engine.rulebook import Lang
from engine.scorecard import Finding, Location, Repair, Scorecard
from engine.scored import Scored

_MOST_NOTES = 500  # comments in a document; nobody reads more
_MOST_PLACES = 6  # named in a comment
_LONGEST = 2_000  # characters of a paragraph
_WORDS = ("colon", "notes", "back", "summary", "gap", "review", "involved")  # mark.word.*

_Paragraphs = list[tuple[str, str]]


def compose(report: Scored, lang: Lang) -> Marks:
    """The comments and shades for a report; those of findings that were dismissed or waived are left out."""
    composer = _Composer(report, lang)
    notes = composer.notes()
    words = {word: say(f"mark.word.{word}", lang) for word in _WORDS}
    return Marks(say("mark.author", lang), tuple(notes), tuple(composer.shades()), {**words, "lang": lang})


class _Composer:
    def __init__(self, report: Scored, lang: Lang) -> None:
        self._card, self._reading, self._lang = report.card, report.reading, lang
        parts = parts_of(report.card)
        self._numbers = numbers_of(parts)
        self._open = [finding for part in parts if part.key != "settled" for _, finding in part.findings]
        self._anchors = Anchors(report.reading, report.tools.form)
        self._text = texts(lang)

    def notes(self) -> list[Note]:
        """The summary, then one comment a place."""
        title = self._anchors.title()
        places: dict[Anchor, list[Finding]] = {}
        for finding in self._open:
            anchor = self._anchors.of(finding.locations[0]) if finding.locations else title
            places.setdefault(anchor, []).append(finding)
        own = places.pop(title, [])
        notes = [
            Note(anchor, _tone(findings), self._name(findings), tuple(self._of_all(findings, anchor)))
            for anchor, findings in list(places.items())[:_MOST_NOTES]
        ]
        left_out = sum(len(findings) for findings in list(places.values())[_MOST_NOTES:])
        return [Note(title, None, "", tuple(self._summary(own, left_out))), *notes]

    def _name(self, findings: Sequence[Finding]) -> str:
        """The numbers of findings, gaps first."""
        named = []
        for status in ("gap", "review"):
            numbers = [str(self._numbers[f.fingerprint]) for f in findings if f.status == status]
            named += [say(f"mark.{status}", self._lang, number="/".join(numbers))] if numbers else []
        return self._text("comma").join(named)

    def shades(self) -> Iterator[Shade]:
        """The cells of all findings: the first of each in its tone, unless a graver one is there, and the others."""
        tones: dict[Anchor, Tone] = {}
        ranks: tuple[Tone, ...] = ("involved", "review", "gap")
        for finding in self._open:
            tone: Tone = finding.status
            cells = first_cells([self._anchors.of(place) for place in finding.locations if place.at is not None])
            for index, anchor in enumerate(cells):
                new: Tone = "involved" if index else tone
                tones[anchor] = max(tones.get(anchor, "involved"), new, key=ranks.index)
        for anchor, tone in tones.items():
            yield Shade(anchor, tone)

    def _summary(self, own: Sequence[Finding], left_out: int) -> Iterator[tuple[str, str]]:
        card, text = self._card, self._text
        score = text("no_score") if card.score is None else text("score", score=card.score, full=card.full)
        grade = f" · {card.grade.label}" if card.grade else ""
        yield say("mark.summary", self._lang), short_line(score + grade, _LONGEST)
        counts = [sum(finding.status == status for finding in self._open) for status in ("gap", "review")]
        found = [text(key, count=count) for key, count in zip(("gaps", "reviews"), counts, strict=True) if count]
        yield "", text("comma").join(found) if found else text("no_gaps")
        unread = sum(rule.status in ("not_assessable", "error") for rule in card.rules)
        if unread:
            yield "", text("undecided", count=unread)
        if left_out:
            yield "", say("mark.left_out", self._lang, count=left_out)
        yield "", say("mark.colours" if self._open else "mark.clean", self._lang)
        yield "", say("mark.copy", self._lang)
        yield "", _rules(card, self._lang)
        yield from self._of_all(own, None)

    def _of_all(self, findings: Sequence[Finding], anchor: Anchor | None) -> Iterator[tuple[str, str]]:
        for finding in findings:
            for label, words in self._of(finding, anchor):
                yield label, short_line(words, _LONGEST)

    def _of(self, finding: Finding, anchor: Anchor | None) -> Iterator[tuple[str, str]]:
        """What is said of a finding; of one that another explains only that."""
        text, lang = self._text, self._lang
        label = say(f"mark.{finding.status}", lang, number=self._numbers[finding.fingerprint])
        explained = finding.because_of is not None
        cost = text("free") if finding.deducted == Decimal(0) else text("deducted", points=finding.deducted)
        grave = f"[{gravity(finding, lang)}] " if finding.status == "gap" else ""  # the label of others says it
        yield label, f"{grave}{finding.title}{'' if explained else cost}"
        yield "", finding.message
        if finding.because_of is not None:
            yield "", text("explained", number=self._numbers[finding.because_of])
            return
        for suggestion in _suggestions(finding, self._card.repairs, lang):
            yield text("repair"), suggestion
        if finding.remedy:
            yield text("remedy"), finding.remedy
        for basis in finding.basis:
            yield text("basis"), f"{basis.document} {basis.clause}"
        if len(finding.locations) > 1 or anchor is None or not self._is_there(finding.locations):
            yield text("place"), self._places(finding.locations)
        decided = decision_words(finding, lang)
        if decided is not None:
            yield text("decision"), decided

    def _is_there(self, locations: Sequence[Location]) -> bool:
        """Whether the comment stands at the first place itself, which in pictures has none but cells."""
        lines = self._reading.in_pictures != "words"
        return bool(locations) and (locations[0].at is not None or (lines and locations[0].line is not None))

    def _places(self, locations: Sequence[Location]) -> str:
        labels = list(dict.fromkeys(location.label for location in locations))
        more = [self._text("more", count=len(labels))] if len(labels) > _MOST_PLACES else []
        return self._text("comma").join([*labels[:_MOST_PLACES], *more])


def _suggestions(finding: Finding, repairs: Sequence[Repair], lang: Lang) -> list[str]:
    """What the first cell should say if only it can be wrong; else, what it should say if it is."""
    first = finding.locations[0].label if finding.locations else None
    ways = [way["cells"] for way in alternatives(finding, repairs)]
    perhaps = [
        say("mark.perhaps", lang, **change_words(cell, lang))
        for cell, *more in ways
        if not more and cell["label"] == first
    ]
    return sure_words(finding, repairs, lang) or perhaps[:1]


def _rules(card: Scorecard, lang: Lang) -> str:
    used, text = card.rulebook, texts(lang)
    words = text("form", id=used.id, version=used.version, form=used.form)
    return words + (text("overlays", ids=", ".join(used.overlays)) if used.overlays else "")


def _tone(findings: Sequence[Finding]) -> Tone:
    return "gap" if any(finding.status == "gap" for finding in findings) else "review"
