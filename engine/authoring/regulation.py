"""What is asked of a report, row by row, and which rules check it: from ``regulation.yaml`` beside the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.loading.files import RegulationFile
from engine.loading.tree import Tree
from engine.rulebook import Rulebook, Text

FILE = "regulation.yaml"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is asked; ``category`` of the rules that check it; ``none`` says why no rule does."""

    id: str
    category: str
    text: Text
    none: Text | None


def rows_of(texts: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows of a rulebook's files, in their order; none if it has no such list.

    Raises:
        RulebookError: the file is not YAML.
        ValueError: it says something that cannot be used.
    """
    if FILE not in texts:
        return ()
    groups = RegulationFile.model_validate(Tree.of(texts).content(FILE)).root
    return tuple(
        Row(id_, group.category, Text(row.zh, row.en), Text(row.none.zh, row.none.en) if row.none else None)
        for group in groups.values()
        for id_, row in group.rows.items()
    )


def rules_by_row(book: Rulebook) -> dict[str, list[str]]:
    """The names of the rules that say that they check a row."""
    found: dict[str, list[str]] = {}
    for rule in book.rules:
        for row in rule.covers:
            found.setdefault(row, []).append(rule.name)
    return found
