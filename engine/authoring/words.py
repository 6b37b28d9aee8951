"""Patterns, conditions and facts in words, for people who read YAML but no Python."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from engine.catalogue import one_line, say
from engine.context import CONTEXT
from engine.facts import VOCABULARY, Fact, Value
from engine.patterns import Condition, Pattern, Variable
from engine.rulebook import Lang, Text

_SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "lte": "≤", "gt": ">", "gte": "≥"}
_PLACES = ("label", "line_label", "heading", "title", "words")  # what names a fact's place, the most telling first
_LONGEST = 60  # characters of one detail


def condition_words(condition: Condition, lang: Lang) -> str:
    """A condition as ``field = value``."""
    name, wanted = condition.field, condition.value
    if condition.operator in _SIGNS:
        return f"{name} {_SIGNS[condition.operator]} {_value(wanted)}"
    if isinstance(wanted, tuple):
        return say("words.in", lang, field=name, values=", ".join(map(_value, wanted)))
    if condition.operator == "matches":
        return say("words.matches", lang, field=name, value=_value(wanted))
    return say("words.exists" if wanted else "words.empty", lang, field=name)


def pattern_words(pattern: Pattern, lang: Lang) -> str:
    """A pattern as ``kind: condition, condition``."""
    conditions = ", ".join(condition_words(condition, lang) for condition in pattern.conditions)
    return f"{pattern.kind}: {conditions}" if conditions else pattern.kind


def fact_words(fact: Fact, lang: Lang) -> str:
    """A fact by its place and figures: the row, column or heading, then what its context says."""
    context = {name: value.of(lang) if isinstance(value, Text) else value for name, value in fact.context.items()}
    place = next((name for name in _PLACES if context.get(name)), "")
    shown = [(name, context[name]) for name in CONTEXT[fact.kind] if name != place and context.get(name, "") != ""]
    details = ", ".join(f"{name} {one_line(str(value))[:_LONGEST]}" for name, value in shown)
    head = one_line(str(context[place])) if place else fact.id
    return say("words.fact", lang, place=head, details=details) if details else head


def kind_words(kind: str, lang: Lang) -> str:
    """What a kind of fact is; empty where the vocabulary does not say it in this language."""
    return _chinese().get(kind, {}).get("", "") if lang == "zh" else ""


def field_words(kind: str, field: str, lang: Lang) -> str:
    """What a field, or a name of the context, means."""
    english = VOCABULARY[kind][field][1] if field in VOCABULARY[kind] else CONTEXT[kind][field]
    return _chinese().get(kind, {}).get(field, english) if lang == "zh" else english


@lru_cache(maxsize=1)
def _chinese() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("vocabulary.json").read_text("utf-8"))
    return found


def _value(value: Value | Variable | tuple[Value, ...]) -> str:
    if isinstance(value, Variable):
        return f"${value.name}"
    return one_line(str(value)) if value != "" else "“”"
