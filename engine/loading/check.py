"""Checks what one file of a rulebook says against the others: every name must mean something."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.context import CONTEXT
from engine.facts import VOCABULARY
from engine.loading.faults import RulebookError
from engine.loading.tree import Tree
from engine.patterns import Pattern, PatternError, check_bindings
from engine.rulebook import Rule, Rulebook

_LONGEST = 1000  # characters of a message: what was found may be of any length
Texts = Mapping[str, str]  # path inside the rulebook → content


class Fault:
    """Makes the error for a place in one file."""

    def __init__(self, texts: Texts, name: str) -> None:
        self.texts, self.name = Tree.of(texts), name

    def __call__(self, message: str, *path: str | int) -> RulebookError:
        """The error, with line and column of ``path``, in the file where it was written."""
        file, line, column = self.texts.source(self.name, path).position()
        shown = message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
        return RulebookError(f"{file}:{line}:{column}: {shown}")


def faults_of_variables(rule: Rule, fault: Fault) -> Iterator[RulebookError]:
    """A variable compared before it is bound, a cause that is no finding, and a forfeit without one."""
    bound: dict[str, str] = {}
    for path, patterns in clauses_of(rule):
        if path[0] == "missing":
            bound = {}
        for index, pattern in enumerate(patterns):
            try:
                types = check_bindings([pattern], bound)
            except PatternError as error:
                yield fault(str(error), *path, index, pattern.kind)
                continue
            bound = types if path[0] in ("when", "missing") else bound
    for index, pattern in enumerate(rule.because_of):
        if pattern.kind != "finding":
            yield fault("because_of looks at findings only", "because_of", index)
    for index, item in enumerate(rule.missing):
        # Without a finding to bear them, forfeited marks would silently become an exemption.
        if item.means == "forfeit" and all(pattern.kind != "finding" for pattern in item.when):
            yield fault("forfeit needs a finding that the marks are lost to", "missing", index, "means")


def clauses_of(rule: Rule) -> Iterator[tuple[tuple[str | int, ...], tuple[Pattern, ...]]]:
    """Every list of patterns of a rule, with its path in the file."""
    yield ("when",), rule.when
    yield ("unless",), rule.unless
    yield ("because_of",), rule.because_of
    for index, item in enumerate(rule.missing):
        yield ("missing", index, "when"), item.when


def check_references(book: Rulebook, texts: Texts) -> None:
    """Refuses names that nothing else in the rulebook has: documents, categories, rows, rules, placeholders."""
    for rule in book.rules:
        for error in faults_of_references(rule, book, Fault(texts, rule.file)):
            raise error
    check_order(book.rules, texts)
    for error in (*faults_of_phrases(book, Fault(texts, "phrases.yaml")), *faults_of_frame(book, texts)):
        raise error


def faults_of_frame(book: Rulebook, texts: Texts) -> Iterator[RulebookError]:
    """Grades that nobody can reach, and documents of forms that there are not."""
    head = Fault(texts, "rulebook.yaml")
    key = "grades" if head.texts.changed(head.name, ("grades",)) else "full"
    for grade in book.grades:
        if grade.at_least > book.full:
            yield head(f"grade {grade.id} needs {grade.at_least} of {book.full} marks", key)
    for form in book.forms:
        if form.document not in book.documents:
            yield Fault(texts, f"forms/{form.id}.yaml")(f"unknown document {form.document!r}", "document")


def faults_of_phrases(book: Rulebook, fault: Fault) -> Iterator[RulebookError]:
    """Sections in which phrases are looked for and that no form has."""
    known = ["preface", *dict.fromkeys(key for form in book.forms for key in form.sections)]
    for phrase in book.phrases:
        for index, section in enumerate(phrase.sections):
            if section not in known:
                message = f"unknown section {section!r}; known: {', '.join(known)}"
                yield fault(message, phrase.name, "sections", index)


def faults_of_references(rule: Rule, book: Rulebook, fault: Fault) -> Iterator[RulebookError]:
    """Names in a rule that nothing else in the rulebook has."""
    if [other.name for other in book.rules].count(rule.name) > 1:
        yield fault(f"two rules are named {rule.name}", "name")
    if rule.category not in {category.id for category in book.categories}:
        yield fault(f"unknown category {rule.category!r}", "category")
    for index, basis in enumerate(rule.basis):
        if basis.document not in book.documents:
            yield fault(f"unknown document {basis.document!r}", "basis", index, "document")
    if rule.deduct.family is not None and rule.deduct.family not in book.families:
        yield fault(f"unknown family {rule.deduct.family!r}", "deduct", "family")
    if rule.deduct.each > rule.deduct.at_most:
        yield fault("each is more than at_most", "deduct")
    yield from _faults_of_constants(rule, book, fault)
    yield from _faults_of_messages(rule, book, fault)
    yield from _faults_of_mend(rule, book, fault)


def check_order(rules: Iterable[Rule], texts: Texts) -> None:
    """Rules may look at the findings of other rules that they name, but not in a circle."""
    waits: dict[str, set[str]] = {}
    for rule in rules:
        waits[rule.name] = set()
        for clause, patterns in (("when", rule.when), ("unless", rule.unless)):
            for index, pattern in enumerate(patterns):
                named = [c for c in pattern.constants() if c.field == "rule" and c.operator in ("eq", "in")]
                if pattern.kind == "finding" and not named:
                    fault = Fault(texts, rule.file)
                    raise fault("a finding in when or unless must name its rule", clause, index, "finding")
                waits[rule.name] |= {str(name) for c in named for name in _as_tuple(c.value)}
    for rule in rules:
        reached: set[str] = set()
        found = waits[rule.name]
        while found - reached:
            reached |= found
            found = {name for other in found for name in waits.get(other, ())}
        if rule.name in reached:
            circle = ", ".join(sorted(name for name in reached if name != rule.name))
            raise Fault(texts, rule.file)(f"waits for a finding of its own, by way of {circle or 'itself'}", "when")


def _known_constants(book: Rulebook) -> dict[tuple[str, str], set[str]]:
    forms = book.forms
    known = {
        "table": {key for form in forms for key in form.tables},
        "row": {row for form in forms for table in form.tables.values() for row in table.rows},
        "column": {column for form in forms for table in form.tables.values() for column in table.columns},
        "section": {"preface", *(key for form in forms for key in form.sections)},
        "group": {identity.group for form in forms for identity in form.identities},
        "deadline": {deadline.name for deadline in book.calendar.deadlines},
        "restatement": {item.name for item in book.narrative.restatements},
        "phrase": {phrase.name for phrase in book.phrases},
        "led_by": {name for phrase in book.phrases for name in phrase.led_by},
        "called": {name for name, _ in book.title_kinds},
        "trait": {name for name, _ in book.unit_names.traits},
        "topic": {topic.name for topic in book.topics.topics},
        "element": {element.name for element in book.fees.elements},
        "rule": {rule.name for rule in book.rules},
        "form": {form.id for form in forms},
        "with": {"previous", "peer"},
        "scope": {"whole", "section"},
        "comparison": {item.name for item in book.comparisons.items},
    }
    return {(kind, name): known[name] for kind, fields in VOCABULARY.items() for name in fields if name in known}


def _faults_of_constants(rule: Rule, book: Rulebook, fault: Fault) -> Iterator[RulebookError]:
    known = _known_constants(book)
    for path, patterns in clauses_of(rule):
        for index, pattern in enumerate(patterns):
            for condition in pattern.constants():
                allowed = known.get((pattern.kind, condition.field))
                if allowed is None or condition.operator not in ("eq", "ne", "in"):
                    continue
                for value in _as_tuple(condition.value):
                    if value != "" and value not in allowed:
                        message = f"unknown {condition.field} {value!r}; known: {', '.join(sorted(allowed))}"
                        yield fault(message, *path, index, pattern.kind, condition.field)


def message_names(rule: Rule, book: Rulebook) -> set[str]:
    """The names that a rule's texts may use in braces."""
    names: set[str] = set()
    for pattern in rule.when:
        names |= {*VOCABULARY[pattern.kind], *CONTEXT[pattern.kind], *terms_of(pattern, book)}
    return names


