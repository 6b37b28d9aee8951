"""What mending would gain, in words: a table of the gaps in the order in which to mend them, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.catalogue import say, short_line
from engine.reporters.wrap import wrap
from engine.rulebook import Lang
from engine.scorecard import Edit, GapMend, GradeGiven, Scorecard, WayToGrade, WhatIf

_MOST_EDITS = 3  # of one gap that are shown
_MOST_NAMED = 4  # findings that are named one by one
_LONGEST = 40  # characters of words that are shown
_COLUMNS = ("order", "gap", "gain", "alone", "so_far")


@dataclass(frozen=True, slots=True)
class Row:
    """One gap in the order mended: its place in it, the gap in words, and the scores in words."""

    order: str
    gap: str
    gain: str
    alone: str
    so_far: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the table has it."""
        return self.order, self.gap, self.gain, self.alone, self.so_far


def what_if_lines(told: Told, width: int) -> Iterator[str]:
    """The section of a terminal."""
    yield from wrap(told.title(), width)
    yield ""
    yield from wrap(told.intro(), width)
    for sentence in told.ways():
        yield from wrap(sentence, width, "· ", "  ")
    if told.rows():
        yield ""
        yield from _drawn(told.rows(), told.heads(), width)
    sentences, tried = told.sentences(), told.tried()
    if sentences:
        yield ""
    for sentence in sentences:
        yield from wrap(sentence, width, "· ", "  ")
    if tried:
        yield ""
        yield from wrap(told.tried_title(), width)
    for line in tried:
        yield from wrap(line, width, "· ", "  ")


def _drawn(rows: Sequence[Row], heads: Sequence[str], width: int) -> list[str]:
    """The table, the column of gaps as wide as there is room for."""
    empty = [(row.order, "", row.gain, row.alone, row.so_far) for row in rows]
    taken = max(len(line) + sum(ord(c) > 0x2E7F for c in line) for line in _table(empty, heads))
    room = max(12, width - taken + 2 * len(heads[1]))
    cells = [
        (row.order, "\n".join(line.rstrip() for line in wrap(row.gap, room)), row.gain, row.alone, row.so_far)
        for row in rows
    ]
    return _table(cells, heads)


def _table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> list[str]:
    import tabulate as tabulate_module  # takes a while, and few reports need it
    from tabulate import tabulate

    tabulate_module.WIDE_CHARS_MODE = True
    align = ("right", "left", "right", "right", "right")
    return tabulate(rows, heads, tablefmt="simple", colalign=align, disable_numparse=True).split("\n")


