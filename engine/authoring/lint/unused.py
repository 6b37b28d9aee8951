"""What no rule uses: phrases that are looked for in vain, and what durable-rules cannot hold."""

from __future__ import annotations

from collections.abc import Iterator

from engine.authoring.lint.problems import Linted, Problem
from engine.authoring.values import under
from engine.inference.limits import beyond_limits
from engine.inference.program import Program
from engine.loading.check import clauses_of

_KINDS = ("pass", "fail", "undecided")


def unused_phrases(linted: Linted) -> Iterator[Problem]:
    """A phrase that no pattern of any rule could match."""
    asked = [
        under(pattern.constants(), "phrase", "phrase")
        for rule in linted.book.rules
        for _, patterns in clauses_of(rule)
        for pattern in patterns
        if pattern.kind == "phrase"
    ]
    for phrase in linted.book.phrases if linted.whole else ():
        if not any(phrase.name in names for names in asked):
            yield linted.at("phrases.yaml", (phrase.name,), "unused_phrase", phrase=phrase.name)


def engine_limits(linted: Linted) -> Iterator[Problem]:
    """More than durable-rules holds; the reference matcher would take its place, slower."""
    for limit in beyond_limits(Program(linted.book.rules)):
        yield Problem(
            "rulebook.yaml",
            1,
            1,
            f"limit_{limit.what}",
            {"kind": limit.kind, "count": limit.count, "most": limit.most},
        )


def missing_cases(linted: Linted) -> Iterator[Problem]:
    """A rule without a case that passes, one that fails, and one that is undecided."""
    for rule in linted.book.rules if linted.cases is not None else ():
        lacking = [kind for kind in _KINDS if kind not in (linted.cases or {}).get(rule.name, frozenset())]
        if lacking:
            yield linted.at(rule.file, ("name",), "no_case", kinds=", ".join(lacking), folder=f"cases/{rule.name}")
