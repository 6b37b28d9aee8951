"""Carries out what a rule says of how its finding is mended, on the report as it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.inference.program import Match
from engine.mend_steps import Verb
from engine.reading import Reading
from engine.whatif import cell_steps, table_steps, word_steps
from engine.whatif.ground import CannotMend, Changed, Ground, Setting


def _add(ground: Ground) -> Changed:
    return word_steps.add_section(ground) if ground.step.to == "section" else table_steps.add(ground)


_STEPS: Mapping[Verb, Callable[[Ground], Changed]] = {
    "cells": cell_steps.cells,
    "write": cell_steps.write,
    "figures": cell_steps.figures,
    "add": _add,
    "drop": table_steps.drop,
    "official": word_steps.official,
    "text": word_steps.text,
    "replace": word_steps.replaced,
    "append": word_steps.append,
    "date": word_steps.date,
    "past": word_steps.date,
}


def mended(setting: Setting, match: Match, reading: Reading) -> Changed | None:
    """The report with a finding mended as its rule says; ``None`` if the rule does not, or nothing can be changed."""
    changed = Changed(reading)
    for step in match.rule.mend:
        try:
            found = _STEPS[step.verb](Ground(setting, match, step, changed.reading))
        except CannotMend:
            return None
        changed = Changed(found.reading, (*changed.edits, *found.edits))
    return changed if changed.edits else None
