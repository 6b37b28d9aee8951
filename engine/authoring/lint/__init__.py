"""Everything that is wrong with a rulebook, at once, with the place of each problem.

Whatever the loader refuses; then, of the rules that could be read, what loads but cannot be meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
from engine.loading import UnknownOverlay, load_rulebook, read_files
from engine.loading.every import every_fault
from engine.loading.faults import RulebookError
from engine.loading.layers import find_layers
from engine.loading.overlaid import overlaid_tree, overlays_of
from engine.loading.shapes import rule_files

__all__ = ["Problem", "as_json", "lint"]

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
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


def lint(
    root: Path, cases: Mapping[str, frozenset[str]] | None = None, overlays: Sequence[str] = ()
) -> list[Problem]:
    """The problems of the rulebook under ``root``, by file and place; ``cases`` are the kinds of case of each rule.

    With overlays, those that they bring.

    Raises:
        RulebookError: there is no rulebook at ``root``.
        UnknownOverlay: there is no overlay of that name.
    """
    try:
        texts = {name: content.decode() for name, content in read_files(root).items()}
    except RulebookError as error:
        if not Path(root, "rulebook.yaml").is_file():
            raise
        return [of_error(error)]
    beyond = _named_in_overlays(root)
    problems = _problems(texts, cases, beyond)
    return _brought(root, texts, cases, overlays, problems) if overlays else problems


def _named_in_overlays(root: Path) -> frozenset[str]:
    """The names that the overlays beside the rules mention: what they look for is not unused."""
    texts = (path.read_text("utf-8", errors="replace") for path in root.glob("overlays/**/*.yaml") if path.is_file())
    return frozenset(name for text in texts for name in _NAME.findall(text))


def _brought(
    root: Path,
    texts: Mapping[str, str],
    cases: Mapping[str, frozenset[str]] | None,
    overlays: Sequence[str],
    known: Sequence[Problem],
) -> list[Problem]:
    """The problems that were not there before the overlays."""
    try:
        layers = find_layers(root, overlays)
        overlays_of(layers)
        tree = overlaid_tree(texts, load_rulebook(root), layers)
    except UnknownOverlay:
        raise
    except RulebookError as error:
        return [of_error(error)]
    said = {layer.page.shown: layer.page.text for layer in layers}
    found = [problem for problem in _problems(tree, cases, _named_in_overlays(root)) if problem not in known]
    return in_order([*found, *unfilled(said)])


def _problems(
    texts: Mapping[str, str], cases: Mapping[str, frozenset[str]] | None, beyond: frozenset[str]
) -> list[Problem]:
    faults = every_fault(texts)
    problems = [of_error(error) for error in faults.errors]
    if faults.book is None:
        return in_order([*problems, *unfilled(texts)])
    sound = replace(faults.book, rules=tuple(r for r in faults.book.rules if r.name in faults.sound))
    linted = Linted(sound, texts, cases, len(sound.rules) == len(rule_files(texts)), beyond)
    problems += [problem for check in _CHECKS for problem in check(linted)]
    return in_order([*problems, *unfilled(texts)])
