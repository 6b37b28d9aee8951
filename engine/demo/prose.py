"""The prose of a synthetic report: sentences of many parts, so that no two reports are alike by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from engine.demo.figures import Figures
from engine.demo.grammar import Grammar, pick
from engine.demo.units import Unit
from engine.demo.words import words

_GOVERNING = ("government", "township")  # kinds that must speak of appraisal, review and accountability


@dataclass(frozen=True, slots=True)
class Aspect:
    """A part of section one: its heading and its sentences."""

    key: str
    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problems:
    """Section five: as many measures as problems, in one style of numbering."""

    lead: str
    turn: str
    style: int
    problems: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """What a unit writes, apart from what it tells of its figures; ``governing``: of what only some must speak."""

    aspects: tuple[Aspect, ...]
    governing: tuple[str, ...]
    problems: Problems
    works: tuple[str, ...]


class Writer:
    """Writes prose from the parts of ``words/prose.yaml``."""

    def __init__(self) -> None:
        self._words: Mapping[str, Any] = words("prose")
        self._grammar = Grammar(self._words["lists"])

    def prose(self, unit: Unit, year: int, random: Random) -> Prose:
        """What the unit writes."""
        values = self._values(unit, year)
        aspects = tuple(self._aspect(key, values, random) for key in self._words["aspects"])
        more = self._words["governing"].values() if unit.kind in _GOVERNING else ()
        governing = tuple(self._grammar.fill(pick(patterns, random), values, random) for patterns in more)
        works = self._sentences(self._words["other"]["works"], int(random.random() * 2), values, random)
        return Prose(aspects, governing, self._problems(values, random), works)

    def sections(self, unit: Unit, year: int, prose: Prose, figures: Figures, random: Random) -> dict[str, str]:
        """The texts of the preface and of sections one, five and six."""
        values = {**self._values(unit, year), **figures.told()}
        return {
            "preface": self._preface(values, random),
            "overview": self._overview(prose, values, random),
            "problems": self._section_five(prose.problems),
            "other": self._section_six(prose.works, figures, values, random),
        }

    def retold(
        self, prose: Prose, theirs: Unit, unit: Unit, year: int, touched: tuple[float, float], random: Random
    ) -> Prose:
        """Another unit's prose as ``unit`` hands it in: its names changed, and between so and so many percent of its
        sentences put in words of its own.
        """
        own = self.prose(unit, year, random)
        percent = touched[0] + random.random() * (touched[1] - touched[0])
        renamed = _Renamed(theirs, unit, self._words["copy_edits"], random)
        return Prose(
            tuple(
                replace(aspect, sentences=renamed.mixed(aspect.sentences, mine.sentences, percent))
                for aspect, mine in zip(prose.aspects, own.aspects, strict=True)
            ),
            renamed.mixed(prose.governing, own.governing, percent),
            renamed.problems(prose.problems, own.problems, percent),
            renamed.mixed(prose.works, own.works, percent),
        )

    def problems_retold(
        self, prose: Prose, own: Prose, theirs: Unit, unit: Unit, percent: int, random: Random
    ) -> Prose:
        """The unit's own prose with another unit's section five."""
        renamed = _Renamed(theirs, unit, self._words["copy_edits"], random)
        return replace(own, problems=renamed.problems(prose.problems, own.problems, percent))

    def _values(self, unit: Unit, year: int) -> dict[str, object]:
        return {"we": unit.we, "unit": unit.name, "year": year, "contact": unit.contact, "place": unit.place}

    def _sentences(
        self, patterns: Sequence[str], count: int, values: Mapping[str, object], random: Random
    ) -> tuple[str, ...]:
        chosen = random.sample(range(len(patterns)), count)
        return tuple(self._grammar.fill(patterns[at], values, random) for at in chosen)

    def _aspect(self, key: str, values: Mapping[str, object], random: Random) -> Aspect:
        known = self._words["aspects"][key]
        low, high = known["take"]
        taken = self._sentences(known["sentences"], low + int(random.random() * (high - low + 1)), values, random)
        return Aspect(key, pick(known["heading"], random), taken)

    def _problems(self, values: Mapping[str, object], random: Random) -> Problems:
        known = self._words["problems"]
        low, high = known["take"]
        count = low + int(random.random() * (high - low + 1))
        return Problems(
            pick(known["lead"], random),
            pick(known["turn"], random),
            int(random.random() * len(known["styles"])),
            self._sentences(known["sentences"], count, values, random),
            self._sentences(known["measures"], count, values, random),
        )

    def _preface(self, values: Mapping[str, object], random: Random) -> str:
        known = self._words["preface"]
        digits = f"{int(random.random() * 90_000_000) + 10_000_000}"
        reached: dict[str, object] = {
            **values,
            "street": pick(known["street"], random),
            "postcode": f"{digits[:5]}0",
            "phone": f"0{digits[:3]}-{digits}",
            "mail": f"gk{digits[:6]}@example.cn",
        }
        return "".join(
            self._grammar.fill(pick(known[part], random), reached, random) for part in ("basis", "period", "contact")
        )

    def _overview(self, prose: Prose, values: Mapping[str, Any], random: Random) -> str:
        marks = self._words["marks"]
        parts: list[str] = []
        for mark, aspect in zip(marks, prose.aspects, strict=True):
            told = self._told(values, random) if aspect.key == "requests" else ""
            parts.append(f"{mark}{aspect.heading}{self._words['stop']}{told}{''.join(aspect.sentences)}")
        return "\n".join(parts) + "".join(prose.governing)  # the last part is the one on supervision

    def _told(self, values: Mapping[str, Any], random: Random) -> str:
        known = self._words["told"]
        received = known["received" if values["new"] else "none_received"]
        disputed = known["disputes" if values["reviews"] or values["lawsuits"] else "none_disputes"]
        return "".join(self._grammar.fill(pick(each, random), values, random) for each in (received, disputed))

    def _section_five(self, section: Problems) -> str:
        known = self._words["problems"]
        numbers = known["styles"][section.style]
        marks, stop, pause = self._words["marks"], str(self._words["stop"]), str(self._words["pause"])

        def numbered(items: Sequence[str]) -> str:
            return pause.join(f"{number}{item}" for number, item in zip(numbers, items, strict=False)) + stop

        return "\n".join(
            f"{mark}{heading}{stop}{numbered(items)}"
            for mark, heading, items in (
                (marks[0], section.lead, section.problems),
                (marks[1], section.turn, section.measures),
            )
        )

    def _section_six(
        self, works: Sequence[str], figures: Figures, values: Mapping[str, object], random: Random
    ) -> str:
        known = self._words["other"]
        fees = self._grammar.fill(pick(known["charged" if figures.notices else "free"], random), values, random)
        closing = "" if works else pick(known["closing"], random)
        return "".join((*works, fees, closing))


class _Renamed:
    """Another unit's sentences under the unit's own name, with some of the ``edits`` made."""

    def __init__(self, theirs: Unit, unit: Unit, edits: Sequence[Sequence[str]], random: Random) -> None:
        names = ((theirs.name, unit.name), (theirs.place, unit.place), (theirs.we, unit.we))
        self._names = [(old, new) for old, new in names if old != new]
        self._edits, self._random = edits, random

    def mixed(self, theirs: Sequence[str], own: Sequence[str], percent: float) -> tuple[str, ...]:
        """Their sentences, so many percent of them left for the unit's own."""
        left = set(self._random.sample(range(len(theirs)), round(len(theirs) * percent / 100)))
        return tuple(
            own[at] if at in left and at < len(own) else self._edited(sentence) for at, sentence in enumerate(theirs)
        )

    def problems(self, theirs: Problems, own: Problems, percent: float) -> Problems:
        """Their section five, so many percent of it left for the unit's own."""
        problems = self.mixed(theirs.problems, own.problems, percent)
        return replace(theirs, problems=problems, measures=self.mixed(theirs.measures, own.measures, percent))

    def _edited(self, sentence: str) -> str:
        for old, new in self._names:
            sentence = sentence.replace(old, new)
        for old, new in self._edits:
            if self._random.random() < 0.3:
                sentence = sentence.replace(old, new)
        return sentence
