"""The only values that some texts of facts can have.

Of numbers the vocabulary tells by its words: a flag says "1 if" first, a count "how many", "how often" or "length".
"""

from __future__ import annotations

CONSTANTS: dict[str, dict[str, tuple[str, ...]]] = {
    "report": {
        "unit_kind": ("government", "department", "township", "organisation", ""),
        "unit_level": ("province", "prefecture", "county", "township", ""),
    },
    "section": {"order": ("in_place", "out_of_place", "unknown")},
    "cell": {
        "unit": ("count", "signed", "amount", "money"),
        "state": ("number", "blank", "dash", "text", "unreadable", "absent"),
    },
    "identity": {
        "status": ("holds", "broken", "total_blank", "unreadable", "absent"),
        "relation": ("eq", "lte"),
    },
    "reading": {"why": ("doubtful", "ambiguous")},
    "date": {"event": ("published", "submitted", "dated")},
    "deadline": {"event": ("published", "submitted")},
    "finding": {"severity": ("error", "warning", "info"), "status": ("gap", "review")},
}
