"""The standings on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.catalogue import one_line
from engine.rank.show import View
from engine.rank.show.tables import draw
from engine.rank.show.words import Words, groups_of, number, percent
from engine.rank.standings import GroupStanding, Standings, UnitStanding
from engine.reporters.wrap import wrap

_MOST_GAPS = 10
_SPARE = (3, 4)  # columns of units that are left out where there is no room: grade, possible places
_SPARE_OF_REGIONS = (6, 5, 4)  # and of regions: rates


def render(standings: Standings, view: View) -> str:
    """The text, ending in a line feed."""
    words = Words(standings, view.lang)
    lines = [*wrap(words.title(), view.width)]
    for sentence in words.summary(standings.total):
        lines += wrap(sentence, view.width)
    for group, units in groups_of(standings):
        lines += ["", *_group(group, units, words, view)]
    lines += _regions(standings, words, view)
    lines += _gaps(standings, words, view)
    lines += _across(standings, words, view)
    lines += _documents(standings, words, view)
    lines += ["", words("notes")]
    for note in words.notes():
        lines += wrap(note, view.width, "· ", "  ")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _group(group: GroupStanding, units: Sequence[UnitStanding], words: Words, view: View) -> Iterator[str]:
    ranked = [unit for unit in units if unit.place is not None]
    rest = [unit for unit in units if unit.place is None]
    head = words("group_head", group=words.group(group), ranked=len(ranked), mean=number(group.figures.mean))
    yield from wrap(head, view.width)
    if ranked:
        yield from draw(_rows(_first(ranked, view), words), _heads(words), view.width, 1, _SPARE)
        yield from _more(len(ranked), words, view)
    for unit in _first(rest, view):
        yield from wrap(f"{unit.name}: {words.status(unit)}", view.width, "– ", "  ")
    yield from _more(len(rest), words, view)


def _heads(words: Words) -> list[str]:
    return [words(f"head.{key}") for key in ("place", "unit", "score", "grade", "places", "time", "gaps", "change")]


def _rows(units: Sequence[UnitStanding], words: Words) -> list[list[str]]:
    return [
        [
            words.place(unit),
            one_line(unit.name),
            number(unit.score),
            words.grade(unit),
            words.places(unit),
            words.timeliness(unit),
            str(sum(gap.findings for gap in unit.gaps)),
            words.change(unit.change),
        ]
        for unit in units
    ]


def _first(units: Sequence[UnitStanding], view: View) -> Sequence[UnitStanding]:
    return units[: view.top] if view.top else units


def _more(count: int, words: Words, view: View) -> Iterator[str]:
    if view.top and count > view.top:
        yield from wrap(words("more", count=count - view.top), view.width, "  ", "  ")


def _regions(standings: Standings, words: Words, view: View) -> Iterator[str]:
    regions = standings.regions[: view.top] if view.top else standings.regions
    if not regions:
        return
    yield from ("", *wrap(words("regions"), view.width))
    keys = ("place", "region", "mean", "own", "submission_rate", "on_time_rate", "error_rate")
    rows = [
        [
            number(region.place),
            one_line(region.region),
            number(region.figures.mean),
            number(region.own_score),
            percent(region.figures.submission_rate),
            percent(region.figures.on_time_rate),
            percent(region.figures.error_rate),
        ]
        for region in regions
    ]
    yield from draw(rows, [words(f"head.{key}") for key in keys], view.width, 1, _SPARE_OF_REGIONS)
    yield from _more(len(standings.regions), words, view)


def _gaps(standings: Standings, words: Words, view: View) -> Iterator[str]:
    if not standings.gaps:
        return
    yield from ("", words("frequent"))
    rows = [[str(gap.units), one_line(gap.title), number(gap.points)] for gap in standings.gaps[:_MOST_GAPS]]
    yield from draw(rows, [words(f"head.{key}") for key in ("units", "gap", "points")], view.width, 1)


def _documents(standings: Standings, words: Words, view: View) -> Iterator[str]:
    if not standings.documents:
        return
    yield from ("", words("documents", count=len(standings.documents)))
    documents = standings.documents[: view.top] if view.top else standings.documents
    for note in documents:
        yield from wrap(f"{note.file}: {words.document(note)}", view.width, "– ", "  ")
    yield from _more(len(standings.documents), words, view)


def _across(standings: Standings, words: Words, view: View) -> Iterator[str]:
    if not standings.across:
        return
    yield ""
    yield from wrap(words("across", count=len(standings.across)), view.width)
    for note in standings.across[: view.top] if view.top else standings.across:
        yield from wrap(f"{words.name(note.code)}: {note.text}", view.width, "– ", "  ")
    yield from _more(len(standings.across), words, view)
