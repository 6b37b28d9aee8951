"""Cases: reports with the findings that they must yield; for every rule one passes, one fails, one is undecided.

``<folder>/<rule>/{pass,fail,undecided}-<letter>-<what>.yaml``: the path says what is expected of the
rule; ``findings`` says, by hand, all findings of the whole report. A case is a whole report (any
format that the engine reads) or a change of one: ``base``, then ``set`` and ``remove`` (of a
report.json) or ``replace`` (of a text). ``previous``, ``copy`` and ``peers`` are such reports too,
to be laid beside it. ``decisions`` are what persons decided, and ``stands`` says what the rules named
are then; ``findings`` says what is found in any case. A report that was changed is nobody's: no real
office is given faults that it does not have.
"""

from __future__ import annotations

import copy as copying
import datetime as dt
import functools
import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.beside import Beside
from engine.decisions import Decisions
from engine.given import Given
from engine.json_text import dumps, loads
from engine.loading import default_root
from engine.loading.decision_files import load_decisions, parse_decisions
from engine.loading.files import CaseFile
from engine.loading.yaml_text import load
from engine.readers import read_bytes
from engine.reading import Reading
from engine.rulebook import Rulebook
from engine.scorecard import Scorecard

ROOT = default_root().parent / "cases"  # the cases of the rulebook that comes with the engine
_NAME = re.compile(r"(pass|fail|undecided|right|wrong)-[a-z]-[a-z0-9_]+\.(yaml|json|txt)")
_NO_CASES = ("reports", "texts")  # folders of bases


class CaseError(ValueError):
    """A case that cannot be used; the text says file and why."""


@dataclass(frozen=True, slots=True)
class Nobody:
    """Who a changed report is: its name and title, and how the name of its unit stands in a text."""

    unit: str
    title: str
    named: str


@dataclass(frozen=True)
class Made:
    """A report made from another; ``base`` is its path under the folder of cases."""

    folder: Path
    base: str
    set: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    replace: Mapping[str, str] = field(default_factory=dict)
    renamed: bool = False

    def reading(self, book: Rulebook) -> Reading:
        """The report as the engine reads it."""
        file = _base(self.folder, self.base)
        if file.suffix == ".txt":
            return read_bytes(self.text().encode(), self.base, book)
        if file.suffix != ".json":
            return read_bytes(file.read_bytes(), self.base, book)
        return read_bytes(dumps(self.report()).encode(), self.base, book)

    @property
    def changed(self) -> bool:
        """Whether it is another report than its base."""
        return bool(self.set or self.remove or self.replace or self.renamed)

    def text(self) -> str:
        """The text, where the base is one."""
        text, nobody = self._replaced(), _nobody(self.folder)
        return re.sub(nobody.named, nobody.unit, text) if self.changed else text

    def _replaced(self) -> str:
        """The base's text with what is to be replaced in it."""
        text = _base(self.folder, self.base).read_text("utf-8")
        for old, new in self.replace.items():
            if text.count(old) != 1:
                raise CaseError(f"{self.base}: {old!r} must occur once in it")
            text = text.replace(old, new)
        return text

    def report(self) -> dict[str, Any]:
        """The report.json, where the base is one."""
        file = _base(self.folder, self.base)
        report: dict[str, Any] = loads(self._replaced()) if self.replace else pickle.loads(_pickled(file))
        if self.changed:
            nobody = _nobody(self.folder)
            report["unit"]["name"] = nobody.unit
            year = self.set.get("year", report["year"])
            report["title"] = nobody.title.format(unit=nobody.unit, year=year)
        for path, value in self.set.items():
            *parents, last = path.split("/")
            _walk(report, parents)[last] = copying.deepcopy(value)
        for path in self.remove:
            *parents, last = path.split("/")
            if last not in _walk(report, parents):
                raise CaseError(f"{self.base}: there is no {path} to remove")
            del _walk(report, parents)[last]
        return report


