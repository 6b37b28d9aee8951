"""Measures what a report says of processing fees: notices, their total, and what was collected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from itertools import islice
from typing import TYPE_CHECKING

from engine.amounts import NARROW_DIGITS, Amount, AmountReader
from engine.cells import YUAN_PER_AMOUNT, CellReader
from engine.expressions import compiled
from engine.facts import Fact, Value
from engine.labels import letters
from engine.report import Report
from engine.rulebook import Form, Text
from engine.values import dataclass
from engine.wordings import FeeElement, FeeWords

if TYPE_CHECKING:
    from engine.observe import Interest

_MOST = 100  # sentences on fees, or figures in one, that are looked at
_LONGEST = 2000  # characters of a sentence that are looked at
_LARGEST = 10**15  # beyond any sum of fees, and within 64 bits
_NONE = Amount(Decimal(0), True, "0")


@dataclass(frozen=True, slots=True)
class _Finder:
    """An element with its expressions compiled."""

    element: FeeElement
    figures: tuple[re.Pattern[str], ...]
    none: re.Pattern[str]
    mentions: re.Pattern[str]


@dataclass(slots=True)
class _Said:
    """What a section says of an element, sentence by sentence."""

    amounts: list[Amount]
    named: bool = True
    mentioned: bool = False
    quote: str = ""
    near: str = ""  # the first sentence on fees, of whatever element


class FeeObserver:
    """Measures processing fees by the words of a rulebook."""

    def __init__(self, words: FeeWords, form: Form, cells: CellReader, interest: Interest) -> None:
        self._words, self._form, self._cells, self._interest = words, form, cells, interest
        self._wanted = interest.could_match("fee")
        reader = AmountReader(words.numbers)
        self._reader = reader
        self._finders = [
            _Finder(e, tuple(map(reader.expression, e.figures)), _any(e.none), _any(e.mentions))
            for e in words.elements
        ]
        self._ends = compiled(f"[{re.escape(words.sentence_ends)}\n]")
        self._within = {key: compiled(expression) for key, expression in words.sections.items()}
        self._not_these, self._named = compiled(words.not_these), compiled(words.named)
        self._other_fees = compiled(words.other_fees)

    def observe(self, report: Report) -> list[Fact]:
        """A fact for every section with text that may speak of fees, and every element."""
        facts: list[Fact] = []
        if not self._wanted:
            return facts
        limit, shown = self._table_two(report)
        for key in self._within:
            section = report.section(key)
            if section is None or not letters(section.text):
                continue
            for finder, said in zip(self._finders, self._section(key, section.text), strict=True):
                fact = self._fact(finder.element, key, said, limit, shown)
                facts += [fact] if self._interest.matches(fact.kind, fact.fields) else []
        return facts

    def _section(self, key: str, text: str) -> list[_Said]:
        said = [_Said([]) for _ in self._finders]
        lines = "\n".join("".join(line.split()) for line in text.splitlines()).translate(NARROW_DIGITS)
        ends = (sentence[:_LONGEST] for sentence in self._ends.split(lines))
        sentences = (sentence for sentence in ends if self._speaks_of_fees(key, sentence))
        for sentence in islice(sentences, _MOST):
            plain = bool(self._named.search(sentence)) and not self._other_fees.search(sentence)
            taken: list[tuple[int, int]] = []
            for finder, found in zip(self._finders, said, strict=True):
                found.near = found.near or sentence
                amounts = self._amounts(finder, sentence, taken)
                if amounts or finder.mentions.search(sentence):
                    found.mentioned = True
                    found.quote = found.quote or sentence
                if amounts:
                    found.named = found.named and plain
                    found.amounts += amounts
        return said

    def _speaks_of_fees(self, key: str, sentence: str) -> bool:
        if not self._within[key].search(sentence):
            return False
        return bool(self._named.search(sentence)) or not self._not_these.search(sentence)

    def _amounts(self, finder: _Finder, sentence: str, taken: list[tuple[int, int]]) -> list[Amount]:
        """The figures that the element takes of a sentence; a figure is taken once."""
        found = []
        for expression in finder.figures:
            for match in islice(expression.finditer(sentence), _MOST):
                start, end = match.span("digits")
                if all(end <= other[0] or start >= other[1] for other in taken):
                    taken.append((start, end))
                    found.append(self._reader.read(match))
        if not found and finder.none.search(sentence):
            found.append(_NONE)
        return [amount for amount in found if amount.value <= _LARGEST]

    def _fact(self, element: FeeElement, key: str, said: _Said, limit: Decimal | None, shown: str) -> Fact:
        values = {amount.value for amount in said.amounts}
        exact = len(values) == 1 and all(amount.exact for amount in said.amounts)
        value = min(values, default=Decimal(0))
        money = exact and "<money>" in "".join(element.figures)
        above = value - limit if money and limit is not None and value > limit else Decimal(0)
        fields: dict[str, Value] = {
            "section": key,
            "element": element.name,
            "mentioned": int(said.mentioned or bool(values)),
            "known": int(bool(values)),
            "exact": int(exact),
            "amount": int(value),
            "named": int(said.named and bool(values)),
            "off_step": int(money and value % self._words.step != 0),
            "above_table": int(above.to_integral_value(ROUND_CEILING)),
        }
        label = self._form.sections.get(key)
        text = "/".join(dict.fromkeys(amount.text for amount in said.amounts))
        context = {
            "heading": label.text if label else Text("", ""),
            "label": element.label,
            "text": text,
            f"{element.name}_text": text,
            "table_amount": shown,
            "quote": said.quote or said.near,
        }
        return Fact("fee", f"fee/{key}/{element.name}", fields, context)

    def _table_two(self, report: Report) -> tuple[Decimal | None, str]:
        """The most that the fees of table two may be before rounding, in yuan, and as they stand there.

        A zero says that there were none, so it is no rounded figure.
        """
        table, row, column = self._words.cell
        if table not in self._form.tables or (row, column) not in [
            (r, c) for _, r, c in self._form.tables[table].cells()
        ]:
            return None, ""
        cell = report.table(table).get(row, {}).get(column)
        number = self._cells.read(cell, "amount").number
        if number is None or number < 0:  # an amount below zero is none
            return None, ""
        amount = Decimal(number)
        exponent = amount.as_tuple().exponent
        half = Decimal(5).scaleb(int(exponent) - 1) if amount else Decimal(0)
        return (amount + half) * YUAN_PER_AMOUNT, f"{amount:f}"


def _any(expressions: Sequence[str]) -> re.Pattern[str]:
    return compiled("|".join(f"(?:{expression})" for expression in expressions) or r"(?!)")
