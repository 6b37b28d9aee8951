"""Defects of table three, requests: figures, rows and columns."""

from __future__ import annotations

from random import Random

from engine.demo.defects.kind import Draft, Kinds

KINDS = Kinds("2024", "2020", "random")
ORGANISATIONS = ("commercial", "research", "public_welfare", "legal_service", "other_org")
APPLICANTS = ("natural_person", *ORGANISATIONS)
RECEIVED = ("new_received", "carried_over", "carried_forward")
ROW, TOTAL, BALANCE = "requests-row-total", "requests-total", "requests-balance"


def outcomes(draft: Draft) -> list[str]:
    """The rows of single outcomes."""
    return [row for row in draft.requests if row not in (*RECEIVED, "total")]


def changed(value: int, random: Random) -> int:
    """Another count, near or far."""
    found = value
    while found == value:
        found = max(0, value + random.choice((-100, -10, -2, -1, 1, 2, 9, 10, 90, 1000)))
    return found


def spoil(draft: Draft, random: Random, row: str, column: str) -> bool:
    """Puts another count into a cell."""
    draft.requests[row][column] = changed(draft.requests[row][column], random)
    return True


@KINDS.kind("table three: an outcome of a kind of applicant", f"{ROW} {TOTAL}")
def wrong_outcome(draft: Draft, random: Random) -> bool:
    return spoil(draft, random, random.choice(outcomes(draft)), random.choice(APPLICANTS))


@KINDS.kind("table three: received or carried, a kind of applicant", f"{ROW} {BALANCE}")
def wrong_received(draft: Draft, random: Random) -> bool:
    return spoil(draft, random, random.choice(RECEIVED), random.choice(APPLICANTS))


@KINDS.kind("table three: (7) total of a kind of applicant", f"{ROW} {TOTAL} {BALANCE}")
def wrong_total_of_outcomes(draft: Draft, random: Random) -> bool:
    return spoil(draft, random, "total", random.choice(APPLICANTS))


@KINDS.kind("table three: total of an outcome", f"{ROW} {TOTAL}", "notices-fewer-than-overdue")
def wrong_row_total(draft: Draft, random: Random) -> bool:
    return spoil(draft, random, random.choice(outcomes(draft)), "total")


@KINDS.kind("table three: total received or carried", f"{ROW} {BALANCE}")
def wrong_total_received(draft: Draft, random: Random) -> bool:
    return spoil(draft, random, random.choice(RECEIVED), "total")


@KINDS.kind("table three: total of totals", f"{ROW} {TOTAL} {BALANCE}")
def wrong_corner(draft: Draft, random: Random) -> bool:
    return spoil(draft, random, "total", "total")


@KINDS.kind("table three: two digits exchanged", f"{ROW} {TOTAL}", "notices-fewer-than-overdue")
def exchanged_digits(draft: Draft, random: Random) -> bool:
    row, column = random.choice(outcomes(draft)), random.choice((*APPLICANTS, "total"))
    digits = list(str(draft.requests[row][column]))
    at = random.randrange(max(1, len(digits) - 1))
    digits[at : at + 2] = reversed(digits[at : at + 2])
    value = int("".join(digits))
    same = value == draft.requests[row][column]
    draft.requests[row][column] = value
    return not same


@KINDS.kind("table three: a digit lost", f"{ROW} {TOTAL}")
def lost_digit(draft: Draft, random: Random) -> bool:
    row, column = random.choice(outcomes(draft)), random.choice((*APPLICANTS, "total"))
    value = draft.requests[row][column]
    draft.requests[row][column] = value // 10
    return bool(value >= 10)


@KINDS.kind("table three: two figures of a row exchanged", TOTAL)
def exchanged_in_row(draft: Draft, random: Random) -> bool:
    line = draft.requests[random.choice(outcomes(draft))]
    one, other = random.sample(APPLICANTS, 2)
    line[one], line[other] = line[other], line[one]
    return bool(line[one] != line[other])


@KINDS.kind("table three: two figures of a column exchanged", ROW)
def exchanged_in_column(draft: Draft, random: Random) -> bool:
    column = random.choice(APPLICANTS)
    one, other = (draft.requests[row] for row in random.sample(outcomes(draft), 2))
    one[column], other[column] = other[column], one[column]
    return bool(one[column] != other[column])


@KINDS.kind("table three: a row one column to the right", TOTAL)
def shifted_row(draft: Draft, random: Random) -> bool:
    line = draft.requests[random.choice(outcomes(draft))]
    values = [line[column] for column in APPLICANTS]
    line.update(zip(APPLICANTS, [values[-1], *values[:-1]], strict=True))
    return len(set(values)) > 1


@KINDS.kind("table three: (7) total copied from new requests", f"{TOTAL} {BALANCE}")
def total_copied(draft: Draft, random: Random) -> bool:
    before = dict(draft.requests["total"])
    draft.requests["total"] = dict(draft.requests["new_received"])
    carried_apart = draft.requests["carried_over"] != draft.requests["carried_forward"]
    return before != draft.requests["total"] and carried_apart


@KINDS.kind("table three: carried forward left at zero", BALANCE)
def carried_forward_forgotten(draft: Draft, random: Random) -> bool:
    line = draft.requests["carried_forward"]
    before = line["total"]
    line.update(dict.fromkeys(line, 0))
    return bool(before)


@KINDS.kind("table three: an outcome counted in no row", f"{TOTAL}")
def forgotten_outcome(draft: Draft, random: Random) -> bool:
    line = draft.requests[random.choice(outcomes(draft))]
    before = line["total"]
    line.update(dict.fromkeys(line, 0))
    return bool(before)


@KINDS.kind("table three: (7) total of a column blank", "total-blank cells-blank", f"{ROW} {BALANCE}")
def blank_column_total(draft: Draft, random: Random) -> bool:
    column = random.choice(APPLICANTS)
    before = draft.requests["total"][column]
    draft.requests["total"][column] = ""
    return bool(before)


@KINDS.kind("table three: all zeros left blank", "cells-blank")
def zeros_left_blank(draft: Draft, random: Random) -> bool:
    for line in draft.requests.values():
        line.update({column: "" for column, value in line.items() if value == 0})
    return any(value != "" for line in draft.requests.values() for value in line.values())


@KINDS.kind("table three: a row is missing", "requests-row-missing")
def missing_row(draft: Draft, random: Random) -> bool:
    del draft.requests[random.choice([row for row in draft.requests if not row.startswith("other")])]
    return True


@KINDS.kind("table three: a row of (6) is missing", "requests-other-rows", bases=("2024", "random"))
def missing_other_row(draft: Draft, random: Random) -> bool:
    del draft.requests[random.choice([row for row in draft.requests if row.startswith("other.")])]
    return True


@KINDS.kind("table three: a column is missing", "requests-column-missing")
def missing_column(draft: Draft, random: Random) -> bool:
    column = random.choice((*APPLICANTS, "total"))
    for line in draft.requests.values():
        del line[column]
    return True


@KINDS.kind("table three: a row of the old form", "row-obsolete", bases=("2024", "random"))
def old_row(draft: Draft, random: Random) -> bool:
    value = random.randrange(9)
    draft.requests["other"] = {**dict.fromkeys(APPLICANTS, 0), "natural_person": value, "total": value}
    return True


@KINDS.kind("table three is missing", "table-missing")
def missing_table(draft: Draft, random: Random) -> bool:
    del draft.report["tables"]["requests"]
    return True
