"""Where each value of a rule comes from, once overlays are on the rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.loading import default_root, load_rulebook
from engine.loading.disk import read_files
from engine.loading.layers import find_layers
from engine.loading.overlaid import overlaid_tree
from engine.loading.tree import Tree

_WHOLE = ("when", "unless", "because_of")  # patterns are shown in one piece


@dataclass(frozen=True, slots=True)
class Resolved:
    """One value of a rule: its key from the top of the file, and where it was written."""

    key: str
    value: Any
    file: str
    line: int
    overlaid: bool


def resolved(name: str, root: Path | None = None, overlays: Sequence[str] = ()) -> list[Resolved]:
    """Every value of a rule in the order of its file, each with the file and line that say it.

    Raises:
        KeyError: there is no such rule.
        RulebookError: the rulebook or an overlay cannot be used.
    """
    folder = root or default_root()
    file = load_rulebook(folder, overlays=overlays).rule(name).file
    tree = Tree({name: content.decode() for name, content in read_files(folder).items()})
    if overlays:
        tree = overlaid_tree(tree, load_rulebook(folder), find_layers(folder, overlays))
    return list(_values(tree, file, (), tree.content(file)))


def _values(tree: Tree, file: str, path: tuple[str | int, ...], value: Any) -> Iterator[Resolved]:
    whole = bool(path) and path[-1] in _WHOLE
    if isinstance(value, dict) and not whole:
        for key, item in value.items():
            yield from _values(tree, file, (*path, key), item)
    elif isinstance(value, list) and not whole and any(isinstance(item, dict) for item in value):
        for index, item in enumerate(value):
            yield from _values(tree, file, (*path, index), item)
    else:
        shown, line, _ = tree.source(file, path).position()
        yield Resolved(".".join(map(str, path)), value, shown, line, tree.changed(file, path))


def as_lines(values: Sequence[Resolved]) -> str:
    """A line for each value: file and line, key, value; what an overlay says is marked."""
    places = [f"{item.file}:{item.line}" for item in values]
    width = max(map(len, places), default=0)
    marks = ("*" if item.overlaid else " " for item in values)
    return "".join(
        f"{mark} {place:{width}}  {item.key}: {_brief(item.value)}\n"
        for mark, place, item in zip(marks, places, values, strict=True)
    )


def _brief(value: Any) -> str:
    """The value on one line as the file may say it."""
    if isinstance(value, str):
        return value
    import yaml

    text: str = yaml.safe_dump(_plain(value), default_flow_style=True, allow_unicode=True, width=float("inf"))
    return text.removesuffix("...\n").strip()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, (int, str, type(None))) else str(value)
