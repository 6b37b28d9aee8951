"""Refuses what is no regular expression, with its place in the file."""

from __future__ import annotations

import re

from engine.loading.check import Fault


def check_expression(expression: str, fault: Fault, *path: str | int, groups: tuple[str, ...] = ()) -> None:
    """Refuses an expression that does not compile, or lacks one of the named groups.

    Raises:
        RulebookError: with the line and column of ``path``.
    """
    try:
        named = re.compile(expression).groupindex
    except (re.error, OverflowError, RecursionError) as error:
        raise fault(f"not a regular expression: {error}", *path) from None
    for group in groups:
        if group not in named:
            raise fault(f"the group (?P<{group}>…) is missing", *path)
