"""Every fault of a rulebook at once, where loading stops at the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.loading.build import assemble, misplaced, read_rule
from engine.loading.check import (
    Fault,
    Texts,
    check_order,
    faults_of_frame,
    faults_of_phrases,
    faults_of_references,
    faults_of_variables,
)
from engine.loading.faults import RulebookError
from engine.loading.shapes import content_of, faults_of_shape, rule_files
from engine.loading.tree import Tree
from engine.patterns import PatternError, parse
from engine.rulebook import Rule, Rulebook, Text

_SHARED = (
    "rulebook",
    "forms/common",
    "calendar",
    "phrases",
    "boilerplate",
    "leftovers",
    "topics",
    "fees",
    "years",
    "restatements",
)
_NEEDED = tuple(f"{name}.yaml" for name in _SHARED)
_CLAUSES = ("when", "unless", "because_of")


@dataclass(frozen=True, slots=True)
class Faults:
    """``errors`` in the order of the files; ``book`` has the rules that could be read, if anything could be;
    ``sound`` are the names of those without a fault.
    """

    errors: tuple[RulebookError, ...]
    book: Rulebook | None
    sound: frozenset[str]


def every_fault(texts: Texts) -> Faults:
    """The faults that keep a rulebook from being loaded; none if it loads."""
    tree = Tree.of(texts)
    errors = misplaced(tree)
    files = tree.without([name for name in tree if any(str(e).startswith(f"{name}:1:1: a rule") for e in errors)])
    shared = [name for name in {**dict.fromkeys(_NEEDED), **files} if name not in rule_files(files)]
    of_shared = [error for name in shared for error in faults_of_shape(files, name)]
    errors += of_shared
    rules: dict[str, Rule] = {}
    broken: list[Rule] = []
    for name in rule_files(files):
        found = list(_faults_of_file(files, name))
        errors += found
        if found:
            broken.append(_known_by_name(name))
        else:
            rules[name] = read_rule(files, name)
    if of_shared:
        return Faults(tuple(errors), None, frozenset())
    return _with_references(files, errors, list(rules.values()), broken)


def _with_references(texts: Texts, errors: list[RulebookError], rules: list[Rule], broken: list[Rule]) -> Faults:
    try:
        book = assemble(texts, "", tuple(rules))
        named = assemble(texts, "", (*rules, *broken)) if broken else book  # which others may name
    except RulebookError as error:
        return Faults((*errors, error), None, frozenset())
    sound = set()
    for rule in rules:
        found = list(faults_of_references(rule, named, Fault(texts, rule.file)))
        errors += found
        if not found:
            sound.add(rule.name)
    try:
        check_order(rules, texts)
    except RulebookError as error:
        return Faults((*errors, error), book, frozenset())
    errors += faults_of_phrases(book, Fault(texts, "phrases.yaml"))
    errors += faults_of_frame(book, texts)
    return Faults(tuple(errors), book, frozenset(sound))


def _faults_of_file(texts: Texts, name: str) -> Iterator[RulebookError]:
    """What is wrong with one rule by itself: its shape, each condition of its patterns, its variables."""
    misshapen = faults_of_shape(texts, name)
    yield from misshapen
    try:
        raw = content_of(texts, name)
    except RulebookError:
        return
    fault = Fault(texts, name)
    of_patterns = list(_faults_of_patterns(raw, fault)) if isinstance(raw, dict) else []
    yield from of_patterns
    if misshapen or of_patterns:
        return
    try:
        yield from faults_of_variables(read_rule(texts, name), fault)
    except RulebookError as error:
        yield error


def _faults_of_patterns(raw: dict[Any, Any], fault: Fault) -> Iterator[RulebookError]:
    for key in _CLAUSES:
        if raw.get(key) is not None:
            yield from _faults_of_clause(raw[key], fault, key)
    missing = raw.get("missing")
    for index, item in enumerate(missing if isinstance(missing, list) else []):
        if isinstance(item, dict) and "when" in item:
            yield from _faults_of_clause(item["when"], fault, "missing", index, "when")


def _faults_of_clause(raw: Any, fault: Fault, *path: str | int) -> Iterator[RulebookError]:
    """Each condition by itself, so that one that cannot be used does not hide the next."""
    items = raw if isinstance(raw, list) else [raw]
    for index, item in enumerate(items):
        body = next(iter(item.values())) if isinstance(item, dict) and len(item) == 1 else None
        parts = [{kind: {field: body[field]}} for kind in item for field in body] if isinstance(body, dict) else []
        seen: set[str] = set()
        for part in parts or [item]:
            try:
                parse(part)
            except PatternError as error:
                found = fault(str(error), *path, index, *error.path)
                if str(found) not in seen:
                    seen.add(str(found))
                    yield found
    if not items:
        yield fault("at least one pattern is needed", *path)


def _known_by_name(file: str) -> Rule:
    """A rule that cannot be read, so far as others may name it."""
    folder, _, name = file.removesuffix(".yaml").partition("/")
    none = Text("", "")
    return Rule(
        name=name, title=none, category=folder, severity="info", certainty="review", when=(), message=none,
        remedy=none, basis=(), why=none, limits=none, file=file,
    )  # fmt: skip
