"""What is done on submissions, in the processes of the pool."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar, get_args

from engine.batch.of_scored import result_of
from engine.decisions import Decisions
from engine.errors import Unusable
from engine.given import Given
from engine.json_text import compact_json, loads
from engine.limits import DEFAULT, Limits
from engine.loading.roster_words import roster_words
from engine.rank.cards import card_of
from engine.rank.notices import scored_of
from engine.rank.roster import Roster
from engine.rank.roster_file import BadRoster, Problem, read_roster
from engine.rank.show import View, show
from engine.rank.standings import Standings, UnitStanding
from engine.readers import read_bytes
from engine.reading import Reading
from engine.report import UnitKind, UnitLevel
from engine.reporters import Layout, reporter
from engine.reporters.html import common, environment
from engine.reporters.html.page import report_shown
from engine.reporters.json_card import card_value, dump
from engine.rulebook import Lang
from engine.scorecard import Finding, Scorecard
from engine.scored import Scored
from engine.version import VERSION
from web import tasks as self_check
from web.answers import Refusal
from web.book import Book, engine_of
from web.carried import carry, restore
from web.tasks import again, check, export
from web.workbench.card_changes import differences
from web.workbench.clock import shown
from web.workbench.packed import outcome_of
from web.workbench.work import FindingDesk, KeptOutcome, Letter, Scoring, Told, Tried, Waits

__all__ = ["again", "check", "export"]  # of the self-check, which the same processes do

_Made = TypeVar("_Made")
_NICE = 5  # so much less urgent is what nobody waits for
_MOST = 64 * 1024 * 1024  # bytes of a reading, unpacked


_limits = DEFAULT


def begin(limits: Limits, book: Book) -> None:
    """Says what a document may take and hold, here and in the self-check, and which rules judge."""
    global _limits
    _limits = limits
    self_check.begin(limits, book)


def read_and_score(book: Book, content: bytes, file: str, told: Told) -> Scoring | Refusal:
    """A submission that was never read."""
    return _refusable(lambda: _scoring(book, read_bytes(content, file, engine_of(book).book, _limits), told))


def score_again(book: Book, carried: bytes, told: Told) -> Scoring | Refusal:
    """A submission that was read before."""
    return _refusable(lambda: _scoring(book, _restored(carried), told))


def try_out(book: Book, known: bytes, file: str | None, told: Told, card: bytes) -> Tried | Refusal:
    """What would change for a submission with the scorecard ``card`` (packed; empty if it has none).

    ``known``: what was read of it, or if a ``file`` is named the document itself.
    """

    def made() -> Tried:
        reading = _restored(known) if file is None else read_bytes(known, file, engine_of(book).book, _limits)
        after = card_value(_scored(book, reading, told, "zh").card)
        before = loads(zlib.decompress(card).decode()) if card else {"findings": []}
        return differences(before, after)

    return _refusable(made)


def scorecard(book: Book, content: bytes, file: str, given: Given, lang: Lang) -> bytes | Refusal:
    """The scorecard of a document that is not kept, as JSON."""

    def made() -> bytes:
        engine = engine_of(book)
        scored = engine.scored(read_bytes(content, file, engine.book, _limits, year=given.year), given, lang)
        return dump([scored.card]).encode("utf-8", "replace")

    return _refusable(made)


def page_part(
    book: Book, carried: bytes, told: Told, desk: Mapping[str, FindingDesk], values: Mapping[str, Any], lang: Lang
) -> str | Refusal:
    """The report as a part of a page, with what can be done below its findings."""

    def made() -> str:
        scored = _scored(book, _restored(carried), told, lang)
        template = environment("web.workbench").get_template("submission-report.html")
        return template.render(
            **common(lang), report=report_shown(scored, 1, lang), desk=desk, moment=shown, **values
        )

    return _refusable(made)


def finding_part(
    book: Book, carried: bytes, told: Told, fingerprint: str, submission: int, lang: Lang
) -> tuple[str, str] | Refusal:
    """One finding as a part of a page, and the prose in which it is; their links lead to the submission's page."""

    def made() -> tuple[str, str]:
        report = report_shown(_scored(book, _restored(carried), told, lang), 1, lang)
        items = (item for part in report.parts.values() for item in part.findings)
        found = next((item for item in items if item.finding.fingerprint == fingerprint), None)
        if found is None:
            raise Unusable("decide.no_finding")
        keys = {place.section for place in found.finding.locations}
        values = {"report": report, "item": found, "keys": keys, **common(lang)}
        pages = environment("web.workbench")
        texts = (pages.get_template(name).render(values) for name in ("queue-finding.html", "queue-prose.html"))
        # No text of a document can look like a link: its quotation marks are written as &#34;.
        finding, prose = (text.replace('href="#', f'href="/submissions/{submission}#') for text in texts)
        return finding, prose.strip()

    return _refusable(made)


