"""An explanation in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.authoring.explain import Excuse, Explanation, Lacking, id_of
from engine.authoring.listing import applies_words
from engine.authoring.trace import Combination, Near, Stage, Step
from engine.authoring.words import condition_words, fact_words, pattern_words
from engine.catalogue import one_line, say
from engine.facts import Value
from engine.patterns import Variable
from engine.rulebook import Lang, Rulebook

_MOST_SHOWN = 8


class Words:
    """The texts of an explanation in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: Any) -> str:
        """The text ``explain.<key>``."""
        return say(f"explain.{key}", self.lang, **values)


def explained(found: Explanation, book: Rulebook, lang: Lang) -> str:
    """The whole explanation, ending in a line feed."""
    text = Words(lang)
    rule = found.rule
    lines = [text("head", rule=rule.name, title=rule.title, unit=one_line(found.unit), year=found.year), ""]
    lines += _governed(found, book, text)
    if found.governed.status != "not_applicable":
        lines += ["", *_when(found, text), *_excuses(found, text), *_causes(found, text), *_missing(found, text)]
    return "\n".join([*lines, "", *_outcome(found, text)]) + "\n"


def _governed(found: Explanation, book: Rulebook, text: Words) -> Iterator[str]:
    governs = applies_words(found.rule.applies, book, text.lang)
    if found.governed.reason is None:
        yield text("applies", governs=governs)
    else:
        yield text("applies_not", governs=governs, reason=say(found.governed.reason, text.lang))


def _when(found: Explanation, text: Words) -> Iterator[str]:
    for number, step in enumerate(found.steps, 1):
        yield text("when", number=number, count=len(found.steps), pattern=pattern_words(step.pattern, text.lang))
        yield from _step(step, text)
    yield text("matched", count=len(found.matched))
    yield from _shown([_facts(combination, text) for combination in found.matched], text)


def _step(step: Step, text: Words) -> Iterator[str]:
    yield "  " + text("looked", count=step.looked, kind=step.pattern.kind)
    for stage in step.stages:
        yield "  " + _stage(stage, text)
    if step.near and not (step.stages and step.stages[-1].left):
        yield "  " + text("near")
        for near in step.near:
            yield "    - " + _near(near, text)


def _stage(stage: Stage, text: Words) -> str:
    values = ", ".join(f"{_value(value, text)} × {count}" for value, count in stage.values)
    return text("stage", condition=condition_words(stage.condition, text.lang), left=stage.left, values=values or "—")


def _near(near: Near, text: Words) -> str:
    failed = [
        text("missed", field=c.field, value=_value(near.fact.fields[c.field], text), asked=_asked(c, text))
        for c in near.failed
    ]
    return text("near_one", fact=fact_words(near.fact, text.lang), failed=text("and").join(failed))


def _asked(condition: Any, text: Words) -> str:
    words = condition_words(condition, text.lang)
    return text("asked_variable", condition=words) if isinstance(condition.value, Variable) else words


def _excuses(found: Explanation, text: Words) -> Iterator[str]:
    for excuse in found.excuses:
        yield text("unless", pattern=pattern_words(excuse.pattern, text.lang), verdict=_excused(excuse, found, text))
        if found.matched and not excuse.excused:
            yield from _step(excuse.step, text)


def _excused(excuse: Excuse, found: Explanation, text: Words) -> str:
    if not found.matched:
        return text("unless_idle")
    return text("unless_met", count=len(excuse.excused)) if excuse.excused else text("unless_not")


def _causes(found: Explanation, text: Words) -> Iterator[str]:
    for pattern in found.rule.because_of:
        yield text("because", pattern=pattern_words(pattern, text.lang))
    for combination in found.matched:
        causes = found.causes.get(id_of(found.rule, combination.facts))
        if causes:
            yield "  - " + text("because_met", facts=_facts(combination, text), rules=", ".join(causes))


def _missing(found: Explanation, text: Words) -> Iterator[str]:
    for item in found.missing:
        patterns = " + ".join(pattern_words(pattern, text.lang) for pattern in item.item.when)
        means = say(f"means.{item.item.means}", text.lang)
        yield text("missing", patterns=patterns, means=means, verdict=_lacking(item, text))
        yield from _shown([_facts(combination, text) for combination in item.met], text)


def _lacking(item: Lacking, text: Words) -> str:
    return text("missing_met", count=len(item.met)) if item.met else text("missing_not")


def _outcome(found: Explanation, text: Words) -> Iterator[str]:
    status = say(f"status.{found.result.status}", text.lang)
    if found.result.reason:
        yield text("outcome_reason", status=status, reason=one_line(found.result.reason))
    else:
        yield text("outcome", status=status)
    yield from _shown([text("finding", message=f.message, points=f.deducted) for f in found.found], text)


def _facts(combination: Combination, text: Words) -> str:
    return " + ".join(fact_words(fact, text.lang) for fact in combination.facts)


def _shown(items: Sequence[str], text: Words) -> Iterator[str]:
    for item in items[:_MOST_SHOWN]:
        yield "  - " + one_line(item)
    if len(items) > _MOST_SHOWN:
        yield "  - " + text("more", count=len(items) - _MOST_SHOWN)


def _value(value: Value, text: Words) -> str:
    return text("empty") if value == "" else one_line(str(value))[:40]
