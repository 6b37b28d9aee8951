"""What there is: the rules of a rulebook as a list, and everything that one rule says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.authoring.layout import table
from engine.authoring.words import pattern_words
from engine.catalogue import say
from engine.json_text import dumps
from engine.loading.tree import Tree
from engine.patterns import Pattern
from engine.rulebook import Applies, Lang, Rule, Rulebook, Years

_COLUMNS = ("name", "title", "category", "severity", "certainty", "years", "points")


# Where a rule's file says what is shown under another name, and what it says several of.
_PATHS: dict[str, tuple[str, ...]] = {
    "points": ("deduct",),
    "family": ("deduct", "family"),
    "parameter": ("parameters",),
}
_HEAD = "rulebook.yaml"
_SEVERAL = ("when", "unless", "because_of", "missing", "basis")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a rule says: ``key`` of the catalogue, ``value`` in words; ``source`` and ``line`` of the
    file that says it, which is an overlay's where it is ``overlaid``.
    """

    key: str
    value: str
    source: str
    line: int
    overlaid: bool


def listed(book: Rulebook, category: str | None, lang: Lang) -> list[dict[str, Any]]:
    """The rules in the order of their categories, each as the values of a row."""
    order = {item.id: index for index, item in enumerate(book.categories)}
    rules = sorted(book.rules, key=lambda rule: (order[rule.category], rule.name))
    return [
        {
            "name": rule.name,
            "title": rule.title.of(lang),
            "category": rule.category,
            "severity": rule.severity,
            "certainty": rule.certainty,
            "years": years_words(rule.applies.years),
            "points": points_words(rule),
        }
        for rule in rules
        if category in (None, rule.category)
    ]


def list_as_table(rows: Sequence[dict[str, Any]], book: Rulebook, lang: Lang) -> str:
    """The rows of :func:`listed` for a terminal."""
    categories = {item.id: item.label.of(lang) for item in book.categories}
    words = [
        {
            **row,
            "category": categories[row["category"]],
            "severity": say(f"severity.{row['severity']}", lang),
            "certainty": say(f"certainty.{row['certainty']}", lang),
        }
        for row in rows
    ]
    head = [say(f"rules.column.{name}", lang) for name in _COLUMNS]
    return table(head, [[str(row[name]) for name in _COLUMNS] for row in words])


def list_as_json(rows: Sequence[dict[str, Any]]) -> str:
    """The rows of :func:`listed` as a JSON array."""
    return dumps(list(rows)) + "\n"


def said(rule: Rule, book: Rulebook, tree: Tree, lang: Lang) -> list[Said]:
    """Everything that a rule says, in the order in which an author thinks of it; ``tree``: the rulebook's files."""
    rows, seen = [], Counter[str]()
    for key, value in _values(rule, book, lang):
        of, path = rule.file, _path(key, seen[key], tree.content(rule.file))
        if key in ("full", "cap"):
            of, path = _HEAD, _head_path(key, rule, tree.content(_HEAD))
        seen[key] += 1
        file, line, _ = tree.source(of, path).position()
        overlaid = tree.changed(of, path)
        rows.append(Said(key, value, f"rules/{file}" if file == of else file, line, overlaid))
    return rows


def _head_path(key: str, rule: Rule, head: Any) -> tuple[str | int, ...]:
    """Where the rulebook says the marks of a rule's category, or the cap of its family."""
    if key == "cap":
        return ("families", str(rule.deduct.family))
    index = next(index for index, item in enumerate(head["categories"]) if item["id"] == rule.category)
    return ("categories", index, "full")


def _path(key: str, index: int, content: Any) -> tuple[str | int, ...]:
    """Where in the file of a rule something is said, the ``index``-th of its kind."""
    path: tuple[str | int, ...] = _PATHS.get(key, (key,))
    return (*path, index) if isinstance(content.get(key), list) and key in _SEVERAL else path


