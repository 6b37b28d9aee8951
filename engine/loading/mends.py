"""The shape of ``mend`` in a rule's file, and the steps that it says."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from engine.mend_steps import Figure, MendStep, Verb

_Words = Annotated[str, Field(min_length=1, max_length=2000)]


def _expression(value: object) -> object:
    if isinstance(value, str):
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None
    return value


class ReplaceFile(BaseModel):
    """Words of a section that become others."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: _Words
    by: Annotated[str, Field(max_length=2000)] = ""
    part: Annotated[str | None, BeforeValidator(_expression)] = None
    section: str | None = None


class MendFile(BaseModel):
    """One step of a mend: one key."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    cells: Literal["repaired", "zero", "figure", "bound"] | None = None
    write: _Words | None = None
    figures: dict[str, dict[str, dict[str, str]]] | None = None
    add: Literal["row", "column", "block", "table", "form", "section"] | None = None
    drop: Literal["row", "column", "foreign"] | None = None
    official: Literal["heading", "order", "title", "label", "note"] | None = None
    text: Literal["example"] | None = None
    replace: ReplaceFile | None = None
    append: _Words | None = None
    date: Literal["deadline", "next-day"] | None = None
    past: Literal["deadline"] | None = None

    @model_validator(mode="after")
    def _one_key(self) -> MendFile:
        if len(self.model_fields_set) != 1:
            raise ValueError("a step of a mend has one key")
        return self

    def step(self) -> MendStep:
        """The step that it says."""
        (name,) = self.model_fields_set
        verb: Verb = name  # type: ignore[assignment]  # the names of the fields
        if self.replace is not None:
            said = self.replace
            return MendStep(verb, said.by, said.words, said.part or "", said.section or "")
        if self.figures is not None:
            return MendStep(verb, figures=tuple(_figures(self.figures)))
        return MendStep(verb, getattr(self, name))


def _figures(raw: dict[str, dict[str, dict[str, str]]]) -> list[Figure]:
    return [
        Figure(table, row, column, words)
        for table, rows in raw.items()
        for row, columns in rows.items()
        for column, words in columns.items()
    ]
