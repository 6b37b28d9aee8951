"""Overlays: what they change and in which order, what they may not, and which reports they leave alone."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli import main
from engine.authoring.listing import said, said_as_text
from engine.beside import Beside
from engine.cases import all_cases
from engine.given import Given
from engine.json_text import dumps, loads
from engine.loading import RulebookError, UnknownOverlay, default_root, load_rulebook, read_overlaid
from engine.loading.layers import known_overlays
from engine.readers import read_bytes
from engine.reporters.json_card import dump
from engine.rulebook import Rulebook
from engine.score import Engine
from engine.scorecard import Scorecard
from tests.conftest import Engines

ROOT = Path(__file__).parent.parent
HUAIAN = ROOT / "cases" / "reports" / "huaian-2024.json"
HEAD = """\
id: mine
version: "7"
title: {zh: 我的, en: Mine}
document: mine-1
documents:
  - {id: mine-1, title: {zh: 文件, en: Paper}, number: 某发〔2025〕1号}
"""
RULE = """\
name: no-copies
category: structure
title: {zh: 题目, en: Title}
severity: warning
certainty: review
parameters: {least: 3, most: 900}
when: {section: {section: overview, characters: {gt: $$least, lt: $$most}}}
missing:
  - {when: {table: {cells: {lt: $$least}}}, means: not_assessable, reason: {zh: "少于{least}格", en: "below {least}"}}
message: {zh: "{characters}字，在{least}和{most}之间", en: "{characters} of {least} to {most}"}
remedy: {zh: 改, en: Mend}
expected: "{most}"
basis: [{document: mine-1, clause: {zh: 一, en: one}}]
deduct: {each: 1, at_most: 2}
why: {zh: 因为, en: because}
limits: {zh: 没有, en: none}
"""


def overlay(folder: Path, text: str = "", name: str = "mine", **files: str) -> str:
    """A folder with an overlay, and rules in the category structure; its path."""
    place = folder / name
    place.mkdir(exist_ok=True)
    (place / "overlay.yaml").write_text(HEAD.replace("mine", name) + text, encoding="utf-8")
    for file, content in files.items():
        (place / "structure").mkdir(exist_ok=True)
        (place / "structure" / f"{file.replace('_', '-')}.yaml").write_text(content, encoding="utf-8")
    return str(place)


def told(raw: dict[str, Any], *words: str, **changes: Any) -> dict[str, Any]:
    """A report with more text of its own in section one, so that likeness can be assessed."""
    found: dict[str, Any] = loads(dumps({**raw, **changes}))
    found["sections"]["overview"]["text"] += "".join(
        f"为{a}编印{b}一册，由{a}牵头核对。" for a in words for b in words
    )
    return found


def all_of(*values: object) -> tuple[object, ...]:
    """Several values, to compare at once."""
    return values


def load(*overlays: str) -> Rulebook:
    return load_rulebook(overlays=overlays, cache=False)


def report(**changes: Any) -> dict[str, Any]:
    """A sound government report on 2024, with other keys of the unit, or another year."""
    found: dict[str, Any] = loads(HUAIAN.read_text("utf-8"))
    for key, value in changes.items():
        if key == "year":
            found["year"] = value
        else:
            found["unit"][key] = value
    return {**found, "unit": {key: value for key, value in found["unit"].items() if value is not None}}


def card(engine: Engine, raw: dict[str, Any], **known: Any) -> Scorecard:
    return engine.score(read_bytes(dumps(raw).encode(), "r.json", engine.book), Given(**known))


# What is changed.


def test_rules_points_marks_grades_and_words(tmp_path: Path) -> None:
    text = """\
full: 10
grades: [{id: fine, label: {zh: 好, en: fine}, at_least: 9}, {id: bad, label: {zh: 差, en: bad}, at_least: 0}]
categories:
  - {id: timeliness, full: 4}
  - {id: manners, label: {zh: 礼数, en: Manners}, full: 1}
families: {requests-sums: 20, others: 1}
deadlines: {mine-first: {event: published, by: 01-05}, township-march: {event: published, by: 04-30}}
days_off: [{from: 2027-01-04, to: 2027-01-05}]
working_days: [2027-01-09]
phrases:
  processing-fee: {patterns: [收费, 手续费], sections: [problems]}
  mine-words: {sections: [overview], patterns: [某某]}
rules:
  government-published-late:
    category: manners
    severity: warning
    certainty: review
    veto: 5
    deduct: {at_most: 20, family: others}
    applies: {years: {from: 2022}}
    message: {zh: 晚, en: late}
    basis: [{document: mine-1, clause: {zh: 二, en: two}}]
  table-blank: {deduct: {family: null}}
