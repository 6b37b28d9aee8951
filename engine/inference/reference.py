"""The reference matcher: plain Python, small enough to be read and believed.

It serves where durable-rules does not import, and as the oracle that durable-rules is tested
against.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.facts import Fact, Value
from engine.inference.program import Clause, FactIds, Inference, Program, Session
from engine.patterns import Pattern, Variable, compare, holds


class ReferenceInference(Inference):
    """Matches clauses by trying every fact of the right kind, pattern after pattern."""

    name = "reference"

    def __init__(self, program: Program) -> None:
        self._program = program

    def start(self) -> Session:
        """A session that keeps its facts in a list."""
        return PlainSession(frozenset(range(len(self._program.clauses))))


class PlainSession(Session):
    """One report: its facts by kind; ``clauses`` are the indexes of those that it may be asked for."""

    def __init__(self, clauses: frozenset[int]) -> None:
        self._all = clauses
        self._by_kind: dict[str, list[Fact]] = {}

    def add(self, facts: Sequence[Fact]) -> None:
        """Keeps the facts."""
        for fact in facts:
            self._by_kind.setdefault(fact.kind, []).append(fact)

    def met(self) -> frozenset[int]:
        """All its clauses: any may have a match."""
        return self._all

    def matches(self, clause: Clause) -> set[FactIds]:
        """Every combination of facts that satisfies the clause."""
        return set(self._extend(clause.patterns, {}, ()))

    def close(self) -> None:
        """Forgets the facts."""
        self._by_kind.clear()

    def _extend(self, patterns: tuple[Pattern, ...], bound: dict[str, Value], taken: FactIds) -> Iterator[FactIds]:
        if not patterns:
            yield taken
            return
        for fact in self._by_kind.get(patterns[0].kind, ()):
            binding = None if fact.id in taken else bind(patterns[0], fact, bound)
            if binding is not None:
                yield from self._extend(patterns[1:], binding, (*taken, fact.id))


def bind(pattern: Pattern, fact: Fact, bound: Mapping[str, Value]) -> dict[str, Value] | None:
    """The variables after the fact is taken for the pattern, or None if it does not match."""
    fields = fact.fields
    if not all(holds(condition, fields[condition.field]) for condition in pattern.constants()):
        return None
    binding = dict(bound)
    for condition in pattern.variables():
        assert isinstance(condition.value, Variable)
        name, value = condition.value.name, fields[condition.field]
        if name not in binding:
            binding[name] = value
        elif not compare(condition.operator, value, binding[name]):
            return None
    return binding
