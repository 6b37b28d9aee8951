"""What a document says of itself around its sections: unit, year, title, day of publication; where it ends."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from engine.readers.document import Line
from engine.rulebook import TextWords
from engine.values import dataclass

_MOST_LINES = 400  # before the first heading, in which the title is looked for
_MOST_JOINED = 4  # lines that one title may be broken over
_LONGEST = 150
_FOOT = 10  # lines at the end that may say when the report was published
_LONGEST_DATED = 200
_TEN = 10
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_LOOSE_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")  # one between digits may part a day from an hour


@dataclass(frozen=True, slots=True)
class Title:
    """The title on the lines ``start`` up to ``stop``; ``unit`` is ``None`` if it names none."""

    text: str
    unit: str | None
    year: int
    start: int
    stop: int


def find_title(lines: Sequence[Line], declared: str, words: TextWords) -> Title | None:
    """The title: whole lines, as few as will do, that fit a pattern; the patterns in their order.

    A web page lists the titles of other reports too: one that the page's ``declared`` title names is
    preferred, then that of the year of the statistics period, then the last one.
    """
    texts = [squeeze(line.text) for line in lines]
    period, declared = year_of_period(lines, words), squeeze(declared)
    best: Title | None = None
    for pattern in map(re.compile, words.titles):
        for joined in range(1, _MOST_JOINED + 1):
            found = list(_titles(texts, pattern, joined))
            if not found:
                continue
            title = max(found, key=lambda item: (item.text in declared, item.year == period, item.start))
            if period is None or title.year == period or title.text in declared:
                return title
            best = best or title
    return best


def other_titles(lines: Sequence[Line], own: Title | None, words: TextWords) -> int:
    """How many other titles stand among the lines, as a web page lists those of other years."""
    texts = [squeeze(line.text) for line in lines]
    patterns = [re.compile(pattern) for pattern in words.titles]
    found = {title.text: title for pattern in patterns for title in _titles(texts, pattern, 1)}
    return sum(own is None or (text not in own.text and own.text not in text) for text in found)


def _titles(texts: Sequence[str], pattern: re.Pattern[str], joined: int) -> Iterator[Title]:
    """The titles that so many lines make."""
    for start in range(max(0, len(texts) - _MOST_LINES), len(texts) - joined + 1):
        text = "".join(texts[start : start + joined])
        found = pattern.fullmatch(text) if len(text) <= _LONGEST else None
        if found is not None:
            yield Title(text, found.groupdict().get("unit"), year_of(found["year"]), start, start + joined)


def year_of_period(lines: Sequence[Line], words: TextWords) -> int | None:
    """The year of the statistics period, for a text without a title."""
    text = "".join(squeeze(line.text) for line in lines[-_MOST_LINES:])
    found = re.search(words.period, text)
    return int(found["from"][:4]) if found else None


def article_end(lines: Sequence[Line], start: int, words: TextWords) -> int:
    """The first line from ``start`` on that stands under the article of a web page."""
    pattern = re.compile(words.article_ends)
    ends = (at for at in range(start, len(lines)) if pattern.search(squeeze(lines[at].text[:_LONGEST_DATED])))
    return next(ends, len(lines))


def years_in(text: str) -> set[int]:
    """The years that a text names, in figures of any script."""
    digits = "".join(_plain_digit(character) for character in text[:_LONGEST_DATED])
    return {int(year) for year in _YEAR.findall(digits)}


def _plain_digit(character: str) -> str:
    """The digit that any numeral of one digit stands for; other characters as they are."""
    value = unicodedata.numeric(character, -1.0)
    return str(int(value)) if value in range(10) else character


def published_on(lines: Sequence[Line], head: int, declared: Mapping[str, str], words: TextWords) -> list[dt.date]:
    """The days of publication that the lines before ``head``, the last ones and the declarations name, in order."""
    days = set()
    for name in words.published_names:
        found = re.match(words.declared_date, declared.get(name.lower(), "").strip())
        if found is not None:
            days.add(_date(found))
    for line in [*lines[:head][-_MOST_LINES:], *lines[max(head, len(lines) - _FOOT) :]]:
        text = _LOOSE_SPACE.sub("", unicodedata.normalize("NFKC", line.text[:_LONGEST_DATED]))
        for pattern in words.published:
            for found in re.finditer(pattern, text):
                days.add(_date(found))
    return sorted(day for day in days if day is not None)


def dated_on(lines: Sequence[Line], head: int, end: int, words: TextWords) -> dt.date | None:
    """The earliest day of writing that the lines before ``head`` name, or the last ones from ``end`` on."""
    days = set()
    foot = lines[max(end, len(lines) - _FOOT) :]
    for expressions, some in ((words.dated, [*lines[:head][-_MOST_LINES:], *foot]), (words.signed, foot)):
        for line in some:
            text = squeeze(line.text[:_LONGEST_DATED])
            days |= {_date(found) for pattern in expressions for found in re.finditer(pattern, text)}
    return min((day for day in days if day is not None), default=None)


def _date(found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(year_of(found["year"]), _count(found["month"]), _count(found["day"]))
    except ValueError:
        return None


def _count(text: str) -> int:
    """A number below a hundred, in figures or as it is said: ten and one, two ten three."""
    if text.isdecimal():
        return int(text)
    total = 0
    for value in map(_digit, text):
        total = max(total, 1) * value if value == _TEN else total + value
    return total


def year_of(text: str) -> int:
    """The year in figures of any script."""
    return int("".join(str(_digit(character)) for character in text))


def _digit(character: str) -> int:
    """The digit that a character stands for; what is written for zero is no numeral always."""
    return int(unicodedata.numeric(character, 0))


def squeeze(text: str) -> str:
    """The text without white space and full-width forms, as the expressions of the rulebook see it."""
    return "".join(unicodedata.normalize("NFKC", text).split())
