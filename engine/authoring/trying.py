"""Runs cases: what a rulebook finds in each, against what the case says by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.cases import Case, CaseError, case_files, load_case
from engine.catalogue import one_line, say
from engine.errors import Unusable
from engine.json_text import dumps
from engine.loading.faults import RulebookError
from engine.reporters.json_card import dump
from engine.rulebook import Lang
from engine.score import Engine
from engine.scorecard import Scorecard

_UNDECIDED = ("not_applicable", "not_assessable")
_SOUND = ("pass", *_UNDECIDED)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the case says; ``key`` is a text of the catalogue."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def words(self, lang: Lang) -> str:
        """The difference in words."""
        return one_line(say(f"test.{self.key}", lang, **self.values))


@dataclass(frozen=True, slots=True)
class Tried:
    """A case, named by folder and file, what it is about, and what is not as it says."""

    id: str
    what: str
    differences: tuple[Difference, ...]


def try_all(
    folders: Iterable[Path],
    engine: Engine,
    reference: Engine | None = None,
    chosen: str = "",
    with_overlays: Callable[[tuple[str, ...]], Engine] | None = None,
) -> Iterator[Tried]:
    """Every case in the folders whose name holds ``chosen``; a folder of cases, one rule's folder, or one file.

    ``with_overlays`` gives the engine for a case that names overlays itself.
    """
    for folder in folders:
        for path in case_files(folder):
            name = f"{path.parent.name}/{path.name}"
            if chosen in name:
                yield _try_file(path, name, engine, reference, with_overlays)


def _try_file(
    path: Path,
    name: str,
    engine: Engine,
    reference: Engine | None,
    with_overlays: Callable[[tuple[str, ...]], Engine] | None,
) -> Tried:
    try:
        case = load_case(path)
        if case.overlays and with_overlays is not None:
            engine, reference = with_overlays(tuple(case.overlays)), None
        return Tried(name, one_line(case.what), tuple(try_case(case, engine, reference)))
    except (CaseError, RulebookError, Unusable, OSError, ValueError, TypeError, AttributeError) as error:
        why = say(error.key, "en", **error.values) if isinstance(error, Unusable) else str(error)
        return Tried(name, "", (Difference("unusable", {"why": why}),))


def try_case(case: Case, engine: Engine, reference: Engine | None = None) -> Iterator[Difference]:
    """What is not as the case says, with the reference matcher too if it is given.

    Raises:
        CaseError, Unusable: the report of the case cannot be made, read or scored.
    """
    reading, beside = case.reading(engine.book), case.beside(engine.book)
    card = engine.score(reading, case.knows(), beside=beside)
    yield from compare(case, card)
    if case.decisions is not None:
        decided = engine.score(reading, case.knows(), beside=beside, decisions=case.decided(engine.book, card))
        yield from _decided(case, card, decided)
    if reference is not None:
        other = reference.score(reading, case.knows(), beside=beside)
        if dump([other]) != dump([card]):
            yield Difference("engines_differ", {"rules": ", ".join(_unlike(card, other)) or "—"})


def compare(case: Case, card: Scorecard) -> Iterator[Difference]:
    """What in a scorecard is not as the case says."""
    found = Counter(finding.rule for finding in card.findings)
    for rule in card.rules:
        if rule.status == "error":
            yield Difference("rule_failed", {"rule": rule.name, "why": rule.reason})
    if case.findings is not None:
        yield from _counted(Counter(case.findings), found, card)
    for rule_name in case.fires:
        if not found[rule_name]:
            yield Difference("fires_not", {"rule": rule_name})
    if case.expectation == "right":
        yield from _right(card)
    elif case.expectation != "wrong":
        yield from _status(case, card)


def _counted(expected: Counter[str], found: Counter[str], card: Scorecard) -> Iterator[Difference]:
    for rule in sorted({*expected, *found}):
        if expected[rule] != found[rule]:
            values = {"rule": rule, "expected": expected[rule], "found": found[rule]}
            yield Difference("count", values)
            for finding in card.findings:
                if finding.rule == rule:
                    yield Difference("finding", {"rule": rule, "message": finding.message})


def _right(card: Scorecard) -> Iterator[Difference]:
    for finding in card.findings:
        yield Difference("finding", {"rule": finding.rule, "message": finding.message})
    for rule in card.rules:
        if rule.status not in _SOUND:
            yield Difference("status", {"rule": rule.name, "expected": "pass", "found": rule.status})
    if card.score != card.full:
        yield Difference("not_full", {"score": card.score, "full": card.full})


def _status(case: Case, card: Scorecard) -> Iterator[Difference]:
    result = next((rule for rule in card.rules if rule.name == case.rule), None)
    if result is None:
        yield Difference("no_such_rule", {"rule": case.rule})
        return
    expected = expected_statuses(case)
    if not expected:
        yield Difference("says_no_status")
    elif result.status not in expected:
        values = {"rule": case.rule, "expected": " / ".join(expected), "found": result.status}
        yield Difference("status", values)
    elif case.expectation == "undecided" and not result.reason:
        yield Difference("no_reason", {"rule": case.rule})


def expected_statuses(case: Case) -> tuple[str, ...]:
    """What the rule of a case may have become; empty if an undecided case does not say."""
    if case.expectation == "undecided":
        return (case.status,) if case.status in _UNDECIDED else ()
    return {"pass": ("pass",), "fail": ("gap", "review")}[case.expectation]


def _decided(case: Case, card: Scorecard, decided: Scorecard) -> Iterator[Difference]:
    """What decisions made of the rules, against what the case says; they change no finding itself."""
    if [f.fingerprint for f in decided.findings] != [f.fingerprint for f in card.findings]:
        yield Difference("findings_decided_away")
    if not case.stands:
        yield Difference("says_no_stands")
    after = {rule.name: rule.status for rule in decided.rules}
    for rule, expected in case.stands.items():
        if after.get(rule) != expected:
            yield Difference("status", {"rule": rule, "expected": expected, "found": after.get(rule, "—")})


def _unlike(card: Scorecard, other: Scorecard) -> list[str]:
    """The rules that two scorecards disagree on."""
    mine = {rule.name: (rule.status, rule.reason) for rule in card.rules}
    counts = [Counter(finding.rule for finding in each.findings) for each in (card, other)]
    return [
        rule.name
        for rule in other.rules
        if mine[rule.name] != (rule.status, rule.reason) or counts[0][rule.name] != counts[1][rule.name]
    ]


def as_text(tried: Sequence[Tried], lang: Lang) -> str:
    """The cases that differ, each with its differences."""
    lines = []
    for item in tried:
        if item.differences:
            lines.append(f"{item.id}: {item.what}" if item.what else item.id)
            lines += [f"  - {difference.words(lang)}" for difference in item.differences]
    return "".join(line + "\n" for line in lines)


def as_json(tried: Sequence[Tried], lang: Lang) -> str:
    """Every case with its differences, as a JSON array."""
    rows = [
        {"case": item.id, "what": item.what, "differences": [d.words(lang) for d in item.differences]}
        for item in tried
    ]
    return dumps(rows) + "\n"
