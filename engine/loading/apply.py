"""Puts what an overlay says over the files of a rulebook, and refuses what an overlay may not say.

An overlay changes what a rule costs, whom it concerns and what it says, never what it looks for; it
adds documents, words, deadlines and days off, and no deadline of the law becomes later by it.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from engine.loading.files import RuleFile
from engine.loading.layers import RULE_FILE, Layer
from engine.loading.overlay_file import RuleChange
from engine.loading.tree import Path, Source, Tree
from engine.rulebook import Deadline, Rule, Rulebook

_HEAD, _CALENDAR = "rulebook.yaml", "calendar.yaml"
# Files that hold words by name, and the key that they stand under: an overlay adds names, and words to a name.
_WORDS: dict[str, tuple[str, Path]] = {
    "phrases": ("phrases.yaml", ()),
    "topics": ("topics.yaml", ("topics",)),
}
_NOT_SAID: Mapping[str, Any] = {}


def apply(tree: Tree, layer: Layer, base: Rulebook) -> None:
    """Changes ``tree`` as ``layer`` says; ``base`` is the rulebook before any overlay.

    Raises:
        RulebookError: the overlay changes what is not there, or what it may not change.
    """
    _Application(tree, layer, base).run()


class _Application:
    """One overlay being put over a tree. Its own file has the right shape already, and so has the tree."""

    def __init__(self, tree: Tree, layer: Layer, base: Rulebook) -> None:
        self._tree, self._layer, self._base = tree, layer, base

    def run(self) -> None:
        """Everything that the overlay says, in the order in which one thing needs another."""
        self._add_rules()
        self._documents()
        self._categories()
        for key in ("full", "grades"):
            if key in self._layer.raw:
                self._put(_HEAD, (key,), (key,))
        self._families()
        self._calendar()
        for key, (file, under) in _WORDS.items():
            self._words(key, file, under)
        for name in self._said("rules"):
            self._rule(name)
        self._statutory_rules()

    def _said(self, *path: str) -> Any:
        """What the overlay says at ``path``; nothing, if it does not."""
        found = self._layer.raw
        for step in path:
            found = found.get(step) or _NOT_SAID
        return found

    def _put(self, file: str, at: Path, said: Path) -> None:
        """Puts what the overlay says at ``said`` into a file."""
        value = self._layer.raw
        for step in said:
            value = value[step]
        self._write(file, at, value, said)

    def _write(self, file: str, at: Path, value: Any, said: Path) -> None:
        self._tree.put(file, at, value, Source(self._layer.page, said))

    def _held(self, file: str, at: Path) -> Any:
        """What a file says at a place now."""
        found = self._tree.content(file)
        for step in at:
            found = found[step]
        return found

    def _append(self, file: str, key: Path, items: Any, said: Path) -> None:
        """Appends what the overlay says to a list, without what is there already."""
        held = self._held(file, key[:-1])
        if key[-1] not in held:
            self._write(file, key, [], said)
        known = list(held.get(key[-1], ()))
        for index, item in enumerate(items):
            if item not in known:
                self._write(file, (*key, len(known)), item, (*said, index))
                known.append(item)

    def _add_rules(self) -> None:
        for name, page in self._layer.rules.items():
            rule = name.rpartition("/")[2].removesuffix(".yaml")
            if self._file_of(rule) is not None:
                said = "there is a rule of this name already; an overlay changes it under rules, in its own file"
                raise self._layer.page_fault(page, said)
            self._tree.add(name, page)

    def _documents(self) -> None:
        known = [item["id"] for item in self._tree.content(_HEAD)["documents"]]
        for index, item in enumerate(self._said("documents")):
            if item["id"] in known:
                raise self._layer.fault(f"there is a document {item['id']} already", "documents", index, "id")
        self._append(_HEAD, ("documents",), self._said("documents"), ("documents",))

    def _categories(self) -> None:
        for index, item in enumerate(self._said("categories")):
            known = [category["id"] for category in self._tree.content(_HEAD)["categories"]]
            said: Path = ("categories", index)
            if item["id"] in known:
                for key in item:
                    self._put(_HEAD, ("categories", known.index(item["id"]), key), (*said, key))
            elif "label" in item and "full" in item:
                self._put(_HEAD, ("categories", len(known)), said)
            else:
                names = ", ".join(known)
                raise self._layer.fault(
                    f"unknown category {item['id']!r} (a new one needs a label and full marks); known: {names}", *said
                )

    def _families(self) -> None:
        if self._said("families") and "families" not in self._tree.content(_HEAD):
            self._write(_HEAD, ("families",), {}, ("families",))
        for name in self._said("families"):
            self._put(_HEAD, ("families", name), ("families", name))

    def _calendar(self) -> None:
        lawful = {deadline.name: deadline for deadline in self._base.calendar.deadlines}
        for name, item in self._said("deadlines").items():
            known = self._tree.content(_CALENDAR)["deadlines"].get(name)
            said: Path = ("deadlines", name)
            if known is None:
                self._put(_CALENDAR, said, said)
                continue
            if item["event"] != known["event"]:
                raise self._layer.fault(f"{name} is about when a report is {known['event']}", *said, "event")
            if name in lawful and lawful[name].statutory and item["by"] > _day(lawful[name]):
                message = f"{name} is {_day(lawful[name])} by national law; an overlay can only set an earlier day"
                raise self._layer.fault(message, *said, "by")
            self._put(_CALENDAR, (*said, "by"), (*said, "by"))
        for key in ("days_off", "working_days"):
            self._append(_CALENDAR, (key,), self._said(key), (key,))

    def _words(self, key: str, file: str, under: Path) -> None:
        for name, item in self._said(key).items():
            known = self._held(file, under).get(name)
            if known is None:
                self._put(file, (*under, name), (key, name))
                continue
            for part, words in item.items():
                if not isinstance(words, list) or not isinstance(known.get(part), list):
                    raise self._layer.fault(
                        f"{name} is there already; only lists of it can be added to", key, name, part
                    )
                self._append(file, (*under, name, part), words, (key, name, part))

    def _file_of(self, rule: str) -> str | None:
        """The file of a rule, that of an overlay too."""
        return self._rule_files().get(rule)

    def _rule_files(self) -> dict[str, str]:
        files = (name for name in self._tree if RULE_FILE.fullmatch(name))
        return {name.rpartition("/")[2].removesuffix(".yaml"): name for name in files}

    def _rule(self, name: str) -> None:
        file = self._file_of(name)
        if file is None:
            near = ", ".join(difflib.get_close_matches(name, self._rule_files()))
            hint = f"; perhaps: {near}" if near else ""
            raise self._layer.fault(f"unknown rule {name!r}{hint}", "rules", name)
        own = self._tree.content(file)
        for key, value in self._said("rules", name).items():
            said: Path = ("rules", name, key)
            if value is None and key not in ("off", "veto"):
                raise self._layer.fault(f"{key} is empty", *said)
            if key == "basis":
                self._append(file, ("basis",), value, said)
            elif key == "off" and value is not None:
                self._write(file, ("off",), {"overlay": self._layer.raw["id"], **value}, said)
            elif key in ("parameters", "deduct", "applies") and own.get(key):
                self._parts(file, key, value, own[key], said)
            elif key == "parameters" and value:
                raise self._layer.fault(f"{name} has no parameters", *said)
            else:
                self._put(file, (key,), said)

    def _parts(self, file: str, key: str, value: Mapping[str, Any], own: Mapping[str, Any], said: Path) -> None:
        for part in value:
            if key == "parameters" and part not in own:
                raise self._layer.fault(f"unknown parameter {part!r}; known: {', '.join(own)}", *said, part)
            self._put(file, (key, part), (*said, part))

    def _statutory_rules(self) -> None:
        """Where a day of the law was made earlier, what rules say of it is no longer the law's word."""
        moved = {name for name in self._said("deadlines") if name in _statutory(self._base)}
        for rule in self._base.rules if moved else ():
            measured = moved & _deadlines(rule)
            if measured and not self._says_itself(rule):
                message = (
                    f"{rule.name} takes this for the day of the law: give the rule a message and a basis of its own "
                    "under rules, switch it off, or set a deadline of another name with a rule of its own"
                )
                raise self._layer.fault(message, "deadlines", min(measured), "by")

    def _says_itself(self, rule: Rule) -> bool:
        content = self._tree.content(rule.file)
        own_message = self._tree.changed(rule.file, ("message",))
        return bool(content.get("off")) or (own_message and len(content["basis"]) > len(rule.basis))


def not_to_be_changed(layer: Layer) -> None:
    """Refuses a change of what a rule looks for, in better words than those for an unknown key.

    Raises:
        RulebookError: there is one.
    """
    rules = layer.raw.get("rules") if isinstance(layer.raw, dict) else None
    for name, change in rules.items() if isinstance(rules, dict) else ():
        for key in change if isinstance(change, dict) else ():
            if key in RuleFile.model_fields and key not in RuleChange.model_fields:
                raise layer.fault(f"{key} of a rule cannot be changed: write a rule of your own", "rules", name, key)


def _day(deadline: Deadline) -> str:
    return f"{deadline.month:02}-{deadline.day:02}"


def _statutory(book: Rulebook) -> set[str]:
    return {deadline.name for deadline in book.calendar.deadlines if deadline.statutory}


def _deadlines(rule: Rule) -> set[str]:
    """The names of the deadlines that a rule measures."""
    found: set[object] = set()
    for condition in (c for pattern in rule.when if pattern.kind == "deadline" for c in pattern.constants()):
        if condition.field == "deadline":
            found |= set(condition.value) if isinstance(condition.value, tuple) else {condition.value}
    return {str(name) for name in found}
