"""The words of likeness: what every report says, and what seems left over from another."""

from __future__ import annotations

from collections.abc import Iterator

from engine.loading import files
from engine.rulebook import LeftoverWords

Expression = tuple[str, tuple[str | int, ...], tuple[str, ...]]  # with its path and the groups that it must have

_GROUPS: dict[str, tuple[str, ...]] = {
    "names_itself": ("unit",),
    "names_subject": ("unit",),
    "done_in_year": ("year",),
    "reports_year": ("year",),
    "announces_year": ("year",),
}
_ALONE = ("quoted", "offices", "organ", "proper", "problem", "mending", "introducing")
_COUNTED = ("own", "year_words", "figure", "general")


def boilerplate(raw: files.BoilerplateFile) -> tuple[str, ...]:
    """The regular expressions, one after the other."""
    return tuple(expression for group in raw.groups.values() for expression in group)


def boilerplate_expressions(raw: files.BoilerplateFile) -> Iterator[Expression]:
    """Every regular expression of the file."""
    for name, group in raw.groups.items():
        for index, expression in enumerate(group):
            yield expression, (name, index), ()


def leftovers(raw: files.LeftoversFile) -> LeftoverWords:
    """The words as a value."""
    fields = {name: getattr(raw, name) for name in type(raw).model_fields if name != "self_names"}
    return LeftoverWords(**fields, self_names=tuple((item.unit, item.never) for item in raw.self_names))


def leftover_expressions(raw: files.LeftoversFile) -> Iterator[Expression]:
    """Every regular expression of the file."""
    for name in (*_ALONE, *_COUNTED):
        yield getattr(raw, name), (name,), ()
    for name, groups in _GROUPS.items():
        for index, expression in enumerate(getattr(raw, name)):
            yield expression, (name, index), groups
    for index, item in enumerate(raw.self_names):
        yield item.unit, ("self_names", index, "unit"), ()
        yield item.never, ("self_names", index, "never"), ()
