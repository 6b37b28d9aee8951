"""What becomes of a unit's report: handed in or not, right or not, its own or another's; and the truth of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from engine.demo.copies import Pool, Written
from engine.demo.defects import DEFECTS
from engine.demo.defects.kind import Draft
from engine.demo.documents import Documents, Format
from engine.demo.figures import Figures
from engine.demo.prose import Prose, Writer
from engine.demo.report import Days, days_in_time, days_late, report_json
from engine.demo.units import Unit
from engine.demo.words import words
from engine.rulebook import Form, Rulebook

_TRIES = 60  # defects looked at for one that can be put in
_BASES = frozenset({"2024", "random"})  # sorts of clean reports that the demo's are like
_NO_CODE = ("slip", "shared_name")
# What a document must tell: a web page tells the day of publication, report.json that of submission too.
_TELLING: Mapping[str, tuple[Format, ...]] = {
    "late": ("html", "json"),
    "later_version": ("json",),
    "doubtful_versions": ("json",),
}

Truth = dict[str, Any]


@dataclass(slots=True)
class HandedIn:
    """``files``: name and content. ``counts``: the report that counts for the unit, as report.json, if one does."""

    fate: str
    files: list[tuple[str, bytes]] = field(default_factory=list)
    counts: dict[str, Any] | None = None
    truth: Truth = field(default_factory=dict)


def fate_of(unit: Unit, random: Random) -> str:
    """What is to become of a unit, by the shares of the plan; mostly ``right``."""
    names, sums = _fates()
    drawn = random.random() * 1000
    fate = next((name for name, below in zip(names, sums, strict=True) if drawn < below), "right")
    if unit.steady and fate in words("plan")["unsteady"]:
        fate = "right"
    if fate == "right" and unit.includes and random.random() * 100 < words("plan")["sum_wrong"]:
        return "sum_wrong"
    return fate


@cache
def _fates() -> tuple[list[str], list[int]]:
    fates: Mapping[str, int] = words("plan")["fates"]
    return list(fates), list(accumulate(fates.values()))


class Registry:
    """Writes and hands in the reports of units, one after the other."""

    def __init__(self, book: Rulebook, form: Form, year: int, documents: Documents, seed: str) -> None:
        self._book, self._form, self._year, self._documents, self._seed = book, form, year, documents, seed
        self._writer = Writer()
        self._pool = Pool(Random(f"{seed}/pool"))
        self._narrative = {rule.name for rule in book.rules if rule.category == "narrative"}
        self._known = {rule.name for rule in book.rules}
        self._defects = [d for d in DEFECTS if _BASES & set(d.bases) and d.least == 100 and d.finds <= self._known]
        self._ways: dict[str, Callable[[_Paper], HandedIn]] = {
            "not_expected": lambda paper: HandedIn("not_expected", truth={"submitted": False}),
            "missing": lambda paper: HandedIn("missing", truth={"submitted": False}),
            "right": self._right,
            "sum_wrong": self._right,
            "late": self._late,
            "unreadable": self._unreadable,
            "copied": self._copied,
            "copied_section": self._copied,
            "borrowed": self._copied,
            "same_file_twice": self._same_file_twice,
            "later_version": self._two_versions,
            "doubtful_versions": self._two_versions,
            "another_units_file": self._another_units_file,
            "short_name": self._named,
            "former_name": self._named,
            "slip": self._named,
            "shared_name": self._named,
            "defective": self._defective,
        }

    def hand_in(self, unit: Unit, fate: str, figures: Figures) -> HandedIn:
        """What the unit hands in; a fate that it cannot meet is taken for ``right``."""
        random = Random(f"{self._seed}/{unit.code}/{self._year}")
        kept = self._documents.format_for(random, *_TELLING.get(fate, ()))
        return self._ways[fate](_Paper(unit, fate, figures, random, kept))

    def last_year(self, unit: Unit, fate: str, figures: Figures) -> HandedIn:
        """The report on the year before, with nothing wrong in it; ``fate`` says whether it comes again this year."""
        random = Random(f"{self._seed}/{unit.code}/{self._year - 1}")
        paper = _Paper(unit, fate, figures, random, self._documents.format_for(random))
        days = days_in_time(unit, self._year - 1, self._book.calendar, random)
        prose = self._writer.prose(unit, self._year - 1, random)
        report = self._report(paper, prose, days, self._year - 1)
        return HandedIn("wrong_year", [self._file(paper, report)], truth={"submitted": False, "year": self._year - 1})

    # Each of the ways

    def _right(self, paper: _Paper) -> HandedIn:
        prose = self._writer.prose(paper.unit, self._year, paper.random)
        report = self._report(paper, prose)
        file = self._file(paper, report)
        self._pool.put(Written(paper.unit, prose, file[1] if paper.format == "json" else b""))
        fate = paper.fate if paper.fate == "sum_wrong" else "right"
        return HandedIn(fate, [file], report, {"submitted": True})

    def _late(self, paper: _Paper) -> HandedIn:
        days = days_late(paper.unit, self._year, self._book.calendar, paper.random)
        report = self._report(paper, self._own(paper), days)
        kind = paper.unit.kind
        rule = "township-published-after-january" if kind == "township" else f"{kind}-published-late"
        defect = {
            "kind": "late",
            "rules": [rule],
            "may": ["department-submitted-late"] if kind == "department" else [],
        }
        late = {"submitted_on": days.submitted.isoformat(), "published_on": days.published.isoformat()}
        return HandedIn(
            "late", [self._file(paper, report)], report, {"submitted": True, "late": late, "defects": [defect]}
        )

    def _unreadable(self, paper: _Paper) -> HandedIn:
        name, content = self._file(paper, self._report(paper, self._own(paper)))
        broken = b"" if paper.random.random() < 0.2 else self._documents.broken(content, paper.format)
        return HandedIn("unreadable", [(name, broken)], None, {"submitted": False, "unreadable": name})

    def _copied(self, paper: _Paper) -> HandedIn:
        source = self._pool.take(paper.unit.kind, paper.random)
        if source is None or (paper.fate == "copied_section" and not _is_long(source.prose)):
            return self._right(replace(paper, fate="right"))
        low, high = words("plan")["touched_up"][paper.fate]
        if paper.fate == "copied_section":
            prose = self._writer.problems_retold(
                source.prose, self._own(paper), source.unit, paper.unit, high, paper.random
            )
        else:
            prose = self._writer.retold(source.prose, source.unit, paper.unit, self._year, (low, high), paper.random)
        report = self._report(paper, prose)
        truth: Truth = {"submitted": True}
        if paper.fate != "borrowed":
            truth["copied_from"] = source.unit.code
            truth["copied"] = "whole" if paper.fate == "copied" else "problems"
        return HandedIn(paper.fate, [self._file(paper, report)], report, truth)

    def _same_file_twice(self, paper: _Paper) -> HandedIn:
        report = self._report(paper, self._own(paper))
        name, content = self._file(paper, report)
        files = [(name, content), (self._beside(name, paper.fate), content)]
        return HandedIn(paper.fate, files, report, {"submitted": True, "same_file": [file for file, _ in files]})

    def _two_versions(self, paper: _Paper) -> HandedIn:
        prose = self._own(paper)
        days = days_in_time(paper.unit, self._year, self._book.calendar, paper.random)
        first = self._report(paper, prose, days)
        later = self._report(paper, replace(prose, works=()), days)
        later["sections"]["problems"]["text"] = self._report(paper, self._own(paper))["sections"]["problems"]["text"]
        truth: Truth = {"submitted": True}
        if paper.fate == "later_version":
            first["submitted_on"] = (days.submitted - dt.timedelta(1 + int(paper.random.random() * 5))).isoformat()
        name, content = self._file(paper, first)
        files = [(name, content), (self._beside(name, paper.fate), _written(later))]
        truth["versions"] = [file for file, _ in files]
        if paper.fate == "doubtful_versions":
            return HandedIn(paper.fate, files, None, truth)
        truth["counts"] = files[1][0]
        return HandedIn(paper.fate, files, later, truth)

    def _another_units_file(self, paper: _Paper) -> HandedIn:
        source = self._pool.take(paper.unit.kind, paper.random)
        if source is None or not source.content:
            return self._right(replace(paper, fate="right"))
        name = self._beside(self._name(paper.unit, "json", self._year), paper.fate)
        return HandedIn(
            paper.fate,
            [(name, source.content)],
            None,
            {"submitted": False, "file_of": source.unit.code, "same_file": [name]},
        )

    def _named(self, paper: _Paper) -> HandedIn:
        unit = paper.unit
        name = {"short_name": unit.short, "former_name": unit.former, "shared_name": unit.shared}.get(
            paper.fate, _slipped(unit.name, paper.random)
        )
        if not name:
            return self._right(replace(paper, fate="right"))
        called = replace(unit, name=name, contact=name)
        report = self._report(replace(paper, unit=called), self._writer.prose(called, self._year, paper.random))
        sure = paper.fate not in _NO_CODE
        if not sure or paper.random.random() < 0.5:
            del report["unit"]["code"]
        if paper.fate == "shared_name":
            del report["unit"]["region"]
        truth = {"submitted": True, "written_as": name, "match": "sure" if sure else "doubtful"}
        file = self._file(replace(paper, unit=replace(called, folder=unit.folder)), report)
        return HandedIn(paper.fate, [file], report if sure else None, truth)

    def _defective(self, paper: _Paper) -> HandedIn:
        clean = self._report(paper, self._own(paper))
        text = json.dumps(clean)
        for _ in range(_TRIES):
            defect = self._defects[int(paper.random.random() * len(self._defects))]
            draft = Draft(json.loads(text))
            if defect.spoil(draft, paper.random) and draft.report != clean:
                may = defect.also | (self._narrative if "table" in defect.name else frozenset())
                told = {"kind": defect.name, "rules": sorted(defect.finds), "may": sorted(may - defect.finds)}
                shown = paper if _can_be_printed(clean, draft.report) else replace(paper, format="json")
                file = self._file(shown, draft.report)
                return HandedIn("defective", [file], draft.report, {"submitted": True, "defects": [told]})
        return self._right(replace(paper, fate="right"))

    # Reports and files

    def _own(self, paper: _Paper) -> Prose:
        return self._writer.prose(paper.unit, self._year, paper.random)

    def _report(self, paper: _Paper, prose: Prose, days: Days | None = None, year: int = 0) -> dict[str, Any]:
        year = year or self._year
        days = days or days_in_time(paper.unit, year, self._book.calendar, paper.random)
        texts = self._writer.sections(paper.unit, year, prose, paper.figures, paper.random)
        return report_json(paper.unit, year, texts, paper.figures, days, self._form)

    def _file(self, paper: _Paper, report: Mapping[str, Any]) -> tuple[str, bytes]:
        name = self._name(paper.unit, paper.format, report["year"])
        if paper.format == "json":
            return name, _written(report)
        return name, self._documents.write(report, paper.format)

    def _name(self, unit: Unit, format: Format, year: int) -> str:
        return f"{unit.folder}/{self._form.template.title.format(unit=unit.name, year=year)}.{format}"

    def _beside(self, name: str, fate: str) -> str:
        stem, _, ending = name.rpartition(".")
        return f"{stem}{words('plan')['beside'][fate]}.{ending}"


@dataclass(frozen=True, slots=True)
class _Paper:
    """A unit about to hand in its report."""

    unit: Unit
    fate: str
    figures: Figures
    random: Random
    format: Format


def _is_long(prose: Prose) -> bool:
    five = prose.problems
    return sum(map(len, (*five.problems, *five.measures))) >= int(words("plan")["long_enough"])


def _can_be_printed(clean: Mapping[str, Any], spoilt: Mapping[str, Any]) -> bool:
    """Whether the form can hold it: only figures and texts were changed, and the title still names the unit."""
    return bool(clean["title"] == spoilt["title"]) and _keys(clean) == _keys(spoilt)


def _keys(value: object) -> object:
    return {key: _keys(item) for key, item in value.items()} if isinstance(value, dict) else None


def _written(report: Mapping[str, Any]) -> bytes:
    return (json.dumps(report, ensure_ascii=False) + "\n").encode()


def _slipped(name: str, random: Random) -> str:
    """The name with one slip in it, if there is one that fits."""
    slips: list[list[str]] = words("units")["slips"]
    fitting = [(right, wrong) for right, wrong in slips if right in name]
    if not fitting:
        return ""
    right, wrong = fitting[int(random.random() * len(fitting))]
    return name.replace(right, wrong, 1)
