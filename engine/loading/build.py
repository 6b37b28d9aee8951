"""From the files of a rulebook to its values, with every reference between them checked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from engine.loading import crosscheck, files, likeness, wordings, years
from engine.loading.check import Fault, Texts, check_references, faults_of_variables
from engine.loading.expressions import check_expression
from engine.loading.faults import RulebookError
from engine.loading.restatements import RestatementsFile, narrative_words
from engine.loading.shapes import read as _read
from engine.loading.shapes import rule_files
from engine.loading.tree import Tree
from engine.overlays import Off
from engine.patterns import Pattern, PatternError, parse
from engine.rulebook import (
    Applies,
    Basis,
    Block,
    Calendar,
    Category,
    CellWords,
    Deadline,
    Deduct,
    Document,
    Form,
    Grade,
    IdentityForm,
    Label,
    Missing,
    RepairWords,
    Rule,
    Rulebook,
    TableForm,
    TemplateWords,
    Text,
    TextWords,
    Years,
)
from engine.wordings import Phrase, UnitNames

_PLACES = re.compile(
    r"(rulebook|calendar|phrases|boilerplate|leftovers|topics|fees|years|crosscheck|restatements|regulation|roster"
    r"|forms/(common|\d{4})"
    r"|(?!forms/|overlays/)[^/]+/[^/]+)\.yaml",
    re.ASCII,
)
_LONGEST_HOLIDAY = 366  # days


def build(texts: Texts, digest: str) -> Rulebook:
    """The rulebook that the files say.

    Raises:
        RulebookError: the first fault, with file, line and column.
    """
    texts = Tree.of(texts)
    for error in misplaced(texts):
        raise error
    rules = tuple(read_rule(texts, name) for name in rule_files(texts))
    for rule in rules:
        for error in faults_of_variables(rule, Fault(texts, rule.file)):
            raise error
    book = assemble(texts, digest, rules)
    check_references(book, texts)
    return book


def misplaced(texts: Texts) -> list[RulebookError]:
    """The files that no rulebook has."""
    problem = "a rulebook has no file of this name or in this folder"
    return [RulebookError(f"{name}:1:1: {problem}") for name in texts if not _PLACES.fullmatch(name)]


def assemble(texts: Texts, digest: str, rules: tuple[Rule, ...]) -> Rulebook:
    """The rulebook of these rules and all other files; what they say of each other is not checked.

    Raises:
        RulebookError: the first fault, with file, line and column.
    """
    head = _read(files.RulebookFile, texts, "rulebook.yaml")
    _check_expressions(head, Fault(texts, "rulebook.yaml"))
    common = _read(files.CommonFile, texts, "forms/common.yaml")
    form_files = [n for n in texts if re.fullmatch(r"forms/\d{4}\.yaml", n)]
    forms = tuple(_form(_read(files.FormFile, texts, n), common, Fault(texts, n)) for n in sorted(form_files))
    if not forms:
        raise RulebookError("forms: there is no form, as forms/2021.yaml")
    calendar = _calendar(_read(files.CalendarFile, texts, "calendar.yaml"), Fault(texts, "calendar.yaml"))
    phrases = _phrases(_read(files.PhrasesFile, texts, "phrases.yaml"), texts)
    told = _read(RestatementsFile, texts, "restatements.yaml")
    narrative = narrative_words(told, forms, Fault(texts, "restatements.yaml"))
    boilerplate = _read(likeness.BoilerplateFile, texts, "boilerplate.yaml")
    leftovers = _read(likeness.LeftoversFile, texts, "leftovers.yaml")
    topics = wordings.topics(_read(wordings.TopicsFile, texts, "topics.yaml"), forms, Fault(texts, "topics.yaml"))
    fees = wordings.fees(_read(wordings.FeesFile, texts, "fees.yaml"), forms, Fault(texts, "fees.yaml"))
    compared = years.comparisons(_read(years.ComparisonsFile, texts, "years.yaml"), forms, Fault(texts, "years.yaml"))
    return Rulebook(
        id=head.id,
        version=head.version,
        title=_text(head.title),
        full=head.full,
        documents={d.id: Document(d.id, _text(d.title), d.number, d.issued) for d in head.documents},
        categories=tuple(Category(c.id, _text(c.label), c.full) for c in head.categories),
        grades=tuple(
            sorted((Grade(g.id, _text(g.label), g.at_least) for g in head.grades), key=lambda g: -g.at_least)
        ),
        families=dict(head.families),
        forms=forms,
        rules=rules,
        calendar=calendar,
        phrases=phrases,
        narrative=narrative,
        unit_names=UnitNames(head.unit_names.kinds, head.unit_names.levels, head.unit_names.traits),
        boilerplate=likeness.boilerplate(boilerplate, Fault(texts, "boilerplate.yaml")),
        leftovers=likeness.leftovers(leftovers, Fault(texts, "leftovers.yaml")),
        topics=topics,
        fees=fees,
        cell_words=CellWords(
            head.cells.dashes, head.cells.count_units, dict(head.cells.money_units), dict(head.cells.signs)
        ),
        text_words=TextWords(
            titles=head.text.titles,
            page_numbers=head.text.page_numbers,
            period=head.text.period,
            published=head.text.published,
            published_names=head.text.published_names,
            declared_date=head.text.declared_date,
            dated=head.text.dated,
            signed=head.text.signed,
            article_ends=head.text.article_ends,
            contents=head.text.contents,
            unnamed=head.text.unnamed,
            table_words=head.text.table_words,
            sentence_ends=head.text.sentence_ends,
        ),
        title_kinds=head.titles,
        comparisons=compared,
        **_across(texts, forms),
        repair_words=RepairWords(**head.repair.model_dump()),
        kind_labels={key: _text(value) for key, value in head.kinds.items()},
        refused_reasons=head.refused_reasons,
        digest=digest,
    )


def _across(texts: Texts, forms: tuple[Form, ...]) -> dict[str, Any]:
    """What is checked across reports; nothing where the rulebook does not say, which is enough to score one."""
    name = "crosscheck.yaml"
    if name not in texts:
        return {}
    raw, fault = _read(crosscheck.CrosscheckFile, texts, name), Fault(texts, name)
    return {
        "summed": crosscheck.summed_cells(raw, forms, fault),
        "repeated": crosscheck.repeated_tables(raw, forms, fault),
    }


def _text(raw: files.TextFile) -> Text:
    return Text(raw.zh, raw.en)


def applies_of(raw: files.AppliesFile) -> Applies:
    """Whom and which years it is about."""
    return Applies(Years(raw.years.from_, raw.years.to), raw.kinds, raw.levels)


def _label(raw: files.LabelFile, official: files.TextFile | None) -> Label:
    text = official or raw.label
    also = (raw.label.zh,) if official else ()
    return Label(_text(text), (*raw.variants, *also), _text(raw.short) if raw.short else None, raw.group, raw.unit)


def _form(raw: files.FormFile, common: files.CommonFile, fault: Fault) -> Form:
    if fault.name != f"forms/{raw.form}.yaml":
        raise fault(f"the file of form {raw.form} must be forms/{raw.form}.yaml", "form")
    tables = {key: _table(key, table, raw.sections, common, fault) for key, table in raw.tables.items()}
    for section in raw.sections:
        if section not in common.sections:
            raise fault(f"unknown section {section!r}", "sections")
    sections = {
        key: Label(_text(common.sections[key].heading), common.sections[key].variants) for key in raw.sections
    }
    of_tables = {table.section for table in tables.values()}
    identities = tuple(_identity(item, tables, fault, i) for i, item in enumerate(raw.identities))
    return Form(
        id=raw.form,
        years=Years(raw.years.from_, raw.years.to),
        document=raw.document,
        sections=sections,
        prose=tuple(key for key in raw.sections if key not in of_tables),
        tables=tables,
        identities=identities,
        groups={key: _text(value) for key, value in common.groups.items()},
        blocks={key: _text(value) for key, value in common.blocks.items()},
        numerals=common.numerals,
        heading_marks=common.heading_marks,
        template=TemplateWords(
            unit=common.template.unit,
            title=common.template.title,
            prose={**common.template.prose, **raw.prose},
            item=common.template.item,
            text=common.template.text,
        ),
        examples=dict(common.examples),
    )


def _table(
    key: str, raw: files.TableFile, sections: tuple[str, ...], common: files.CommonFile, fault: Fault
) -> TableForm:
    if key not in common.tables:
        raise fault(f"{key!r} is not among the tables in common.yaml", "tables", key)
    if raw.section not in sections:
        raise fault(f"unknown section {raw.section!r}", "tables", key, "section")
    for index, item in enumerate(raw.blocks):
        if item.key not in common.blocks:
            raise fault(f"{item.key!r} is not among the blocks in common.yaml", "tables", key, "blocks", index, "key")
    blocks = tuple(Block(b.key, b.columns, b.rows) for b in raw.blocks) or (Block("", raw.columns, raw.rows),)
    for index, block in enumerate(blocks):
        path = ("tables", key, "blocks", index) if raw.blocks else ("tables", key)
        for kind, names in (("rows", block.rows), ("columns", block.columns)):
            for name in names:
                if name not in getattr(common, kind).get(key, {}):
                    raise fault(f"{name!r} is not among the {kind} of {key} in common.yaml", *path, kind)
    return TableForm(
        key=key,
        section=raw.section,
        title=_text(common.tables[key]),
        blocks=blocks,
        rows={n: _label(label, raw.labels.rows.get(n)) for n, label in common.rows.get(key, {}).items()},
        columns={n: _label(label, raw.labels.columns.get(n)) for n, label in common.columns.get(key, {}).items()},
        note=_text(common.notes[key]) if key in common.notes else None,
    )


def _identity(raw: files.IdentityFile, tables: Mapping[str, TableForm], fault: Fault, index: int) -> IdentityForm:
    table = tables.get(raw.table)
    if table is None:
        raise fault(f"unknown table {raw.table!r}", "identities", index, "table")
    rows = {row for block in table.blocks for row in block.rows}
    columns = {column for block in table.blocks for column in block.columns}
    terms, lines = (rows, columns) if raw.each == "column" else (columns, rows)
    for key, known in (("left", terms), ("right", terms), ("lines", lines)):
        for name in getattr(raw, key):
            if name not in known:
                raise fault(f"{name!r} is not in {raw.table} of this form", "identities", index, key)
    return IdentityForm(raw.group, raw.table, raw.each, raw.left, raw.right, raw.relation, raw.lines)


def _calendar(raw: files.CalendarFile, fault: Fault) -> Calendar:
    for name, deadline in raw.deadlines.items():
        try:
            dt.date(2001, int(deadline.by[:2]), int(deadline.by[3:]))
        except ValueError:
            raise fault(f"{deadline.by} is not a day of every year (MM-DD)", "deadlines", name, "by") from None
    for index, span in enumerate(raw.days_off):
        if not 0 <= (span.to - span.from_).days < _LONGEST_HOLIDAY:
            raise fault("ends before it begins, or lasts more than a year", "days_off", index)
    off = (
        span.from_ + dt.timedelta(days=day) for span in raw.days_off for day in range((span.to - span.from_).days + 1)
    )
    deadlines = (
        Deadline(name, item.event, int(item.by[:2]), int(item.by[3:]), item.statutory)
        for name, item in raw.deadlines.items()
    )
    return Calendar(tuple(deadlines), frozenset(off), frozenset(raw.working_days))


def _phrases(raw: files.PhrasesFile, texts: Texts) -> tuple[Phrase, ...]:
    for name, phrase in raw.root.items():
        for index, pattern in enumerate(phrase.patterns):
            check_expression(pattern, Fault(texts, "phrases.yaml"), name, "patterns", index)
        for lead, pattern in phrase.led_by.items():
            check_expression(pattern, Fault(texts, "phrases.yaml"), name, "led_by", lead)
    return tuple(
        Phrase(name, item.sections, item.patterns, item.spaced, item.led_by, item.check, item.masked)
        for name, item in raw.root.items()
    )


def _check_expressions(head: files.RulebookFile, fault: Fault) -> None:
    day = ("year", "month", "day")
    groups = {"titles": ("year",), "page_numbers": (), "published": day, "dated": day, "signed": day}
    for key, needed in groups.items():
        for index, expression in enumerate(getattr(head.text, key)):
            check_expression(expression, fault, "text", key, index, groups=needed, may=("unit",))
    check_expression(head.text.period, fault, "text", "period", groups=("from", "to"))
    for index, (_, expression) in enumerate(head.titles):
        check_expression(expression, fault, "titles", index, 1)
    for key in ("kinds", "levels", "traits"):
        for index, (value, expression) in enumerate(getattr(head.unit_names, key)):
            check_expression(expression, fault, "unit_names", key, index, 1)
            if key == "kinds" and value not in head.kinds:
                raise fault(f"{value} has no label under kinds", "unit_names", key, index)


def _patterns(raw: Any, fault: Fault, *path: str | int) -> tuple[Pattern, ...]:
    if raw is None:
        return ()
    try:
        return parse(raw)
    except PatternError as error:
        raise fault(str(error), *path, *error.path) from None


def read_rule(texts: Texts, name: str) -> Rule:
    """The rule in a file; whether its variables are bound is not checked.

    Raises:
        RulebookError: the first fault, with file, line and column.
    """
    return _rule(_read(files.RuleFile, texts, name), Fault(texts, name))


def _rule(raw: files.RuleFile, fault: Fault) -> Rule:
    folder, _, file = fault.name.partition("/")
    moved = fault.texts.changed(fault.name, ("category",))  # an overlay may put a rule into another category
    if f"{folder if moved else raw.category}/{raw.name}.yaml" != f"{folder}/{file}":
        raise fault(f"the file of rule {raw.name} must be {raw.category}/{raw.name}.yaml", "name")
    return Rule(
        name=raw.name,
        title=_text(raw.title),
        category=raw.category,
        severity=raw.severity,
        certainty=raw.certainty,
        covers=raw.covers,
        applies=applies_of(raw.applies),
        when=_patterns(raw.when, fault, "when"),
        unless=_patterns(raw.unless, fault, "unless"),
        because_of=_patterns(raw.because_of, fault, "because_of"),
        missing=tuple(
            Missing(_patterns(item.when, fault, "missing", i, "when"), item.means, _text(item.reason))
            for i, item in enumerate(raw.missing)
        ),
        message=_text(raw.message),
        remedy=_text(raw.remedy),
        basis=tuple(Basis(item.document, _text(item.clause), item.forms) for item in raw.basis),
        deduct=Deduct(raw.deduct.each, raw.deduct.at_most, raw.deduct.family) if raw.deduct else Deduct(),
        veto=raw.veto,
        observed=raw.observed,
        expected=raw.expected,
        why=_text(raw.why),
        limits=_text(raw.limits),
        parameters=dict(raw.parameters),
        mend=tuple(item.step() for item in (raw.mend if isinstance(raw.mend, tuple) else (raw.mend,))),
        off=Off(raw.off.overlay, _text(raw.off.reason)) if raw.off else None,
        file=fault.name,
    )
