"""Words left over from another report, and words that say nothing: ``rules/leftovers.yaml`` as a value."""

from __future__ import annotations

from engine.values import dataclass


@dataclass(frozen=True, slots=True)
class LeftoverWords:
    """Words left over from another report, and words that say nothing; regular expressions but where said.

    ``quoted`` is not looked at. A sentence ends at one of the letters ``sentence_ends``. Names of
    units: ``offices`` end the name of a part of one, ``government`` is said long or short (two
    texts), ``organ`` ends an organ's, ``proper`` begins one that names its place. ``self_names``:
    what units (by name) never call themselves. In ``names_itself`` a unit names itself, in
    ``names_subject`` what it did. ``done_in_year`` states what was done in the report year,
    ``reports_year`` and (in a preface only) ``announces_year`` which year it is. In section five, sentences state a
    ``problem`` or its ``mending``; ``introducing`` is what only leads to them. Of section one:
    ``own`` names the unit itself; ``figure``, once ``year_words`` are out; ``general`` fits all.
    """

    quoted: str
    sentence_ends: str
    offices: str
    government: tuple[str, str]
    organ: str
    proper: str
    self_names: tuple[tuple[str, str], ...]
    names_itself: tuple[str, ...]
    names_subject: tuple[str, ...]
    done_in_year: tuple[str, ...]
    reports_year: tuple[str, ...]
    announces_year: tuple[str, ...]
    problem: str
    mending: str
    introducing: str
    own: str
    year_words: str
    figure: str
    general: str
