"""Reads decision files: YAML, each fault with file, line, column and one line of text in the user's language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Field, StrictInt, StrictStr, ValidationError

from engine.decisions import Decision, Decisions, Subject
from engine.errors import Unusable
from engine.json_text import printable
from engine.loading.faults import RulebookError
from engine.loading.files import Closed, Slug
from engine.loading.yaml_text import load, position
from engine.readers import content_of
from engine.readers.decode import decode
from engine.reasons import letters_of, says_nothing

# Kinds of pydantic errors that have words of their own.
_WORDS = {
    "missing": "decisions.missing",
    "extra_forbidden": "decisions.unknown_key",
    "literal_error": "decisions.not_allowed",
    "string_pattern_mismatch": "decisions.not_allowed",
    "value_error": "decisions.not_a_date",
    "string_type": "decisions.not_text",
}


def _day(value: object) -> object:
    """A day, written as YYYY-MM-DD with or without quotes; an empty value is none."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return dt.date.fromisoformat(value)
    if value is None or type(value) is dt.date:
        return value
    raise ValueError("not a date")


Day = Annotated[dt.date | None, BeforeValidator(_day)]
Words = StrictStr | None


class DecisionFile(Closed):
    """One entry of a decision file; without decision and reason it is not filled in yet."""

    unit: Annotated[StrictStr, Field(min_length=1)]
    year: StrictInt
    report: Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{64}$")]
    finding: Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{16}$")]
    rule: Slug
    decision: Literal["confirm", "dismiss", "waive"] | None = None
    reason: Words = None
    author: Words = None
    approver: Words = None
    decided_on: Day = None
    expires_on: Day = None


class DecisionsFile(Closed):
    """A whole decision file."""

    decisions: tuple[DecisionFile, ...]


class BadDecisions(Unusable):
    """A decision file that cannot be used; ``place`` is file, line and column."""

    def __init__(self, place: str, key: str, **values: Any) -> None:
        super().__init__(key, **values)
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {self.line('en')}"


def load_decisions(paths: Sequence[str], as_of: dt.date, refused: Collection[str]) -> Decisions:
    """What decision files say, as of a day.

    Raises:
        Unusable: a file cannot be read, or says something that cannot be used; ``place`` says where.
    """
    texts = []
    for path in paths:
        try:
            texts.append((path, decode(content_of(path)).removeprefix("\ufeff")))
        except Unusable as error:
            raise BadDecisions(path, error.key, **error.values) from None
    return parse_decisions(texts, as_of, refused)


def parse_decisions(texts: Sequence[tuple[str, str]], as_of: dt.date, refused: Collection[str]) -> Decisions:
    """What decision files say, as (name, text); ``refused`` are words that are no reason.

    Raises:
        BadDecisions: the first fault.
    """
    taken: list[Decision] = []
    unfilled: list[Subject] = []
    words = frozenset(letters_of(word) for word in refused)
    first: dict[tuple[str, str], str] = {}
    for name, text in texts:
        fault = _Fault(name, text)
        entries = _entries(fault)
        lines = _lines(text)
        for index, entry in enumerate(entries):
            subject = Subject(entry.report, entry.unit, entry.year)
            if entry.decision is None and entry.reason is None:
                unfilled.append(subject)
                continue
            place = f"{name}:{lines[index]}"
            before = first.setdefault((entry.report, entry.finding), place)
            if before != place:
                raise fault("decisions.twice", index, "finding", finding=entry.finding, other=before)
            taken.append(_decision(entry, subject, place, _Entry(fault, index, words)))
    return Decisions(tuple(taken), as_of, tuple(unfilled))


class _Fault:
    """Makes the error for a place in one file."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = printable(name), text

    def __call__(self, key: str, *path: str | int, **values: Any) -> BadDecisions:
        line, column = position(self.text, ("decisions", *path) if path else ())
        return BadDecisions(f"{self.name}:{line}:{column}", key, **values)


class _Entry:
    """Checks single fields of one entry."""

    def __init__(self, fault: _Fault, index: int, refused: Collection[str]) -> None:
        self._fault, self._index, self._refused = fault, index, refused

    def fail(self, key: str, field: str, **values: Any) -> BadDecisions:
        return self._fault(key, self._index, field, field=field, **values)

    def reason(self, value: str | None) -> str:
        """Why: words, not digits, marks, one letter over and over, or what people write to fill a box."""
        if says_nothing(value or "", self._refused):
            raise self.fail("decisions.says_nothing", "reason", what=printable(value or ""))
        return str(value).strip()

    def person(self, field: str, value: str | None) -> str:
        """Who: a name."""
        letters = letters_of(value or "")
        if not letters or letters in self._refused:
            raise self.fail("decisions.nobody", field, what=printable(value or ""))
        return str(value).strip()

    def day(self, field: str, value: dt.date | None) -> dt.date:
        if value is None:
            raise self.fail("decisions.missing", field)
        return value


def _entries(fault: _Fault) -> tuple[DecisionFile, ...]:
    try:
        raw = load(fault.text, fault.name)
    except RulebookError as error:
        place, _, why = str(error).removeprefix(f"{fault.name}:").partition(": ")
        raise BadDecisions(f"{fault.name}:{place}", "decisions.not_yaml", why=printable(why)) from None
    try:
        return DecisionsFile.model_validate(raw).decisions
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False)
        # A misspelt key is also a missing one; its own place says more.
        worst = next((p for p in problems if p["type"] == "extra_forbidden"), problems[0])
        key, loc = _WORDS.get(worst["type"], "decisions.wrong_type"), worst["loc"]
        names = [str(step) for step in loc if isinstance(step, str) and step != "[key]"]
        field = printable(names[-1]) if names else "decisions"
        what = printable(str(worst["input"]))[:60]
        raise fault(key, *(step for step in loc[1:] if step != "[key]"), field=field, what=what) from None


def _decision(entry: DecisionFile, subject: Subject, place: str, check: _Entry) -> Decision:
    if entry.decision is None:
        raise check.fail("decisions.missing", "decision")
    waives = entry.decision == "waive"
    reason, author = check.reason(entry.reason), check.person("author", entry.author)
    approver = check.person("approver", entry.approver) if waives or entry.approver is not None else None
    if approver is not None and letters_of(approver) == letters_of(author):
        raise check.fail("decisions.approves_himself", "approver", what=printable(approver))
    decided_on = check.day("decided_on", entry.decided_on)
    expires_on = check.day("expires_on", entry.expires_on) if waives else entry.expires_on
    if expires_on is not None and expires_on < decided_on:
        raise check.fail("decisions.expires_before", "expires_on", what=expires_on.isoformat())
    return Decision(
        subject, entry.finding, entry.rule, entry.decision, reason, author, approver, decided_on, expires_on, place
    )


def _lines(text: str) -> list[int]:
    """The line of each entry, from 1."""
    root: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    entries = next(value for key, value in root.value if key.value == "decisions")
    return [item.start_mark.line + 1 for item in entries.value]
