"""The decisions that hold for a submission, as the file that ``compliance score --decisions`` takes."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from typing import Any

import yaml

from engine.catalogue import one_line, say
from engine.decisions import Decision
from engine.reasons import letters_of
from engine.rulebook import Lang, Rulebook
from web.workbench.tables import Submission, Unit


def decision_file(
    submission: Submission, unit: Unit, decisions: Sequence[Decision], book: Rulebook, lang: Lang
) -> str:
    """The text. Its head says with which options the score is that of the workbench."""
    refused = frozenset(letters_of(word) for word in book.refused_reasons)
    entries = [_entry(submission, unit, decision, refused) for decision in decisions]
    head = say("export.decisions", lang, command=_command(submission, unit, book))
    body = yaml.safe_dump({"decisions": entries}, allow_unicode=True, sort_keys=False, width=10**6)
    return f"# {head}\n{body}"


def _command(submission: Submission, unit: Unit, book: Rulebook) -> str:
    options = {
        "--kind": unit.kind,
        "--level": unit.level,
        "--region": unit.region,
        "--submitted-on": submission.submitted_on.isoformat(),
        "--published-on": submission.published_on.isoformat() if submission.published_on else "",
    }
    words = ["compliance", "score", submission.file, "--decisions", "decisions.yaml"]
    words += [word for option, value in options.items() if value for word in (option, value)]
    words += [word for overlay in book.overlays for word in ("--overlay", overlay.id)]
    return one_line(shlex.join(words))


def _entry(submission: Submission, unit: Unit, decision: Decision, refused: Collection[str]) -> dict[str, Any]:
    author = _name(decision.author, refused)
    entry = {
        "unit": unit.name,
        "year": submission.year,
        "report": submission.sha256,
        "finding": decision.finding,
        "rule": decision.rule,
        "decision": decision.verdict,
        "reason": decision.reason,
        "author": author,
        "decided_on": decision.decided_on,
    }
    if decision.approver is not None:
        approver = _name(decision.approver, refused)
        same = letters_of(approver) == letters_of(author)  # two accounts, which the file could not tell apart
        entry["approver"] = f"{approver} (2)" if same else approver
    if decision.expires_on is not None:
        entry["expires_on"] = decision.expires_on
    return entry


def _name(name: str, refused: Collection[str]) -> str:
    """An account's name; one that a decision file does not take for a person's is called an account."""
    letters = letters_of(name)
    return name if letters and letters not in refused else f"account {name}"
