"""All that authors are shown of a rulebook of two rules, against texts in ``tests/authoring/``.

What they say was written down from the rules in ``tests/made_up.py`` by hand, and nothing renews it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.authoring.explain import explain
from engine.authoring.explain_words import explained
from engine.authoring.listing import (
    applies_words,
    list_as_json,
    list_as_table,
    listed,
    points_words,
    said,
    said_as_json,
    said_as_text,
    years_words,
)
from engine.authoring.pages import pages
from engine.authoring.regulation import Row
from engine.authoring.trace import trace
from engine.authoring.words import fact_words
from engine.cases import ROOT, load_case
from engine.facts import Fact
from engine.given import Given
from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.patterns import parse
from engine.readers import read_bytes
from engine.reading import Reading
from engine.rulebook import Applies, Lang, Text, Years
from engine.score import Engine
from tests.made_up import RULE, made_up, made_up_engine

EXPECTED = Path(__file__).with_name("authoring")


def expected(name: str) -> str:
    return (EXPECTED / f"{name}.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_bytes((ROOT / "reports/huaian-2024.json").read_bytes(), "a.json", made_up()[0])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_that_a_rule_says(lang: Lang) -> None:
    book, tree = made_up()
    texts = [said_as_text(said(book.rule(name), book, tree, lang), lang) for name in ("made-up", "made-up-too")]
    assert "\n".join(texts) == expected(f"said-{lang}")


def test_where_a_rule_says_what() -> None:
    """The line of the key in its file; of what the rulebook says for it, that line."""
    book, tree = made_up()
    rows = json.loads(said_as_json(said(book.rule("made-up"), book, tree, "en")))
    own, head = RULE.split("\n"), tree_lines()
    found = [(row["key"], head if row["source"] == "rules/rulebook.yaml" else own, row["line"]) for row in rows]
    assert {row["source"] for row in rows} == {"rules/rulebook.yaml", "rules/structure/made-up.yaml"}
    begins = [
        ("name", "name:"), ("title", "title:"), ("category", "category:"), ("full", "- {id: structure,"),
        ("severity", "severity:"), ("certainty", "certainty:"), ("covers", "covers:"), ("applies", "applies:"),
        *[("when", "- cell:")] * 2, *[("unless", "- cell:")] * 2, ("because_of", "because_of:"),
        ("missing", "- when: {table:"), ("message", "message:"), ("remedy", "remedy:"),
        ("basis", "- {document: form-2021,"), ("basis", "- {document: form-2019,"), ("parameter", "parameters:"),
        ("points", "deduct:"), ("family", "deduct:"), ("cap", "few: 5"), ("veto", "veto:"), ("why", "why:"),
        ("limits", "limits:"),
    ]  # fmt: skip
    for (key, lines, line), (name, begin) in zip(found, begins, strict=True):
        assert (key, lines[line - 1].strip()[: len(begin)]) == (name, begin)
    values = {row["key"]: row["value"] for row in rows}
    assert (values["points"], values["cap"], values["veto"]) == ("1.5 ≤ 4", "5", "60")
    assert [row["line"] for row in rows if row["key"] in ("when", "unless", "basis")] == [10, 11, 13, 14, 23, 24]


def tree_lines() -> list[str]:
    """The lines of the rulebook's head: those of the one that comes with the engine, and the family of the rule."""
    from engine.loading import default_root

    text = (default_root() / "rulebook.yaml").read_text("utf-8")
    return text.replace("families:\n", "families:\n  few: 5\n").split("\n")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_of_rules(lang: Lang) -> None:
    book, _ = made_up()
    assert list_as_table(listed(book, None, lang), book, lang) == expected(f"list-{lang}")
    rows = json.loads(list_as_json(listed(book, "identities", lang)))
    assert rows == [
        {
            "name": "made-up-too", "title": "其二" if lang == "zh" else "Second", "category": "identities",
            "severity": "info", "certainty": "review", "years": "2019–2020", "points": "0",
        }
    ]  # fmt: skip
    assert listed(book, "years", lang) == []


def test_years_and_points_in_words() -> None:
    book, _ = made_up()
    spans = [Years(None, None), Years(2021, None), Years(None, 2020), Years(2019, 2020), Years(2020, 2020)]
    assert [years_words(span) for span in spans] == ["—", "2021–", "–2020", "2019–2020", "2020"]
    assert years_words(Years(None, None), "all") == "all"
    assert applies_words(Applies(), book, "en") == "report years all; all kinds of unit; all levels"
    assert [points_words(book.rule(name)) for name in ("made-up", "made-up-too")] == ["1.5 ≤ 4", "0"]


@pytest.mark.parametrize(
    ("lang", "given", "name"),
    [
        ("zh", Given(), "explained-gap"),
        ("en", Given(year=2020), "explained-because"),
        ("zh", Given(kind="township"), "explained-not"),
    ],
)
def test_why_a_rule_found_what_it_did(reading: Reading, lang: Lang, given: Given, name: str) -> None:
    book, _ = made_up()
    found = explain(made_up_engine(), book.rule("made-up"), reading, given, lang)
    assert explained(found, book, lang) == expected(name)


