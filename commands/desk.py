"""One run of a command on documents: the engine, what the user knows, what went wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.beside import NO_OTHERS, Others, lay
from commands.words import complain, lang_of_locale
from engine.limits import DEFAULT, Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.apart import Apart
    from engine.beside import Beside
    from engine.decisions import Decisions
    from engine.errors import Unusable
    from engine.loading import UnknownOverlay
    from engine.reading import Reading
    from engine.rulebook import Lang, Rule
    from engine.score import Engine
    from engine.scorecard import Scorecard
    from engine.scored import Scored

_LARGE = 1_000_000  # bytes; a report as JSON or text has some tens of thousands
_CHINA = dt.timezone(dt.timedelta(hours=8))  # a decision expires at the end of a day there


def complain_of_overlay(error: UnknownOverlay, lang: Lang) -> None:
    """Says that there is no such overlay, and which there are."""
    complain(None, "cli.unknown_overlay", lang, name=error.name, known=", ".join(error.known) or "-")


def own_folders(root: Path, overlays: tuple[str, ...]) -> list[Path]:
    """The folders of those overlays that are the user's own."""
    from engine.loading.layers import overlay_folder

    return [folder for name in overlays if (folder := overlay_folder(root, name)) is not None]


class Desk:
    """One run of a command: the engine, what the user knows, and the worst exit status so far."""

    def __init__(
        self,
        ctx: click.Context,
        *,
        apart: bool = False,
        rulebook: str | None,
        lang: Lang | None,
        overlay: tuple[str, ...] = (),
        limits: Limits = DEFAULT,
        decisions: tuple[str, ...] = (),
        as_of: dt.date | None = None,
        **known: Any,
    ) -> None:
        """``apart``: documents are read and scored in a process of their own, for there are several."""
        from engine.decisions import NO_DECISIONS
        from engine.given import Given
        from engine.loading import RulebookError, UnknownOverlay, load_rulebook
        from engine.score import Engine

        self.lang: Lang = lang or lang_of_locale()
        self.status = 0
        self._others: dict[tuple[str, ...], Engine] = {}
        self.given = Given(**known)
        self.limits = limits
        self._ctx = ctx
        self.apart = self._begun() if apart else None
        self.root = Path(rulebook) if rulebook else None
        try:
            self.engine = Engine(load_rulebook(self.root, overlays=overlay))
        except UnknownOverlay as error:
            complain_of_overlay(error, self.lang)
            ctx.exit(2)
        except (RulebookError, ValueError, OSError) as error:
            complain(None, "cli.bad_rulebook", self.lang, why=str(error))
            ctx.exit(2)
        self.decisions = self._load(ctx, decisions, as_of) if decisions else NO_DECISIONS
        if self.apart is not None:
            self.apart.begin(self.engine, self.given, self.lang, self.decisions)

    def _begun(self) -> Apart:
        """The process for documents, which starts while the rulebook is read."""
        from engine.apart import Apart

        begun = Apart(self.limits)
        self._ctx.call_on_close(begun.close)
        return begun

    def _away(self, content: bytes) -> Apart | None:
        """The process apart, for a document that is one of several, or that is so large that it may take long.

        To start the process takes longer than to score a single report of the usual size here.
        """
        if self.apart is None and len(content) > _LARGE:
            self.apart = self._begun()
            self.apart.begin(self.engine, self.given, self.lang, self.decisions)
        return self.apart

    def content(self, file: str) -> bytes | None:
        """The bytes of a file; ``None`` if it cannot be used, which is said."""
        from engine.errors import Unusable
        from engine.readers import content_of

        try:
            return content_of(file, self.limits)
        except Unusable as error:
            self._refuse(file, error)
            return None

    def read(self, file: str) -> Reading | None:
        """What is read in a file; ``None`` if it cannot be used, which is said."""
        return self._read(file, self.given.year)

    def read_other(self, file: str) -> Reading | None:
        """What is read in a file of which the user has told nothing."""
        return self._read(file, None)

    def _read(self, file: str, year: int | None) -> Reading | None:
        content = self.content(file)
        return None if content is None else self._understood(content, file, year)

    def _understood(self, content: bytes, file: str, year: int | None) -> Reading | None:
        from engine.errors import Unusable

        try:
            return self.understood(content, file, year)
        except Unusable as error:
            self._refuse(file, error)
            return None

    def understood(self, content: bytes, file: str, year: int | None) -> Reading:
        """What is read in the bytes of a file; ``year`` where it is known.

        Raises:
            Unusable: they hold no report, or it takes too much.
        """
        from engine.errors import bounded
        from engine.readers import read_bytes

        away = self._away(content)
        if away is not None:
            return away.read(content, file, year)
        with bounded():
            return read_bytes(content, file, self.engine.book, self.limits, year)

    def scored(self, file: str, others: Others = NO_OTHERS, what_if: bool = False) -> Scored | None:
        """A file as it was scored, with others beside it; ``None`` if one cannot be used, which is said.

        ``what_if``: its scorecard says what mending would gain.
        """
        content = self.content(file)
        return None if content is None else self.scored_content(content, file, others, what_if)

    def scored_content(
        self, content: bytes, file: str, others: Others = NO_OTHERS, what_if: bool = False
    ) -> Scored | None:
        """As :meth:`scored`, from the bytes of the file."""
        from engine.errors import Unusable, bounded

        away = self._away(content) if others.alike else None
        if away is not None:
            try:
                return away.scored(content, file, others.peers, others.search is not None, what_if)
            except Unusable as error:
                self._refuse(file, error)
                return None
        reading = self._understood(content, file, self.given.year)
        laid = lay(self, file, reading, others) if reading is not None else None
        if laid is None:
            return None
        reading, beside = laid
        try:
            with bounded():
                found = self.engine.scored(reading, self.given, self.lang, beside, self.decisions)
                return self._with_gains(found, beside) if what_if else found
        except Unusable as error:
            self._refuse(file, error)
            return None

    def _refuse(self, file: str, error: Unusable) -> None:
        """Says why a file cannot be used."""
        complain(file, error.key, self.lang, **error.values)
        self.worst(2)

    def _with_gains(self, found: Scored, beside: Beside) -> Scored:
        from engine.whatif import with_gains

        return with_gains(self.engine, found, self.given, self.lang, beside, self.decisions)

    def rule(self, ctx: click.Context, name: str) -> Rule:
        """The rule of that name; a name that nothing has is said, with the likeliest, and ends the command."""
        import difflib

        from engine.catalogue import say

        names = [rule.name for rule in self.engine.book.rules]
        if name not in names:
            near = difflib.get_close_matches(name, names)
            hint = say("rules.near", self.lang, names=", ".join(near)) if near else ""
            complain(None, "rules.none_of_name", self.lang, name=name, near=hint)
            ctx.exit(2)
        return self.engine.book.rule(name)

    def reference(self) -> Engine:
        """An engine of the same rulebook that matches in plain Python."""
        from engine.inference.program import Program
        from engine.inference.reference import ReferenceInference
        from engine.score import Engine

        book = self.engine.book
        return Engine(book, inference=ReferenceInference(Program(book.rules)))

    def with_overlays(self, overlays: tuple[str, ...]) -> Engine:
        """An engine of the same rulebook with other overlays, which a case names.

        Raises:
            RulebookError: one of them is not there, or cannot be used.
        """
        from engine.loading import load_rulebook
        from engine.score import Engine

        if overlays not in self._others:
            self._others[overlays] = Engine(load_rulebook(self.root, overlays=overlays))
        return self._others[overlays]

    def say_unused(self, cards: Sequence[Scorecard]) -> None:
        """Says which decisions are about none of the reports scored."""
        from engine.decisions import Subject, unused

        reports = [card.report for card in cards]
        subjects = [Subject(r["source"]["sha256"], str(r["unit"]["name"]), r["year"]) for r in reports]
        for decision in unused(self.decisions, subjects):
            about = decision.subject
            complain(decision.place, "decision.unused", self.lang, unit=about.unit, year=about.year)

    def _load(self, ctx: click.Context, files: tuple[str, ...], as_of: dt.date | None) -> Decisions:
        from engine.loading.decision_files import BadDecisions, load_decisions

        try:
            return load_decisions(files, as_of or dt.datetime.now(_CHINA).date(), self.engine.book.refused_reasons)
        except BadDecisions as error:
            complain(error.place, error.key, self.lang, **error.values)
            ctx.exit(2)

    def worst(self, status: int) -> None:
        """Remembers an exit status if it is worse."""
        self.status = max(self.status, status)
