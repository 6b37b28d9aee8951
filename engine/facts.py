"""Facts: what was measured in a report, and the vocabulary that rules may speak of.

A fact is flat: every field of its kind is present, and a value is a ``str`` or an ``int`` that
fits 64 bits. That is what the inference engine can compare without surprises (an absent field
or a float would match silently wrong). A flag is 0 or 1; a text that is not known is ``""``.

Facts measure, rules judge: no field says that something is good or bad.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from engine import told_facts
from engine.values import dataclass

Value = str | int
LEAST, MOST = -(2**63), 2**63 - 1  # whole numbers of 64 bits
FieldType = Literal["str", "int"]

_PLACE: dict[str, tuple[FieldType, str]] = {
    "section": ("str", "section key, e.g. overview"),
    "table": ("str", "table key: proactive, requests, disputes"),
    "block": ("str", "block of table two, e.g. article-20-1; else empty"),
    "row": ("str", "row key"),
    "column": ("str", "column key"),
}


def _place(*names: str) -> dict[str, tuple[FieldType, str]]:
    return {name: _PLACE[name] for name in names}


VOCABULARY: dict[str, dict[str, tuple[FieldType, str]]] = {
    "report": {
        "form": ("str", "form that governs the report year: 2019 or 2021"),
        "own": ("int", "rows and columns given that only the form of the year has"),
        "foreign": ("int", "rows and columns given that only another form has"),
        "year": ("int", "report year (of the figures, not of publication)"),
        "unit": ("str", "name of the unit"),
        "unit_kind": ("str", "government, department, township, organisation; empty if unknown"),
        "unit_level": ("str", "province, prefecture, county, township; empty if unknown"),
        "tables": ("int", "how many of the three tables are given"),
        "sections": ("int", "how many of the six sections are given"),
        "keeps_order": ("int", "1 if the file format keeps the order of sections"),
        "keeps_labels": ("int", "1 if the file format keeps the words of rows"),
        "keeps_notes": ("int", "1 if the file format keeps the notes of tables"),
        "keeps_preface": ("int", "1 if there is text before the first section"),
        "keeps_places": ("int", "1 if figures were read from places of a document, 0 if a report.json gives them"),
    },
    "section": {
        **_place("section"),
        "given": ("int", "1 if the report has the section"),
        "expected": ("int", "its number in the form, 1 to 6"),
        "number": ("int", "the number printed in its heading; 0 if none or not known"),
        "off": ("int", "number less expected; 0 if it prints no number"),
        "characters": ("int", "length of its text without spaces and punctuation"),
        "prose": ("int", "the form asks for text here: 1, for a table: 0"),
        "order": ("str", "in_place, out_of_place, or unknown where the format has no order"),
    },
    "heading": {
        **_place("section"),
        "number": ("int", "number of a first-level heading beyond the official six"),
        "words": ("str", "the heading"),
    },
    "table": {
        **_place("section", "table"),
        "given": ("int", "1 if the report has at least one row of it"),
        "cells": ("int", "how many cells of the form are given"),
        "blanks": ("int", "how many of them are blank or hold a mark for nothing"),
        "unreadable": ("int", "how many of them could not be read"),
        "readable": ("int", "1 if at least one of them could be read"),
        "empty": ("int", "1 if given and every cell is blank or holds a mark for nothing"),
    },
    "block": {**_place("table", "block"), "given": ("int", "1 if at least one of its rows is given")},
    "row": {
        **_place("table", "block", "row"),
        "expected": ("int", "1 if the form of the report year has the row"),
        "given": ("int", "1 if the report has the row"),
    },
    "column": {
        **_place("table", "block", "column"),
        "expected": ("int", "1 if the form of the report year has the column"),
        "given": ("int", "1 if at least one row of the report has the column"),
    },
    "label": {
        **_place("table", "row"),
        "same": ("int", "1 if the words are the official ones or an accepted variant"),
        "words": ("str", "the words that stand there"),
    },
    "note": {
        **_place("table"),
        "given": ("int", "1 if the official note stands in the table's head"),
    },
    "cell": {
        **_place("table", "block", "row", "column"),
        "unit": ("str", "count, signed (a change), amount (10,000 yuan) or money (with its own unit)"),
        "state": ("str", "number, blank, dash (a mark for nothing), text, unreadable or absent"),
        "whole": ("int", "1 if the number is an integer"),
        "negative": ("int", "1 if the number is below zero"),
        "valid": (
            "int",
            "1 if it is what the unit asks for: a count whole and not negative, an amount not negative",
        ),
        "zero": ("int", "1 if the number is zero"),
        "value": ("int", "the number if it is whole, else 0"),
        "with_unit": ("int", "1 if a unit of money stands in the cell"),
    },
    "identity": {
        **_place("table"),
        "group": ("str", "the identity's name in the form, e.g. requests.balance"),
        "line": ("str", "the row or column that it is stated for"),
        "status": (
            "str",
            "holds, broken, total_blank, unreadable (a term is) or absent (a term is, and it fails)",
        ),
        "difference": ("int", "left side less right side; 0 unless broken or total_blank"),
        "relation": ("str", "eq: the sides must be equal; lte: the left should not exceed the right"),
    },
    "reading": {
        **_place("table"),
        "why": ("str", "doubtful: not surely recognised in a picture; ambiguous: several figures may be meant"),
        "cells": ("int", "how many cells of the table were not read for this reason"),
    },
    "carrier": {
        "format": ("str", "kind of the file, as its content tells: json, text, html, docx, doc, pdf, image, ..."),
        "in_pictures": ("str", "words: some were recognised in pictures; tables: pictures and no table; else empty"),
    },
    "title": {
        "known": ("int", "1 if the report's title is known"),
        "words": ("str", "the title, without white space"),
        "called": ("str", "what it calls the document, a name under titles in rules/rulebook.yaml; else empty"),
        "unit": ("str", "named, absent, or unknown where the title is not built as titles are"),
        "years": ("int", "how many years it names"),
        "year": ("int", "the report year if it is among them, else the only one; 0 if there is no such"),
        "off": ("int", "that year less the report year; 0 if there is none"),
        "others": ("int", "how many other titles of reports the document lists before the first section"),
        "period_off": ("int", "year of the period that the preface states less that year; 0 if not one year each"),
    },
    "trait": {
        "trait": ("str", "name of a trait under unit_names in rules/rulebook.yaml that the unit's name shows"),
    },
    "phrase": {
        **_place("section"),
        "phrase": ("str", "name of the phrase in rules/phrases.yaml"),
        "at": ("int", "character offset in the section's text, without white space, where they stand first"),
        "count": ("int", "how often they stand there"),
        "words": ("str", "the words that stand there; personal data are masked"),
        "led_by": ("str", "name of the words, given with the phrase, that lead up to it; else empty"),
    },
    **told_facts.VOCABULARY,
    "topic": {
        **_place("section"),
        "topic": ("str", "name of the topic in rules/topics.yaml"),
        "mentioned": ("int", "1 if the section speaks of it"),
        "elsewhere": ("int", "1 if another of the topic's sections does"),
        "times": ("int", "how often the section speaks of it, 100 at most"),
        "opened": ("int", "1 if a heading or a turn of the text begins a part on it"),
        "siblings": ("int", "how many other topics of its group have such a part"),
        "stated": ("int", "1 if something is said of it that is neither a denial nor a cliche"),
        "denied": ("int", "1 if it is mentioned, and nothing but denials and cliches are said of it"),
        "characters": ("int", "length of what is stated of it, without punctuation"),
        "figures": ("int", "how many figures with a unit that has"),
        "items": ("int", "how many numbered items its part has; 0 if it numbers none"),
    },
    "fee": {
        **_place("section"),
        "element": ("str", "of processing fees: notices (how many), total (of the notices) or collected"),
        "mentioned": ("int", "1 if the section speaks of it"),
        "known": ("int", "1 if the section says how much, or that there was none"),
        "exact": ("int", "1 if it is one figure, neither approximate nor in 10,000 yuan; or none"),
        "amount": ("int", "pieces, or whole yuan; of several the least; 0 if not known"),
        "named": ("int", "1 if the sentence names the processing fee and no other"),
        "off_step": ("int", "1 if exact, and no multiple of the step that every fee of the tariff has"),
        "above_table": ("int", "whole yuan by which exact money exceeds the fees of table two as rounded; else 0"),
    },
    "date": {
        "event": ("str", "published, submitted or dated (written)"),
        "known": ("int", "1 if the date is known"),
        "days_after_year_end": ("int", "days since 31 December of the report year; 0 if not known"),
    },
    "period": {
        **_place("section"),
        "known": ("int", "1 if the preface states the statistics period, or the caller gives it"),
        "starts": ("int", "days from 1 January of the report year to its first day; 0 if not known"),
        "ends": ("int", "days from 31 December of the report year to its last day; 0 if not known"),
        "off": ("int", "how many days its two ends miss those of the report year, together"),
    },
    "deadline": {
        "deadline": ("str", "name of the deadline in rules/calendar.yaml"),
        "event": ("str", "published or submitted"),
        "known": ("int", "1 if the date is known"),
        "days_late": ("int", "days after the deadline, negative if early; 0 if not known"),
        "days_after_grace": ("int", "days after the first working day from the deadline on; 0 if not known"),
    },
    "peers": {
        "given": ("int", "1 if a report of another unit is laid beside this one"),
        "reports": ("int", "how many there are"),
    },
    "similarity": {
        "section": ("str", "the section compared; of the whole, where the longest passage stands"),
        "with": ("str", "previous: the unit's report of the year before; peer: another unit's report"),
        "scope": ("str", "whole (all sections that are to be written, together) or section"),
        "rank": ("int", "1 for the report that holds most of this one, and so on; 1 to 3 are told of"),
        "other": ("str", "name of the other report's unit"),
        "apart": ("int", "report year less the other's"),
        "characters": ("int", "letters compared: without spaces, punctuation and boilerplate"),
        "other_characters": ("int", "the same of the other report"),
        "containment": ("int", "how much of this text stands in the other: runs of five letters, percent"),
        "minhash": ("int", "estimated share of these runs in common of all that either has, percent"),
        "longest": ("int", "letters of the longest passage in common"),
    },
    "repetition": {
        **_place("section"),
        "apart": ("int", "report year less that of the report laid beside it as the year before's"),
        "sentences": ("int", "how many sentences of the section state a problem"),
        "repeated": ("int", "how many of them stand word for word in the other report's section"),
        "share": ("int", "the same in percent"),
    },
    "other_unit": {
        **_place("section"),
        "how": (
            "str",
            "calls: the unit calls itself what it is not; itself: another name stands where it names itself; "
            "subject: another unit's name stands where it says what it did",
        ),
        "name": ("str", "the other name"),
        "words": ("str", "the words that stand there"),
        "given": ("int", "1 if a report of the unit of that name is laid beside this one"),
    },
    "other_year": {
        **_place("section"),
        "year": ("int", "the year that is stated"),
        "off": ("int", "it, less the report year"),
        "own_year": ("int", "1 if the report year stands in the same sentence, or in one of the two before or after"),
        "words": ("str", "the words that stand there"),
    },
    "generality": {
        **_place("section"),
        "characters": ("int", "length of its text without spaces and punctuation"),
        "own": ("int", "how often the unit is named there, or calls itself something"),
        "figures": ("int", "how many figures stand there, years and numbers of documents aside"),
        "general": ("int", "how many words stand there that fit every unit"),
    },
    "previous": {
        "given": ("int", "1 if the report of the year before is given"),
        "years_back": ("int", "report year less that of the report given as last year's; 0 if none"),
        "same_unit": ("int", "1 if both have the same name, white space apart"),
        "doubtful": ("int", "1 if it was recognised in pictures or could not all be read"),
    },
    "carry": {
        **_place("table", "row", "column"),
        "comparison": ("str", "name of the comparison in rules/years.yaml; a fact for each of its lines"),
        "line": ("str", "the row or column that it is stated for"),
        "known": ("int", "1 if all its figures are known; else those below are 0"),
        "this": ("int", "this year's figure; amounts in 10,000 yuan, without their fraction"),
        "before": ("int", "last year's figure"),
        "expected": ("int", "what this year's should be by last year's"),
        "difference": ("int", "this year's less what is expected"),
        "gap": ("int", "how far apart the two are, without sign"),
        "percent": ("int", "gap in percent of last year's figure (of 1 if that is less), rounded up"),
        "times": ("int", "how many times the smaller of the two the larger is, rounded down; 0 if one is 0"),
    },
    "repeat": {
        "table": ("str", "a table compared cell by cell with last year's; empty: all that can be compared"),
        "tables": ("int", "how many tables that is"),
        "cells": ("int", "how many cells can be compared"),
        "compared": ("int", "how many of them are known in both years"),
        "equal": ("int", "how many of these are the same"),
        "nonzero": ("int", "how many of those compared are not zero"),
        "outcome": ("str", "same, other, or unknown: those that are known in both years are the same"),
    },
    "copy": {
        "given": ("int", "1 if another published copy of the report is given"),
        "years_apart": ("int", "years between the two report years; nothing is compared unless 0"),
        "same_unit": ("int", "1 if both have the same name, white space apart"),
        "cells": ("int", "cells with a figure in both copies"),
        "figures": ("int", "how many of them do not have the same"),
        "sections": ("int", "sections of prose in both copies, in other words"),
        "differences": ("int", "figures and sections together"),
        "days_apart": ("int", "days between the dates of publication; 0 if one is not known"),
    },
    **told_facts.VOCABULARY,
    "finding": {
        "rule": ("str", "name of the rule that found it"),
        "category": ("str", "its category"),
        "severity": ("str", "error, warning or info"),
        "status": ("str", "gap or review"),
        **_place("section", "table", "block", "row", "column"),
    },
}

PLACE_FIELDS = tuple(_PLACE)


@dataclass(frozen=True, slots=True)
class Fact:
    """One measurement.

    ``id`` is unique within a report and stable between runs; ``fields`` has every field of the
    vocabulary for ``kind``; ``context`` holds further values that messages may name; ``cells``
    are the (table, row, column) that a reader should look at.
    """

    kind: str
    id: str
    fields: dict[str, Value]
    context: Mapping[str, Any] = field(default_factory=dict)
    cells: tuple[tuple[str, str, str], ...] = ()
