"""Every fault of a rulebook at once, each with its place; what has one is not loaded, and what has none is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.loading import RulebookError
from engine.loading.build import build, read_rule
from engine.loading.every import every_fault
from engine.loading.tree import Page, Tree
from engine.rulebook import Text
from tests.test_loading import FILE, RULE
from tests.test_loading_slips import TREE


def tree_with(changed: Mapping[str, str]) -> Tree:
    """The rulebook with other files, or with files besides."""
    tree = TREE.without([name for name in changed if name in TREE])
    for name, text in changed.items():
        tree.add(name, Page(name, text))
    return tree


def faults(changed: Mapping[str, str]) -> list[str]:
    return [str(error) for error in every_fault(tree_with(changed)).errors]


def refusal(changed: Mapping[str, str]) -> str:
    with pytest.raises(RulebookError) as caught:
        build(tree_with(changed), "")
    return str(caught.value)


def rule(name: str, *replaced: tuple[str, str]) -> str:
    text = RULE.replace("made-up", name)
    for old, new in replaced:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def line_of(file: str, words: str) -> int:
    return TREE[file][: TREE[file].index(words)].count("\n") + 1


def test_a_sound_rulebook_has_none() -> None:
    found = every_fault(tree_with({FILE: RULE}))
    assert found.errors == ()
    assert found.book is not None
    assert found.sound == {rule.name for rule in found.book.rules}
    assert "made-up" in found.sound


def test_all_faults_of_several_rules() -> None:
    changed = {
        "structure/a-one.yaml": rule(
            "a-one",
            ("document: form-2021", "document: form-2020"),
            ("category: structure", "category: structure\nmend: [{figures: {requests: {granted: {sum: '1'}}}}]"),
            ("each: 1, at_most: 2", "each: 3, at_most: 2, family: sums"),
            ("缺{heading}", "缺{headng}"),
            ("table: requests}\n", "table: {in: [requests, thesis]}}\n"),
        ),
        "structure/b-two.yaml": rule(
            "b-two",
            ("{given: 0, section: $section}", "{gven: 0, section: 1}"),
            ("when: {report: {sections: 0}}\n", "when: {report: {secs: 0}}\n"),
        ),
        "structure/c-three.yaml": rule("c-three", ("severity: error", "severty: error")),
        "structure/d-four.yaml": rule(
            "d-four", ("because_of: {finding: {rule: table-missing,", "because_of: {section: {")
        ),
        "structure/e-five.yaml": rule("e-five", ("means: not_assessable", "means: forfeit")),
        "structure/f-six.yaml": rule("f-six", ("rule: table-missing", "rule: b-two")),  # it is there, though broken
        "structure/g-seven.yaml": rule(
            "g-seven", ("category: structure", "category: structure\nmend: {append: '{n}'}")
        ),
        "forms/made-up.yaml": "",
    }
    found = every_fault(tree_with(changed))
    assert [str(error).partition("; ")[0] for error in found.errors] == [
        "forms/made-up.yaml:1:1: a rulebook has no file of this name or in this folder",
        "structure/b-two.yaml:7:15: section has no field 'gven'",
        "structure/b-two.yaml:7:24: 1 is not a text",
        "structure/b-two.yaml:12:21: report has no field 'secs'",
        "structure/c-three.yaml:1:1: severity: Field required",
        "structure/c-three.yaml:4:1: severty: Extra inputs are not permitted",
        "structure/d-four.yaml:10:1: because_of looks at findings only",
        "structure/e-five.yaml:13:5: forfeit needs a finding that the marks are lost to",
        "structure/a-one.yaml:19:6: unknown document 'form-2020'",
        "structure/a-one.yaml:20:31: unknown family 'sums'",
        "structure/a-one.yaml:20:1: each is more than at_most",
        "structure/a-one.yaml:9:42: unknown table 'thesis'",
        "structure/a-one.yaml:16:1: message: {headng} is not known here",
        "structure/a-one.yaml:3:1: no form has the cell requests/granted/sum",
        "structure/g-seven.yaml:3:1: mend: {n} is not known here",
    ]
    assert found.book is not None
    broken = {"b-two", "c-three", "d-four", "e-five"}
    names = {name.rpartition("/")[2].removesuffix(".yaml") for name in changed} - {"made-up"}
    assert {rule.name for rule in found.book.rules} & names == names - broken
    assert found.sound == {rule.name for rule in found.book.rules} - {"a-one", "g-seven"}


FRAME = [
    ("rulebook.yaml", "at_least: 95}", "at_least: 101}", "full: 100", "1: grade excellent needs 101 of 100 marks"),
    ("forms/2019.yaml", "form-2019", "form-19", "document: form-2019", "1: unknown document 'form-19'"),
    ("phrases.yaml", "[preface]", "[front]", "sections: [preface]", "14: unknown section 'front'"),
]


def test_all_faults_of_what_rules_stand_on() -> None:
    changed: dict[str, str] = {}
    said = {}
    for file, old, new, at, words in FRAME:
        changed[file] = TREE[file].replace(old, new, 1)
        said[file] = f"{file}:{line_of(file, at)}:{words}"
    told = [text.partition("; ")[0] for text in faults(changed)]
    assert told == [said["phrases.yaml"], said["rulebook.yaml"], said["forms/2019.yaml"]]
    for file, text in changed.items():
        assert refusal({file: text}).partition("; ")[0] == said[file]


IDENTITY = "  - {{group: requests.total, table: {}, each: {}, left: [{}], right: [{}], lines: [{}]}}"


@pytest.mark.parametrize(
    ("values", "key", "said"),
    [
        (("thesis", "row", "total", "total", "granted"), "table", "unknown table 'thesis'"),
        (("requests", "column", "granted", "total", "all"), "lines", "'all' is not in requests of this form"),
        (("requests", "column", "total", "grant", "total"), "right", "'grant' is not in requests of this form"),
        (("requests", "row", "granted", "total", "granted"), "left", "'granted' is not in requests of this form"),
        (("disputes", "row", "total", "upheld", "granted"), "lines", "'granted' is not in disputes of this form"),
    ],
)
def test_a_sum_of_what_the_form_has_not(values: tuple[str, ...], key: str, said: str) -> None:
    file, line = "forms/2021.yaml", IDENTITY.format(*values)
    text = TREE[file].partition("\nidentities:")[0] + "\nidentities:\n" + line
    place = f"{file}:{text.count(chr(10)) + 1}:{line.index(key) + 1}"
    assert faults({file: text}) == [f"{place}: {said}"]


def test_a_kind_of_unit_without_words() -> None:
    file = "rulebook.yaml"
    label = "  township: {zh: 乡镇、街道, en: township or sub-district}\n"
    assert TREE[file].count(label) == 1
    line = line_of(file, "    - [township, ") - 1  # without that of the label
    assert faults({file: TREE[file].replace(label, "")}) == [f"{file}:{line}:7: township has no label under kinds"]


def test_a_file_that_all_need_is_missing() -> None:
    found = every_fault(TREE.without(["fees.yaml"]))
    assert [str(error) for error in found.errors] == ["fees.yaml: the file is missing"]
    assert (found.book, found.sound) == (None, frozenset())


def test_rules_that_wait_for_each_other() -> None:
    changed = {
        f"structure/{name}.yaml": rule(
            name, ("  - table: {section: $section, given: 1, table: requests}\n", f"  - finding: {{rule: {other}}}\n")
        )
        for name, other in (("a-one", "b-two"), ("b-two", "a-one"))
    }
    found = every_fault(tree_with(changed))
    assert [str(error) for error in found.errors] == [
        "structure/a-one.yaml:6:1: waits for a finding of its own, by way of b-two"
    ]
    assert found.sound == frozenset()


# Parameters of a rule

WITH_PARAMETERS = rule(
    "made-up",
    ("severity: error\n", "severity: error\nparameters: {least: 30, rate: 7}\n"),
    ("{given: 0, section: $section}", "{given: 0, section: $section, characters: {in: [$$least, $$rate]}}"),
    ("unless: {report: {sections: 0}}", "unless: {report: {sections: $$rate}}"),
    ("  - when: {report: {sections: 0}}\n", "  - when: {report: {year: {lt: $$least}}}\n"),
    ("reason: {zh: 没有, en: none}", "reason: {zh: '少于{least}', en: 'less than {least}'}"),
    ("en: Title}", "en: 'Title of {rate}'}"),
    ("缺{heading}。", "缺{heading}，{least}。"),
    ("limits: {zh: 没有, en: none}", "limits: {zh: '{rate}', en: 'up to {rate}, {other}'}"),
)


def test_parameters_stand_where_they_are_named() -> None:
    found = read_rule(tree_with({FILE: WITH_PARAMETERS}), FILE)
    assert found.parameters == {"least": 30, "rate": 7}
    section, _ = found.when
    assert [c.value for c in section.constants() if c.field == "characters"] == [(30, 7)]
    assert [c.value for c in found.unless[0].constants()] == [7]
    assert [c.value for c in found.missing[0].when[0].constants()] == [30]
    assert found.missing[0].reason == Text("少于30", "less than 30")
    assert found.title == Text("题目", "Title of 7")
    assert found.message.zh == "缺{heading}，30。"
    assert found.limits == Text("7", "up to 7, {other}")


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("least: 30,", "", "$$least, $$rate", "unknown parameter 'least'; known: rate"),
        ("{least: 30, rate: 7}", "{}", "$$least, $$rate", "unknown parameter 'least'; known: none"),
        ("rate: 7}", "rate: 7, unused: 1}", "unused: 1", "nothing in the patterns says $$unused"),
        (
            "rate: 7}",
            "rate: 7, heading: 1}",
            "heading: 1",
            "heading is a field of facts: give the parameter another name",
        ),
        (
            "rate: 7}",
            "rate: 7, blanks: 1}",
            "blanks: 1",
            "blanks is a field of facts: give the parameter another name",
        ),
        ("{lt: $$least}", "{lt: $$last}", "lt: $$last", "unknown parameter 'last'; known: least, rate"),
    ],
)
def test_parameters_that_cannot_be(old: str, new: str, at: str, said: str) -> None:
    assert WITH_PARAMETERS.count(old) == 1
    text = WITH_PARAMETERS.replace(old, new)
    before = text[: text.index(at)]
    place = f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    with pytest.raises(RulebookError) as caught:
        read_rule(tree_with({FILE: text}), FILE)
    assert str(caught.value) == f"{FILE}:{place}: {said}"
