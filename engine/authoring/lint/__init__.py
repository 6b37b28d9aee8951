"""Everything that is wrong with a rulebook, at once, with the place of each problem.

Whatever the loader refuses; then, of the rules that could be read, what loads but cannot be meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from engine.authoring.lint.doubled import doubled
from engine.authoring.lint.expressions import slow_expressions
from engine.authoring.lint.firing import idle_excuses, impossible_conditions, places_in_no_form
from engine.authoring.lint.labels import dead_variants
from engine.authoring.lint.points import covers, points
from engine.authoring.lint.problems import Check, Linted, Problem, as_json, in_order, of_error
from engine.authoring.lint.texts import names_in_reasons, translations, unfilled
from engine.authoring.lint.unused import engine_limits, missing_cases, unused_words
from engine.loading import read_files
from engine.loading.build import rule_files
from engine.loading.every import every_fault
from engine.loading.faults import RulebookError

__all__ = ["Problem", "as_json", "lint"]

_CHECKS: tuple[Check, ...] = (
    impossible_conditions,
    places_in_no_form,
    idle_excuses,
    doubled,
    translations,
    names_in_reasons,
    points,
    covers,
    dead_variants,
    unused_words,
    slow_expressions,
    engine_limits,
    missing_cases,
)


def lint(root: Path, cases: Mapping[str, frozenset[str]] | None = None) -> list[Problem]:
    """The problems of the rulebook under ``root``, by file and place; ``cases`` are the kinds of case of each rule.

    Raises:
        RulebookError: there is no rulebook at ``root``.
    """
    try:
        texts = {name: content.decode() for name, content in read_files(root).items()}
    except RulebookError as error:
        if not Path(root, "rulebook.yaml").is_file():
            raise
        return [of_error(error)]
    faults = every_fault(texts)
    problems = [of_error(error) for error in faults.errors]
    if faults.book is None:
        return in_order([*problems, *unfilled(texts)])
    sound = replace(faults.book, rules=tuple(r for r in faults.book.rules if r.name in faults.sound))
    linted = Linted(sound, texts, cases, whole=len(sound.rules) == len(rule_files(texts)))
    problems += [problem for check in _CHECKS for problem in check(linted)]
    return in_order([*problems, *unfilled(texts)])
