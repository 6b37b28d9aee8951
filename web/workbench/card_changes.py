"""What differs between two scorecards of one document, judged by two rulebooks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from web.workbench.work import Changed, Tried


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Tried:
    """The second scorecard (both as plain values) against the first.

    A finding is the same if its fingerprint is, and what stands of it: a review that became a gap is one
    that went and one that came.
    """
    these, those = before["findings"], after["findings"]
    return Tried(
        score=after["score"],
        gone=tuple(_left_over(these, those)),
        come=tuple(_left_over(those, these)),
        marks=_marks(these, those),
    )


def state_of(finding: Mapping[str, Any]) -> str:
    """What stands of a finding: ``gap``, ``review``, or ``settled`` if it was dismissed or waived."""
    decision = finding["decision"]
    settled = decision is not None and decision["decision"] != "confirm"
    return "settled" if settled else str(finding["status"])


def _left_over(these: list[Mapping[str, Any]], those: list[Mapping[str, Any]]) -> Iterator[Changed]:
    there = Counter(map(_key, those))
    for finding in these:
        if there[_key(finding)]:
            there[_key(finding)] -= 1
        else:
            yield Changed(finding["rule"], state_of(finding), finding["title"], finding["message"])


def _key(finding: Mapping[str, Any]) -> tuple[str, str, str]:
    return finding["rule"], finding["fingerprint"], state_of(finding)


def _marks(these: list[Mapping[str, Any]], those: list[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """The marks that a rule's findings cost, where that changes."""
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for side, findings in enumerate((these, those)):
        for finding in findings:
            sums[finding["rule"]][side] += Decimal(finding["deducted"])
    return {rule: (str(a), str(b)) for rule, (a, b) in sorted(sums.items()) if a != b}
