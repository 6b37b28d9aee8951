"""Reads the tree under cases/: for every rule, reports with the findings that they must yield.

``cases/<rule>/{pass,fail,undecided}-<letter>-<what>.yaml``: the path says what is expected of the
rule; ``findings`` says, by hand, all findings of the whole report. A case is a whole report (any
format that the engine reads) or a change of one: ``base``, then ``set`` and ``remove`` (of a
report.json) or ``replace`` (of a text).
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.given import Given
from engine.json_text import dumps, loads
from engine.loading.yaml_text import load
from engine.readers import read_bytes
from engine.reading import Reading
from engine.rulebook import Rulebook

ROOT = Path(__file__).parent.parent / "cases"
NOBODY = "某市人民政府"  # a changed report is nobody's: no real office is given faults that it does not have
_NAME = re.compile(r"(pass|fail|undecided|right|wrong)-[a-z]-[a-z0-9_]+\.(yaml|json|txt)")
_KEYS = {"what", "base", "set", "remove", "replace", "given", "status", "findings", "fires"}


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
    status: str | None = None
    findings: dict[str, int] | None = None
    fires: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.rule}/{self.path.name}"

    def reading(self, book: Rulebook) -> Reading:
        """The report as the engine reads it."""
        if not self.base:
            return read_bytes(self.path.read_bytes(), self.id, book)
        base = ROOT / self.base
        if base.suffix != ".json":
            return read_bytes(self.text(base.read_text("utf-8")).encode(), self.id, book)
        return read_bytes(dumps(self.report()).encode(), self.id, book)

    @property
    def changed(self) -> bool:
        """Whether the case is another report than its base."""
        return bool(self.set or self.remove or self.replace or self.given)

    def text(self, text: str) -> str:
        """The text of a case made from a base that is text."""
        for old, new in self.replace.items():
            assert text.count(old) == 1, f"{self.path}: {old!r} must occur once in its base"
            text = text.replace(old, new)
        return re.sub(r"\S+人民政府(?=\d{4}年)", NOBODY, text) if self.changed else text

    def report(self) -> dict[str, Any]:
        """The report.json of a case made from a base."""
        report: dict[str, Any] = copy.deepcopy(loads((ROOT / self.base).read_text("utf-8")))
        if self.changed:
            report["unit"]["name"] = NOBODY
            report["title"] = f"{NOBODY}{report['year']}年政府信息公开工作年度报告"
        for path, value in self.set.items():
            *parents, last = path.split("/")
            holder = _walk(report, parents)
            holder[last] = value
        for path in self.remove:
            *parents, last = path.split("/")
            del _walk(report, parents)[last]
        return report

    def knows(self) -> Given:
        """What the caller tells the engine."""
        return Given(**self.given)


def _walk(report: dict[str, Any], parents: list[str]) -> dict[str, Any]:
    for key in parents:
        report = report.setdefault(key, {})
    return report


def all_cases() -> list[Case]:
    """Every case, refusing a name that cannot be parsed and a key that is not known."""
    cases = []
    for path in sorted(ROOT.glob("*/*")):
        if path.parent.name in ("reports", "texts"):
            continue
        found = _NAME.fullmatch(path.name)
        assert found, f"{path}: not a case's name"
        raw = load(path.read_text("utf-8"), str(path)) if path.suffix == ".yaml" else {}
        assert set(raw) <= _KEYS, f"{path}: unknown key"
        cases.append(Case(path, path.parent.name, found[1], **raw))
    return cases
