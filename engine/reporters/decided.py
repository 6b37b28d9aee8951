"""What a person decided of a finding, in words."""

from __future__ import annotations

from engine.catalogue import say
from engine.rulebook import Lang
from engine.scorecard import Finding


def decision_words(finding: Finding, lang: Lang) -> str | None:
    """Decision, reason, who and when; ``None`` if nobody decided."""
    taken = finding.decision
    if taken is None:
        return None
    words = say(
        "table.decision_approved" if taken.approver else "table.decision_text",
        lang,
        verdict=say(f"verdict.{taken.decision}", lang),
        reason=taken.reason,
        author=taken.author,
        approver=taken.approver,
        decided_on=taken.decided_on,
    )
    return say("table.decision_until", lang, text=words, day=taken.expires_on) if taken.expires_on else words
