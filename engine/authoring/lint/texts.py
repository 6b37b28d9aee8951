"""Texts of the rulebook: translations that are none, names in braces that nothing fills, what was left to fill in."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.authoring.lint.problems import Linted, Path, Problem
from engine.catalogue import say
from engine.facts import CONTEXT, VOCABULARY
from engine.loading.check import terms_of
from engine.loading.faults import RulebookError
from engine.loading.tree import Tree
from engine.rulebook import Missing

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|'[^']*'|\([^)]*\)|（[^）]*）|《[^》]*》|\{[^}]*\}")


def translations(linted: Linted) -> Iterator[Problem]:
    """A Chinese text without Chinese; an English one with Chinese outside quotes, brackets and document numbers."""
    numbers = [document.number for document in linted.book.documents.values()]
    unfilled_mark = say("new.fill", "zh")
    for file in linted.texts:
        for path, zh, en in _pairs(_loaded(linted.texts, file), ()):
            if unfilled_mark in zh + en:
                continue
            if not _CHINESE.search(zh) and re.search("[A-Za-z]{2}", zh):
                yield linted.at(file, (*path, "zh"), "zh_not_chinese", text=zh[:30])
            if _CHINESE.search(_QUOTED.sub("", _without(en, numbers))):
                yield linted.at(file, (*path, "en"), "en_chinese", text=en[:60])


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


def _loaded(texts: Mapping[str, str], file: str) -> Any:
    try:
        return Tree.of(texts).content(file)
    except RulebookError:  # said by the loader
        return None


def _pairs(raw: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    if isinstance(raw, dict):
        if set(raw) == {"zh", "en"} and all(isinstance(value, str) for value in raw.values()):
            yield path, raw["zh"], raw["en"]
        else:
            for key, value in raw.items():
                yield from _pairs(value, (*path, key))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from _pairs(value, (*path, index))


def unfilled(texts: Mapping[str, str]) -> Iterator[Problem]:
    """What ``rules new`` left for the author to fill in."""
    mark = say("new.fill", "zh")
    for file, text in texts.items():
        for number, line in enumerate(text.split("\n"), 1):
            column = line.find(mark)
            if column >= 0 and not line.lstrip().startswith("#"):
                yield Problem(Tree.of(texts).shown(file), number, column + 1, "unfilled", {"line": line.strip()[:60]})


def names_in_reasons(linted: Linted) -> Iterator[Problem]:
    """A name in braces that the facts of a ``missing`` clause do not have; the loader checks the other texts."""
    for rule in linted.book.rules:
        for index, item in enumerate(rule.missing):
            known = _known(item, linted)
            for lang in ("zh", "en"):
                text = item.reason.zh if lang == "zh" else item.reason.en
                for name in _names(text):
                    if name not in known:
                        path = ("missing", index, "reason", lang)
                        yield linted.at(rule.file, path, "unknown_name", name=name, known=", ".join(sorted(known)))
        for key, pair in (("title", rule.title), ("why", rule.why), ("limits", rule.limits)):
            for lang, text in (("zh", pair.zh), ("en", pair.en)):
                if _names(text):
                    yield linted.at(rule.file, (key, lang), "name_not_filled", of=key)


def _names(text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name]
    except ValueError:
        return []


def _known(item: Missing, linted: Linted) -> set[str]:
    names: set[str] = set()
    for pattern in item.when:
        names |= {*VOCABULARY[pattern.kind], *CONTEXT[pattern.kind], *terms_of(pattern, linted.book)}
    return names
