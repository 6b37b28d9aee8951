"""Files of words that say anything at all are refused with file, line and column, or can be used."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.beside import Beside
from engine.cases import ROOT
from engine.loading import RulebookError, default_root, likeness, load_rulebook, wordings, years
from engine.loading.build import _phrases
from engine.loading.check import Fault
from engine.loading.files import PhrasesFile
from engine.loading.restatements import RestatementsFile, narrative_words
from engine.loading.shapes import read as _read
from engine.observe import Everything, Observer
from engine.readers import read_file
from engine.rulebook import Rulebook

BOOK = load_rulebook()
READING = read_file(ROOT / "reports" / "huaian-2024.json", BOOK)
FILES = ("restatements", "topics", "fees", "years", "boilerplate", "leftovers", "phrases")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TREES = {f"{name}.yaml": yaml.load((default_root() / f"{name}.yaml").read_text("utf-8"), LOADER) for name in FILES}
ANYTHING: list[Any] = [
    None, 0, -1, 10**30, 1.5, True, "", "x", "(", "[", "a{2", "a**", "\\", "\\1", "(?i)x", "(?P<unit>x)",
    "(?P<organ>x)",
    "(?P<digits>1)(?P<sentence>x)", "(?P<said0>x)", "(?<!a*)b", "<n>", "<n><n>", "<start><start>", "<count>",
    "<money>",
    "a{1,99999999999}", "(" * 150 + ")" * 150, "\u00e9" * 70_000, [], [None], ["("], ["x"], {}, {"x": 1}, {"zh": "x"},
]  # fmt: skip
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
SAID = re.compile(r"[a-z]+\.yaml:[1-9]\d*:[1-9]\d*: [^\n]{1,1000}")


def built(name: str, text: str) -> Rulebook:
    """The rulebook with one file of words replaced."""
    texts, fault = {name: text}, Fault({name: text}, name)
    if name == "restatements.yaml":
        return replace(BOOK, narrative=narrative_words(_read(RestatementsFile, texts, name), BOOK.forms, fault))
    if name == "topics.yaml":
        return replace(BOOK, topics=wordings.topics(_read(wordings.TopicsFile, texts, name), BOOK.forms, fault))
    if name == "fees.yaml":
        return replace(BOOK, fees=wordings.fees(_read(wordings.FeesFile, texts, name), BOOK.forms, fault))
    if name == "years.yaml":
        return replace(
            BOOK, comparisons=years.comparisons(_read(years.ComparisonsFile, texts, name), BOOK.forms, fault)
        )
    if name == "boilerplate.yaml":
        return replace(BOOK, boilerplate=likeness.boilerplate(_read(likeness.BoilerplateFile, texts, name), fault))
    if name == "leftovers.yaml":
        return replace(BOOK, leftovers=likeness.leftovers(_read(likeness.LeftoversFile, texts, name), fault))
    return replace(BOOK, phrases=_phrases(_read(PhrasesFile, texts, name), texts))


def used(book: Rulebook) -> None:
    """Measures a report by the words of a rulebook."""
    observer = Observer(book, book.forms[-1], Everything())
    beside = Beside(previous=READING, copy=READING, peers=(READING,))
    observer.observe(READING, "government", "prefecture", None, None, None, beside)


def paths(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        yield from paths(value, (*path, key))


PLACES = [(name, path) for name, tree in TREES.items() for path in paths(tree) if path]


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(place=st.sampled_from(PLACES), how=st.sampled_from(["set", "remove", "add"]), value=st.sampled_from(ANYTHING))
def test_anything_anywhere(place: tuple[str, tuple[Any, ...]], how: str, value: Any) -> None:
    name, path = place
    tree = copy.deepcopy(TREES[name])
    parent = tree
    for key in path[:-1]:
        parent = parent[key]
    if how == "remove":
        del parent[path[-1]]
    elif how == "add" and isinstance(parent, dict):
        parent["added"] = value
    else:
        parent[path[-1]] = value
    said = ""
    try:
        used(built(name, yaml.dump(tree, Dumper=DUMPER, allow_unicode=True, sort_keys=False)))
    except RulebookError as error:
        said = str(error)
    assert not said or SAID.fullmatch(said)


REFUSED: list[tuple[str, str, str, str]] = [
    (
        "restatements.yaml",
        'elsewhere: "的',
        'elsewhere: "(?P<sentence>的)',
        "the group (?P<sentence>…) means nothing here",
    ),
    ("restatements.yaml", "      - <n>(?:申请)", "      - <n>(?i)(?:申请)", "global flags not at the start"),
    ("restatements.yaml", "      - <start>新?", "      - 新?<organ>", "the group (?P<organ>…) means nothing here"),
    ("topics.yaml", "      - 评议|", "      - (?i)评议|", "global flags not at the start"),
    ("topics.yaml", "      - 评议|", "      - (?P<x>评议)|", "the group (?P<x>…) means nothing here"),
    ("phrases.yaml", "    - 收费通知\n", "    - (?P<x>收费)通知\n", "the group (?P<x>…) means nothing here"),
    ("fees.yaml", "named: 信息处理费", "named: (?s)信息处理费", "global flags not at the start"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), REFUSED)
def test_what_cannot_be_part_of_another_expression(name: str, old: str, new: str, said: str) -> None:
    text = (default_root() / name).read_text("utf-8")
    assert old in text
    with pytest.raises(RulebookError) as caught:
        built(name, text.replace(old, new, 1))
    assert said in str(caught.value)
    assert SAID.fullmatch(str(caught.value))


def test_words_for_figures_are_words() -> None:
    text = (default_root() / "fees.yaml").read_text("utf-8")
    used(built("fees.yaml", text.replace("about: [约,", 'about: ["<money>", "<count>", 约,')))


def test_numerals_are_characters() -> None:
    text = (default_root() / "restatements.yaml").read_text("utf-8")
    assert "point: 点" in text
    used(built("restatements.yaml", text.replace("七柒", "'9-0]^'").replace("point: 点", "point: '['")))


def test_every_file_is_read_alike_without_libyaml() -> None:
    for file in default_root().rglob("*.yaml"):
        text = file.read_text("utf-8")
        assert yaml.load(text, yaml.SafeLoader) == yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), (
            file
        )


def test_a_rulebook_that_joins_names_by_nothing() -> None:
    text = (default_root() / "restatements.yaml").read_text("utf-8")
    assert "joiners: 、和及与或并/" in text
    used(built("restatements.yaml", text.replace("joiners: 、和及与或并/", 'joiners: ""')))
