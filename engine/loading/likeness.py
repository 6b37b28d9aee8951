"""The words of likeness: what every report says, and what seems left over from another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from engine.loading.files import Closed, Slug
from engine.rulebook import LeftoverWords


class BoilerplateFile(Closed):
    """``rules/boilerplate.yaml``, under the key ``groups`` once loaded; the groups are for the reader."""

    groups: dict[Slug, Annotated[tuple[str, ...], Field(min_length=1)]]


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


Expression = tuple[str, tuple[str | int, ...], tuple[str, ...]]  # with its path and the groups that it must have

_GROUPS: dict[str, tuple[str, ...]] = {
    "names_itself": ("unit",),
    "names_subject": ("unit",),
    "done_in_year": ("year",),
    "reports_year": ("year",),
    "announces_year": ("year",),
}
_NO_EXPRESSIONS = ("sentence_ends", "government")


def boilerplate(raw: BoilerplateFile) -> tuple[str, ...]:
    """The regular expressions, one after the other."""
    return tuple(expression for group in raw.groups.values() for expression in group)


def boilerplate_expressions(raw: BoilerplateFile) -> Iterator[Expression]:
    """Every regular expression of the file."""
    for name, group in raw.groups.items():
        for index, expression in enumerate(group):
            yield expression, (name, index), ()


def leftovers(raw: LeftoversFile) -> LeftoverWords:
    """The words as a value."""
    fields = {name: getattr(raw, name) for name in type(raw).model_fields if name != "self_names"}
    return LeftoverWords(**fields, self_names=tuple((item.unit, item.never) for item in raw.self_names))


def leftover_expressions(raw: LeftoversFile) -> Iterator[Expression]:
    """Every regular expression of the file."""
    for name, value in raw:
        if isinstance(value, str) and name not in _NO_EXPRESSIONS:
            yield value, (name,), ()
    for name, groups in _GROUPS.items():
        for index, expression in enumerate(getattr(raw, name)):
            yield expression, (name, index), groups
    for index, item in enumerate(raw.self_names):
        yield item.unit, ("self_names", index, "unit"), ()
        yield item.never, ("self_names", index, "never"), ()
