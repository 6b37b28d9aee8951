"""How a roster of units is read, and whom a report is of: ``rules/roster.yaml`` as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RosterWords:
    """Words of heads and values (small letters, without spaces, narrow) and what they mean.

    ``separators`` part aliases. A name on no roster is ``near`` one with which it has so many percent of
    its letters in common, and not by more than ``margin`` less than with the nearest; at most so many
    ``candidates`` are listed. The standings are of the latest year that at least ``year_share`` percent of
    the reports are on.
    """

    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    separators: str
    near: int
    margin: int
    candidates: int
    year_share: int
