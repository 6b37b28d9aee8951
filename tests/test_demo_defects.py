"""What each kind of defect changes in a report, and nothing else; what finds it, test_recall tests."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest

from benchmarks.defects.bases import draft
from engine.demo.defects import DEFECTS
from engine.demo.defects.kind import Draft
from engine.demo.defects.requests import changed
from engine.demo.words import words

APPLICANTS = {"natural_person", "commercial", "research", "public_welfare", "legal_service", "other_org"}
RECEIVED = {"new_received", "carried_over", "carried_forward"}
PROSE = ("overview", "problems", "other")
PLACES = 90  # that are tried for each kind

Report = dict[str, Any]
Path = tuple[str, ...]
KINDS = {defect.name: defect for defect in DEFECTS}


def leaves(value: Any, path: Path = ()) -> dict[Path, Any]:
    if isinstance(value, dict):
        return {at: leaf for key, item in value.items() for at, leaf in leaves(item, (*path, key)).items()}
    return {path: value}


def differing(before: Report, after: Report) -> dict[Path, tuple[Any, Any]]:
    """By path, what stood there and what stands there now; ``None`` for what is not there."""
    one, other = leaves(before), leaves(after)
    return {at: (one.get(at), other.get(at)) for at in {**one, **other} if one.get(at) != other.get(at)}


def spoilt(name: str, base: str = "2024", seeds: int = PLACES) -> list[tuple[Report, Report]]:
    """The report before and after, wherever the defect could be put in."""
    found = []
    for seed in range(seeds):
        made: Draft = draft(base, Random(seed))
        before = copy.deepcopy(made.report)
        if KINDS[name].spoil(made, Random(seed)):
            assert made.report != before
            found.append((before, made.report))
    assert found
    return found


def outcomes(report: Report) -> set[str]:
    return set(report["tables"]["requests"]) - RECEIVED - {"total"}


FIGURES: list[tuple[str, Callable[[Report], set[str]], set[str]]] = [
    ("table three: an outcome of a kind of applicant", outcomes, APPLICANTS),
    ("table three: received or carried, a kind of applicant", lambda _: RECEIVED, APPLICANTS),
    ("table three: (7) total of a kind of applicant", lambda _: {"total"}, APPLICANTS),
    ("table three: total of an outcome", outcomes, {"total"}),
    ("table three: total received or carried", lambda _: RECEIVED, {"total"}),
    ("table three: total of totals", lambda _: {"total"}, {"total"}),
    ("table four: a figure", lambda _: {"review", "direct", "after_review"}, {
        "upheld", "corrected", "other", "pending", "total",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rows", "columns"), FIGURES, ids=[name for name, *_ in FIGURES])
def test_one_figure_is_another(name: str, rows: Callable[[Report], set[str]], columns: set[str]) -> None:
    touched = set()
    for before, after in spoilt(name):
        ((path, (old, new)),) = differing(before, after).items()
        assert path[:2] == ("tables", "disputes" if "four" in name else "requests")
        assert new >= 0
        assert new - old in {-100, -10, -2, -1, 1, 2, 9, 10, 90, 1000} or new == 0
        touched.add(path[2:])
    assert {row for row, _ in touched} == rows(before)
    assert {column for _, column in touched} == columns


def test_another_count_is_near_or_far() -> None:
    assert {changed(500, Random(seed)) - 500 for seed in range(300)} == {-100, -10, -2, -1, 1, 2, 9, 10, 90, 1000}
    assert {changed(0, Random(seed)) for seed in range(300)} == {1, 2, 9, 10, 90, 1000}


def lines_of(after: Report, before: Report, table: str = "requests") -> Mapping[str, tuple[Any, Any]]:
    """The rows that differ: as they were, and as they are."""
    one, other = before["tables"][table], after["tables"][table]
    return {row: (one.get(row), other.get(row)) for row in {**one, **other} if one.get(row) != other.get(row)}


def test_digits_of_one_figure() -> None:
    for before, after in spoilt("table three: two digits exchanged"):
        ((path, (old, new)),) = differing(before, after).items()
        assert path[2] in outcomes(before)
        figure = f"{new:0{len(str(old))}}"
        apart = [at for at in range(len(figure)) if figure[at] != str(old)[at]]
        assert apart == [apart[0], apart[0] + 1]
        assert sorted(figure) == sorted(str(old))
    for before, after in spoilt("table three: a digit lost"):
        ((path, (old, new)),) = differing(before, after).items()
        assert path[2] in outcomes(before)
        assert (new, old >= 10) == (old // 10, True)


def test_two_figures_are_exchanged() -> None:
    for before, after in spoilt("table three: two figures of a row exchanged"):
        (one, (a, b)), (other, (c, d)) = differing(before, after).items()
        assert (a, b) == (d, c)
        assert one[:3] == other[:3]
        assert {one[3], other[3]} <= APPLICANTS
        assert one[2] in outcomes(before)
    for before, after in spoilt("table three: two figures of a column exchanged"):
        (one, (a, b)), (other, (c, d)) = differing(before, after).items()
        assert (a, b) == (d, c)
        assert one[3] == other[3] in APPLICANTS
        assert {one[2], other[2]} <= outcomes(before)
    for before, after in spoilt("table four: two figures of different groups exchanged"):
        (one, (a, b)), (other, (c, d)) = differing(before, after).items()
        assert (a, b) == (d, c)
        assert one[3] == other[3]
        assert one[:2] == ("tables", "disputes")


def test_rows_of_table_three() -> None:
    for before, after in spoilt("table three: a row one column to the right"):
        ((row, (old, new)),) = lines_of(after, before).items()
        columns = list(APPLICANTS & old.keys())
        columns.sort(key=list(old).index)
        values = [old[column] for column in columns]
        assert [new[column] for column in columns] == [values[-1], *values[:-1]]
        assert row in outcomes(before)
        assert old["total"] == new["total"]
    for before, after in spoilt("table three: (7) total copied from new requests"):
        ((row, (_, new)),) = lines_of(after, before).items()
        assert (row, new) == ("total", before["tables"]["requests"]["new_received"])
    for before, after in spoilt("table three: carried forward left at zero"):
        ((row, (old, new)),) = lines_of(after, before).items()
        assert (row, new) == ("carried_forward", dict.fromkeys(old, 0))
    for before, after in spoilt("table three: an outcome counted in no row"):
        ((row, (old, new)),) = lines_of(after, before).items()
        assert row in outcomes(before)
        assert new == dict.fromkeys(old, 0)


def test_blanks_of_table_three() -> None:
    for before, after in spoilt("table three: (7) total of a column blank"):
        ((path, (old, new)),) = differing(before, after).items()
        assert path[:3] == ("tables", "requests", "total")
        assert path[3] in APPLICANTS
        assert (old != 0, new) == (True, "")
    for before, after in spoilt("table three: all zeros left blank", seeds=2):
        found = differing(before, after)
        zeros = {
            ("tables", "requests", row, column)
            for row, line in before["tables"]["requests"].items()
            for column, value in line.items()
            if value == 0
        }
        assert found == dict.fromkeys(zeros, (0, ""))


def test_what_is_missing() -> None:
    removed: dict[str, set[Any]] = {}
    for name, table in (
        ("table three: a row is missing", "requests"),
        ("table three: a row of (6) is missing", "requests"),
        ("table four: a group is missing", "disputes"),
    ):
        for before, after in spoilt(name):
            ((row, (_, new)),) = lines_of(after, before, table).items()
            assert new is None
            removed.setdefault(name, set()).add(row)
    rows = set(draft("2024", Random(0)).requests)
    sixth = {"other.overdue_correction", "other.overdue_fee", "other.remaining"}
    assert list(removed.values()) == [rows - sixth, sixth, {"review", "direct", "after_review"}]
    for name, table, columns in (
        ("table three: a column is missing", "requests", {*APPLICANTS, "total"}),
        (
            "table four: a result is missing in every group",
            "disputes",
            {"upheld", "corrected", "other", "pending", "total"},
        ),
    ):
        gone = set()
        for before, after in spoilt(name):
            found = differing(before, after)
            (column,) = {path[3] for path in found}
            assert len(found) == len(before["tables"][table])
            assert {new for _, new in found.values()} == {None}
            gone.add(column)
        assert gone == columns
    for name, table in (("table three is missing", "requests"), ("table four is missing", "disputes")):
        for before, after in spoilt(name, seeds=2):
            assert after["tables"].keys() == before["tables"].keys() - {table}
            assert after["sections"] == before["sections"]


def test_a_row_of_the_old_form() -> None:
    values = set()
    for before, after in spoilt("table three: a row of the old form"):
        ((row, (old, new)),) = lines_of(after, before).items()
        assert (row, old) == ("other", None)
        value = new["total"]
        assert new == {**dict.fromkeys(APPLICANTS, 0), "natural_person": value, "total": value}
        values.add(value)
    assert values == set(range(9))


# Sections and words


def test_sections_that_are_missing_or_empty() -> None:
    gone, empty = set(), set()
    for before, after in spoilt("a section is missing"):
        (key,) = before["sections"].keys() - after["sections"].keys()
        assert after["tables"] == before["tables"]
        gone.add(key)
    assert gone == set(PROSE)
    gone = set()
    for before, after in spoilt("a section and its table are missing"):
        (key,) = before["sections"].keys() - after["sections"].keys()
        assert after["tables"].keys() == before["tables"].keys() - {key}
        gone.add(key)
    assert gone == {"proactive", "requests", "disputes"}
    for before, after in spoilt("a section is empty"):
        ((path, (_, new)),) = differing(before, after).items()
        assert (path[0], path[2]) == ("sections", "text")
        empty.add((path[1], new))
    assert empty == {(key, text) for key in PROSE for text in words("defects")["empty"]}


INSERTED = {
    "words of the template left": {re.escape(text) for text in words("defects")["placeholders"]},
    "a blank not filled in": {
        re.escape(text).replace(r"\{line\}", f"{line}{{2,7}}")
        for text in words("defects")["blanks"]
        for line in words("defects")["lines"]
    },
    "a mobile number of an applicant": {re.escape(words("defects")["mobile"]).replace(r"\{number\}", r"1[3-9]\d{9}")},
    "the principle reversed": {re.escape(text) for text in words("defects")["reversed"]},
}


@pytest.mark.parametrize("name", INSERTED)
def test_a_sentence_is_put_in_behind_another(name: str) -> None:
    touched, seen = set(), set()
    for before, after in spoilt(name):
        ((path, (old, new)),) = differing(before, after).items()
        assert (path[0], path[2]) == ("sections", "text")
        said = inserted(old, new, INSERTED[name])
        touched.add(path[1])
        seen.add(said)
    assert touched == set(PROSE)
    assert seen == INSERTED[name]


def inserted(old: str, new: str, expressions: set[str]) -> str:
    """Which of the sentences was put in, behind the end of another."""
    for expression in expressions:
        for found in re.finditer(expression, new):
            behind = found.start() and new[found.start() - 1] == "。"
            if behind and new[: found.start()] + new[found.end() :] == old:
                return expression
    raise AssertionError(new)


def only(name: str, *path: str) -> list[tuple[str, str, Report]]:
    """What stood at a path and what stands there now, and the report before, where nothing else is changed."""
    found = []
    for before, after in spoilt(name, seeds=60):
        ((at, (old, new)),) = differing(before, after).items()
        assert at == path
        found.append((old, new, before))
    return found


def test_words_of_a_letter_and_of_the_trial_form() -> None:
    for old, new, _ in only("words of a letter", "sections", "other", "text"):
        assert new == f"{old}特此报告。"
    for old, new, _ in only("the number of the trial form", "sections", "preface", "text"):
        assert new == old.replace("国办公开办函〔2021〕30号", "国办公开办函〔2019〕60号")


def test_titles() -> None:
    told = {new for _, new, _ in only("a title of another kind of report", "title")}
    assert told == {text.format(unit="某市人民政府", year=2024) for text in words("defects")["titles"]}
    for old, new, before in only("a title without the unit", "title"):
        assert before["unit"]["name"] + new == old
    for old, new, _ in only("a title without the year", "title"):
        assert new == old.replace("2024年", "")
    years = {
        new.replace(old.partition("2024")[0], "")[:4] for old, new, _ in only("another year in the title", "title")
    }
    assert years == {"2021", "2022", "2023", "2025"}


def test_another_year_left() -> None:
    years = set()
    for old, new, _ in only("another year left", "sections", "overview", "text"):
        assert new.endswith(old)
        found = re.search(r"\d{4}", new)
        assert found is not None
        years.add(int(found.group()))
        assert new.removesuffix(old) in {text.format(year=found.group()) for text in words("defects")["past"]}
    assert years == {2021, 2022, 2023}


def test_no_word_on_fees() -> None:
    for old, new, before in only("no word on fees", "sections", "other", "text"):
        assert new in words("defects")["no_fees"]
        assert "费" in old
        assert before["tables"]["requests"]["other.overdue_fee"]["total"]
    for before, after in spoilt("no word on fees, where none was charged", "random", 15):
        assert after["sections"]["other"]["text"] in words("defects")["no_fees"]
        assert not before["tables"]["requests"]["other.overdue_fee"]["total"]


def test_all_kinds_are_looked_at() -> None:
    assert len(KINDS) == len(DEFECTS) == 42
