"""From ``roster.yaml`` to its value: how a roster of units is read, and whom a report is of.

It is read when a command asks for it: scoring one report needs none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from engine.likeness.words import flat
from engine.loading import default_root
from engine.loading.disk import read_file
from engine.loading.faults import RulebookError
from engine.loading.files import Closed
from engine.loading.tree import Tree
from engine.rank.words import RosterWords

FILE = "roster.yaml"
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Words = dict[str, tuple[str, ...]]


class RosterFile(Closed):
    """``rules/roster.yaml``."""

    columns: Words
    values: dict[str, Words]
    separators: Annotated[str, Field(min_length=1)]
    near: Percent
    margin: Percent
    candidates: Annotated[int, Field(strict=True, ge=1, le=20)]
    year_share: Percent


def roster_words(root: Path | None = None) -> RosterWords:
    """What the rulebook in the folder ``root`` says; one without this file means what the national one says.

    Raises:
        RulebookError: the file says something that cannot be used.
    """
    path = Path(root or default_root(), FILE)
    content = read_file(path if path.exists() else Path(default_root(), FILE), FILE)
    try:
        raw = RosterFile.model_validate(Tree({FILE: content.decode()}).content(FILE))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(map(str, problem["loc"]))
        raise RulebookError(f"{FILE}: {where}: {problem['msg']}") from None
    return RosterWords(
        columns=_by_word(raw.columns),
        values={column: _by_word(words) for column, words in raw.values.items()},
        separators=raw.separators,
        near=raw.near,
        margin=raw.margin,
        candidates=raw.candidates,
        year_share=raw.year_share,
    )


def _by_word(words: Words) -> Mapping[str, str]:
    """What each word means, itself among them."""
    return {flat(word).flat.lower(): meant for meant, others in words.items() for word in (meant, *others)}