@dataclass(frozen=True)
class Case:
    """One report and what it must yield."""

    path: Path
    rule: str
    expectation: str
    what: str = ""
    base: str = ""
    set: dict[str, Any] = field(default_factory=dict)
    remove: list[str] = field(default_factory=list)
    replace: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    previous: Any = None
    copy: Any = None
    peers: list[Any] = field(default_factory=list)
    overlays: list[str] = field(default_factory=list)
    decisions: Any = None
    as_of: dt.date | None = None
    stands: dict[str, str] = field(default_factory=dict)
    status: str | None = None
    findings: dict[str, int] | None = None
    fires: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Folder and file name."""
        return f"{self.rule}/{self.path.name}"

    @property
    def folder(self) -> Path:
        """The folder of cases that it is in."""
        return self.path.parent.parent

    def made(self) -> Made:
        """How its report is made, where it is not a whole one."""
        beside = self.given or self.previous or self.copy or self.peers or self.decisions
        return Made(self.folder, self.base, self.set, tuple(self.remove), self.replace, bool(beside))

    def reading(self, book: Rulebook) -> Reading:
        """The report as the engine reads it."""
        return self.made().reading(book) if self.base else read_bytes(self.path.read_bytes(), self.id, book)

    def knows(self) -> Given:
        """What the caller tells the engine."""
        return Given(**self.given)

    def beside(self, book: Rulebook) -> Beside:
        """The reports laid beside it."""
        previous, copy = (self._other(raw) for raw in (self.previous, self.copy))
        return Beside(
            previous.reading(book) if previous else None,
            copy.reading(book) if copy else None,
            tuple(peer.reading(book) for raw in self.peers if (peer := self._other(raw))),
        )

    def decided(self, book: Rulebook, card: Scorecard) -> Decisions:
        """What persons decided of the findings of ``card``, which was scored without; ``as_of`` says the day.

        ``decisions`` is the path of a decision file, or a list of entries as in one; an entry of the
        list need not say which document and finding: it means every finding of its rule.
        """
        if self.as_of is None:
            raise CaseError(f"{self.id}: decisions hold as_of a day")
        if isinstance(self.decisions, str):
            return load_decisions([str(self.folder / self.decisions)], self.as_of, book.refused_reasons)
        listed: list[Any] = self.decisions if isinstance(self.decisions, list) else [None]
        if not all(isinstance(entry, dict) and "rule" in entry for entry in listed):
            raise CaseError(
                f"{self.id}: decisions is the path of a decision file, or a list of entries with a rule each"
            )
        about = {"unit": card.report["unit"]["name"], "year": card.report["year"]}
        entries = [
            {**about, "report": card.report["source"]["sha256"], "finding": finding.fingerprint}
            | {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in entry.items()}
            for entry in listed
            for finding in card.findings
            if finding.rule == entry["rule"]
        ]
        return parse_decisions([(self.id, dumps({"decisions": entries}))], self.as_of, book.refused_reasons)

    def _other(self, raw: Any) -> Made | None:
        """A report beside it: a path, or ``base`` with changes; of the same unit unless it says another."""
        if raw is None:
            return None
        if isinstance(raw, str):
            return Made(self.folder, raw)
        unknown = set(raw) - {"base", "set", "remove", "replace"}
        if unknown or "base" not in raw:
            raise CaseError(f"{self.id}: a report beside it has a base, and no key {', '.join(sorted(unknown))}")
        return Made(
            self.folder, raw["base"], raw.get("set", {}), tuple(raw.get("remove", ())), raw.get("replace", {}), True
        )


def all_cases(folder: Path = ROOT) -> list[Case]:
    """Every case in a folder of cases.

    Raises:
        CaseError: a file's name or a key in it is not a case's.
        RulebookError: a file is not YAML.
    """
    return [load_case(path) for path in case_files(folder)]


def case_files(folder: Path) -> list[Path]:
    """The files in a folder of cases; in the folder of one rule; or the one file itself."""
    if folder.is_file():
        return [folder]
    inside = [*folder.glob("*/*"), *(path for path in folder.glob("*") if _NAME.fullmatch(path.name))]
    return sorted(path for path in inside if path.is_file() and path.parent.name not in _NO_CASES)


def load_case(path: Path) -> Case:
    """The case in a file.

    Raises:
        CaseError: its name or a key in it is not a case's.
        RulebookError: it is not YAML.
    """
    found = _NAME.fullmatch(path.name)
    if not found:
        raise CaseError(f"{path}: not a case's name: pass-a-what.yaml, fail-…, undecided-…")
    raw = (load(path.read_text("utf-8"), str(path)) or {}) if path.suffix == ".yaml" else {}
    try:
        CaseFile.model_validate(raw)
    except ValidationError as error:
        raise CaseError(f"{path}: {_first_fault(error)}") from None
    return Case(path, path.parent.name, found[1], **raw)


def _first_fault(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    where = ".".join(map(str, problem["loc"]))
    return f"{where}: {problem['msg']}" if where else problem["msg"]


def cases_beside(rules: Path) -> Path:
    """Where the cases of a rulebook are: in the folder ``cases`` beside it; those of an overlay are inside it."""
    inside = (rules / "overlay.yaml").is_file()
    return rules / "cases" if inside else rules.absolute().parent / "cases"


def kinds_of_cases(folder: Path) -> dict[str, frozenset[str]]:
    """What is expected in the cases of each rule, by the names of the files alone."""
    found: dict[str, set[str]] = {}
    for path in folder.glob("*/*"):
        name = _NAME.fullmatch(path.name)
        if name and path.parent.name not in _NO_CASES:
            found.setdefault(path.parent.name, set()).add(name[1])
    return {rule: frozenset(kinds) for rule, kinds in found.items()}


def _base(folder: Path, base: str) -> Path:
    """A base lies in the folder of cases itself, or among the engine's own."""
    for root in (folder, ROOT):
        if (root / base).is_file():
            return root / base
    raise CaseError(f"{base}: no such base")


@functools.cache
def _pickled(file: Path) -> bytes:
    """A base, so that a fresh copy of it is soon made."""
    return pickle.dumps(loads(file.read_text("utf-8")))


@functools.cache
def _nobody(folder: Path) -> Nobody:
    file = folder / "nobody.yaml"
    return Nobody(**load((file if file.is_file() else ROOT / "nobody.yaml").read_text("utf-8"), "nobody.yaml"))


def _walk(report: dict[str, Any], parents: list[str]) -> dict[str, Any]:
    for key in parents:
        report = report.setdefault(key, {})
    return report