def exported(book: Book, carried: bytes, told: Told, form: str, lang: Lang) -> bytes | Refusal:
    """The report as a file of a format."""

    def made() -> bytes:
        content = reporter(form)([_scored(book, _restored(carried), told, lang)], Layout(lang))
        return content.encode("utf-8", "replace") if isinstance(content, str) else content

    return _refusable(made)


def after_others() -> None:
    """Of a process for which nobody waits at this moment: those who look at pages go first."""
    if hasattr(os, "nice"):
        os.nice(_NICE)


def letters(book: Book, outcomes: Sequence[KeptOutcome], lang: Lang) -> list[Letter]:
    """The letters that outcomes make; in Chinese, in which they are kept, where they would not be the same now."""
    return [_letter(book, kept, lang) for kept in outcomes]


def _letter(book: Book, kept: KeptOutcome, lang: Lang) -> Letter:
    scored = scored_of(outcome_of(kept.summary, kept.card, kept.report), engine_of(book))
    of: Lang = "zh"
    if lang != of and kept.carried is not None and kept.told is not None:
        again = _scored(book, _restored(kept.carried), kept.told, lang)
        if _gist(again.card) == _gist(scored.card):
            scored, of = again, lang
    content = reporter("docx")([scored], Layout(of))
    assert isinstance(content, bytes)
    return Letter(content, of)


def _gist(card: Scorecard) -> tuple[object, ...]:
    """What a scorecard says in any language."""
    found = [(item.fingerprint, item.status, item.deducted, item.open) for item in card.findings]
    return card.rulebook.digest, card.score, card.bounds, found


def standings_file(standings: Standings, form: str, lang: Lang, cards: Mapping[str, bytes], sheets: int) -> bytes:
    """The standings in a format; ``cards``: packed scorecards of units that get a sheet, by code."""

    def given(units: Iterable[UnitStanding]) -> Iterator[tuple[UnitStanding, Scorecard]]:
        for unit in units:
            if unit.code in cards:
                yield unit, card_of(zlib.decompress(cards[unit.code]).decode())

    content = show(form)(standings, View(lang, sheets=sheets, cards=given if cards else None))
    if isinstance(content, bytes):
        return content
    return "".join([content] if isinstance(content, str) else content).encode("utf-8", "replace")


def roster_of_file(book: Book, content: bytes, file: str) -> Roster | list[Problem]:
    """A roster that was brought, or everything that is wrong in it."""
    try:
        return read_roster(content, roster_words(book.folder), file)
    except BadRoster as error:
        return list(error.problems)


def rulebook_of(book: Book) -> tuple[str, str, str]:
    """The rulebook's name, version and digest."""
    found = engine_of(book).book
    return found.id, found.version, found.digest


def _scoring(book: Book, reading: Reading, told: Told) -> Scoring:
    scored = _scored(book, reading, told, "zh")
    source = reading.source
    result = asdict(result_of(engine_of(book), scored, source.file, source.sha256))
    card, report = result.pop("card"), result.pop("report")
    result["score"] = None if result["score"] is None else str(result["score"])
    return Scoring(
        rulebook=scored.card.rulebook.digest,
        program=VERSION,
        score=scored.card.score,
        gaps=result["gaps"],
        reviews=result["reviews"],
        summary=compact_json(result),
        card=zlib.compress(card.encode()),
        report=zlib.compress(report.encode()),
        carried=zlib.compress(carry(reading).encode()),
        waiting=_waiting(book, reading, told, scored.card),
    )


def _waiting(book: Book, reading: Reading, told: Told, card: Scorecard) -> tuple[Waits, ...]:
    """What a person must decide, in both languages; where there is nothing, as mostly, nothing is scored twice."""
    found = [(at, item) for at, item in enumerate(card.findings) if item.status == "review" and item.decision is None]
    if not found:
        return ()
    english = {item.fingerprint: item for item in _scored(book, reading, told, "en").card.findings}
    return tuple(
        Waits(
            position=at,
            finding=item.fingerprint,
            rule=item.rule,
            message=item.message,
            label=_first_place(item),
            message_en=english[item.fingerprint].message,
            label_en=_first_place(english[item.fingerprint]),
        )
        for at, item in found
    )


def _first_place(finding: Finding) -> str:
    return finding.locations[0].label if finding.locations else ""


def _scored(book: Book, reading: Reading, told: Told, lang: Lang) -> Scored:
    given = Given(
        kind=told.kind if told.kind in get_args(UnitKind) else None,  # type: ignore[arg-type]
        level=told.level if told.level in get_args(UnitLevel) else None,  # type: ignore[arg-type]
        region=told.region or None,
        published_on=told.published_on,
        submitted_on=told.submitted_on,
    )
    return engine_of(book).scored(reading, given, lang, decisions=Decisions(told.decisions, told.as_of))


def _restored(carried: bytes) -> Reading:
    return restore(zlib.decompressobj().decompress(carried, _MOST).decode())


def _refusable(work: Callable[[], _Made]) -> _Made | Refusal:
    """What the work yields, or why it cannot be done, in words for the user."""
    try:
        return work()
    except Unusable as error:
        return Refusal(error.key, error.values)
