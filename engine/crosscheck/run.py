"""All checks across reports of one year: reports go in one after the other, findings come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from engine.batch.result import Result
from engine.catalogue import say
from engine.crosscheck.likeness import Alike, find_alike, floors
from engine.crosscheck.pool import taken
from engine.crosscheck.prints import Print, Printer
from engine.crosscheck.repeats import Repeated, RepeatedTables
from engine.crosscheck.shelf import Shelf
from engine.crosscheck.sums import Difference, Incomplete, Member, SummedCells
from engine.report import Report
from engine.rulebook import Form, Lang, Rulebook, Text

Check = Literal["likeness", "sum", "repeated", "incomplete"]
_MOST_NAMED = 12  # units named in a text; all are in ``others``


@dataclass(frozen=True, slots=True)
class CrossFinding:
    """Something for a person to judge, about the unit ``code`` beside ``others`` (their codes).

    ``incomplete`` is no finding, but says of a superior why it was not compared. ``key`` and ``values`` make the
    text; codes of units stand in ``values`` under ``other``, ``parts``, ``missing`` and in ``others``.
    """

    check: Check
    code: str
    others: tuple[str, ...]
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, lang: Lang, names: Mapping[str, str]) -> str:
        """The finding in words; ``names`` of units by code."""

        def named(codes: Sequence[str]) -> str:
            shown = [names.get(code, code) for code in codes[:_MOST_NAMED]]
            return ", ".join([*shown, *(["\u2026"] if len(codes) > _MOST_NAMED else [])])

        values = dict(self.values)
        values["other"] = values["others"] = values["missing"] = named(self.others)
        if "parts" in values:
            parts = [f"{names.get(code, code)} {part}" for code, part in list(values["parts"].items())[:_MOST_NAMED]]
            values["parts"] = ", ".join([*parts, *(["\u2026"] if len(values["parts"]) > _MOST_NAMED else [])])
        return say(self.key, lang, **values)


def check_results(
    book: Rulebook,
    results: Iterable[Result],
    counted: Mapping[str, str],
    members: Iterable[Member],
    folder: Path,
    workers: int = 1,
) -> Iterator[CrossFinding]:
    """What is found in the results of a batch; ``counted``: the files that count, with the codes of their units.

    ``folder``: an empty one, for what is kept meanwhile. What is found depends on the order of ``results`` only where
    very many are alike.

    Raises:
        OSError: the folder cannot hold what must be kept.
        Unusable: the report of a result is none.
    """
    with CrossChecker(book, folder) as checker:
        given = ((counted[r.file], r.report) for r in results if r.report and r.file in counted)
        for code, report, found in taken(book, given, workers):
            checker.add(code, report, found)
        yield from checker.findings(members)


class CrossChecker:
    """Gathers what is needed of each report that counts; ``folder`` is for files that hold it meanwhile.

    with CrossChecker(book, folder) as checker:
        for code, report in counted:
            checker.add(code, report)
        findings = list(checker.findings(roster.units.values()))
    """

    def __init__(self, book: Rulebook, folder: Path) -> None:
        self._book = book
        self._printer = Printer(book)
        self._shelf = Shelf(folder)
        self._sums, self._repeats = SummedCells(book), RepeatedTables(book)
        self._codes: list[str] = []
        self._form: Form | None = None

    def __enter__(self) -> CrossChecker:
        return self

    def __exit__(self, *_: object) -> None:
        self._shelf.close()

    def add(self, code: str, report: Report, made: Print | None = None) -> None:
        """The report of a unit that counts; ``made``: its print, where that was made elsewhere.

        Raises:
            OSError: the folder cannot hold more.
        """
        self._form = self._form or self._book.form(report.year)
        made = made or self._printer.of(report)
        if made is not None:
            self._shelf.add(code, made)
            self._codes.append(code)
        self._sums.add(code, report)
        self._repeats.add(code, report)

    def findings(self, members: Iterable[Member] = ()) -> Iterator[CrossFinding]:
        """What was found; sums only where the roster has ``members`` that include others."""
        for difference in self._sums.compare(members):
            yield self._of_sums(difference)
        for repeated in self._repeats.find():
            yield from self._of_repeats(repeated)
        for alike in find_alike(self._shelf, floors(self._book)):
            yield self._of_likeness(alike)

    def _of_likeness(self, found: Alike) -> CrossFinding:
        code, other = self._codes[found.one], self._codes[found.other]
        values: dict[str, Any] = {"percent": found.percent, "passages": " | ".join(found.passages)}
        if not found.scope:
            return CrossFinding("likeness", code, (other,), "across.likeness", values)
        words = self._form.sections[found.scope].text if self._form else found.scope
        return CrossFinding("likeness", code, (other,), "across.likeness_section", {**values, "section": words})

    def _of_sums(self, found: Difference | Incomplete) -> CrossFinding:
        if isinstance(found, Incomplete):
            values = {"count": len(found.missing)}
            return CrossFinding("incomplete", found.code, found.missing, "across.incomplete", values)
        label = self._form.cell_words(*found.cell) if self._form else Text("/".join(found.cell), "/".join(found.cell))
        return CrossFinding(
            "sum",
            found.code,
            found.under,
            "across.sum_differs" if found.exact else "across.sum_too_small",
            {
                "cell": label,
                "own": found.own,
                "total": found.total,
                "apart": abs(found.own - found.total),
                "count": len(found.under),
                "parts": dict(found.parts),
            },
        )

    def _of_repeats(self, found: Repeated) -> Iterator[CrossFinding]:
        title = self._form.tables[found.table].title if self._form else found.table
        for code in found.codes:
            others = tuple(other for other in found.codes if other != code)
            values = {"table": title, "nonzero": found.nonzero}
            yield CrossFinding("repeated", code, others, "across.repeated", values)
