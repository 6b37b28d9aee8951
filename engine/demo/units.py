"""The units of a synthetic province, area by area: governments, their departments, townships and organisations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from engine.demo.grammar import pick
from engine.demo.words import words
from engine.report import UnitKind, UnitLevel

_PROVINCE = 6250  # units that a province has, at most and about
_PREFECTURE = 450
_COUNTY = 47
_MOST_COUNTIES = 90  # of a prefecture: two digits
# The sorts of counties in turn: their words, the first digits of their codes, how many of the sort a turn has.
_COUNTIES = (
    ("districts", "district", 2, 1),
    ("counties", "county", 21, 3),
    ("counties", "county", 22, 3),
    ("county_cities", "county_city", 81, 1),
    ("counties", "county", 23, 3),
)
MOST = 200_000  # units, for which there are names


@dataclass(frozen=True, slots=True)
class Work:
    """How much a unit has to do of each kind, beside others."""

    requests: int = 1
    licences: int = 0
    penalties: int = 0
    documents: int = 1
    regulations: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """``shared``: a name that other units have too. ``folder``: where its report lies. ``contact``: whom to ask.

    ``steady``: always hands in a report that counts, so that its superior can be compared with the sum of all.
    """

    code: str
    name: str
    short: str
    former: str
    shared: str
    kind: UnitKind
    level: UnitLevel
    region: str
    superior: str
    includes: str
    place: str
    we: str
    contact: str
    folder: str
    work: Work
    steady: bool = False

    @property
    def aliases(self) -> list[str]:
        """The other names that the roster knows."""
        return [name for name in (self.short, self.former, self.shared) if name]


@dataclass(frozen=True, slots=True)
class Area:
    """A government, the units that report to it, and the areas whose governments do."""

    government: Unit
    members: Sequence[Unit]
    areas: Iterator[Area] | Sequence[Area] = ()


def provinces(count: int, seed: str) -> Iterator[Area]:
    """As many provinces as ``count`` units fill; their units are in all ``count``, each made when it is its turn."""
    maker = _Maker(seed)
    number = max(1, min(len(maker.words["province_codes"]), round(count / _PROVINCE)))
    for index in range(number):
        yield maker.province(index, _share(count, number, index))


def in_order(area: Area) -> Iterator[Unit]:
    """The units of an area, each government before those that report to it."""
    yield area.government
    yield from area.members
    for inner in area.areas:
        yield from in_order(inner)


def _share(count: int, parts: int, index: int) -> int:
    """The size of one of the parts of ``count``, all nearly the same."""
    return count // parts + (index < count % parts)


@dataclass(slots=True)
class _Maker:
    """Makes areas; names of places are all different, in an order that the seed gives."""

    seed: str
    words: Mapping[str, Any] = field(default_factory=lambda: words("units"))
    _places: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        pairs = [a + b for a in self.words["first"] for b in self.words["second"]]
        Random(f"{self.seed}/places").shuffle(pairs)
        self._places = iter(pairs)

    def province(self, index: int, count: int) -> Area:
        """A province of ``count`` units."""
        code, place = self.words["province_codes"][index], next(self._places)
        random = Random(f"{self.seed}/{code}")
        name = place + pick(self.words["province"], random)
        government = self._government(f"{code}0000", name, "province", name, "", "province", random, False)
        members = list(self._departments(government, min(len(self.words["departments"]), (count - 1) // 8), False))
        rest = count - 1 - len(members)
        number = min(20, max(1, round(rest / _PREFECTURE))) if rest else 0
        inner = (self._prefecture(government, code, i + 1, _share(rest, number, i)) for i in range(number))
        return Area(government, members, inner)

    def _prefecture(self, province: Unit, code: str, index: int, count: int) -> Area:
        code = f"{code}{index:02d}"
        random = Random(f"{self.seed}/{code}")
        name = next(self._places) + pick(self.words["prefecture"], random)
        region = f"{province.region}/{name}"
        government = self._government(
            f"{code}00", name, "prefecture", region, province.code, "prefecture", random, False
        )
        steady = self._gathers(government, random)
        members = list(self._departments(government, min(36, (count - 1) // 8), steady))
        rest = count - 1 - len(members)
        number = min(_MOST_COUNTIES, max(1, round(rest / _COUNTY))) if rest else 0
        inner = [self._county(government, code, i, _share(rest, number, i), steady) for i in range(number)]
        return Area(government, members, inner)

    def _county(self, prefecture: Unit, code: str, index: int, count: int, steady: bool) -> Area:
        sort, we, first, every = _COUNTIES[index % len(_COUNTIES)]
        code = f"{code}{first + index // len(_COUNTIES) * every:02d}"
        random = Random(f"{self.seed}/{code}")
        name = next(self._places) + pick(self.words[sort], random)
        region = f"{prefecture.region}/{name}"
        government = self._government(code, name, "county", region, prefecture.code, we, random, steady)
        steady = self._gathers(government, random)
        rest = count - 1
        organisations = min(len(self.words["organisations"]), rest // 22)
        departments = min(34, rest * 3 // 5)
        members = [
            *self._departments(government, departments, steady),
            *self._organisations(government, organisations, steady),
            *self._townships(government, rest - departments - organisations, random, steady),
        ]
        return Area(government, members)

    def _gathers(self, government: Unit, random: Random) -> bool:
        """Whether all that the government includes hand in a report that counts."""
        return bool(government.includes) and random.random() * 100 < words("plan")["gathered"]

    def _government(
        self,
        code: str,
        place: str,
        level: UnitLevel,
        region: str,
        superior: str,
        we: str,
        random: Random,
        steady: bool,
    ) -> Unit:
        name, short = place + self.words["government"], place + self.words["government_short"]
        work = {
            "province": Work(80, 9, 9, 60, 8),
            "prefecture": Work(40, 9, 9, 30, 2),
            "county": Work(20, 9, 9, 12),
        }[level]
        includes = pick(words("plan")["includes"][level], random)
        contact = name + self.words["office"]
        return Unit(
            code, name, short, "", "", "government", level, region, superior, includes, place,
            self.words["we"][we], contact, region, work, steady,
        )  # fmt: skip

    def _departments(self, government: Unit, number: int, steady: bool) -> Iterator[Unit]:
        for index, known in enumerate(self.words["departments"][:number], 1):
            called = known.get("province", known["name"]) if government.level == "province" else known["name"]
            we = next(
                (word for ending, word in self.words["we"].items() if called.endswith(ending)),
                self.words["we"]["other"],
            )
            yield self._member(f"{government.code}-{index:02d}", government, "department", called, known, we, steady)

    def _organisations(self, government: Unit, number: int, steady: bool) -> Iterator[Unit]:
        for index, known in enumerate(self.words["organisations"][:number], 71):
            we = self.words["we"]["organisation"]
            yield self._member(
                f"{government.code}-{index:02d}", government, "organisation", known["name"], known, we, steady
            )

    def _member(
        self,
        code: str,
        government: Unit,
        kind: UnitKind,
        called: str,
        known: Mapping[str, Any],
        we: str,
        steady: bool,
    ) -> Unit:
        name = government.place + called
        former: str = known.get("former", "")
        if former and former[-1] == known["name"][-1]:  # the same sort of office, whatever it is called there
            former = former[:-1] + called[-1]
        former = government.place + former if former else ""
        scale = {"province": 4, "prefecture": 3, "county": 1}[government.level]
        work = Work(*(scale * known.get(key, 0) for key in ("requests", "licences", "penalties")))
        return Unit(
            code, name, "", former, "", kind, government.level, government.region, government.code, "",
            government.place, we, name, government.folder, work, steady,
        )  # fmt: skip

    def _townships(self, county: Unit, number: int, random: Random, steady: bool) -> Iterator[Unit]:
        pairs = [a + b for a in self.words["township_first"] for b in self.words["township_second"]]
        names = [self.words["common_township"], *random.sample(pairs, number)]
        for index in range(number):
            sort = self.words["townships"][0] if index == 0 else pick(self.words["townships"], random)
            place = names[index] + sort
            ending = self.words["street_office"] if sort == self.words["townships"][-1] else self.words["government"]
            name = county.place + place + ending
            yield Unit(
                f"{county.code}-{101 + index}", name, county.place + place, "", place + ending if index == 0 else "",
                "township", "township", f"{county.region}/{place}", county.code, "", county.place + place,
                self.words["we"][sort], name, county.folder, Work(1, 0, index % 3, 1), steady,
            )  # fmt: skip