"""
    book, base = load(overlay(tmp_path, text)), load()
    assert all_of(book.full, [grade.id for grade in book.grades]) == (10, ["fine", "bad"])
    marks = {category.id: category.full for category in book.categories}
    assert marks == {**{c.id: c.full for c in base.categories}, "timeliness": 4, "manners": 1}
    assert all_of(book.families["requests-sums"], book.families["others"]) == (20, 1)
    days = {d.name: (d.month, d.day, d.statutory) for d in book.calendar.deadlines}
    assert days["mine-first"] == (1, 5, False)
    assert days["township-march"] == (4, 30, False)
    assert days["government-published"] == (3, 31, True)
    assert book.calendar.days_off - base.calendar.days_off == {dt.date(2027, 1, 4), dt.date(2027, 1, 5)}
    assert book.calendar.working_days == {dt.date(2027, 1, 9)}
    words = {phrase.name: phrase for phrase in book.phrases}
    known = next(phrase for phrase in base.phrases if phrase.name == "processing-fee")
    assert words["processing-fee"].patterns == (*known.patterns, "手续费")
    assert words["processing-fee"].sections == (*known.sections, "problems")
    assert words["mine-words"].patterns == ("某某",)
    rule, old = book.rule("government-published-late"), base.rule("government-published-late")
    assert all_of(rule.category, rule.severity, rule.certainty, rule.veto) == ("manners", "warning", "review", 5)
    assert all_of(rule.deduct.each, rule.deduct.at_most, rule.deduct.family) == (old.deduct.each, 20, "others")
    assert (rule.applies.years.first, rule.applies.kinds) == (2022, ("government",))
    assert (rule.message.zh, rule.remedy) == ("晚", old.remedy)
    assert [basis.document for basis in rule.basis] == ["regulation-711", "mine-1"]
    assert rule.when == old.when
    assert book.rule("table-blank").deduct.family is None
    changed = {"government-published-late", "table-blank"}
    assert [r for r in book.rules if r.name not in changed] == [r for r in base.rules if r.name not in changed]


def test_a_rule_of_its_own_and_its_parameters(tmp_path: Path) -> None:
    first = overlay(tmp_path, no_copies=RULE)
    rule = load(first).rule("no-copies")
    assert {c.operator: c.value for c in rule.when[0].conditions} == {"eq": "overview", "gt": 3, "lt": 900}
    assert rule.missing[0].when[0].conditions[0].value == 3
    assert rule.missing[0].reason.zh == "少于3格"
    assert rule.message.zh == "{characters}字，在3和900之间"
    assert rule.expected == "900"
    second = overlay(tmp_path, "rules: {no-copies: {parameters: {most: 50}}}\n", "second")
    rule = load(first, second).rule("no-copies")
    assert rule.parameters == {"least": 3, "most": 50}
    assert {c.operator: c.value for c in rule.when[0].conditions} == {"eq": "overview", "gt": 3, "lt": 50}
    assert rule.message.en == "{characters} of 3 to 50"


def test_later_overlays_have_the_last_word(tmp_path: Path) -> None:
    one = overlay(tmp_path, "rules: {table-blank: {severity: info, deduct: {at_most: 9}}}\n", "one")
    two = overlay(tmp_path, "rules: {table-blank: {severity: warning}}\n", "two")
    rules = [load(*order).rule("table-blank") for order in ((one, two), (two, one), (one,), (two,), (one, one))]
    assert [rule.severity for rule in rules] == ["warning", "info", "info", "warning", "info"]
    assert [rule.deduct.at_most for rule in rules[:3]] == [9, 9, 9]


def test_what_an_overlay_extends_comes_before_it_and_once(tmp_path: Path) -> None:
    overlay(tmp_path, "rules: {table-blank: {severity: info, certainty: review}}\n", "province")
    city = overlay(tmp_path, "extends: ../province\nrules: {table-blank: {severity: warning}}\n", "city")
    town = overlay(tmp_path, "extends: [../city, ../province, example-province]\n", "town")
    book = load(town, city)
    assert [item.id for item in book.overlays] == ["province", "city", "example-province", "town"]
    assert [item.extends for item in book.overlays][1::2] == [("province",), ("city", "province", "example-province")]
    assert (book.rule("table-blank").severity, book.rule("table-blank").certainty) == ("warning", "review")


def test_a_rule_switched_off_says_so_and_can_be_switched_on_again(tmp_path: Path) -> None:
    off = overlay(tmp_path, "rules: {government-published-late: {off: {reason: {zh: 另查, en: elsewhere}}}}\n", "off")
    on = overlay(tmp_path, "rules: {government-published-late: {off: null}}\n", "on")
    late = {"published_on": dt.date(2025, 4, 9)}
    found = card(Engine(load(off)), report(), **late)
    result = next(rule for rule in found.rules if rule.name == "government-published-late")
    assert (result.status, result.reason) == ("not_applicable", "由叠加规则 off 停用：另查")
    assert not found.findings
    timeliness = next(category for category in found.categories if category.id == "timeliness")
    assert timeliness.numerator == timeliness.denominator
    again = card(Engine(load(off, on)), report(), **late)
    assert [finding.rule for finding in again.findings] == ["government-published-late"]


def test_a_file_is_an_overlay_too(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(HEAD + "rules: {table-blank: {severity: info}}\n", encoding="utf-8")
    by_file = load(str(tmp_path / "mine.yaml"))
    assert by_file.rule("table-blank").severity == "info"
    folder = overlay(tmp_path, "rules: {table-blank: {severity: info}}\n")
    assert load(folder) == by_file == load(f"{folder}/overlay.yaml")


# Which reports.


def test_an_overlay_for_other_reports_changes_nothing_but_says_so(tmp_path: Path, engine: Engine) -> None:
    scope = "applies: {years: {from: 2023, to: 2024}, kinds: [government], levels: [prefecture], regions: [江苏省]}\n"
    over = Engine(
        load(overlay(tmp_path, scope + "full: 50\ngrades: []\nrules: {government-published-late: {veto: 1}}\n"))
    )
    late = {"published_on": dt.date(2025, 4, 9)}
    inside: list[dict[str, Any]] = [
        {},
        {"year": 2023},
        {"region": None},
        {"region": "江苏省"},
        {"region": "江苏省/南京市/玄武区"},
    ]
    outside: list[dict[str, Any]] = [{"year": 2022}, {"kind": "department"}, {"level": "county"}, {"level": None}]
    outside += [{"region": "浙江省"}, {"region": "江苏省市"}, {"kind": None, "name": "某某管委会"}]
    for change in inside:
        found = card(over, report(**change), **late)
        assert found.rulebook.overlays == ("mine@7",)
        assert all_of(found.full, found.score) == (50, 1)
    for change in outside:
        found, plain = card(over, report(**change), **late), card(engine, report(**change), **late)
        said = "叠加规则 mine（我的）不适用于这份报告的年度、单位类别、层级或地区，没有使用"
        assert said in found.notices
        assert [notice for notice in found.notices if notice != said] == list(plain.notices)
        assert (found.rulebook, found.score, found.findings) == (plain.rulebook, plain.score, plain.findings)
        assert found.rules == plain.rules


@pytest.mark.parametrize(
    ("said", "known", "applies"),
    [
        ("江苏省", None, True),
        (None, None, True),  # not known: whoever chose the overlay decides
        (None, "江苏省", True),
        (None, "江苏省/淮安市", True),
        (None, "浙江省", False),
        (None, "浙江省/杭州市", False),
        ("浙江省", "江苏省/淮安市", True),  # what is known goes before what the report says
        ("江苏省", "浙江省/杭州市", False),
    ],
)
def test_where_a_unit_is_known_to_be_decides(
    tmp_path: Path, said: str | None, known: str | None, applies: bool
) -> None:
    over = Engine(
        load(overlay(tmp_path, "applies: {regions: [江苏省]}\nrules: {government-published-late: {veto: 1}}\n"))
    )
    reading = read_bytes(dumps(report(region=said)).encode(), "r.json", over.book)
    scored = over.scored(reading, Given(region=known, published_on=dt.date(2025, 4, 9)))
    assert scored.card.rulebook.overlays == (("mine@7",) if applies else ())
    assert (scored.card.score == 1) == applies
    assert scored.reading.report.unit.region == (known or said)
    assert over.shown(scored.reading, scored.card).book == scored.book  # what pages are made of later


def test_each_overlay_for_its_own_reports(tmp_path: Path) -> None:
    one = overlay(tmp_path, "applies: {years: {to: 2023}}\nrules: {table-blank: {severity: info}}\n", "one")
    two = overlay(tmp_path, "applies: {kinds: [government]}\nrules: {table-blank: {veto: 3}}\n", "two")
    three = overlay(tmp_path, "extends: ../one\n", "three")
    four = overlay(tmp_path, name="four")
    over = Engine(load(one, two, three, four))
    expected = {
        (2023, "government"): ("one@7", "two@7", "three@7", "four@7"),
        (2024, "government"): ("two@7", "four@7"),
        (2023, "township"): ("one@7", "three@7", "four@7"),
        (2024, "township"): ("four@7",),
    }
    digests = set()
    for (year, kind), ids in expected.items():
        found = card(over, report(year=year, kind=kind))
        assert found.rulebook.overlays == ids
        digests.add(found.rulebook.digest)
        assert (
            over.governing(read_bytes(dumps(report(year=year, kind=kind)).encode(), "r.json", over.book)).findings(
                read_bytes(dumps(report(year=year, kind=kind)).encode(), "r.json", over.book)
            )
            is not None
        )
    assert len(digests) == 4
    kept = read_bytes(dumps(report(year=2024, kind="township")).encode(), "r.json", over.book)
    assert over.governing(kept).book.rule("table-blank").severity == "error"
    assert over.facts(kept) == over.governing(kept).facts(kept)
    assert over.findings(kept) == over.governing(kept).findings(kept)


def test_what_the_caller_gives_decides_too(tmp_path: Path) -> None:
    over = Engine(load(overlay(tmp_path, "applies: {kinds: [department]}\n")))
    assert card(over, report()).rulebook.overlays == ()
    assert card(over, report(), kind="department").rulebook.overlays == ("mine@7",)


def test_decisions_hold_where_an_overlay_does_not_apply(tmp_path: Path, engine: Engine) -> None:
    over = Engine(load(overlay(tmp_path, "applies: {years: {to: 1990}}\n")))
    cases = [case for case in all_cases() if case.decisions is not None and not case.overlays]
    assert cases
    for case in cases[:6]:
        reading, known, beside = case.reading(engine.book), case.knows(), case.beside(engine.book)
        decisions = case.decided(engine.book, engine.score(reading, known, beside=beside))
        plain = engine.score(reading, known, beside=beside, decisions=decisions)
        found = over.score(reading, known, beside=beside, decisions=decisions)
        assert (found.findings, found.rules, found.bounds) == (plain.findings, plain.rules, plain.bounds)


# Digests and the cache.


def test_the_digest_covers_every_overlay_and_their_order(tmp_path: Path, book: Rulebook) -> None:
    one = overlay(tmp_path, name="one", no_copies=RULE.replace("mine-1", "one-1"))
    two = overlay(tmp_path, name="two")
    digests = [load(*order).digest for order in ((), (one,), (two,), (one, two), (two, one))]
    assert len(set(digests)) == 5
    assert digests[0] == book.digest
    (tmp_path / "one" / "cases").mkdir()
    (tmp_path / "one" / "cases" / "x.yaml").write_text("what: not a part of it\n")
    shutil.move(tmp_path / "one", tmp_path / "elsewhere")
    assert load(str(tmp_path / "elsewhere")).digest == digests[1]
    file = tmp_path / "elsewhere" / "structure" / "no-copies.yaml"
    file.write_text(file.read_text("utf-8") + "# a remark\n", encoding="utf-8")
    assert load(str(tmp_path / "elsewhere")).digest != digests[1]


def test_an_overlay_that_nobody_uses_is_not_in_the_digest(tmp_path: Path, book: Rulebook) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(default_root(), rules)
    (rules / "overlays" / "broken.yaml").write_text("id: [)", encoding="utf-8")
    assert load_rulebook(rules, cache=False) == book
    with pytest.raises(RulebookError, match=r"^overlays/broken.yaml:"):
        load_rulebook(rules, overlays=["broken"], cache=False)


def test_the_cache_holds_overlaid_rulebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("COMPLIANCE_CACHE", raising=False)
    mine = overlay(tmp_path, "applies: {years: {from: 2024}}\n")
    fresh, first = load(mine), load_rulebook(overlays=[mine])
    monkeypatch.setattr("engine.loading.overlaid.build_overlaid", lambda *_: pytest.fail("the cache was not used"))
    assert load_rulebook(overlays=[mine]) == first == fresh
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    overlay(tmp_path, "applies: {years: {from: 2025}}\n")
    assert load_rulebook(overlays=[mine]).overlays[0].applies.years.first == 2025


@pytest.fixture(scope="session")
def readings(book: Rulebook) -> list[tuple[Any, Given]]:
    cases = [case for case in all_cases() if case.base and not case.overlays and not case.decisions]
    return [(case.reading(book), case.knows()) for case in cases[::7]]


# Keys of a rule that an overlay may repeat as they are.
SAME = [
    "severity",
    "certainty",
    "category",
    "title",
    "message",
    "remedy",
    "why",
    "limits",
    "deduct",
    "applies",
    "veto",
]


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_overlay_that_changes_nothing_changes_no_byte_of_a_scorecard(
    data: st.DataObject, readings: list[tuple[Any, Given]], engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It says of rules, marks and days what the rulebook says; only its name and the digest show."""
    files = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in default_root().glob("[!fo]*/*.yaml")}
    head = yaml.safe_load((default_root() / "rulebook.yaml").read_text("utf-8"))
    said: dict[str, Any] = {}
    names = data.draw(st.lists(st.sampled_from(sorted(files)), max_size=8, unique=True))
    said["rules"] = {
        name: {key: files[name][key] for key in SAME if key in files[name] and data.draw(st.booleans())}
        for name in names
    }
    if data.draw(st.booleans()):
        said["full"], said["grades"] = head["full"], head["grades"]
        said["families"] = head["families"]
        said["categories"] = data.draw(st.lists(st.sampled_from(head["categories"]), unique_by=lambda c: c["id"]))
        said["working_days"] = [dt.date(1999, 1, 2)]
    text = yaml.safe_dump(said, allow_unicode=True)
    over = Engine(load(overlay(tmp_path_factory.mktemp("same"), text)))
    reading, known = data.draw(st.sampled_from(readings))
    plain, found = (json.loads(dump([e.score(reading, known)])) for e in (engine, over))
    assert found["rulebook"].pop("overlays") == ["mine@7"]
    assert found["rulebook"].pop("digest") != plain["rulebook"].pop("digest")
    assert plain["rulebook"].pop("overlays") == []
    assert found == plain


