"""The comparisons of rules/years.yaml: what they may name, and where a fault is said to be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.loading import RulebookError, default_root, load_rulebook
from engine.rulebook import Rulebook

GOOD = """\
comparisons:
  made-up:
    table: requests
    each: column
    lines: [total]
    this: [carried_over]
    before: [carried_forward]
    added: [granted]
    taken: [total]
    forms: ["2021"]
    across_forms: true
repeats:
  requests: {}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rulebook without the rules that look at last year's report."""
    shutil.copytree(default_root(), tmp_path / "rules")
    shutil.rmtree(tmp_path / "rules" / "years")
    return tmp_path / "rules"


def refusal(rules: Path, text: str) -> str:
    (rules / "years.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(rules, cache=False)
    return str(caught.value)


def test_the_comparison_itself_is_sound(rules: Path) -> None:
    (rules / "years.yaml").write_text(GOOD, encoding="utf-8")
    (item,) = load_rulebook(rules, cache=False).comparisons.items
    assert (item.name, item.forms, item.across) == ("made-up", ("2021",), True)
    assert [item.holds_for(*forms) for forms in (("2021", "2019"), ("2021", "2021"), ("2019", "2019"))] == [
        True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("each: column", "each: cell", "4:5: comparisons.made-up.each: Input should be 'row' or 'column'"),
        ("table: requests\n", "table: request\n", "3:5: unknown table 'request'"),
        ("[carried_over]", "[carried]", "6:5: carried / total is no cell of requests of form 2021"),
        ("[carried_over]", "[]", "6:5: comparisons.made-up.this: Tuple should have at least 1 item"),
        ("[carried_forward]", "[forward]", "7:5: forward / total is no cell of requests of form 2019"),
        # Across forms, last year's report may be on the other one.
        (
            "[carried_forward]",
            "[other.remaining]",
            "7:5: other.remaining / total is no cell",
        ),
        ("[granted]", "[given]", "8:5: given / total is no cell of requests of form 2021"),
        ("taken: [total]", "taken: [all]", "9:5: all / total is no cell of requests of form 2021"),
        ("lines: [total]", "lines: [sum]", "6:5: carried_over / sum is no cell of requests of form 2021"),
        ('["2021"]', '["2020"]', "10:13: unknown form '2020'; known: 2019, 2021"),
        ('["2021"]', "[]", "10:5: comparisons.made-up.forms: Tuple should have at least 1 item"),
        ("across_forms", "accross_forms", "11:5: comparisons.made-up.accross_forms: Extra inputs are not permitted"),
        ("  made-up:", "  Made up:", "2:3: comparisons.Made up"),
        ("  requests: {}", "  request: {}", "13:3: unknown table 'request'"),
        ("repeats:\n  requests: {}\n", "", "1:1: repeats: Field required"),
    ],
)
def test_a_fault_is_said_with_its_place(old: str, new: str, error: str, rules: Path) -> None:
    assert GOOD.count(old) == 1
    assert refusal(rules, GOOD.replace(old, new)).startswith(f"years.yaml:{error}")


def test_figures_with_units_of_their_own_cannot_be_compared(rules: Path) -> None:
    text = """\
comparisons:
  made-up: {table: proactive, each: row, lines: [procurement], forms: ["2019"], this: [amount], before: [amount]}
repeats: {}
"""
    assert "procurement / amount has units of its own and cannot be compared" in refusal(rules, text)


def test_a_rule_names_a_comparison_that_there_is(tmp_path: Path) -> None:
    shutil.copytree(default_root(), tmp_path / "rules")
    rule = tmp_path / "rules/years/fees-unit-suspicious.yaml"
    rule.write_text(
        rule.read_text("utf-8").replace(
            "{comparison: fees-amount, known: 1, times", "{comparison: fees, known: 1, times"
        )
    )
    with pytest.raises(RulebookError, match=r"years/fees-unit-suspicious.yaml:\d+:\d+: unknown comparison 'fees'"):
        load_rulebook(tmp_path / "rules", cache=False)


def test_without_the_file_a_rulebook_is_refused(rules: Path) -> None:
    (rules / "years.yaml").unlink()
    with pytest.raises(RulebookError, match=r"years.yaml: the file is missing"):
        load_rulebook(rules, cache=False)


def test_only_tables_three_and_four_are_compared_across_the_switch(book: Rulebook) -> None:
    across = {item.table for item in book.comparisons.items if item.across}
    assert across == {"requests"}
    assert {table for table, also in book.comparisons.repeats.items() if also} == {"requests", "disputes"}


def test_no_comparison_looks_at_lawsuits(book: Rulebook) -> None:
    """Since 2024 review comes first, so that lawsuits without it fall: no anomaly."""
    assert all(item.table != "disputes" for item in book.comparisons.items)
