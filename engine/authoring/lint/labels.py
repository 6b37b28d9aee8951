"""Variants of labels and headings that change nothing, or that cannot be told from another label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.authoring.lint.problems import Linted, Path, Problem
from engine.labels import bare
from engine.loading.tree import Tree
from engine.rulebook import Form, Label

_COMMON = "forms/common.yaml"


def dead_variants(linted: Linted) -> Iterator[Problem]:
    """A variant whose words, as labels are compared, are the official ones or an earlier variant's in every form,
    or are another label's in some form.
    """
    raw = Tree.of(linted.texts).content(_COMMON)
    for name, of_form in (("sections", _sections), ("rows", _rows), ("columns", _columns)):
        tables = {"": raw[name]} if name == "sections" else raw[name]
        for table, items in tables.items():
            forms = [labels for form in linted.book.forms if (labels := of_form(form, table))]
            path = (name, table) if table else (name,)
            for key, item in items.items():
                yield from _dead(linted, path, key, item.get("variants", []), [f for f in forms if key in f])


def _dead(
    linted: Linted, path: Path, key: str, variants: list[Any], forms: list[Mapping[str, Label]]
) -> Iterator[Problem]:
    for index, variant in enumerate(variants):
        words, place = bare(variant), (*path, key, "variants", index)
        earlier = {bare(other) for other in variants[:index]}
        if words in earlier or (forms and all(words == bare(labels[key].text.zh) for labels in forms)):
            yield linted.at(_COMMON, place, "dead_variant", words=variant, of=key)
            continue
        others = [other for labels in forms for other in _others(labels, key, words)]
        if others:
            yield linted.at(_COMMON, place, "variant_of_other", words=variant, of=key, other=others[0])


def _others(labels: Mapping[str, Label], key: str, words: str) -> list[str]:
    """Other labels of these words in the same group of rows, where nothing tells them apart."""
    return [
        other
        for other, label in labels.items()
        if other != key and label.group == labels[key].group and words in map(bare, label.words)
    ]


def _sections(form: Form, _: str) -> Mapping[str, Label]:
    return form.sections


def _rows(form: Form, table: str) -> Mapping[str, Label]:
    return {row: form.tables[table].rows[row] for row in form.tables[table].lines()} if table in form.tables else {}


def _columns(form: Form, table: str) -> Mapping[str, Label]:
    if table not in form.tables:
        return {}
    used = {column for block in form.tables[table].blocks for column in block.columns}
    return {key: label for key, label in form.tables[table].columns.items() if key in used}
