"""YAML with the strictness that rules need: no key twice, decimals exact, and positions for errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import yaml

from engine.loading.faults import RulebookError, line_and_column

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 1_000_000  # characters; a rule file is a page
_DEEPEST = 50  # levels; libyaml ends the process at some ten thousand


class _Strict(_Loader):  # type: ignore[misc]
    """Refuses a key that stands twice; floats are Decimal; whatever cannot be made has its place."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (yaml.YAMLError, RecursionError):
            raise
        except Exception as error:  # PyYAML lets through whatever a constructor raises: a day 30 February
            found = node.value if isinstance(node, yaml.ScalarNode) else error
            problem = f"{found!s:.60} cannot be read as {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None


def _mapping(loader: Any, node: Any) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


def _decimal(loader: Any, node: Any) -> Decimal:
    return Decimal(loader.construct_scalar(node))


# YAML 1.1 takes on, off, yes and no for booleans and 1:30 for a number; rule authors mean words.
_Strict.yaml_implicit_resolvers = {
    first: [item for item in found if item[0] not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")]
    for first, found in _Loader.yaml_implicit_resolvers.items()
}
_Strict.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))
_Strict.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(0|[1-9][0-9]{0,17})$"), list("-0123456789"))
_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)
_Strict.add_constructor("tag:yaml.org,2002:float", _decimal)


def load(text: str, name: str) -> Any:
    """The content of a YAML file.

    Raises:
        RulebookError: not YAML, or a key twice; says ``name``, line and column.
    """
    if len(text) > _LARGEST:
        raise RulebookError(f"{name}:1:1: larger than {_LARGEST} characters")
    odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if odd:
        line, column = line_and_column(text, odd.start())
        raise RulebookError(f"{name}:{line}:{column}: character U+{ord(odd[0]):04X} cannot stand here")
    try:
        _check_events(text)
        return yaml.load(text, _Strict)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{name}:1:1"
        raise RulebookError(f"{where}: {getattr(error, 'problem', None) or error}") from None


def _check_events(text: str) -> None:
    """Refuses anchors, aliases and absurd depth before anything is built: they can exhaust memory or stack."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if getattr(event, "anchor", None) is not None:
            problem = "anchors and aliases are not used here"
        elif depth > _DEEPEST:
            problem = f"nested more than {_DEEPEST} levels deep"
        else:
            continue
        mark: Any = event.start_mark
        raise yaml.constructor.ConstructorError(None, None, problem, mark)


def position(text: str, path: Sequence[str | int]) -> tuple[int, int]:
    """Line and column, from 1, of the deepest node on ``path`` that exists.

    An index before a mapping is passed over: one pattern may stand for a list of one.
    """
    node = yaml.compose(text, Loader=_Loader)
    mark = node.start_mark if node else None
    for step in path:
        child = _child(node, step)
        if child is None and isinstance(step, int) and isinstance(node, yaml.MappingNode):
            continue
        if child is None:
            break
        mark, node = child
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    return None
