"""Defects of sections, titles and wording, with the words of ``words/defects.yaml``."""

from __future__ import annotations

import re
from random import Random

from engine.demo.defects.kind import Draft, Kinds
from engine.demo.words import words

BOTH = ("2024", "2020")
KINDS = Kinds(*BOTH)
PROSE = ("overview", "problems", "other")


def insert(draft: Draft, random: Random, sentence: str, *sections: str) -> None:
    """Puts words after a random sentence of one of the sections."""
    section = draft.sections[random.choice(sections)]
    ends = [found.end() for found in re.finditer(words("defects")["sentence_end"], section["text"])]
    at = random.choice(ends)
    section["text"] = section["text"][:at] + sentence + section["text"][at:]


def replace_in(draft: Draft, section: str, old: str, new: str) -> bool:
    """Replaces words of a section."""
    before = draft.sections[section]["text"]
    draft.sections[section]["text"] = before.replace(old, new)
    return draft.sections[section]["text"] != before


@KINDS.kind("a section is missing", "section-missing", "overdue-fee-unexplained")
def missing_section(draft: Draft, random: Random) -> bool:
    del draft.sections[random.choice(PROSE)]
    return True


@KINDS.kind("a section and its table are missing", "section-missing table-missing")
def missing_section_and_table(draft: Draft, random: Random) -> bool:
    key = random.choice(("proactive", "requests", "disputes"))
    del draft.sections[key]
    del draft.report["tables"][key]
    return True


@KINDS.kind("a section is empty", "section-empty", "overdue-fee-unexplained")
def empty_section(draft: Draft, random: Random) -> bool:
    draft.sections[random.choice(PROSE)]["text"] = random.choice(words("defects")["empty"])
    return True


@KINDS.kind("words of the template left", "placeholder-left")
def placeholder(draft: Draft, random: Random) -> bool:
    insert(draft, random, random.choice(words("defects")["placeholders"]), *PROSE)
    return True


@KINDS.kind("a blank not filled in", "blank-not-filled")
def blank(draft: Draft, random: Random) -> bool:
    line = random.choice(words("defects")["lines"]) * random.randrange(2, 8)
    insert(draft, random, random.choice(words("defects")["blanks"]).format(line=line), *PROSE)
    return True


@KINDS.kind("a mobile number of an applicant", "mobile-number-shown")
def mobile_number(draft: Draft, random: Random) -> bool:
    number = f"1{random.randrange(3, 10)}{random.randrange(10**9):09}"
    insert(draft, random, words("defects")["mobile"].format(number=number), *PROSE)
    return True


@KINDS.kind("words of a letter", "letter-words-left")
def letter_words(draft: Draft, random: Random) -> bool:
    draft.sections["other"]["text"] += words("defects")["letter"]
    return True


@KINDS.kind("the number of the trial form", "outdated-document-cited", bases=("2024",))
def number_of_trial_form(draft: Draft, random: Random) -> bool:
    return replace_in(draft, "preface", *words("defects")["numbers"])


@KINDS.kind("the principle reversed", "principle-reversed")
def reversed_principle(draft: Draft, random: Random) -> bool:
    insert(draft, random, random.choice(words("defects")["reversed"]), *PROSE)
    return True


@KINDS.kind("a title of another kind of report", "title-not-annual-report")
def other_title(draft: Draft, random: Random) -> bool:
    called: str = random.choice(words("defects")["titles"])
    draft.report["title"] = called.format(unit=draft.report["unit"]["name"], year=draft.report["year"])
    return True


@KINDS.kind("a title without the unit", "title-without-unit")
def no_unit(draft: Draft, random: Random) -> bool:
    draft.report["title"] = draft.report["title"].removeprefix(draft.report["unit"]["name"])
    return True


@KINDS.kind("a title without the year", "title-without-year")
def no_year(draft: Draft, random: Random) -> bool:
    draft.report["title"] = draft.report["title"].replace(f"{draft.report['year']}{words('defects')['year']}", "")
    return True


@KINDS.kind("another year in the title", "title-year-differs")
def other_year(draft: Draft, random: Random) -> bool:
    year, unit = draft.report["year"] + random.choice((-3, -2, -1, 1)), words("defects")["year"]
    draft.report["title"] = draft.report["title"].replace(f"{draft.report['year']}{unit}", f"{year}{unit}")
    return True


@KINDS.kind("another year left", "other-year-left", bases=("2024",))
def another_year(draft: Draft, random: Random) -> bool:
    year = draft.report["year"] - random.randrange(1, 4)
    section = draft.sections["overview"]
    section["text"] = random.choice(words("defects")["past"]).format(year=year) + section["text"]
    return True


@KINDS.kind("no word on fees", "fees-unreported overdue-fee-unexplained", bases=("2024",))
def no_fees(draft: Draft, random: Random) -> bool:
    draft.sections["other"]["text"] = random.choice(words("defects")["no_fees"])
    return bool(draft.requests["other.overdue_fee"]["total"])


@KINDS.kind("no word on fees, where none was charged", "fees-unreported", bases=("random",))
def no_fees_of_none(draft: Draft, random: Random) -> bool:
    draft.sections["other"]["text"] = random.choice(words("defects")["no_fees"])
    return not draft.requests["other.overdue_fee"]["total"]
