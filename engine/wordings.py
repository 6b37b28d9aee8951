"""How reports speak of things: topics, processing fees, phrases and names, as the files under ``rules/`` say.

Values like those of :mod:`engine.rulebook`; every expression is a regular expression that compiles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from engine.values import dataclass

if TYPE_CHECKING:
    from engine.rulebook import Text


@dataclass(frozen=True, slots=True)
class Topic:
    """What a section may speak of; topics of one ``group`` divide a section into parts.

    ``mentions`` speak of it, ``opens`` begin its part, ``nothing`` are denials and clichés;
    ``leads``: it has what stands before the first part.
    """

    name: str
    label: Text
    sections: tuple[str, ...]
    mentions: tuple[str, ...]
    group: str = ""
    opens: tuple[str, ...] = ()
    leads: bool = False
    nothing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicWords:
    """The topics, and how sentences end, figures are written and items are numbered."""

    topics: tuple[Topic, ...] = ()
    sentence_ends: str = ""
    figures: str = r"\d+"
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberWords:
    """Words about a figure: before and after one that is not exact, scales, units."""

    about: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    scales: Mapping[str, int] = field(default_factory=dict)
    count_units: tuple[str, ...] = ()
    money_units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeeElement:
    """One of the figures that are reported of processing fees.

    ``figures`` hold ``<count>`` or ``<money>`` where the figure stands, ``none`` say that there
    was none, ``mentions`` speak of it with or without a figure.
    """

    name: str
    label: Text
    figures: tuple[str, ...]
    none: tuple[str, ...]
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeeWords:
    """How processing fees are reported.

    ``step``: yuan of which every fee is a multiple; ``cell``: table, row and column that hold
    them in 10,000 yuan; ``sections``: what a sentence on them holds, by section; ``not_these``
    are other fees; ``named`` says the fee by its name, ``other_fees`` with others.
    """

    numbers: NumberWords = NumberWords()
    elements: tuple[FeeElement, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    sentence_ends: str = ""
    not_these: str = ""
    named: str = ""
    other_fees: str = ""
    step: int = 1
    cell: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to look for: regular expressions, in the named sections.

    ``spaced``: in the text as it stands, and not without its white space. ``led_by``: names and
    expressions of what may stand before. ``check``: what the words must be beside; ``masked``:
    they are personal data, not to be shown.
    """

    name: str
    sections: tuple[str, ...]
    patterns: tuple[str, ...]
    spaced: bool = False
    led_by: Mapping[str, str] = field(default_factory=dict)
    check: Literal["identity-number"] | None = None
    masked: bool = False


@dataclass(frozen=True, slots=True)
class UnitNames:
    """What a unit's name tells: (value, regular expression), the first that matches holds."""

    kinds: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    traits: tuple[tuple[str, str], ...] = ()  # a unit may have several
