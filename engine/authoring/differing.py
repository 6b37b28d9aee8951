"""What changes between two versions of the rules: verdicts, scores and places of the same reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.authoring.layout import table
from engine.catalogue import say
from engine.json_text import dumps
from engine.rulebook import Lang
from engine.scorecard import Finding, Scorecard


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: ``what`` of a report (score, grade, rank, a category) or of a rule, before and after."""

    file: str
    what: str
    rule: str
    before: str
    after: str


def differences(files: Sequence[str], old: Sequence[Scorecard], new: Sequence[Scorecard]) -> list[Changed]:
    """All changes, report after report; ranks among all of them last."""
    found = [
        change
        for file, before, after in zip(files, old, new, strict=True)
        for change in _of_report(file, before, after)
    ]
    before, after = _ranks(old), _ranks(new)
    found += [
        Changed(file, "rank", "", str(before[index]), str(after[index]))
        for index, file in enumerate(files)
        if before[index] != after[index]
    ]
    return found


def _of_report(file: str, old: Scorecard, new: Scorecard) -> Iterator[Changed]:
    if old.score != new.score:
        yield Changed(file, "score", "", _number(old.score), _number(new.score))
    grades = [card.grade.label if card.grade else "—" for card in (old, new)]
    if grades[0] != grades[1]:
        yield Changed(file, "grade", "", grades[0], grades[1])
    of_old, of_new = (
        {item.id: f"{_number(item.score)}/{item.full}" for item in card.categories} for card in (old, new)
    )
    for id_ in {**of_old, **of_new}:
        if of_old.get(id_) != of_new.get(id_):
            yield Changed(file, "category", id_, of_old.get(id_, "—"), of_new.get(id_, "—"))
    verdicts = [{rule.name: rule.status for rule in card.rules} for card in (old, new)]
    for name in sorted({*verdicts[0], *verdicts[1]}):
        before, after = (str(found.get(name, "—")) for found in verdicts)
        if before != after:
            yield Changed(file, "verdict", name, before, after)
    yield from _places(file, old, new)


def _places(file: str, old: Scorecard, new: Scorecard) -> Iterator[Changed]:
    """Findings that are new or gone, by their rule and first place."""
    before, after = Counter(map(_place, old.findings)), Counter(map(_place, new.findings))
    for rule, place in sorted({*before, *after}):
        if before[rule, place] != after[rule, place]:
            yield Changed(
                file, "finding", rule, _times(before[rule, place], place), _times(after[rule, place], place)
            )


def _place(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.locations[0].label if finding.locations else ""


def _times(count: int, place: str) -> str:
    return f"{place} × {count}".strip() if count else "—"


def _ranks(cards: Sequence[Scorecard]) -> list[int | str]:
    """The place of each among all, the same for the same score; without a score there is none."""
    scores = [card.score for card in cards]
    return ["—" if s is None else 1 + sum(other is not None and other > s for other in scores) for s in scores]


def _number(value: object) -> str:
    return "—" if value is None else str(value)


def as_table(found: Sequence[Changed], lang: Lang) -> str:
    """The changes as a table."""
    head = [say(f"diff.{key}", lang) for key in ("file", "what", "rule", "before", "after")]
    rows = [[c.file, say(f"changed.{c.what}", lang), c.rule, _word(c, c.before, lang), _word(c, c.after, lang)]
            for c in found]  # fmt: skip
    return table(head, rows)


def _word(change: Changed, value: str, lang: Lang) -> str:
    return say(f"status.{value}", lang) if change.what == "verdict" and value != "—" else value


def as_json(found: Sequence[Changed]) -> str:
    """The changes as a JSON array."""
    rows = [
        {"file": c.file, "what": c.what, "rule": c.rule or None, "before": c.before, "after": c.after} for c in found
    ]
    return dumps(rows) + "\n"
