"""Any slip of the keyboard in a rule is refused with its place, or makes another rule; nothing else comes of it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.loading import RulebookError, default_root, load_rulebook, read_files
from engine.loading.build import read_rule
from engine.loading.check import Fault, faults_of_references, faults_of_variables
from engine.loading.tree import Page, Tree
from engine.rulebook import Rule
from tests.test_loading import FILE, RULE

MUTATIONS = st.sampled_from(
    ["", "{", "}", "[", ": ", "- ", "\n", "  ", "'", "$x", "0", "null", "\t", "#", "&a ", "!!set "]
)


TREE = Tree({name: content.decode() for name, content in read_files(default_root()).items()})
BOOK = load_rulebook(cache=False)


def read(text: str) -> Rule:
    """A rule among those of the rulebook; the first fault is raised."""
    tree = TREE.fork()
    tree.add(FILE, Page(FILE, text))
    rule, fault = read_rule(tree, FILE), Fault(tree, FILE)
    book = replace(BOOK, rules=(*BOOK.rules, rule))
    for error in (*faults_of_variables(rule, fault), *faults_of_references(rule, book, fault)):
        raise error
    return rule


def test_the_rule_that_slips_are_made_in_is_sound() -> None:
    assert read(RULE).name == "made-up"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(start=st.integers(0, len(RULE)), length=st.integers(0, 30), new=MUTATIONS | st.text(max_size=5))
def test_any_slip_of_the_keyboard_is_refused_with_its_place(start: int, length: int, new: str) -> None:
    text = RULE[:start] + new + RULE[start + length :]
    try:
        read(text)
    except RulebookError as error:
        file, line, column, _ = str(error).split(":", 3)
        assert file == FILE
        assert 1 <= int(line) <= text.count("\n") + 2
        assert int(column) >= 1