def terms_of(pattern: Pattern, book: Rulebook) -> set[str]:
    """The names of the rows or columns that an identity of the pattern adds up; texts may use them too."""
    groups = {v for c in pattern.constants() if c.field == "group" for v in _as_tuple(c.value)}
    stated = (identity for form in book.forms for identity in form.identities if identity.group in groups)
    return {term.replace(".", "_") for identity in stated for term in (*identity.left, *identity.right)}


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _faults_of_messages(rule: Rule, book: Rulebook, fault: Fault) -> Iterator[RulebookError]:
    names = message_names(rule, book)
    texts: Iterable[tuple[str, str]] = [
        ("message", rule.message.zh),
        ("message", rule.message.en),
        ("remedy", rule.remedy.zh),
        ("remedy", rule.remedy.en),
        ("observed", rule.observed or ""),
        ("expected", rule.expected or ""),
    ]
    for key, text in (*texts, *(("mend", words) for words in _words_of_mend(rule))):
        try:
            used = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
        except ValueError as error:
            yield fault(f"{key}: {error}", key)
            continue
        for name in used:
            if name not in names:
                yield fault(f"{key}: {{{name}}} is not known here; known: {', '.join(sorted(names))}", key)


def _words_of_mend(rule: Rule) -> Iterator[str]:
    """The words that the steps of a mend write or look for."""
    for step in rule.mend:
        yield from (step.to, step.words, *(figure.words for figure in step.figures))


def _faults_of_mend(rule: Rule, book: Rulebook, fault: Fault) -> Iterator[RulebookError]:
    cells = {(table.key, row, column) for form in book.forms for table in form.tables.values()
             for _, row, column in table.cells()}  # fmt: skip
    sections = {"", "preface", *(key for form in book.forms for key in form.sections)}
    for step in rule.mend:
        for figure in step.figures:
            if (figure.table, figure.row, figure.column) not in cells:
                yield fault(f"no form has the cell {figure.table}/{figure.row}/{figure.column}", "mend")
        if step.section not in sections:
            yield fault(f"unknown section {step.section!r}", "mend")
