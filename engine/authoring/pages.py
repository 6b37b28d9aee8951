"""The rules as documentation: a page for each, a table of all, and which rule checks what is asked of a report.

Chinese first, English after it. Examples come from the cases: what they say they are about, and
the message that the rule makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.authoring.listing import applies_words, points_words, years_words
from engine.authoring.regulation import Row, rules_by_row
from engine.cases import Case
from engine.catalogue import one_line, say
from engine.rulebook import Lang, Rule, Rulebook
from engine.score import Engine

MARK = "<!-- generated: compliance rules docs -->"
_LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Example:
    """A case: what it is about, and by language the message of the first finding that the rule makes of it."""

    what: str
    message: Mapping[Lang, str]


def pages(engine: Engine, cases: Iterable[Case], rows: Sequence[Row]) -> dict[str, str]:
    """Markdown by its path under ``docs``."""
    by_rule: dict[str, list[Case]] = {}
    for case in cases:
        if not case.overlays:
            by_rule.setdefault(case.rule, []).append(case)
    book = engine.book
    found = {
        f"rules/{rule.name}.md": _page(rule, book, _examples(rule, engine, by_rule.get(rule.name, [])))
        for rule in book.rules
    }
    found["rules/README.md"] = _table(book)
    if rows:
        found["coverage-of-regulation.md"] = _rows(book, rows)
    return found


def _examples(rule: Rule, engine: Engine, cases: Sequence[Case]) -> dict[str, Example]:
    """The first case that fails and the first that passes."""
    found: dict[str, Example] = {}
    for case in cases:
        if case.expectation in ("pass", "fail") and case.what and case.expectation not in found:
            found[case.expectation] = Example(one_line(case.what), _messages(rule, engine, case))
    return found


def _messages(rule: Rule, engine: Engine, case: Case) -> dict[Lang, str]:
    if case.expectation != "fail":
        return {}
    reading, given, beside = case.reading(engine.book), case.knows(), case.beside(engine.book)
    cards = {lang: engine.score(reading, given, lang, beside) for lang in _LANGS}
    found = {lang: [f.message for f in card.findings if f.rule == rule.name] for lang, card in cards.items()}
    return {lang: one_line(messages[0]) for lang, messages in found.items() if messages}


def _page(rule: Rule, book: Rulebook, examples: Mapping[str, Example]) -> str:
    lines = [MARK, "", f"# {rule.name}", ""]
    for lang in _LANGS:
        lines += [f"## {_plain(rule.title.of(lang))}", "", *_about(rule, book, lang), ""]
        for key, text in (("why", rule.why), ("remedy", rule.remedy), ("limits", rule.limits)):
            lines += [f"**{say(f'page.{key}', lang)}**{say('rules.colon', lang)}{_plain(text.of(lang))}", ""]
        lines += _shown(examples, lang)
    lines += [f"[{rule.file}](../../rules/{rule.file})"]
    return "\n".join(lines) + "\n"


def _about(rule: Rule, book: Rulebook, lang: Lang) -> Iterator[str]:
    category = next(item for item in book.categories if item.id == rule.category)
    bases = [
        f"{book.documents[item.document].number} {_plain(item.clause.of(lang))}"
        + (f" ({say('page.form', lang, forms=', '.join(item.forms))})" if item.forms else "")
        for item in rule.basis
    ]
    rows = {
        "category": category.label.of(lang),
        "severity": say(f"severity.{rule.severity}", lang),
        "certainty": say(f"certainty.{rule.certainty}", lang),
        "applies": applies_words(rule.applies, book, lang),
        "points": points_words(rule),
        "basis": "<br>".join(bases),
        "covers": ", ".join(rule.covers) or "—",
    }
    yield "| | |"
    yield "| --- | --- |"
    for key, value in rows.items():
        yield f"| {say(f'rules.said.{key}', lang)} | {value} |"


def _shown(examples: Mapping[str, Example], lang: Lang) -> Iterator[str]:
    for kind in ("fail", "pass"):
        example = examples.get(kind)
        if example is None:
            continue
        text = f"- {say(f'page.{kind}', lang)}{say('rules.colon', lang)}{_plain(example.what)}"
        if lang in example.message:
            text += f" → {_plain(example.message[lang])}"
        yield text
    if examples:
        yield ""


def _table(book: Rulebook) -> str:
    order = {item.id: index for index, item in enumerate(book.categories)}
    rules = sorted(book.rules, key=lambda rule: (order[rule.category], rule.name))
    labels = {item.id: f"{item.label.zh} {item.label.en}" for item in book.categories}
    head = [f"{say(f'rules.column.{key}', 'zh')} {say(f'rules.column.{key}', 'en')}" for key in _COLUMNS]
    lines = [MARK, "", f"# {book.title.zh} · {book.title.en}", "", f"{book.id} {book.version}", ""]
    lines += [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    for rule in rules:
        cells = [
            f"[{rule.name}]({rule.name}.md)",
            f"{_plain(rule.title.zh)}<br>{_plain(rule.title.en)}",
            labels[rule.category],
            _both("severity", rule.severity),
            _both("certainty", rule.certainty),
            years_words(rule.applies.years),
            points_words(rule),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


_COLUMNS = ("name", "title", "category", "severity", "certainty", "years", "points")


def _rows(book: Rulebook, rows: Sequence[Row]) -> str:
    rules = rules_by_row(book)
    checked = sum(row.id in rules for row in rows)
    lines = [MARK, "", f"# {say('page.regulation', 'zh')} · {say('page.regulation', 'en')}", ""]
    lines += [say("page.regulation_count", lang, rows=len(rows), checked=checked) + "  " for lang in _LANGS]
    lines += ["", f"| | {_both('page', 'asked')} | {_both('page', 'checked_by')} |", "| --- | --- | --- |"]
    for row in rows:
        links = ", ".join(f"[{name}](rules/{name}.md)" for name in rules.get(row.id, ()))
        reason = f"{_plain(row.none.zh)}<br>{_plain(row.none.en)}" if row.none else _both("page", "no_rule")
        lines.append(f"| {row.id} | {_plain(row.text.zh)}<br>{_plain(row.text.en)} | {links or reason} |")
    return "\n".join(lines) + "\n"


def _both(group: str, name: str) -> str:
    return f"{say(f'{group}.{name}', 'zh')} {say(f'{group}.{name}', 'en')}"


def _plain(text: str) -> str:
    """The text in a cell or a line of Markdown, where it cannot mean anything else."""
    clean = one_line(text)
    for character in "\\`*_[]<>|":
        clean = clean.replace(character, f"\\{character}")
    return clean
