"""Defects of table two, what was disclosed unasked."""

from __future__ import annotations

from random import Random

from benchmarks.defects.bases import set_year
from engine.demo.defects.kind import Draft, Kinds

KINDS = Kinds("2024", "2020")
BLOCKS = {
    "2021": (("regulations", "normative_documents"), ("licences",), ("penalties", "coercive_measures"), ("fees",)),
    "2019": (
        ("regulations", "normative_documents"),
        ("licences", "other_services"),
        ("penalties", "coercive_measures"),
        ("fees",),
        ("procurement",),
    ),
}


def blocks(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """The rows of each block of table two."""
    return BLOCKS["2021" if draft.report["year"] > 2020 else "2019"]


@KINDS.kind("table two: a block is missing", "proactive-block-missing")
def missing_block(draft: Draft, random: Random) -> bool:
    for row in random.choice(blocks(draft)):
        del draft.proactive[row]
    return True


@KINDS.kind("table two: a row is missing", "proactive-row-missing")
def missing_row(draft: Draft, random: Random) -> bool:
    del draft.proactive[random.choice([row for rows in blocks(draft) if len(rows) > 1 for row in rows])]
    return True


@KINDS.kind("table two: a column is missing", "proactive-column-missing")
def missing_column(draft: Draft, random: Random) -> bool:
    rows = random.choice([rows for rows in blocks(draft) if len(draft.proactive[rows[0]]) > 1])
    column = random.choice(list(draft.proactive[rows[0]]))
    for row in rows:
        del draft.proactive[row][column]
    return True


@KINDS.kind("table two: a column of the other form", "proactive-column-obsolete")
def other_column(draft: Draft, random: Random) -> bool:
    column = random.choice(("published", "total_public")) if draft.report["year"] > 2020 else "in_force"
    for row in ("regulations", "normative_documents"):
        draft.proactive[row][column] = 0
    return True


@KINDS.kind("table two: a row of the old form", "row-obsolete", "proactive-column-obsolete", ("2024",))
def old_row(draft: Draft, random: Random) -> bool:
    row, line = random.choice((("other_services", {"decisions": 0}), ("procurement", {"projects": 0})))
    draft.proactive[row] = line
    return True


@KINDS.kind("table two: all blank", "table-blank")
def all_blank(draft: Draft, random: Random) -> bool:
    for line in draft.proactive.values():
        line.update(dict.fromkeys(line, ""))
    return True


@KINDS.kind("table two is missing", "table-missing")
def missing_table(draft: Draft, random: Random) -> bool:
    del draft.report["tables"]["proactive"]
    return True


@KINDS.kind("table two: a count that is none", "count-not-whole")
def no_count(draft: Draft, random: Random) -> bool:
    columns = ("made", "repealed", "in_force", "published", "total_public", "decisions", "projects")
    cells = [(row, column) for row, line in draft.proactive.items() for column in line if column in columns]
    row, column = random.choice(cells)
    draft.proactive[row][column] = random.choice(("-2", "1.5", "若干", "详见网站"))
    return True


@KINDS.kind("table two: more made this year than are in force or repealed", "in-force-too-few", bases=("2024",))
def in_force_too_few(draft: Draft, random: Random) -> bool:
    line = draft.proactive[random.choice(("regulations", "normative_documents"))]
    line["made"] = line["in_force"] + line["repealed"] + random.randrange(1, 50)
    return True


@KINDS.kind("table two: an amount in words", "amount-unreadable", bases=("2024",))
def amount_in_words(draft: Draft, random: Random) -> bool:
    draft.proactive["fees"]["amount_10k_yuan"] = random.choice(("约9万元", "12万余元", "未统计", "-3.5", "3至5万元"))
    return True


@KINDS.kind("table two: an amount without its unit", "procurement-unit-missing", bases=("2020",))
def amount_without_unit(draft: Draft, random: Random) -> bool:
    draft.proactive["procurement"]["amount"] = random.choice(
        (random.randrange(1, 9999), f"{random.randrange(999)}.25")
    )
    return True


@KINDS.kind("table two: more published than made", "published-exceeds-made", bases=("2020",))
def published_exceeds_made(draft: Draft, random: Random) -> bool:
    line = draft.proactive["normative_documents"]
    line["published"] = line["made"] + random.randrange(1, 99)
    return True


@KINDS.kind("regulations of a unit that makes none", "regulations-without-power", bases=("2020", "department"))
def regulations_without_power(draft: Draft, random: Random) -> bool:
    line = draft.proactive["regulations"]
    line[list(line)[-1]] = random.randrange(1, 30)  # all in force, or all published
    return True


OF_THE_OTHER = "row-obsolete proactive-column-missing proactive-column-obsolete requests-other-rows"


@KINDS.kind("the form of 2019 in a later year", "wrong-form", f"{OF_THE_OTHER} fees-unreported", ("2020",))
def old_form(draft: Draft, random: Random) -> bool:
    set_year(draft.report, random.randrange(2021, 2026))
    draft.given.clear()
    return True


@KINDS.kind(
    "the form of 2021 in an earlier year",
    "wrong-form proactive-block-missing",  # procurement was in the old form only
    f"{OF_THE_OTHER} proactive-row-missing fees-before-2021",
    ("2024",),
)
def new_form_too_early(draft: Draft, random: Random) -> bool:
    set_year(draft.report, random.randrange(2019, 2021))
    draft.given.clear()
    return True
