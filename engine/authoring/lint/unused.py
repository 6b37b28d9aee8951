"""What no rule uses: phrases that are looked for in vain, and what durable-rules cannot hold."""

from __future__ import annotations

from collections.abc import Iterator

from engine.authoring.lint.problems import Linted, Problem
from engine.authoring.values import under
from engine.inference.limits import beyond_limits
from engine.inference.program import Program
from engine.loading.check import clauses_of

_KINDS = ("pass", "fail", "undecided")


def unused_words(linted: Linted) -> Iterator[Problem]:
    """A phrase or a topic that no pattern of any rule could match, and no overlay names."""
    if not linted.whole:
        return
    for phrase in linted.book.phrases:
        if phrase.name not in linted.beyond and not _asked(linted, "phrase", phrase.name):
            yield linted.at("phrases.yaml", (phrase.name,), "unused", name=phrase.name)
    for topic in linted.book.topics.topics:
        if topic.name not in linted.beyond and not _asked(linted, "topic", topic.name):
            yield linted.at("topics.yaml", ("topics", topic.name), "unused", name=topic.name)


def _asked(linted: Linted, kind: str, name: str) -> bool:
    """Whether some pattern on facts of ``kind``, whose field of the same name says which, could mean this one."""
    return any(
        pattern.kind == kind and name in under(pattern.constants(), kind, kind)
        for rule in linted.book.rules
        for _, patterns in clauses_of(rule)
        for pattern in patterns
    )


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
