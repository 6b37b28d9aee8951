"""Where in a text something stands, as SARIF says it: lines and columns from 1, up to before the end column."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from engine.json_places import spans
from engine.reading import Reading
from engine.scorecard import Location

Region = dict[str, int]

_BREAK = re.compile(r"\r\n|\r|\n")
_SPACE = re.compile(r"\s+")
_SIGN = re.compile(r"\S")
_HINTED = re.compile("(.*?)\u3010(.*?)\u3011(.*)")  # a quote that points to its figure by brackets
_FAR = 20_000  # characters after the beginning of a section in which its quote is sought


class Regions:
    """The places of findings in the text of one report; none where the document is not a text."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._text = reading.text or ""

    def of(self, place: Location) -> Region | None:
        """The figure, the words that are quoted, or the line; ``None`` if that is not known."""
        if self._reading.text is None:
            return None
        return self._in_json(place) if self._reading.source.format == "json" else self._in_lines(place)

    def _in_lines(self, place: Location) -> Region | None:
        if place.line is None or place.line > len(self._starts):
            return None
        start = self._starts[place.line - 1]
        found = self._quoted(place.quote or "", start, start + _FAR)
        if found is None:
            return {"startLine": place.line}
        return self._region(*(self._figure(place, *found) or found))

    def _in_json(self, place: Location) -> Region | None:
        path = tuple(key for key in ("tables", place.table, place.row, place.column) if key)
        if place.table is None:
            path = ("sections", place.section, "text") if place.section else ("title",)
        if path in self._spans:
            start, end = self._spans[path]
            return self._region(*(self._quoted(place.quote or "", start, end) or (start, end)))
        while path and path not in self._spans:
            path = path[:-1]
        return {"startLine": self._line(self._spans[path][0])} if path else None

    def _figure(self, place: Location, start: int, end: int) -> tuple[int, int] | None:
        """The figure of a column in the line of its row, if that ends in the figures of the row, all of them."""
        column = place.column or ""
        row = self._reading.report.table(place.table or "").get(place.row or "", {})
        words = list(re.finditer(r"\S+", self._text[start:end]))[-len(row) :]
        if column not in row or [word[0] for word in words] != [str(cell) for cell in row.values()]:
            return None
        word = words[list(row).index(column)]
        return start + word.start(), start + word.end()

    def _quoted(self, quote: str, start: int, end: int) -> tuple[int, int] | None:
        """Where a quote stands between two places, whatever spaces and breaks are in it."""
        signs = [match.start() for match in _SIGN.finditer(self._text, start, min(end, len(self._text)))]
        quote = _SPACE.sub("", quote)
        squeezed = "".join(self._text[at] for at in signs)
        for before, words, after in (("", quote, ""), _hinted(quote)):
            skipped, wanted = len(before), before + words + after
            found = squeezed.find(wanted) if words else -1
            if found >= 0:
                return signs[found + skipped], signs[found + skipped + len(words) - 1] + 1
        return None

    def _region(self, start: int, end: int) -> Region:
        first, last = self._line(start), self._line(end)
        region = {"startLine": first, "startColumn": start - self._starts[first - 1] + 1}
        return {
            **region,
            **({"endLine": last} if last > first else {}),
            "endColumn": end - self._starts[last - 1] + 1,
        }

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self._text))]

    @cached_property
    def _spans(self) -> dict[tuple[str, ...], tuple[int, int]]:
        return dict(spans(self._text))


def _hinted(quote: str) -> tuple[str, str, str]:
    """What stands before, in and after the brackets of a quote."""
    found = _HINTED.fullmatch(quote)
    return (found[1], found[2], found[3]) if found else ("", "", "")
