"""The vocabulary of facts on what prose tells: figures and denials, shares, sums of what is told."""

from __future__ import annotations

from typing import Literal

_SECTION: tuple[Literal["str", "int"], str] = ("str", "section key, e.g. overview")

VOCABULARY: dict[str, dict[str, tuple[Literal["str", "int"], str]]] = {
    "restatement": {
        "section": _SECTION,
        "restatement": ("str", "name of the restatement in rules/restatements.yaml"),
        "at": ("int", "character offset of the figure or denial in the section's text, without white space"),
        "how": ("str", "figure, or denial: the text says that there was none"),
        "state": (
            "str",
            "agrees (with one of the sums that it may mean), within (a member's, and no more; a wider "
            "whole's, and no less), differs, unreadable (cells of them are), bare (no cell of the form is for it)",
        ),
        "told": ("int", "the figure if it is whole, else its whole part; money in hundredths of a yuan; 0 if denied"),
        "exact": ("int", "1 if the one number is meant, 0 for an approximate figure or a range"),
        "extent": (
            "str",
            "none, whole (words for all of the unit's area), part (of the unit), member (an organ in it), "
            "wider (what it is a part of), unclear (may be of something else), elsewhere (is of something else)",
        ),
        "confirmed": ("int", "1 if the same is told, here or elsewhere, with a figure that agrees"),
        "table_zero": ("int", "1 if it differs and every cell of its table is zero"),
        "plain": ("int", "1 if nothing but times and the unit itself stands before it in its sentence"),
    },
    "share": {
        "section": _SECTION,
        "at": ("int", "character offset of the percentage"),
        "agrees": ("int", "1 if it is the share of a figure told before it in one of the usual wholes"),
        "extent": ("str", "as of a restatement"),
    },
    "told_sum": {
        "section": _SECTION,
        "at": ("int", "character offset of the first figure"),
        "state": (
            "str",
            "agrees, more, less (all outcomes of the table are told), or part (not all of them are told)",
        ),
        "parts": ("int", "how many outcomes are told"),
        "sum": ("int", "what they come to"),
        "told": ("int", "the nearest whole that is told"),
        "difference": ("int", "sum less told"),
        "extent": ("str", "as of a restatement"),
    },
}

CONTEXT: dict[str, dict[str, str]] = {
    "restatement": {
        "heading": "heading of the section",
        "label": "what the figure is of, in words",
        "quote": "the words around the figure, the figure marked",
        "figure": "the figure as it stands",
        "says": "what the tables say, each sum that it may mean",
    },
    "share": {
        "heading": "heading of the section",
        "quote": "the words around the percentage, the percentage marked",
        "figure": "the percentage as it stands",
        "part": "the figure before it",
        "shares": "the shares of that figure in the usual wholes",
    },
    "told_sum": {
        "heading": "heading of the section",
        "quote": "the words around the first figure",
        "terms": "the outcomes told",
        "gap": "how far apart they are, without sign",
    },
}