# Where values come from.


def test_each_value_names_its_file_and_line(tmp_path: Path) -> None:
    text = "rules:\n  table-blank:\n    deduct: {at_most: 9}\n    veto: 7\n    off: {reason: {zh: 甲, en: a}}\n"
    mine = overlay(tmp_path, text, no_copies=RULE)
    book, tree = load(mine), read_overlaid(None, [mine])
    rows = {row.key: row for row in said(book.rule("table-blank"), book, tree, "en")}
    lines = (default_root() / "identities" / "table-blank.yaml").read_text("utf-8").splitlines()
    assert (rows["points"].source, rows["points"].line, rows["points"].overlaid) == (f"{mine}/overlay.yaml", 9, True)
    assert (rows["veto"].value, rows["veto"].line) == ("7", 10)
    assert (rows["off"].value, rows["off"].line) == ("switched off by the overlay mine: a", 11)
    when = next(number for number, line in enumerate(lines, 1) if line.startswith("when:"))
    assert (rows["when"].source, rows["when"].line) == ("rules/identities/table-blank.yaml", when)
    assert f"caps the score at: 7  <- {mine}/overlay.yaml:10\n" in said_as_text(rows.values(), "en")
    own = {row.key: row for row in said(book.rule("no-copies"), book, tree, "en")}
    assert (own["parameter"].source, own["parameter"].line) == (f"{mine}/structure/no-copies.yaml", 6)


