"""Points that cannot be deducted, caps that never bind, and rows of the regulation that do not exist."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from engine.authoring.lint.problems import Linted, Problem
from engine.authoring.regulation import rows_of

_ROW = re.compile(r"[A-Z]{2}-\d{2}")


def points(linted: Linted) -> Iterator[Problem]:
    """More points than the category has, points on what is only for information, a family cap beyond its members."""
    full = {category.id: category.full for category in linted.book.categories}
    members: dict[str, Decimal] = defaultdict(Decimal)
    categories: dict[str, set[str]] = defaultdict(set)
    for rule in linted.book.rules:
        most = rule.deduct.at_most
        if most > full.get(rule.category, most) > 0:  # an overlay may set a whole category to nothing
            marks = full[rule.category]
            yield linted.at(
                rule.file, ("deduct", "at_most"), "over_full", points=most, category=rule.category, full=marks
            )
        if rule.severity == "info" and most:
            yield linted.at(rule.file, ("deduct",), "info_deducts")
        if rule.deduct.family:
            members[rule.deduct.family] += most
            categories[rule.deduct.family].add(rule.category)
    for family, cap in linted.book.families.items() if linted.whole else ():
        place = ("families", family)
        if family not in members:
            yield linted.at("rulebook.yaml", place, "family_unused", family=family)
        elif cap > members[family]:
            yield linted.at("rulebook.yaml", place, "family_cap", family=family, cap=cap, points=members[family])
        elif cap > max(full.get(category, cap) for category in categories[family]) > 0:
            yield linted.at("rulebook.yaml", place, "family_over_full", family=family, cap=cap)


def covers(linted: Linted) -> Iterator[Problem]:
    """A row that no list of the regulation has: two capitals, a dash and two digits, as TB-01."""
    listed = {row.id for row in rows_of(linted.texts)}
    for rule in linted.book.rules:
        for index, row in enumerate(rule.covers):
            if not _ROW.fullmatch(row):
                yield linted.at(rule.file, ("covers", index), "no_such_row", row=row)
            elif listed and row not in listed:
                yield linted.at(rule.file, ("covers", index), "unlisted_row", row=row)
