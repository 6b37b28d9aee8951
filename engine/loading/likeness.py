"""The words of likeness: what every report says, and what seems left over from another."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, RootModel

from engine.leftover_words import LeftoverWords
from engine.loading.check import Fault
from engine.loading.expressions import check_expression
from engine.loading.files import Closed, Slug


class BoilerplateFile(RootModel[dict[Slug, Annotated[tuple[str, ...], Field(min_length=1)]]]):
    """``rules/boilerplate.yaml``; the groups are for the reader."""


class SelfNameFile(Closed):
    """What units whose name matches ``unit`` never call themselves."""

    unit: str
    never: str


class LeftoversFile(Closed):
    """``rules/leftovers.yaml``."""

    quoted: str
    sentence_ends: Annotated[str, Field(min_length=1)]
    offices: str
    government: tuple[str, str]
    organ: str
    proper: str
    self_names: tuple[SelfNameFile, ...]
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


_GROUPS: dict[str, tuple[str, ...]] = {
    "names_itself": ("unit",),
    "names_subject": ("unit",),
    "done_in_year": ("year",),
    "reports_year": ("year",),
    "announces_year": ("year",),
}
_NO_EXPRESSIONS = ("sentence_ends", "government")


def boilerplate(raw: BoilerplateFile, fault: Fault) -> tuple[str, ...]:
    """The regular expressions, one after the other.

    Raises:
        RulebookError: one does not compile.
    """
    for name, group in raw.root.items():
        for index, expression in enumerate(group):
            check_expression(expression, fault, name, index)
    return tuple(expression for group in raw.root.values() for expression in group)


def leftovers(raw: LeftoversFile, fault: Fault) -> LeftoverWords:
    """The words as a value.

    Raises:
        RulebookError: a regular expression does not compile, or lacks a group.
    """
    for name, value in raw:
        if isinstance(value, str) and name not in _NO_EXPRESSIONS:
            check_expression(value, fault, name)
    for name, groups in _GROUPS.items():
        for index, expression in enumerate(getattr(raw, name)):
            check_expression(expression, fault, name, index, groups=groups)
    for index, item in enumerate(raw.self_names):
        check_expression(item.unit, fault, "self_names", index, "unit")
        check_expression(item.never, fault, "self_names", index, "never")
    fields = {name: getattr(raw, name) for name in LeftoversFile.model_fields if name != "self_names"}
    return LeftoverWords(**fields, self_names=tuple((item.unit, item.never) for item in raw.self_names))
