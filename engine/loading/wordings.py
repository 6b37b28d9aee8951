"""From ``topics.yaml`` and ``fees.yaml`` to their values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.loading.check import Fault
from engine.loading.expressions import check_expression
from engine.loading.files import Closed, Slug, TextFile
from engine.rulebook import Form, Text
from engine.wordings import FeeElement, FeeWords, NumberWords, Topic, TopicWords

Words = Annotated[tuple[str, ...], Field(min_length=1)]
_ALWAYS_KNOWN = "preface"  # the section that stands before those of the form
_MARK = "<mark>"
_FIGURES = ("<count>", "<money>")


class TopicFile(Closed):
    """What a section may speak of."""

    label: TextFile
    group: Slug | None = None
    sections: Words
    mentions: Words
    opens: tuple[str, ...] = ()
    leads: bool = False
    nothing: tuple[str, ...] = ()


class TopicsFile(Closed):
    """``rules/topics.yaml``."""

    sentence_ends: Annotated[str, Field(min_length=1)]
    mark: str
    figures: str
    items: tuple[str, ...]
    nothing: tuple[str, ...]
    topics: dict[Slug, TopicFile]


class CellFile(Closed):
    """A cell of a form."""

    table: str
    row: str
    column: str


class NumbersFile(Closed):
    """Words about a figure."""

    about: tuple[str, ...]
    more: tuple[str, ...]
    scales: dict[str, Annotated[int, Field(gt=0)]]
    count_units: Words
    money_units: Words


class ElementFile(Closed):
    """A figure that is reported of fees."""

    label: TextFile
    figures: Words
    none: tuple[str, ...]
    mentions: Words


class FeesFile(Closed):
    """``rules/fees.yaml``."""

    step: Annotated[int, Field(gt=0)]
    table: CellFile
    sentence_ends: Annotated[str, Field(min_length=1)]
    numbers: NumbersFile
    sections: dict[str, str]
    not_these: str
    named: str
    other_fees: str
    elements: dict[Literal["notices", "total", "collected"], ElementFile]


def topics(raw: TopicsFile, forms: tuple[Form, ...], fault: Fault) -> TopicWords:
    """The topics, their sections known and their expressions sound."""
    check_expression(raw.mark, fault, "mark")
    check_expression(raw.figures, fault, "figures")
    for key in ("items", "nothing"):
        for index, expression in enumerate(getattr(raw, key)):
            check_expression(expression, fault, key, index)
    known = {_ALWAYS_KNOWN, *(key for form in forms for key in form.sections)}
    for name, topic in raw.topics.items():
        _check_sections(topic.sections, known, fault, "topics", name, "sections")
        if (topic.opens or topic.leads) and topic.group is None:
            raise fault("parts are divided among the topics of a group: group is missing", "topics", name)
    return TopicWords(
        topics=tuple(_topic(name, topic, raw, fault) for name, topic in raw.topics.items()),
        sentence_ends=raw.sentence_ends,
        figures=raw.figures,
        items=raw.items,
    )


def _topic(name: str, raw: TopicFile, shared: TopicsFile, fault: Fault) -> Topic:
    words: dict[str, tuple[str, ...]] = {}
    for key in ("mentions", "opens", "nothing"):
        words[key] = tuple(text.replace(_MARK, f"(?:{shared.mark})") for text in getattr(raw, key))
        for index, expression in enumerate(words[key]):
            check_expression(expression, fault, "topics", name, key, index)
    return Topic(
        name=name,
        label=Text(raw.label.zh, raw.label.en),
        sections=raw.sections,
        mentions=words["mentions"],
        group=raw.group or "",
        opens=words["opens"],
        leads=raw.leads,
        nothing=(*shared.nothing, *words["nothing"]),
    )


def fees(raw: FeesFile, forms: tuple[Form, ...], fault: Fault) -> FeeWords:
    """How fees are reported, the cell and the sections known and the expressions sound."""
    tables = [form.tables[raw.table.table] for form in forms if raw.table.table in form.tables]
    if not any(raw.table.row in t.rows and raw.table.column in t.columns for t in tables):
        raise fault("no form has this cell", "table")
    known = {_ALWAYS_KNOWN, *(key for form in forms for key in form.sections)}
    for key, expression in raw.sections.items():
        _check_sections((key,), known, fault, "sections", key)
        check_expression(expression, fault, "sections", key)
    for key in ("not_these", "named", "other_fees"):
        check_expression(getattr(raw, key), fault, key)
    for name, element in raw.elements.items():
        _check_element(element, fault, "elements", name)
    return FeeWords(
        numbers=NumberWords(**raw.numbers.model_dump()),
        elements=tuple(
            FeeElement(name, Text(item.label.zh, item.label.en), item.figures, item.none, item.mentions)
            for name, item in raw.elements.items()
        ),
        sections=dict(raw.sections),
        sentence_ends=raw.sentence_ends,
        not_these=raw.not_these,
        named=raw.named,
        other_fees=raw.other_fees,
        step=raw.step,
        cell=(raw.table.table, raw.table.row, raw.table.column),
    )


def _check_element(raw: ElementFile, fault: Fault, *path: str) -> None:
    for index, expression in enumerate(raw.figures):
        if sum(expression.count(mark) for mark in _FIGURES) != 1:
            raise fault("one <count> or <money> must stand where the figure is", *path, "figures", index)
        plain = expression.replace(_FIGURES[0], r"\d").replace(_FIGURES[1], r"\d")
        check_expression(plain, fault, *path, "figures", index)
    for key in ("none", "mentions"):
        for index, expression in enumerate(getattr(raw, key)):
            check_expression(expression, fault, *path, key, index)


def _check_sections(sections: tuple[str, ...], known: set[str], fault: Fault, *path: str | int) -> None:
    for section in sections:
        if section not in known:
            raise fault(f"unknown section {section!r}; known: {', '.join(sorted(known))}", *path)
