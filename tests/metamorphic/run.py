"""All relations on many drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import tests.metamorphic.documents  # noqa: F401, its relations
from engine.cases import all_cases
from engine.demo.defects.kind import Draft
from tests.metamorphic.drafts import draft_of, random_draft
from tests.metamorphic.look import Lab, Pointless
from tests.metamorphic.relations import RELATIONS


def drafts(last: int) -> Iterator[tuple[str, Draft]]:
    """The drafts of cases, then random ones up to ``last``."""
    for case in all_cases():
        made = draft_of(case)
        if made is not None:
            yield case.id, made
    for number in range(last):
        yield f"draft {number}", random_draft(number)


def broken(name: str, made: Draft, counts: Counter[str], lab: Lab) -> Iterator[str]:
    """The relations that do not hold on a draft, with what is not as it must be; counts those that were tried."""
    for said, relation in RELATIONS.items():
        try:
            found = list(relation(made, Random(f"{said}/{name}"), lab))
        except Pointless:
            continue
        counts[said] += 1
        yield from (f"{said}: {difference}" for difference in found)