def test_why_nothing_can_be_told_of_a_table_that_is_not_there() -> None:
    value = json.loads((ROOT / "reports/huaian-2024.json").read_text("utf-8"))
    del value["tables"]["disputes"]
    book, _ = made_up()
    without = read_bytes(json.dumps(value).encode(), "a.json", book)
    text = explained(explain(made_up_engine(), book.rule("made-up"), without, Given(), "en"), book, "en")
    lines = text[text.index("All conditions") :].split("\n")
    assert lines == [
        "All conditions are met 0 times.",
        "Unless — cell: table = disputes, row = $row, column = corrected, value > 60: nothing to excuse.",
        "Unless — cell: table = disputes, row = $row, column = other, value > 999: nothing to excuse.",
        "Not charged again if explained by — finding: rule = made-up-too",
        "Missing evidence — table: table = disputes, given = 0 → not assessable: met 1 times.",
        lines[5],
        "",
        lines[7],
        "",
    ]
    assert lines[5].startswith("  - ")
    assert lines[7].startswith("Outcome: not assessable (no ")


def test_pages_of_the_documentation(tmp_path: Path) -> None:
    """With an example each of what fails and what passes: the first of each kind that says what it is about."""
    folder = tmp_path / "made-up"
    folder.mkdir()
    base = "base: reports/huaian-2024.json\n"
    (folder / "fail-a-silent.yaml").write_text(base, encoding="utf-8")
    (folder / "fail-b-direct.yaml").write_text(f"what: 直接*起诉\n{base}", encoding="utf-8")
    (folder / "fail-c-later.yaml").write_text(f"what: 再\n{base}", encoding="utf-8")
    (folder / "pass-a-few.yaml").write_text(
        f"what: 不多\n{base}set: {{tables/disputes/direct/upheld: 12}}\n", encoding="utf-8"
    )
    (folder / "undecided-a-none.yaml").write_text(f"what: 没有\n{base}", encoding="utf-8")
    cases = [load_case(path) for path in sorted(folder.iterdir())]
    rows = (
        Row("ST-01", "structure", Text("有|标题", "a heading"), None),
        Row("ST-03", "structure", Text("字号", "type"), Text("看不到", "cannot be seen")),
        Row("ST-04", "structure", Text("其他", "other"), None),
    )
    found = pages(made_up_engine(), cases, rows)
    assert sorted(found) == [
        "coverage-of-regulation.md", "rules/README.md", "rules/made-up-too.md", "rules/made-up.md",
    ]  # fmt: skip
    book, _ = made_up()
    text = "".join(f"##### {name}\n{page}" for name, page in sorted(found.items()))
    assert text.replace(f"\n{book.id} {book.version}\n", "\nID VERSION\n") == expected("pages")
    assert "coverage-of-regulation.md" not in pages(made_up_engine(), (), ())


@pytest.mark.parametrize(("most", "count", "last"), [(999, 15, "and 7 more"), (13, 8, "")])
def test_of_many_matches_the_first_eight_are_shown(reading: Reading, most: int, count: int, last: str) -> None:
    """Of the fifteen figures about disputes eight are at most 13."""
    book, _ = made_up()
    when = parse({"cell": {"table": "disputes", "value": {"lte": most}}})
    rule = replace(book.rule("made-up"), when=when, unless=(), because_of=(), missing=())
    few = replace(book, rules=(rule,))
    engine = Engine(few, inference=ReferenceInference(Program(few.rules)))
    text = explained(explain(engine, rule, reading, Given(), "en"), few, "en")
    matched = text[text.index(f"All conditions are met {count} times.") : text.index("\n\nOutcome")].split("\n")
    findings = text[text.index("Outcome: has gaps.") :].rstrip("\n").split("\n")
    assert len(matched) == len(findings) == 1 + 8 + bool(last)
    if last:
        assert matched[1] == "  - Table 4 / Administrative review / upheld (text 72)"
        assert matched[-1] == findings[-1] == f"  - {last}"
    assert "nearest" not in text


def fact(name: str, **fields: str | int) -> Fact:
    return Fact("cell", name, fields)


def test_values_and_near_misses_are_few() -> None:
    """The six most frequent values, equals in their order; the three facts that miss by least."""
    facts = [fact(f"{n}{twin}", row="r", value=n) for n in range(8) for twin in ("", *["x"] * (n == 7))]
    (step,), met = trace(parse({"cell": {"row": "r", "value": {"gt": 9}}}), facts)
    assert [stage.values for stage in step.stages] == [
        (("r", 9),),
        ((7, 2), (0, 1), (1, 1), (2, 1), (3, 1), (4, 1)),
    ]
    assert [(near.fact.id, len(near.failed)) for near in step.near] == [("7", 1), ("7x", 1), ("6", 1)]
    assert met == ()
    (step,), met = trace(parse({"cell": {"row": "s", "value": {"lt": 1}}}), facts)
    assert [near.fact.id for near in step.near] == ["0"]  # the others miss both
    assert [stage.left for stage in step.stages] == [0, 0]


def test_no_fact_stands_for_two_and_combinations_have_an_end() -> None:
    facts = [fact(str(n), row="r", value=n) for n in range(150)]
    two = parse([{"cell": {"row": "$row"}}, {"cell": {"row": "$row"}}])
    _, met = trace(two, facts[:3])
    assert [tuple(one.id for one in found.facts) for found in met] == [
        ("0", "1"), ("0", "2"), ("1", "0"), ("1", "2"), ("2", "0"), ("2", "1"),
    ]  # fmt: skip
    _, met = trace(two, facts)
    assert len(met) == 20_000  # of 150 × 149


def test_facts_in_words() -> None:
    context = {"label": "表四", "text": "长" * 100, "section": "", "line_label": "不"}
    text = fact_words(Fact("cell", "cell:1", {}, context), "en")
    assert text == f"表四 (text {'长' * 60})"
    assert fact_words(Fact("cell", "cell:1", {}, {"text": 0}), "zh") == "cell:1（text 0）"
    assert fact_words(Fact("cell", "cell:1", {}, {"label": Text("甲", "A")}), "en") == "A"