class Told:
    """What mending would gain, in the words of one language; findings are named by their numbers on the page."""

    def __init__(self, card: Scorecard, what_if: WhatIf, numbers: Mapping[str, int], lang: Lang) -> None:
        self._card, self._what_if, self._numbers, self._lang = card, what_if, numbers, lang

    def title(self) -> str:
        """The title of the section."""
        return self._say("title")

    def intro(self) -> str:
        """The score now, and how to read the table; or that there is nothing to mend."""
        if not self._what_if.mends:
            return self._say("nothing")
        return self._say("intro", now=self.score(self._card.score, self._card.grade))

    def heads(self) -> tuple[str, ...]:
        """The heads of the table."""
        return tuple(self._say(name) for name in _COLUMNS)

    def rows(self) -> list[Row]:
        """The gaps in the order in which to mend them."""
        return [
            Row(
                str(place),
                self._gap(mend),
                f"{mend.alone.gain:+f}" if mend.alone.gain else "0",
                self.score(mend.alone.score, mend.alone.grade),
                self.score(mend.so_far.score, mend.so_far.grade),
            )
            for place, mend in enumerate(self._what_if.mends, 1)
        ]

    def ways(self) -> list[str]:
        """How to come to each better grade, the next one first."""
        return [self._way(way) for way in self._what_if.ways]

    def sentences(self) -> list[str]:
        """What there is to say besides: caps, what is past, and what the scores suppose."""
        return list(self._sentences())

    def _sentences(self) -> Iterator[str]:
        for group in self._what_if.together:
            score = self.score(group.then.score, group.then.grade)
            yield self._say("together", numbers=self._named(group.findings), gain=group.then.gain, score=score)
        for gap in self._what_if.past:
            score = self.score(gap.alone.score, gap.alone.grade)
            yield self._say("past", numbers=self._named([gap.finding]), title=gap.title, score=score)
        brought = {words for mend in self._what_if.mends for words in mend.brings}
        left = [words for words in self._what_if.left if words not in brought]
        if left:
            yield self._say("left", count=len(left), what=self._gaps(left))
        for mend in self._what_if.mends:
            if mend.alone.by == "as if mended":
                yield self._say("supposed", numbers=self._named([mend.finding]))
            if mend.brings:
                yield self._say("brings", numbers=self._named([mend.finding]), what=self._gaps(mend.brings))

    def _gaps(self, messages: Sequence[str]) -> str:
        """Gaps by their messages, the first of them."""
        stop = self._say("stop")
        what = self._say("then").join(words.removesuffix(stop) for words in messages[:_MOST_NAMED])
        return what if len(messages) <= _MOST_NAMED else self._say("among", what=what, count=len(messages))

    def tried_title(self) -> str:
        """What stands over what was tried."""
        return self._say("tried")

    def tried(self) -> list[str]:
        """What was changed for trial, gap by gap."""
        return list(self._tried())

    def _tried(self) -> Iterator[str]:
        for mend in self._what_if.mends:
            edits = [self._edit(edit) for edit in mend.edits[:_MOST_EDITS]]
            if len(mend.edits) > _MOST_EDITS:
                edits.append(self._say("more", count=len(mend.edits)))
            if edits:
                yield self._say("tried_of", number=self._numbers[mend.finding], edits=self._say("then").join(edits))

    def score(self, score: Decimal | None, grade: GradeGiven | None) -> str:
        """A score with its grade."""
        if score is None:
            return "—"
        return self._say("score", score=score, grade=grade.label) if grade else str(score)

    def _gap(self, mend: GapMend) -> str:
        key = "bundle" if mend.gaps > 1 else "named"
        also = self._also(mend.settles[mend.gaps :])
        return self._say(key, number=self._numbers[mend.finding], title=mend.title, count=mend.gaps, also=also)

    def _also(self, findings: Sequence[str]) -> str:
        """What is settled too."""
        if not findings:
            return ""
        if len(findings) > _MOST_NAMED:
            return self._say("also_many", count=len(findings))
        numbers = sorted(self._numbers[finding] for finding in findings)
        return self._say("also", numbers=self._say("and").join(map(str, numbers)))

    def _way(self, way: WayToGrade) -> str:
        grade, at_least = way.grade.label, way.at_least
        if way.findings is None or way.then is None:
            everything = self._what_if.everything
            if everything is None:
                return self._say("way_past", grade=grade, at_least=at_least)
            score = self.score(everything.score, everything.grade)
            return self._say("way_none", grade=grade, at_least=at_least, score=score)
        return self._say(
            "way" if way.shortest else "way_longer",
            grade=grade,
            at_least=at_least,
            count=len(way.findings),
            numbers=self._named(way.findings),
            score=self.score(way.then.score, way.then.grade),
        )

    def _edit(self, edit: Edit) -> str:
        label, example = edit.place.label, "" if edit.sure else self._say("example")
        before, after = (
            None if words is None else short_line(words, _LONGEST) for words in (edit.before, edit.after)
        )
        if after is None:
            return self._say("drop", label=label, before=before)
        if before is None and edit.cells:
            return self._say("add_cells", label=label, cells=edit.cells, after=after, example=example)
        if before is None:
            return self._say("add", label=label, after=after, example=example)
        return self._say("set", label=label, before=before or self._say("blank"), after=after, example=example)

    def _named(self, findings: Sequence[str]) -> str:
        numbers = self._say("and").join(str(self._numbers[finding]) for finding in findings)
        return self._say("numbers", numbers=numbers)

    def _say(self, key: str, **values: object) -> str:
        return say(f"whatif.{key}", self._lang, **values)
