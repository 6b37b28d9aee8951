"""What was measured in a report, and the vocabulary of what can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.authoring.layout import table
from engine.authoring.words import fact_words, field_words, kind_words
from engine.catalogue import say
from engine.context import CONTEXT
from engine.facts import VOCABULARY, Fact
from engine.json_text import dumps
from engine.rulebook import Lang, Text


def facts_as_table(facts: Sequence[Fact], lang: Lang) -> str:
    """The facts, a table for each kind with its fields and what the fact is about."""
    parts = []
    for kind in VOCABULARY:
        alike = [fact for fact in facts if fact.kind == kind]
        if alike:
            fields = list(VOCABULARY[kind])
            rows = [[*(str(fact.fields[name]) for name in fields), fact_words(fact, lang)] for fact in alike]
            head = say("fact.kind", lang, kind=kind, count=len(alike))
            parts.append(f"{head}\n{table([*fields, say('fact.about', lang)], rows)}")
    return "\n".join(parts) or say("fact.none", lang) + "\n"


def facts_as_lines(facts: Iterable[Fact], lang: Lang) -> str:
    """The facts as JSON lines: kind, id, fields, and what messages may name besides."""
    lines = []
    for fact in facts:
        context = {key: value.of(lang) if isinstance(value, Text) else value for key, value in fact.context.items()}
        value = {"kind": fact.kind, "id": fact.id, "fields": fact.fields, "context": context}
        lines.append(" ".join(dumps(value, indent=0).split("\n")))
    return "".join(line + "\n" for line in lines)


def vocabulary_as_table(kinds: Sequence[str], lang: Lang) -> str:
    """Every field of the kinds, its type and meaning; what only messages may name stands in braces."""
    parts = []
    for kind in kinds:
        rows = [[name, say(f"type.{kind_of}", lang), field_words(kind, name, lang)]
                for name, (kind_of, _) in VOCABULARY[kind].items()]  # fmt: skip
        rows += [[f"{{{name}}}", say("type.message", lang), field_words(kind, name, lang)]
                 for name in CONTEXT[kind]]  # fmt: skip
        meaning = kind_words(kind, lang)
        head = f"{kind}{say('rules.colon', lang)}{meaning}" if meaning else kind
        columns = [say(f"fact.column.{name}", lang) for name in ("field", "type", "meaning")]
        parts.append(f"{head}\n{table(columns, rows)}")
    return "\n".join(parts)


def vocabulary_as_lines(kinds: Sequence[str], lang: Lang) -> str:
    """The vocabulary as JSON lines, one for each kind."""
    lines = []
    for kind in kinds:
        fields = {name: {"type": type_, "meaning": field_words(kind, name, lang)}
                  for name, (type_, _) in VOCABULARY[kind].items()}  # fmt: skip
        messages = {name: field_words(kind, name, lang) for name in CONTEXT[kind]}
        value = {"kind": kind, "fields": fields, "in_messages": messages}
        lines.append(" ".join(dumps(value, indent=0).split("\n")))
    return "".join(line + "\n" for line in lines)
