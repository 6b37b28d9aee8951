"""Refuses what is no regular expression, with its place in the file."""

from __future__ import annotations

import re

from engine.loading.check import Fault


def check_expression(
    expression: str, fault: Fault, *path: str | int, groups: tuple[str, ...] = (), may: tuple[str, ...] = ()
) -> None:
    """Refuses an expression that does not compile, lacks one of the named groups, or has others than ``may`` be.

    Expressions become parts of larger ones, where a name must not stand twice, nor flags for all of it.

    Raises:
        RulebookError: with the line and column of ``path``.
    """
    try:
        named = re.compile(expression).groupindex
        re.compile(f"(?:{expression})")
    except (re.error, OverflowError, RecursionError) as error:
        raise fault(f"not a regular expression: {error}", *path) from None
    for group in groups:
        if group not in named:
            raise fault(f"the group (?P<{group}>…) is missing", *path)
    for group in named:
        if group not in (*groups, *may):
            raise fault(f"the group (?P<{group}>…) means nothing here", *path)
