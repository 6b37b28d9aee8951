"""One unit: its place, why it has it, and what is said of its report; on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import one_line
from engine.rank.across import across_of
from engine.rank.justify import Justification, justification
from engine.rank.show import View
from engine.rank.show.tables import draw
from engine.rank.show.words import NOTHING, Words, number, signed
from engine.rank.standings import Standings, UnitStanding
from engine.reporters.terminal import show as show_cards
from engine.reporters.wrap import wrap


def render(standings: Standings, unit: UnitStanding, view: View) -> str:
    """The text, ending in a line feed: the place and what makes it, then the whole scorecard."""
    words = Words(standings, view.lang)
    lines = [*wrap(f"{one_line(unit.name)} ({unit.code})", view.width), *wrap(words.title(), view.width), ""]
    found = justification(standings, unit)
    for sentence in place_sentences(found, words):
        lines += wrap(sentence, view.width)
    if unit.file:
        lines += ["", *_categories(found, words, view)]
    for note in standings.documents:
        if unit.code in note.candidates:
            lines += wrap(f"{note.file}: {words.document(note)}", view.width, "– ", "  ")
    for found_across in across_of(standings, unit.code):
        lines += wrap(found_across.text, view.width, "– ", "  ")
    cards = view.cards([unit]) if view.cards is not None else iter(())
    for _, card in cards:
        lines += ["", "═" * view.width, "", show_cards([card], view.lang, view.width).rstrip("\n")]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def place_sentences(found: Justification, words: Words) -> Iterator[str]:
    """The place in words, and what the unit lacks to the next better one."""
    unit = found.unit
    group = words.group(found.group)
    if unit.place is None:
        yield words.status(unit)
        return
    yield words("stands.place", group=group, place=unit.place, ranked=found.ranked, score=number(unit.score))
    if found.sharing:
        yield words("stands.shared", count=found.sharing)
    if words.places(unit):
        yield words("stands.possible", places=words.places(unit))
    if found.better is not None and found.better.place is not None:
        better = found.better
        yield words("stands.behind", points=number(unit.behind), place=better.place, unit=one_line(better.name))
        lacks = [f"{item.category.label} {signed(-item.lacks)}" for item in found.categories if item.lacks]
        if lacks:
            yield words("stands.lacks", categories=words("comma").join(lacks))
            yield from _scaling(found, words)
    yield words("stands.file", file=unit.file, by=words(f"by.{unit.matched_by or 'name'}"))
    if words.note(unit):
        yield words.note(unit)
    if unit.change is not None:
        before = unit.change
        yield words(
            "stands.before",
            score=number(before.score_before),
            place=number(before.place_before),
            change=words.change(before) or NOTHING,
        )
        for key, rules in (("mended", before.mended), ("new", before.new)):
            if rules:
                yield words(f"stands.{key}", rules=words("semicolon").join(words.rule(rule) for rule in rules))


def _scaling(found: Justification, words: Words) -> Iterator[str]:
    """Why marks of categories and of scores are not the same: what was not assessed takes no part."""
    everything = sum(item.category.full for item in found.categories)
    assessed = sum(item.category.full for item in found.categories if item.marks is not None)
    if everything != assessed:
        yield words("stands.scaled", full=assessed, all=everything)


def _categories(found: Justification, words: Words, view: View) -> list[str]:
    rows = [
        [
            item.category.label,
            number(item.marks),
            number(item.category.full),
            number(item.mean),
            *([number(item.better), NOTHING if item.lacks is None else signed(-item.lacks)] if found.better else []),
        ]
        for item in found.categories
    ]
    heads = ["category", "score", "full", "group_mean", *(["better", "difference"] if found.better else [])]
    return draw(rows, [words(f"head.{key}") for key in heads], view.width, 0)
