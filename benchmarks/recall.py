"""Mutation test of reports: ``python -m benchmarks.recall [PLACES]``.

Defects of many kinds are put at random places, always the same ones, into reports in which nothing is
wrong. Printed is, for each kind, how often the rules that must find it did, and which rules fired
that the defect does not break. Exit status 1 if a defect was missed or a rule fired without cause.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from benchmarks.defects import DEFECTS
from benchmarks.defects.bases import draft
from engine.beside import Beside
from engine.demo.defects.kind import Defect, Draft
from engine.given import Given
from engine.json_text import dumps
from engine.loading import load_rulebook
from engine.readers import read_bytes
from engine.reading import Reading
from engine.score import Engine

PLACES = 40
_TRIES = 200  # places looked at for one that can be spoilt


@dataclass
class Tally:
    """What came of one kind: how many were put in, how many were found, and what fired without cause."""

    defect: Defect
    made: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    undeclared: Counter[str] = field(default_factory=Counter)

    @property
    def found(self) -> int:
        """How many were found by every rule that must."""
        return self.made - max(self.missed.values(), default=0)

    @property
    def well(self) -> bool:
        """Whether enough was found, and nothing without cause."""
        return self.found * 100 >= self.defect.least * self.made and not self.undeclared


class Lab:
    """Puts defects in and looks at what is found."""

    def __init__(self) -> None:
        self.engine = Engine(load_rulebook())
        self.known = {rule.name for rule in self.engine.book.rules}

    def test(self, defect: Defect, places: int, seed: str = "") -> Tally:
        """One kind at a number of places."""
        tally = Tally(defect)
        for place in range(places):
            random = Random(f"{seed}/{defect.name}/{place}")
            found = self.rules(_spoilt(defect, random))
            tally.made += 1
            tally.missed.update(defect.finds - found)
            tally.undeclared.update(found - defect.finds - defect.also)
        return tally

    def rules(self, made: Draft) -> set[str]:
        """The rules that find something in a draft."""
        beside = Beside(
            self._reading(Draft(made.previous)) if made.previous else None,
            self._reading(Draft(made.copy)) if made.copy else None,
            tuple(self._reading(Draft(peer)) for peer in made.peers),
        )
        found = self.engine.findings(self._reading(made), Given(**made.given), beside)
        return {match.rule.name for match in found}

    def _reading(self, made: Draft) -> Reading:
        content = made.text or dumps(made.report)
        return read_bytes(content.encode(), "report.txt" if made.text else "report.json", self.engine.book)


def _spoilt(defect: Defect, random: Random) -> Draft:
    for _ in range(_TRIES):
        made = draft(random.choice(defect.bases), random)
        if defect.spoil(made, random):
            return made
    raise AssertionError(f"{defect.name}: no place for it in {_TRIES} tries")


def lines(tallies: list[Tally]) -> Iterator[str]:
    """The result, a line for each kind."""
    for tally in tallies:
        wrong = [f"missed by {rule} {count}x" for rule, count in sorted(tally.missed.items())]
        wrong = wrong if tally.defect.least == 100 else [f"at least {tally.defect.least} % expected"]
        wrong += [f"{rule} fired {count}x" for rule, count in sorted(tally.undeclared.items())]
        mark = "   " if tally.well else "!! "
        what = f" ({', '.join(wrong)})" if wrong else ""
        yield f"{mark}{tally.found:4d} of {tally.made:4d}  {tally.defect.name}{what}"


def main() -> int:
    """Tests every kind and prints what came of it; the exit status."""
    lab = Lab()
    places = int(sys.argv[1]) if len(sys.argv) > 1 else PLACES
    tallies = [lab.test(defect, places) for defect in DEFECTS if defect.finds <= lab.known]
    for line in lines(tallies):
        print(line)
    tested = {rule for defect in DEFECTS for rule in defect.finds}
    print(f"\n{len(tallies)} kinds, {sum(tally.made for tally in tallies)} defects, {len(tested)} rules.")
    print(f"Rules that no kind is for: {', '.join(sorted(lab.known - tested)) or 'none'}")
    others = sorted(defect.name for defect in DEFECTS if not defect.finds <= lab.known)
    print(f"Kinds for rules that the rulebook does not have: {', '.join(others) or 'none'}")
    return int(not all(tally.well for tally in tallies))


if __name__ == "__main__":
    sys.exit(main())