@pytest.mark.parametrize("name", ["", *known_overlays(default_root())])
def test_every_value_of_every_rule_has_a_place(name: str) -> None:
    """The line that is named says it."""
    overlays = [name] if name else []
    book, tree = load(*overlays), read_overlaid(None, overlays)
    words = {"points": "deduct", "parameter": "parameters"}
    for rule in book.rules:
        for row in said(rule, book, tree, "en"):
            lines = (default_root() / row.source.removeprefix("rules/")).read_text("utf-8").splitlines()
            written = lines[row.line - 1].lstrip()
            named = rule.deduct.family if row.key == "cap" else words.get(row.key, row.key)
            absent = (not getattr(rule, str(named), None) and row.key not in ("full", "cap")) or row.line == 1
            assert f"{named}:" in written or written.startswith("- ") or absent, row


# What is refused.

REFUSED: list[tuple[str, str]] = [
    ("rule: {}\n", "7:1: rule: Extra inputs are not permitted"),
    ("rules: {table-blnk: {severity: info}}\n", "7:9: unknown rule 'table-blnk'; perhaps: table-blank"),
    ("rules: {zzzzzzzz: {severity: info}}\n", "7:9: unknown rule 'zzzzzzzz'"),
    ("rules: {table-blank: {severty: info}}\n", "7:23: rules.table-blank.severty: Extra inputs are not permitted"),
    ("rules: {table-blank: {when: {}}}\n", "7:23: when of a rule cannot be changed: write a rule of your own"),
    ("rules: {table-blank: {missing: []}}\n", "7:23: missing of a rule cannot be changed"),
    ("rules: {table-blank: {severity: grave}}\n", "7:23: rules.table-blank.severity: Input should be 'error'"),
    ("rules: {table-blank: {severity: null}}\n", "7:23: severity is empty"),
    ("rules: {table-blank: {off: true}}\n", "7:23: rules.table-blank.off: Input should be"),
    ("rules: {table-blank: {off: {reason: {zh: 无}}}}\n", "7:29: rules.table-blank.off.reason.en: Field required"),
    ("rules: {table-blank: {deduct: {each: 99}}}\n", "7:32: each is more than at_most"),
    ("rules: {table-blank: {deduct: {family: x}}}\n", "7:32: unknown family 'x'"),
    ("rules: {table-blank: {category: x}}\n", "7:23: unknown category 'x'"),
    ("rules: {table-blank: {message: {zh: '{x}', en: y}}}\n", "7:23: message: {x} is not known here"),
    ("rules: {table-blank: {basis: [{document: x, clause: {zh: a, en: b}}]}}\n", "7:32: unknown document 'x'"),
    ("rules: {table-blank: {parameters: {most: 3}}}\n", "7:23: table-blank has no parameters"),
    ("rules: {requests-note-missing: {deduct: {each: 1}}}\n", "7:33: deduct.at_most: Field required"),
    (
        "categories: [{id: x, full: 3}]\n",
        "7:14: unknown category 'x' (a new one needs a label and full marks); known:",
    ),
    ("full: 90\n", "7:1: grade excellent needs 95 of 90 marks"),
    ("deadlines: {department-published: {event: published, by: 02-28}}\n", "7:54: department-published is 01-31 by"),
    ("deadlines: {government-published: {event: published, by: 04-01}}\n", "7:54: government-published is 03-31 by "),
    (
        "deadlines: {department-submitted: {event: published, by: 01-02}}\n",
        "7:36: department-submitted is about",
    ),
    (
        "deadlines: {department-submitted: {event: submitted, by: 01-26}}\n",
        "7:54: department-submitted-late takes",
    ),
    ("deadlines: {mine: {event: published, by: 02-30}}\n", "7:38: 02-30 is not a day of every year"),
    ("deadlines: {mine: {event: published, by: 01-05, statutory: true}}\n", "7:49: deadlines.mine.statutory: Extra"),
    ("documents: [{id: fees-109, title: {zh: a, en: b}, number: c}]\n", "7:1: key 'documents' stands twice"),
    ("days_off: [{from: 2025-03-01, to: 2025-02-01}]\n", "7:12: ends before it begins"),
    ("phrases: {processing-fee: {patterns: 手续费}}\n", "7:28: processing-fee is there already; only lists"),
    ("phrases: {processing-fee: {patterns: ['(']}}\n", "7:39: not a regular expression"),
    ("phrases: {mine: {pattern: [a]}}\n", "7:18: mine.pattern: Extra inputs are not permitted"),
    ("applies: {years: {since: 2024}}\n", "7:19: applies.years.since: Extra inputs are not permitted"),
    ("extends: nowhere\n", "7:1: no overlay 'nowhere'; known: example-city-2024, "),
    ("extends: [example-province, ../nowhere]\n", "7:29: no overlay '../nowhere'; known: example-city-2024, "),
    ("extends: .\n", "7:1: extends itself"),
    ("\t\n", "7:1: found character that cannot start any token"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=lambda text: text[:45].strip())
def test_what_an_overlay_cannot_say(tmp_path: Path, text: str, said: str) -> None:
    mine = overlay(tmp_path, text)
    with pytest.raises(RulebookError) as caught:
        load(mine)
    assert str(caught.value).startswith(f"{mine}/overlay.yaml:{said}")
    assert "\n" not in str(caught.value)


RULES_REFUSED: list[tuple[str, str, str]] = [
    ("$$least,", "$$last,", "7:50: unknown parameter 'last'; known: least, most"),
    ("least: 3,", "least: 3, spare: 1,", "6:24: nothing in the patterns says $$spare"),
    ("least: 3,", "least: many,", "6:14: parameters.least: Input should be a valid integer"),
    ("most: 900}", "most: 900, characters: 1}", "6:35: characters is a field of facts"),
    ("document: mine-1", "document: other", "13:10: unknown document 'other'"),
    ("category: structure", "category: content", "1:1: the file of rule no-copies must be content/no-copies.yaml"),
    ("name: no-copies", "name: copies", "1:1: the file of rule copies must be structure/copies.yaml"),
]


@pytest.mark.parametrize(("old", "new", "said"), RULES_REFUSED, ids=lambda text: text[:30])
def test_what_a_rule_of_an_overlay_cannot_say(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert RULE.count(old) == 1
    mine = overlay(tmp_path, no_copies=RULE.replace(old, new))
    with pytest.raises(RulebookError) as caught:
        load(mine)
    assert str(caught.value).startswith(f"{mine}/structure/no-copies.yaml:{said}")


def test_other_refusals(tmp_path: Path) -> None:
    def refused(*overlays: str) -> str:
        with pytest.raises(RulebookError) as caught:
            load(*overlays)
        return str(caught.value).replace(str(tmp_path), "…")

    mine = overlay(tmp_path, table_blank=RULE.replace("no-copies", "table-blank"))
    assert refused(mine).startswith("…/mine/structure/table-blank.yaml:1:1: there is a rule of this name already;")
    overlay(tmp_path, "extends: ../two\n", "one")
    two = overlay(tmp_path, "extends: ../one\n", "two")
    assert refused(two) == "…/one/overlay.yaml:7:1: extends itself"
    three = overlay(tmp_path, name="three")
    shutil.copytree(three, tmp_path / "copy")
    assert refused(three, str(tmp_path / "copy")) == "…/copy/overlay.yaml:1:1: another overlay has the id three"
    (tmp_path / "three" / "overlay.yaml").write_text(HEAD.replace("document: mine-1", "document: x"))
    assert refused(three) == "…/three/overlay.yaml:4:1: unknown document 'x'"
    (tmp_path / "three" / "overlay.yaml").write_text(HEAD.replace("id: mine-1", "id: fees-109"))
    assert refused(three) == "…/three/overlay.yaml:6:6: there is a document fees-109 already"
    (tmp_path / "three" / "overlay.yaml").write_text("- 1\n")
    assert refused(three).startswith("…/three/overlay.yaml:1:1: the file: Input should be")
    four = overlay(tmp_path, name="four")
    (tmp_path / "four" / "structure").mkdir()
    for file, why in (("a.yml", "would be passed over"), ("b/c.yaml", "an overlay has no file of this name")):
        path = tmp_path / "four" / "structure" / file
        path.parent.mkdir(exist_ok=True)
        path.write_text("x: 1\n")
        assert refused(four).startswith(f"…/four/structure/{file}:1:1: {why}")
        path.unlink()
    many = [overlay(tmp_path, f"applies: {{years: {{from: {2020 + n}}}}}\n", f"many{n}") for n in range(5)]
    assert "more than 4 overlays that are for different reports" in refused(*many)
    rules = tmp_path / "rules"
    shutil.copytree(default_root(), rules)
    (rules / "overlays" / "mine.yaml").write_text(HEAD.replace("id: mine\n", "id: yours\n"), encoding="utf-8")
    with pytest.raises(RulebookError, match=r"^overlays/mine.yaml:1:1: the overlay mine must have this id"):
        load_rulebook(rules, overlays=["mine"], cache=False)


def test_an_earlier_day_than_the_laws_must_not_be_called_the_law(tmp_path: Path) -> None:
    """Whoever moves a statutory day says so in every rule that measures it, or switches the rule off."""
    earlier = "deadlines: {government-published: {event: published, by: 02-20}}\n"
    own = "message: {zh: '县里要求{due}前', en: 'by {due}'}, basis: [{document: mine-1, clause: {zh: 一, en: one}}]"
    text = f"{earlier}rules:\n  government-published-late: {{{own}}}\n"
    with pytest.raises(
        RulebookError, match="7:54: government-published-after-holiday takes this for the day of the law"
    ):
        load(overlay(tmp_path, text))
    text += "  government-published-after-holiday: {off: {reason: {zh: 不顺延, en: no grace}}}\n"
    over = Engine(load(overlay(tmp_path, text)))
    found = card(over, report(), published_on=dt.date(2025, 2, 21))
    assert [(f.rule, f.message) for f in found.findings] == [("government-published-late", "县里要求2025-02-20前")]
    assert not card(over, report(), published_on=dt.date(2025, 2, 20)).findings
    later = overlay(tmp_path, "deadlines: {government-published: {event: published, by: 03-10}}\n", "later")
    assert {(d.month, d.day) for d in load(str(tmp_path / "mine"), later).calendar.deadlines} >= {(3, 10)}


# The overlays that come with the rulebook, and the command.


def test_marks_of_licheng(engines: Engines) -> None:
    """Ten marks; five for each fault, never below zero. With a report beside it, likeness is assessed too."""
    engine = engines(("licheng-2020",))[0]
    base: dict[str, Any] = loads((ROOT / "cases" / "reports" / "longgang-2020.json").read_text("utf-8"))
    base["unit"] |= {"kind": "department", "level": "county", "region": "福建省/泉州市/鲤城区"}
    base["tables"]["proactive"]["regulations"] = {"made": 0, "published": 0, "total_public": 0}
    base = told(base, "渔港", "码头", "海塘", "堤坝")
    old = read_bytes(dumps(told(report(), "茶园", "竹林", "梯田", "水库", year=2019)).encode(), "r.json", engine.book)
    peer = read_bytes(
        dumps(told(report(), "书院", "祠堂", "牌坊", "古井", year=2020)).encode(), "r.json", engine.book
    )
    beside = Beside(previous=old, peers=(peer,))

    def score(raw: dict[str, Any], submitted: dt.date, published: dt.date) -> Scorecard:
        reading = read_bytes(dumps(raw).encode(), "r.json", engine.book)
        return engine.score(reading, Given(submitted_on=submitted, published_on=published), beside=beside)

    in_time = (dt.date(2021, 1, 28), dt.date(2021, 1, 29))
    assert all_of(score(base, *in_time).score, score(base, *in_time).full) == (10, 10)
    assert score(base, dt.date(2021, 2, 9), in_time[1]).score == 5
    poor = score(base, dt.date(2021, 2, 9), dt.date(2021, 2, 19))
    assert all_of(poor.score, poor.grade.id if poor.grade else None) == (0, "poor")
    assert poor.rulebook.overlays == ("licheng-2020@2020",)
    del base["sections"]["problems"], base["sections"]["other"]
    torn = score(base, *in_time)
    assert {f.rule: f.deducted for f in torn.findings if f.deducted} == {"section-missing": 5}
    assert torn.score == 5


def test_marks_of_suqian(engines: Engines) -> None:
    """Half a mark for a late report, one more after 31 March; half a mark for the text, once a person says so."""
    engine = engines(("suqian-2026",))[0]
    base = report(year=2025, kind="department", level="prefecture", region="江苏省/宿迁市")
    base["tables"]["proactive"]["regulations"] = {"made": 0, "repealed": 0, "in_force": 0}
    base["sections"]["preface"]["text"] = "统计期限自2025年1月1日至2025年12月31日。"
    old = told(report(), "茶园", "竹林", "梯田", "水库", "书院", "古井")
    old["sections"]["problems"]["text"] = old["sections"]["overview"]["text"][-150:]
    base = told(base, "渔港", "码头", "海塘", "堤坝", "灯塔", "船坞")
    reading = read_bytes(dumps(base).encode(), "r.json", engine.book)
    unlike = Beside(previous=read_bytes(dumps(old).encode(), "r.json", engine.book))
    by_day = {
        dt.date(2026, 1, 31): Decimal(3),
        dt.date(2026, 2, 3): Decimal("2.5"),
        dt.date(2026, 3, 31): Decimal("2.5"),
        dt.date(2026, 4, 1): Decimal("1.5"),
    }
    for day, marks in by_day.items():
        known = Given(submitted_on=dt.date(2026, 1, 20), published_on=day)
        assert engine.score(reading, known, beside=unlike).score == marks, day
    same = Beside(previous=read_bytes(dumps({**base, "year": 2024}).encode(), "r.json", engine.book))
    copied = engine.score(
        reading, Given(submitted_on=dt.date(2026, 1, 20), published_on=dt.date(2026, 1, 31)), beside=same
    )
    assert "copied-from-last-year" in {finding.rule for finding in copied.findings}
    assert all_of(copied.score, copied.bounds and copied.bounds[0]) == (3, Decimal("2.5"))


def test_the_invented_province(engines: Engines) -> None:
    engine = engines(("example-province",))[0]
    late = card(engine, report(region="示例省"), published_on=dt.date(2025, 4, 9))
    assert late.score == 60
    status = {rule.name: rule for rule in late.rules}
    assert status["requests-note-missing"].status == "not_applicable"
    assert "省里统一的年报系统" in str(status["requests-note-missing"].reason)
    words = report(region="示例省")
    words["sections"]["other"]["text"] = "〔此处由各单位补充〕"
    assert "placeholder-left" in {finding.rule for finding in card(engine, words).findings}


def test_names_that_the_rulebook_has() -> None:
    known = known_overlays(default_root())
    assert known == ("example-city-2024", "example-province", "licheng-2020", "suqian-2026", "wuwei-2025")
    with pytest.raises(UnknownOverlay) as caught:
        load("licheng")
    assert caught.value.known == known
    assert load(*known[1:4]).overlays[0].id == "example-province"


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner()
    args = ["score", str(HUAIAN), "--lang", "en", "--published-on", "2025-04-09", "--fail-on", "never"]
    mine = overlay(tmp_path, "rules: {government-published-late: {veto: 12}}\n")
    found = run.invoke(main, [*args, "--format", "json", "--overlay", mine, "--overlay", "example-province"])
    assert found.exit_code == 0
    told = json.loads(found.stdout)
    assert (told["score"], told["rulebook"]["overlays"]) == (12, ["mine@7"])
    assert any("example-province" in notice for notice in told["notices"])
    monkeypatch.chdir(tmp_path)
    assert run.invoke(main, [*args, "--overlay", "./mine"]).exit_code == 0
    assert run.invoke(main, [*args, "--overlay", "mine"]).exit_code == 0
    assert run.invoke(main, ["read", str(HUAIAN), "--overlay", "mine"]).exit_code == 0
    for name in ("nope", "./nope", "mine/structure", ""):
        refused = run.invoke(main, [*args, "--overlay", name])
        assert refused.exit_code == 2
        names = "example-city-2024, example-province, licheng-2020, suqian-2026, wuwei-2025"
        assert refused.stderr == f"no overlay '{name}', and no such folder or file; the rulebook has: {names}\n"
    (tmp_path / "mine" / "overlay.yaml").write_text("id: 1\n")
    refused = run.invoke(main, [*args, "--overlay", "mine"])
    assert refused.stderr.startswith("the rulebook cannot be used: mine/overlay.yaml:1:1: ")


def test_what_the_documentation_shows_can_be_loaded(tmp_path: Path) -> None:
    """Every block of docs/overlays.md but the part of a rule; the head stands before each of the others."""
    blocks = (ROOT / "docs" / "overlays.md").read_text("utf-8").split("```yaml\n")[1:]
    head, *others = [block.partition("```")[0] for block in blocks]
    head = head.replace("{zh: …, en: …}", "{zh: 甲, en: a}").replace("en: …", "en: a")
    for text in ("", *others[:-1]):
        (tmp_path / "overlay.yaml").write_text(head + text, encoding="utf-8")
        assert load(str(tmp_path)).overlays[-1].id == "my-overlay"
    assert others[-1].startswith("parameters:")


def test_the_trial_is_as_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of docs/trial.md, written as they stand there, load, and the rule says what is pasted."""
    text = (ROOT / "docs" / "trial.md").read_text("utf-8")
    for name, content in re.findall(r"^`(\S+\.yaml)`：\n\n```yaml\n(.*?)```", text, re.MULTILINE | re.DOTALL):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    shown = run.invoke(main, ["rules", "show", "section-one-too-long", "--overlay", "./my-overlay", "--lang", "zh"])
    assert "".join(f"    {line}\n" for line in shown.stdout.splitlines()) in text
    tried = run.invoke(main, ["rules", "test", "--overlay", "./my-overlay", "--lang", "zh"])
    assert (tried.exit_code, tried.output) == (0, "2 个案例，0 个不符\n")
    county = run.invoke(main, ["rules", "show", "section-one-too-long", "--overlay", "county.yaml", "--lang", "zh"])
    assert "characters > 800" in county.stdout