def said_as_text(rows: Iterable[Said], lang: Lang) -> str:
    """The rows of :func:`said`, one line each; what an overlay says is named with its place."""
    rows = list(rows)
    lines = [say("rules.source", lang, file=row.source) for row in rows if not row.overlaid][:1]
    for row in rows:
        words = f"{say(f'rules.said.{row.key}', lang)}{say('rules.colon', lang)}{row.value}"
        place = say("rules.overlaid", lang, file=row.source, line=row.line) if row.overlaid else ""
        lines.append(words + place)
    return "\n".join(lines) + "\n"


def said_as_json(rows: Iterable[Said]) -> str:
    """The rows of :func:`said` as a JSON array."""
    return dumps([{"key": r.key, "value": r.value, "source": r.source, "line": r.line} for r in rows]) + "\n"


def _values(rule: Rule, book: Rulebook, lang: Lang) -> Iterator[tuple[str, str]]:
    category = next(item for item in book.categories if item.id == rule.category)
    yield "name", rule.name
    yield "title", rule.title.of(lang)
    yield "category", f"{category.label.of(lang)} ({category.id})"
    yield "full", str(category.full)
    yield "severity", say(f"severity.{rule.severity}", lang)
    yield "certainty", say(f"certainty.{rule.certainty}", lang)
    yield "covers", ", ".join(rule.covers) or "—"
    if rule.off is not None:
        yield "off", say("reason.off", lang, overlay=rule.off.overlay, reason=rule.off.reason)
    yield "applies", applies_words(rule.applies, book, lang)
    for key, patterns in (("when", rule.when), ("unless", rule.unless), ("because_of", rule.because_of)):
        yield from ((key, pattern_words(pattern, lang)) for pattern in patterns)
    for item in rule.missing:
        means = say(f"means.{item.means}", lang)
        yield "missing", f"{_patterns(item.when, lang)} → {means}: {item.reason.of(lang)}"
    yield "message", rule.message.of(lang)
    yield "remedy", rule.remedy.of(lang)
    for basis in rule.basis:
        forms = f" [{', '.join(basis.forms)}]" if basis.forms else ""
        document = book.documents[basis.document]
        yield "basis", f"{document.number} {basis.clause.of(lang)}{forms}"
    for name, number in rule.parameters.items():
        yield "parameter", f"{name} = {number}"
    yield "points", points_words(rule)
    if rule.deduct.family:
        yield "family", rule.deduct.family
        yield "cap", str(book.families[rule.deduct.family])
    if rule.veto is not None:
        yield "veto", str(rule.veto)
    yield "why", rule.why.of(lang)
    yield "limits", rule.limits.of(lang)


def _patterns(patterns: Iterable[Pattern], lang: Lang) -> str:
    return " + ".join(pattern_words(pattern, lang) for pattern in patterns)


def applies_words(applies: Applies, book: Rulebook, lang: Lang) -> str:
    """Whom and which years a rule governs."""
    kinds = [book.kind_labels[kind].of(lang) if kind in book.kind_labels else kind for kind in applies.kinds]
    levels = [say(f"level.{level}", lang) for level in applies.levels]
    return say(
        "rules.applies", lang,
        years=years_words(applies.years, say("rules.all_years", lang)),
        kinds=", ".join(kinds) or say("rules.all_kinds", lang),
        levels=", ".join(levels) or say("rules.all_levels", lang),
    )  # fmt: skip


def years_words(years: Years, always: str = "—") -> str:
    """Report years as ``2019–2020``, open ends left open; ``always`` for all."""
    if years.first is None and years.last is None:
        return always
    if years.first == years.last:
        return str(years.first)
    return f"{years.first or ''}–{years.last or ''}"


def points_words(rule: Rule) -> str:
    """Points of each finding and at most in all, as ``2 ≤ 6``; 0 if nothing is deducted."""
    if not rule.deduct.at_most:
        return "0"
    return f"{rule.deduct.each} ≤ {rule.deduct.at_most}"
