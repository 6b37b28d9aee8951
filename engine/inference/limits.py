"""What durable-rules 2.0.28 can hold, measured; beyond it hangs, fails or ends the process in native code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from engine.inference.program import Program
from engine.values import dataclass

MOST_CLAUSES = 500  # 512 siblings under one node hang durable-rules in native code
MOST_UNSELECTIVE = 60  # clauses with an inequality that one fact can match; the 65th fails
FLAGGED = ("matches", "in")  # operators that are decided beforehand and asserted as a flag
MOST_PROPERTIES = 250  # of one message; 254 fail


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that is exceeded; ``kind`` of fact where it is about one."""

    what: Literal["clauses", "unselective", "properties"]
    count: int
    most: int
    kind: str = ""


def beyond_limits(program: Program) -> Iterator[Limit]:
    """Every limit that the program exceeds."""
    if len(program.clauses) > MOST_CLAUSES:
        yield Limit("clauses", len(program.clauses), MOST_CLAUSES)
    unselective: Counter[str] = Counter()
    properties: dict[str, set[object]] = {}
    for clause in program.clauses:
        first = clause.patterns[0]
        if not first.constants() or any(c.operator not in ("eq", *FLAGGED) for c in first.constants()):
            unselective[first.kind] += 1
        for pattern in clause.patterns:
            named = {c if c.operator in FLAGGED else c.field for c in pattern.conditions}
            properties.setdefault(pattern.kind, set()).update(named)
    for kind, count in unselective.items():
        if count > MOST_UNSELECTIVE:
            yield Limit("unselective", count, MOST_UNSELECTIVE, kind)
    for kind, names in properties.items():
        if len(names) > MOST_PROPERTIES:
            yield Limit("properties", len(names), MOST_PROPERTIES, kind)
