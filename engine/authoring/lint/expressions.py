"""Regular expressions that can take very long on a hostile or merely unlucky text.

Python's matcher goes back and tries again: where a repetition stands in a repetition, or two
repetitions of the same characters follow each other, the tries multiply. This looks at the parsed
expression; it is a rule of thumb, and prefers to miss one over blaming a sound one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

from engine.authoring.lint.problems import Linted, Path, Problem
from engine.authoring.lint.problems import conditions_of as conditions
from engine.loading.check import clauses_of
from engine.loading.tree import Tree

# Parts of the standard library that some stubs know and some do not.
codes: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

_NAMED = re.compile(r"(?<!\?)(?<!\?P)<[a-z_]+>")  # words that are put in later, as <mark>
_MANY = 200  # a repetition up to so many times multiplies like one without end
_NO_WORDS = ("calendar.yaml", "regulation.yaml", "roster.yaml")
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
_TAKING = (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN)  # one character
_SAMPLES = "a0 .,\u4e00\u5e74\uff08\u3002-_\n"
_SHORTHAND = {
    codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def slow_expressions(linted: Linted) -> Iterator[Problem]:
    """Every expression of the rulebook whose tries can multiply."""
    for file, path, expression in _expressions(linted):
        why = slow(expression)
        if why is not None:
            yield linted.at(file, path, why, expression=expression[:60])


def slow(expression: str) -> str | None:
    """What may make an expression slow, as a text of lint: ``slow_nested`` or ``slow_adjacent``."""
    try:
        tree = parser.parse(expression)
    except (re.error, OverflowError, RecursionError):
        return None
    return _slow(list(tree), inside=False)


def _expressions(linted: Linted) -> Iterator[tuple[str, Path, str]]:
    for rule in linted.book.rules:
        for path, patterns in clauses_of(rule):
            for index, pattern in enumerate(patterns):
                for condition, below in conditions(pattern):
                    if condition.operator == "matches":
                        yield rule.file, (*path, index, *below), str(condition.value)
    tree = Tree.of(linted.texts)
    for file in tree:
        if "/" not in file and file not in _NO_WORDS:
            yield from ((file, path, found) for path, found in _strings(tree.content(file), ()))


def _strings(raw: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text below that stands for itself; one that is no expression harms nobody by being looked at."""
    if isinstance(raw, str):
        if not _NAMED.search(raw):
            yield path, raw
    elif isinstance(raw, dict):
        for key, value in raw.items():
            yield from _strings(value, (*path, key))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from _strings(value, (*path, index))


def _slow(items: Sequence[Any], inside: bool) -> str | None:
    """Looks through a sequence; ``inside`` a repetition without end."""
    previous: list[Sequence[Any]] = []  # repetitions between which and what comes nothing must stand
    for code, value in items:
        if code in _REPEATS and _endless(value):
            body = list(value[2])
            if inside and _overlaps(body, body):
                return "slow_nested"
            if any(_overlaps(one, body) for one in previous):
                return "slow_adjacent"
            # (a+)+ tries every way to cut a run; (a+b)+ does not, since b tells where to cut.
            found = _slow(body, inside=_only_repeats(body))
            previous = [*(previous if _can_be_empty(code, value) else ()), body]
        else:
            found = next((why for part in _parts(code, value) if (why := _slow(part, inside))), None)
            previous = previous if _can_be_empty(code, value) else []
        if found:
            return found
    return None


def _endless(value: Any) -> bool:
    most = value[1]
    return most is codes.MAXREPEAT or int(most) >= _MANY


def _only_repeats(body: Sequence[Any]) -> bool:
    """Whether nothing in a body must be there once, so that it can be cut in many ways."""
    return all(
        (code in _REPEATS and _endless(value))
        or _can_be_empty(code, value)
        or (code is codes.SUBPATTERN and _only_repeats(list(value[-1])))
        or (code is codes.BRANCH and any(_only_repeats(list(branch)) for branch in value[1]))
        for code, value in body
    )


def _can_be_empty(code: Any, value: Any) -> bool:
    if code in _REPEATS:
        return int(value[0]) == 0
    return code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT)


def _parts(code: Any, value: Any) -> list[list[Any]]:
    """The sequences inside an item."""
    if code is codes.SUBPATTERN:
        return [list(value[-1])]
    if code is codes.BRANCH:
        return [list(branch) for branch in value[1]]
    if code in _REPEATS:
        return [list(value[2])]
    return []


def _overlaps(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether both can begin with the same character: tried are samples, and where the sets of either end."""
    first, second = _begins(one), _begins(other)
    tried = {*_SAMPLES, *(chr(place) for place in _ends([*first, *second]) if 0 <= place <= sys.maxunicode)}
    return any(_takes(first, character) and _takes(second, character) for character in tried)


def _begins(items: Sequence[Any]) -> list[Any]:
    """What a match can begin with: the items that take one character."""
    found: list[Any] = []
    for code, value in items:
        for part in _parts(code, value):
            found += _begins(part)
        if code in _TAKING:
            found.append((code, value))
        if not _can_be_empty(code, value):
            break
    return found


def _takes(items: Iterable[Any], character: str) -> bool:
    return any(_is(code, value, character) for code, value in items)


def _is(code: Any, value: Any, character: str) -> bool:
    """Whether an item, or a part of a set, is met by the character."""
    if code is codes.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    if code is codes.IN:
        negated: bool = value[0][0] is codes.NEGATE
        return _takes(value[negated:], character) is not negated
    if code is codes.CATEGORY:
        return re.fullmatch(_SHORTHAND[value], character) is not None
    if code is codes.ANY:
        return character != "\n"
    return bool(ord(character) == value) is (code is codes.LITERAL)


def _ends(items: Iterable[Any]) -> Iterator[int]:
    """Where what items take begins and ends, and what is beside it."""
    for code, value in items:
        if code is codes.IN:
            yield from _ends(value)
        elif code in (codes.LITERAL, codes.NOT_LITERAL):
            yield from (value - 1, value, value + 1)
        elif code is codes.RANGE:
            yield from (value[0] - 1, value[0], value[1], value[1] + 1)
