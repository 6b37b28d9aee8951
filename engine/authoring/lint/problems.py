"""What lint says: a place in a file, and what is wrong there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.authoring.words import condition_words
from engine.catalogue import one_line, say
from engine.json_text import dumps
from engine.loading.faults import RulebookError
from engine.loading.tree import Tree
from engine.patterns import Condition, Pattern
from engine.rulebook import Lang, Rulebook

Path = tuple[str | int, ...]
_PLACED = re.compile(r"(?P<file>.+?\.ya?ml):(?P<line>\d+):(?P<column>\d+): (?P<why>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Problem:
    """``key`` is a text of the catalogue, ``values`` stand in its braces; lines and columns count from 1."""

    file: str
    line: int
    column: int
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def words(self, lang: Lang) -> str:
        """What is wrong."""
        return one_line(say(f"lint.{self.key}", lang, **self.values))

    def text(self, lang: Lang) -> str:
        """The problem as ``file:line:column: words``."""
        return f"{self.file}:{self.line}:{self.column}: {self.words(lang)}"


@dataclass(frozen=True, slots=True)
class Linted:
    """What is checked: the rules that could be read, the texts of the files, and the kinds of case of each rule.

    ``cases`` is ``None`` where no folder of cases was given; ``whole`` if no rule was left out for its faults.
    ``beyond`` are the names that the rulebook's own overlays mention.
    """

    book: Rulebook
    texts: Mapping[str, str]
    cases: Mapping[str, frozenset[str]] | None = None
    whole: bool = True
    beyond: frozenset[str] = frozenset()

    def at(self, file: str, path: Path, key: str, **values: Any) -> Problem:
        """The problem at ``path`` in a file."""
        shown, line, column = Tree.of(self.texts).source(file, path).position()
        return Problem(shown, line, column, key, values)


Check = Callable[[Linted], Iterable[Problem]]


def of_error(error: RulebookError) -> Problem:
    """What the loader says, as a problem."""
    found = _PLACED.fullmatch(str(error))
    if found is None:
        return Problem("rulebook.yaml", 1, 1, "loader", {"why": str(error)})
    return Problem(found["file"], int(found["line"]), int(found["column"]), "loader", {"why": found["why"]})


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file and place, each once."""
    unique = {(p.file, p.line, p.column, p.key, p.words("en")): p for p in problems}
    return [unique[key] for key in sorted(unique)]


def as_json(problems: Iterable[Problem], lang: Lang) -> str:
    """The problems as a JSON array."""
    rows = [
        {"file": p.file, "line": p.line, "column": p.column, "check": p.key, "problem": p.words(lang)}
        for p in problems
    ]
    return dumps(rows) + "\n"


def conditions_of(pattern: Pattern) -> Iterator[tuple[Condition, Path]]:
    """Each condition with its path below the pattern."""
    for condition in pattern.conditions:
        yield condition, (pattern.kind, condition.field, condition.operator)


def both(condition: Condition) -> str:
    """A condition as it stands in YAML; the same in both languages."""
    return condition_words(condition, "en")
