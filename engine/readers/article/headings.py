"""Finds the first-level headings in the text of a report, kept as they stand, in the order they stand in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from engine.labels import bare, nearest, plain
from engine.readers.document import Line
from engine.rulebook import Form, TextWords

_LONGEST = 80  # characters of a line that may hold a heading
_ALIKE = 4  # an altered heading keeps three letters of four
_MOST_ALTERED = 500  # lines that are compared letter by letter
_LONGEST_ALTERED = 40
_FEW = 3  # fewer numbered headings, and those without a number count too
_LEADER = re.compile(r"(?P<words>.{2,60}?)[\s.\u2026\u00b7\u2024\uff0e]{2,}\d{1,3}")  # as in a table of contents
_NUMBER = 4  # characters at the end of a line that may be the start of a number in brackets
_CONTENTS = 3  # headings in succession that make a table of contents


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on the lines ``start`` up to ``stop``; ``rest`` is the text after it on its last line."""

    key: str
    start: int
    stop: int
    words: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings, one a section, in the order of the text; ``contents``: lines of a table of contents."""

    chosen: tuple[Heading, ...]
    contents: frozenset[int]


def find_headings(lines: Sequence[Line], form: Form, words: TextWords) -> Headings:
    """The headings of the sections of ``form``."""
    finder = _Finder(form, words)
    contents = finder.contents(lines)
    found = [heading for heading in finder.numbered(lines) if heading.start not in contents]
    if len({heading.key for heading in found}) < _FEW:
        found = [heading for heading in finder.unnumbered(lines) if heading.start not in contents] or found
    dropped = _contents(found)
    rest = [heading for heading in found if heading not in dropped]
    chosen = _longest(rest, lines)
    chosen = sorted([*chosen, *finder.in_place(chosen, lines)], key=lambda heading: heading.start)
    contents |= {index for item in dropped for index in range(item.start, item.stop)}
    return Headings(tuple(chosen), frozenset(contents))


def heading_words(form: Form) -> dict[str, str]:
    """The accepted words of headings, letters only, and the sections that they head."""
    return {bare(text): key for key, label in form.sections.items() for text in label.words}


class _Finder:
    def __init__(self, form: Form, words: TextWords) -> None:
        numerals = "|".join(map(re.escape, form.numerals))
        marks = re.escape("".join(form.heading_marks))
        self._numbered = re.compile(rf"\s*(?P<numeral>{numerals})\s*(?P<mark>[{marks}])?\s*")
        self._numerals = list(form.numerals)
        self._sections = list(form.sections)
        self._keys = heading_words(form)
        self._by_length = sorted(self._keys, key=lambda text: (-len(text), text))
        labels = [label for table in form.tables.values() for label in table.rows.values()]
        self._rows = {bare(text) for label in labels for text in label.words}
        self._rows |= {bare(text.zh) for text in form.groups.values()}
        self._ends = tuple(words.sentence_ends)
        self._contents = {bare(text) for text in words.contents}
        self._altered = 0

    def numbered(self, lines: Sequence[Line]) -> list[Heading]:
        """Lines that begin with a numeral and are, or are much like, a heading."""
        found = []
        for index, line in enumerate(lines):
            text = line.text.strip()
            number = self._numbered.match(text[:_LONGEST])
            if number is None or _in_brackets(index, lines):
                continue
            heading = self._exact(index, text) or self._broken(index, lines) or self._with_text(index, text, number)
            if heading is None and number["mark"]:
                heading = self._much_like(index, text, number)
            if heading is not None:
                found.append(heading)
        return found

    def contents(self, lines: Sequence[Line]) -> set[int]:
        """Lines of a table of contents: a heading, a leader, and the number of a page."""
        led = ((index, _LEADER.fullmatch(line.text.strip())) for index, line in enumerate(lines))
        found = {index for index, item in led if item and bare(item["words"]) in self._keys}
        heads = {index for index, line in enumerate(lines) if bare(line.text) in self._contents}
        return found | {index for index in heads if index + 1 in found}

    def unnumbered(self, lines: Sequence[Line]) -> list[Heading]:
        """Lines that are a heading, numbered in whatever way or not at all."""
        found = (self._exact(index, line.text.strip()) for index, line in enumerate(lines))
        return [heading for heading in found if heading is not None and not _in_brackets(heading.start, lines)]

    def in_place(self, chosen: Sequence[Heading], lines: Sequence[Line]) -> list[Heading]:
        """Headings of sections that were not found: a line where the section belongs, with its number or its words.

        An office that words a heading in its own way has the section; only its words are its own.
        """
        starts = {heading.key: heading for heading in chosen}
        found = []
        for rank, key in enumerate(self._sections):
            if key in starts:
                continue
            before = [starts[other].stop for other in self._sections[:rank] if other in starts]
            after = [starts[other].start for other in self._sections[rank + 1 :] if other in starts]
            span = range(max(before, default=0), min(after, default=len(lines)))
            heading = self._by_number(key, rank, span, lines) or self._by_words(key, span, lines)
            if heading is not None:
                found.append(heading)
                starts[key] = heading
        return found

    def _by_number(self, key: str, rank: int, span: range, lines: Sequence[Line]) -> Heading | None:
        for index in span:
            text = lines[index].text.strip()
            number = self._numbered.match(text)
            if (
                number is None
                or not number["mark"]
                or _in_brackets(index, lines)
                or self._numerals.index(number["numeral"]) != rank
            ):
                continue
            if self._could_head(text, plain(text[number.end() :])):
                return Heading(key, index, index + 1, text)
        return None

    def _by_words(self, key: str, span: range, lines: Sequence[Line]) -> Heading | None:
        known = tuple(words for words, of in self._keys.items() if of == key)
        for index in span:
            text = lines[index].text.strip()
            if len(text) <= _LONGEST_ALTERED and plain(text).endswith(known) and self._could_head(text, plain(text)):
                if _in_brackets(index, lines):
                    continue
                return Heading(key, index, index + 1, text)
        return None

    def _could_head(self, text: str, words: str) -> bool:
        """Whether the line is short, no sentence, and no label of a table or the start of one."""
        if len(text) > _LONGEST_ALTERED or not words or words[-1].isdigit() or text.endswith(self._ends):
            return False
        return not any(label.startswith(words) for label in self._rows)

    def _exact(self, index: int, text: str) -> Heading | None:
        key = self._keys.get(bare(text)) if len(text) <= _LONGEST else None
        return Heading(key, index, index + 1, text) if key else None

    def _broken(self, index: int, lines: Sequence[Line]) -> Heading | None:
        """A heading that goes on on the next line."""
        if index + 1 >= len(lines):
            return None
        text, more = lines[index].text.strip(), lines[index + 1].text.strip()
        if len(text) + len(more) > _LONGEST or self._numbered.match(more):
            return None
        key = self._keys.get(bare(text + more)) if bare(text) else None
        return Heading(key, index, index + 2, text + more) if key else None

    def _with_text(self, index: int, text: str, number: re.Match[str]) -> Heading | None:
        """A heading with text after it on the same line, set off by a space or a mark."""
        words = text[number.end() : number.end() + _LONGEST]
        for known in self._by_length:
            if not plain(words).startswith(known):
                continue
            length = _prefix(words, known)
            rest = text[number.end() + length :]
            if rest and not rest[0].isalnum() and not plain(rest).isdigit():
                return Heading(self._keys[known], index, index + 1, text[: number.end() + length], _unmarked(rest))
        return None

    def _much_like(self, index: int, text: str, number: re.Match[str]) -> Heading | None:
        words = plain(text[number.end() :][:_LONGEST])
        label = words.rstrip("0123456789")
        if len(text) > _LONGEST_ALTERED or text.endswith(self._ends) or label != words or label in self._rows:
            return None
        self._altered += 1
        if self._altered > _MOST_ALTERED:
            return None
        key = nearest(words, self._keys, _ALIKE)
        return Heading(key, index, index + 1, text) if key else None


def _in_brackets(index: int, lines: Sequence[Line]) -> bool:
    """Whether a line goes on in brackets that the line before opened, as where "(1) Heading" is broken after "(1"."""
    end = lines[index - 1].text.rstrip()[-_NUMBER:] if index else ""
    brackets = [kind for kind in map(unicodedata.category, end) if kind in ("Ps", "Pe")]
    return brackets[-1:] == ["Ps"]


def _prefix(words: str, known: str) -> int:
    """How many characters of ``words`` hold the letters of ``known``."""
    length = 0
    while length < len(words) and len(plain(words[:length])) < len(known):
        length += 1
    return length


def _unmarked(rest: str) -> str:
    """The text after a heading, without the mark that sets it off."""
    start = 0
    while start < len(rest) and (rest[start].isspace() or unicodedata.category(rest[start]) == "Po"):
        start += 1
    return rest[start:]


def _contents(found: Sequence[Heading]) -> set[Heading]:
    """Headings that follow each other without text between and all come again later."""
    last = {heading.key: index for index, heading in enumerate(found)}
    dropped: set[Heading] = set()
    run: list[Heading] = []
    for index, heading in enumerate(found):
        if run and (heading.start != run[-1].stop or heading.key in {item.key for item in run}):
            run = []
        run.append(heading)
        following = found[index + 1] if index + 1 < len(found) else None
        ends = following is None or following.start != heading.stop or following.key in {item.key for item in run}
        if ends and len(run) >= _CONTENTS and all(last[item.key] > index for item in run):
            dropped.update(run)
    return dropped


def _longest(found: Sequence[Heading], lines: Sequence[Line]) -> list[Heading]:
    """Of headings of the same section, the one with most text up to the next heading."""
    best: dict[str, tuple[int, Heading]] = {}
    stops = [*(heading.start for heading in found[1:]), len(lines)]
    for heading, stop in zip(found, stops, strict=False):
        length = sum(len(line.text) for line in lines[heading.stop : stop]) + len(heading.rest)
        if heading.key not in best or length > best[heading.key][0]:
            best[heading.key] = (length, heading)
    return sorted((heading for _, heading in best.values()), key=lambda heading: heading.start)
