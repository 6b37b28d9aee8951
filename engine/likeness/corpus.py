"""Many reports made ready to be compared with one: who might be alike is looked up, not tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from engine.likeness.prose import Prose
from engine.likeness.sketch import Index
from engine.values import dataclass

_FEW = 500  # reports that are all compared: an index of them would cost more than it saves


@dataclass(slots=True)
class Corpus:
    """``reports``: the words of each report by scope. The indexes are made when first asked for."""

    reports: Sequence[Mapping[str, Prose]]
    _indexes: dict[str, Index[int]] = field(default_factory=dict, repr=False)

    def candidates(self, scope: str, prose: Prose) -> Sequence[int]:
        """The places of the reports that might share much of ``scope`` with ``prose``."""
        if len(self.reports) <= _FEW:
            return [at for at, report in enumerate(self.reports) if scope in report]
        if scope not in self._indexes:
            sketches = {at: report[scope].sketch for at, report in enumerate(self.reports) if scope in report}
            self._indexes[scope] = Index(sketches)
        return self._indexes[scope].candidates(prose.sketch)

    def nearest(self, scope: str, prose: Prose, most: int) -> list[tuple[int, int]]:
        """The reports that hold most of ``prose``, at most ``most``: their places, with the containment."""
        found = [(at, prose.containment(self.reports[at][scope])) for at in self.candidates(scope, prose)]
        return sorted(found, key=lambda item: (-item[1], item[0]))[:most]
