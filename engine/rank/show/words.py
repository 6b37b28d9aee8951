"""Standings in words, the same on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from engine.catalogue import say
from engine.rank.standings import Change, DocumentNote, Figures, GroupStanding, Standings, UnitStanding
from engine.rulebook import Lang

NOTHING = "—"


class Words:
    """The texts of pages about standings, in one language."""

    def __init__(self, standings: Standings, lang: Lang) -> None:
        self._standings, self.lang = standings, lang
        self._names = {unit.code: unit.name for unit in standings.units}
        self._titles = {rule.name: rule.title for rule in standings.rules}

    def __call__(self, key: str, **values: object) -> str:
        """A text of the catalogue for pages about standings."""
        return say(f"rank.{key}", self.lang, **values)

    def title(self) -> str:
        """What the page is about."""
        return self("title", year=self._standings.year if self._standings.year is not None else NOTHING)

    def group(self, group: GroupStanding) -> str:
        """Level and kind of a group."""
        return self("group", level=self.level(group.level), kind=self.kind(group.kind))

    def level(self, level: str) -> str:
        """A level of unit."""
        return self(f"level.{level or 'unknown'}")

    def kind(self, kind: str) -> str:
        """A kind of unit."""
        return self(f"kind.{kind or 'unknown'}")

    def severity(self, severity: str) -> str:
        """How grave a gap is."""
        return say(f"severity.{severity}", self.lang)

    def summary(self, figures: Figures) -> list[str]:
        """The figures of some units, in sentences."""
        known = {name: getattr(figures, name) for name in Figures.__dataclass_fields__}
        shown = {
            name: percent(value) if name.endswith("_rate") else number(value)
            for name, value in known.items()
            if name != "categories"
        }
        sentences = [self("summary.sent", **shown)] if self._standings.roster else []
        sentences.append(self("summary.scores", **shown))
        sentences.append(self("summary.time", **shown))
        return sentences

    def ties(self) -> str:
        """How places are given."""
        return self("ties")

    def grade(self, unit: UnitStanding) -> str:
        """The grade of a unit."""
        return self._standings.grades.get(unit.grade, unit.grade) or NOTHING

    def place(self, unit: UnitStanding) -> str:
        """The place, or why there is none."""
        return str(unit.place) if unit.place is not None else NOTHING

    def places(self, unit: UnitStanding) -> str:
        """The best and the worst place that is possible; nothing if the place is certain."""
        if unit.places is None or unit.places[0] == unit.places[1]:
            return ""
        return f"{unit.places[0]}–{unit.places[1]}"

    def timeliness(self, unit: UnitStanding) -> str:
        """Whether the report came in time."""
        return self(f"timeliness.{unit.timeliness}") if unit.file else NOTHING

    def change(self, change: Change | None) -> str:
        """What became of score and place since last year."""
        if change is None:
            return ""
        score = "" if change.score_change is None else signed(change.score_change)
        arrow = ""
        if change.place_change:
            arrow = f" {'↑' if change.place_change > 0 else '↓'}{abs(change.place_change)}"
        return f"{score}{arrow}".strip()

    def status(self, unit: UnitStanding) -> str:
        """What became of a unit that has no place, with the files that are about it."""
        text = self(f"status.{unit.status}")
        if unit.note in ("several", "waiting"):
            text = self(unit.note)
        if unit.perhaps and not unit.file:
            text += self("perhaps", files=self.listed(unit.perhaps))
        if unit.elsewhere and not unit.file:
            text += self("elsewhere", files=self.listed(unit.elsewhere))
        return text

    def short(self, unit: UnitStanding) -> str:
        """What became of a unit, in a word."""
        return self(f"short.{unit.note if unit.note in ('several', 'waiting') else unit.status}")

    def note(self, unit: UnitStanding) -> str:
        """What is odd about the report that counts."""
        return self(f"odd.{unit.note}") if unit.note in ("name", "code", "unit") else ""

    def remark(self, unit: UnitStanding) -> str:
        """What is to be said of a unit beside its figures: why it has no place, or what is odd."""
        if unit.place is not None:
            return self.note(unit)
        told = unit.status in ("missing", "not_expected") and not unit.perhaps and not unit.elsewhere
        return "" if told else self.status(unit)

    def listed(self, items: Sequence[str], most: int = 3) -> str:
        """Some of the items, and how many more there are."""
        text = self("comma").join(items[:most])
        return text + (self("and_more", count=len(items) - most) if len(items) > most else "")

    def document(self, note: DocumentNote) -> str:
        """Why a document does not count."""
        units = self.listed([f"{self.name(code)} ({code})" for code in note.candidates])
        sure = False
        if note.status in ("unusable", "failed"):
            text = self(f"document.{note.status}", why=note.why)
        elif note.status in ("doubtful", "unmatched"):
            text = self(f"doubt.{note.why or 'none'}", unit=note.unit or NOTHING, code=note.code or NOTHING)
        else:
            sure = True
            year = note.year if note.year is not None else NOTHING
            text = self(f"document.{note.status}", unit=note.unit, year=year, instead=note.instead)
        return text + (self("of_unit" if sure else "candidates", units=units) if units else "")

    def name(self, code: str) -> str:
        """What the unit of a code is called."""
        return self._names.get(code, code)

    def rule(self, name: str) -> str:
        """What a rule says."""
        return self._titles.get(name, name)

    def notes(self) -> Iterator[str]:
        """What must be known of the standings as a whole."""
        yield self.ties()
        yield self("ranges")
        for note in self._standings.notes:
            yield say(note.key, self.lang, **note.values)


def number(value: Decimal | int | None) -> str:
    """A number as it is written, or a dash."""
    return NOTHING if value is None else str(value)


def percent(value: Decimal | None) -> str:
    """A rate, or a dash."""
    return NOTHING if value is None else f"{value}%"


def signed(value: Decimal) -> str:
    """A change with its sign."""
    return f"{value:+f}" if value else "±0"


def groups_of(standings: Standings) -> Iterator[tuple[GroupStanding, list[UnitStanding]]]:
    """Each group with its units, in order."""
    at = 0
    for group in standings.groups:
        yield group, list(standings.units[at : at + group.figures.units])
        at += group.figures.units
