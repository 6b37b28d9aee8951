"""Random reports: consistent ones, and ways to make them wrong."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from engine.rulebook import Form, Rulebook

ORGANISATIONS = ("commercial", "research", "public_welfare", "legal_service", "other_org")
APPLICANTS = ("natural_person", *ORGANISATIONS)
OUTER_ROWS = ("new_received", "carried_over", "total", "carried_forward")


def leaf_rows(form: Form) -> list[str]:
    """The outcome rows of table three, from the order of the form and not from its identities."""
    return [row for row in form.tables["requests"].blocks[0].rows if row not in OUTER_ROWS]


@st.composite
def consistent_reports(
    draw: st.DrawFn, book: Rulebook, published: bool = True, year: int | None = None
) -> dict[str, Any]:
    """A report whose sums all hold, made by adding up and not by solving the rulebook's identities."""
    year = draw(st.integers(2019, 2030)) if year is None else year
    form = book.form(year)
    assert form is not None
    small = st.integers(0, 400)
    rows: dict[str, dict[str, int]] = {}
    for row in leaf_rows(form):
        line = {column: draw(small) if draw(st.booleans()) else 0 for column in APPLICANTS}
        rows[row] = {**line, "total": sum(line.values())}
    total = {column: sum(rows[row][column] for row in rows) for column in (*APPLICANTS, "total")}
    forward = {column: draw(st.integers(0, 50)) for column in APPLICANTS}
    over = {column: draw(st.integers(0, total[column] + forward[column])) for column in APPLICANTS}
    new = {column: total[column] + forward[column] - over[column] for column in APPLICANTS}
    for line in (forward, over, new):
        line["total"] = sum(line.values())
    ordered = form.tables["requests"].blocks[0].rows
    outer = {"new_received": new, "carried_over": over, "total": total, "carried_forward": forward}
    return {
        "schema": "disclosure-report/1",
        "unit": {"name": "某市人民政府", "kind": "government", "level": "prefecture"},
        "year": year,
        "published_on": f"{year + 1}-03-20" if published else None,
        "sections": {key: {"heading": label.text.zh, "text": PROSE} for key, label in form.sections.items()},
        "tables": {
            "proactive": _proactive(draw, form),
            "requests": {row: (rows | outer)[row] for row in ordered},
            # No more lawsuits after a review than reviews.
            "disputes": {
                row: _dispute(draw, most) for row, most in (("review", 99), ("direct", 99), ("after_review", 1))
            },
        },
    }


# The same in every section, so it says what each of them must.
PROSE = (
    "本报告根据《中华人民共和国政府信息公开条例》编制，统计期限为全年，如有疑问请与办公室联系。"
    "主动公开信息，办理公开申请，逐级审核发布，维护网站专栏，组织业务培训；"
    "公开工作纳入年度考核，开展社会评议，没有发生责任追究情形；本年度收取信息处理费0元。"
    "存在的问题是解读形式单一，下一步将增加图解和视频解读。"
)


def _proactive(draw: st.DrawFn, form: Form) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for _, row, column in form.tables["proactive"].cells():
        table.setdefault(row, {})[column] = draw(st.integers(0, 9999))
    for row in ("regulations", "normative_documents"):
        line = table[row]
        if form.id == "2021":
            line["in_force"] = line["made"] + draw(st.integers(0, 99))
        else:
            line["published"] = draw(st.integers(0, line["made"]))
    if form.id == "2019":
        table["licences"]["change"] = draw(st.sampled_from([-3, 0, 7, "+389", "-5"]))
        table["procurement"]["amount"] = f"{draw(st.integers(0, 9999))}.5万元"
    return table


def _dispute(draw: st.DrawFn, most: int) -> dict[str, int]:
    line = {column: draw(st.integers(0, most)) for column in ("upheld", "corrected", "other", "pending")}
    return {**line, "total": sum(line.values())}


def cells_of(report: dict[str, Any], *tables: str) -> list[tuple[str, str, str]]:
    """Every cell of the tables."""
    return [
        (table, row, column) for table in tables for row, line in report["tables"][table].items() for column in line
    ]
