"""The generated documentation is current, says what the rules say, and has every row of the regulation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from engine.authoring.pages import MARK, pages
from engine.authoring.publish import stale, write_pages
from engine.authoring.regulation import Row, rows_of, rules_by_row
from engine.cases import all_cases
from engine.loading import default_root, read_files
from engine.rulebook import Rulebook, Text
from engine.score import Engine

TOP = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def rows() -> tuple[Row, ...]:
    return rows_of({name: content.decode() for name, content in read_files(default_root()).items()})


@pytest.fixture(scope="module")
def found(engine: Engine, rows: tuple[Row, ...]) -> dict[str, str]:
    return pages(engine, all_cases(), rows)


def test_the_documentation_is_current(found: dict[str, str]) -> None:
    assert not stale(found, TOP / "docs" / "rules"), "run `compliance rules docs`"


def test_a_page_says_all_that_matters(found: dict[str, str], book: Rulebook) -> None:
    rule, page = book.rule("requests-balance"), found["rules/requests-balance.md"]
    assert page.startswith(MARK)
    for text in (rule.title, rule.remedy, rule.why, rule.limits):
        assert text.zh in page
        assert text.en in page
    assert "国办公开办函〔2021〕30号" in page
    assert "自然人列：本年新收3001 + 上年结转34 = 3035" in page  # what the first failing case yields
    assert "Column Natural persons: received 3001" in page
    assert "An example that passes: 各列收支平衡。" in page
    assert "(../../rules/identities/requests-balance.yaml)" in page
    assert (TOP / "docs" / "rules" / "../../rules/identities/requests-balance.yaml").is_file()


def test_every_rule_has_a_page_with_examples_and_a_line_in_the_table(found: dict[str, str], book: Rulebook) -> None:
    table = found["rules/README.md"]
    for rule in book.rules:
        assert f"[{rule.name}]({rule.name}.md)" in table
        page = found[f"rules/{rule.name}.md"]
        assert "有问题的例子" in page, rule.name
        assert "没有问题的例子" in page, rule.name
        assert " → " in page, rule.name


def test_tables_have_as_many_cells_as_their_head(found: dict[str, str]) -> None:
    for name, page in found.items():
        lines = [line for line in page.split("\n") if line.startswith("|")]
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
        assert len(counts) == 1, name


def test_links_lead_somewhere(found: dict[str, str]) -> None:
    for name, page in found.items():
        for target in re.findall(r"\]\(([^)]+\.md)\)", page):
            assert (Path(name).parent / target).as_posix() in found, (name, target)


def test_the_rows_of_the_regulation(rows: tuple[Row, ...], book: Rulebook) -> None:
    counts = Counter(row.id[:2] for row in rows)
    assert counts == {"ST": 17, "TB": 18, "TM": 10, "CT": 23, "TX": 16, "YR": 7, "DP": 6, "NM": 14}
    assert [row.id for row in rows] == [f"{key}-{n:02}" for key in counts for n in range(1, counts[key] + 1)]
    assert {row.category for row in rows} == {category.id for category in book.categories}


def test_a_row_that_a_rule_checks_needs_no_reason(rows: tuple[Row, ...], book: Rulebook) -> None:
    rules = rules_by_row(book)
    assert not [row.id for row in rows if row.id in rules and row.none is not None]


def test_every_row_has_a_rule_or_a_reason(rows: tuple[Row, ...], book: Rulebook) -> None:
    rules = rules_by_row(book)
    if {rule.category for rule in book.rules} != {category.id for category in book.categories}:
        pytest.skip("not every category has rules yet")
    assert not [row.id for row in rows if row.id not in rules and row.none is None]


def test_what_is_in_a_text_cannot_break_the_page(engine: Engine) -> None:
    rule = replace(engine.book.rules[0], title=Text("甲|乙\n<b>*丙*", "a|b [c](d) `e`"))
    page = pages(Engine(replace(engine.book, rules=(rule,))), [], ())
    assert "## 甲\\|乙 \\<b\\>\\*丙\\*" in page[f"rules/{rule.name}.md"]
    assert "a\\|b \\[c\\](d) \\`e\\`" in page["rules/README.md"]
    assert "coverage-of-regulation.md" not in page


def test_writing_and_what_is_out_of_date(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "rules"
    first = {"rules/a.md": f"{MARK}\na\n", "rules/b.md": f"{MARK}\nb\n", "about.md": f"{MARK}\n"}
    assert len(stale(first, folder)) == 3
    assert write_pages(first, folder) == 0
    assert (tmp_path / "docs" / "about.md").is_file()
    (folder / "own.md").write_text("somebody's own\n", encoding="utf-8")
    assert stale(first, folder) == []
    second = {"rules/a.md": f"{MARK}\nother\n", "about.md": f"{MARK}\n"}
    assert stale(second, folder) == [str(folder / "a.md"), str(folder / "b.md")]
    assert write_pages(second, folder) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["a.md", "own.md"]
