"""Measures what sections speak of: whether a topic is mentioned, and what is said of it.

Sentences end where ``rules/topics.yaml`` says, and at the ends of lines; where a topic is not
found so, lines are joined first, since some documents break them anywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import field
from itertools import islice
from typing import TYPE_CHECKING

from engine.expressions import compiled
from engine.facts import Fact, Value
from engine.labels import letters
from engine.reading import Reading
from engine.rulebook import Form, Text
from engine.values import dataclass
from engine.wordings import Topic, TopicWords

if TYPE_CHECKING:
    from engine.observe import Interest

_MOST = 100  # mentions, parts, items, or sentences of a part, that are looked at
_LONGEST = 100_000  # characters; a longer section is no section of a report, and nothing is said of it
_QUOTE = 60  # characters of a sentence that are shown

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Finder:
    """A topic with its expressions compiled."""

    topic: Topic
    mentions: re.Pattern[str]
    opens: re.Pattern[str] | None
    nothing: re.Pattern[str] | None


@dataclass(slots=True)
class _Lines:
    """A text with a sentence a line, and where parts on topics begin in it."""

    text: str
    opened: dict[str, list[Span]] = field(default_factory=dict)

    def openings(self, finder: _Finder) -> list[Span]:
        """Where parts on a topic begin; looked for once, though every topic of the group asks."""
        name, opens = finder.topic.name, finder.opens
        if name not in self.opened:
            self.opened[name] = [m.span() for m in islice(opens.finditer(self.text), _MOST)] if opens else []
        return self.opened[name]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part on a topic: ``head`` is its heading, ``body`` what follows; ``led`` if it has no heading."""

    head: Span
    body: Span
    led: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """What one section says of a topic."""

    times: int = 0
    quote: str = ""
    opened: bool = False
    stated: bool = False
    characters: int = 0
    figures: int = 0
    items: int = 0


class TopicObserver:
    """Measures the topics that rules ask for."""

    def __init__(self, words: TopicWords, form: Form, interest: Interest) -> None:
        self._form, self._interest = form, interest
        asked = {t.name for t in words.topics if interest.could_match("topic", topic=t.name)}
        groups = {topic.group for topic in words.topics if topic.name in asked and topic.group}
        finders = [_finder(t) for t in words.topics if t.name in asked or t.group in groups]
        self._asked = [finder for finder in finders if finder.topic.name in asked]
        self._groups = {group: [f for f in finders if f.topic.group == group] for group in groups}
        self._sections = {section for finder in self._asked for section in finder.topic.sections}
        self._ends = compiled(f"[{re.escape(words.sentence_ends)}]")
        self._figures = compiled(words.figures)
        self._items = compiled("|".join(f"({item})" for item in words.items) or r"(?!)", re.MULTILINE)

    def observe(self, reading: Reading) -> list[Fact]:
        """A fact for every topic and section with text that it may stand in."""
        said: dict[tuple[str, str], _Said] = {}
        texts: dict[str, str] = {}
        for key in sorted(self._sections):
            section = reading.report.section(key)
            lines = ["".join(line.split()) for line in section.text.splitlines()] if section else []
            if sum(map(len, lines)) > _LONGEST or not any(map(letters, lines)):  # marks alone are no text
                continue
            texts[key] = "\n".join(lines)
            said |= {(name, key): found for name, found in self._section(key, texts[key]).items()}
        facts = []
        for finder in self._asked:
            keys = [key for key in finder.topic.sections if key in texts]
            for key in keys:
                elsewhere = any(said[finder.topic.name, other].times for other in keys if other != key)
                fact = self._fact(finder.topic, key, said, elsewhere)
                facts += [fact] if self._interest.matches(fact.kind, fact.fields) else []
        return facts

    def _section(self, key: str, text: str) -> dict[str, _Said]:
        """What is said in a section of the topics asked for, and of those they share it with."""
        whole = text.replace("\n", "")
        broken, joined = _Lines(self._ends.sub("\n", text)), _Lines(self._ends.sub("\n", whole))
        found: dict[str, _Said] = {}
        finders = {f.topic.name: f for f in (*self._asked, *(f for group in self._groups.values() for f in group))}
        for name, finder in finders.items():
            if key not in finder.topic.sections:
                continue
            found[name] = self._said(finder, text, broken)
            if not found[name].times and broken.text != joined.text:
                found[name] = self._said(finder, whole, joined)
        return found

    def _said(self, finder: _Finder, text: str, sentences: _Lines) -> _Said:
        lines = sentences.text
        mentions = [m.span() for m in islice(finder.mentions.finditer(lines), _MOST)]
        parts = self._parts(finder, sentences)
        headed = [part for part in parts if not part.led]
        if not mentions and not headed:
            return _Said()
        first = headed[0].head if headed else mentions[0]
        begins = lines.rfind("\n", 0, first[0]) + 1
        ends = headed[0].body[1] if headed else lines.find("\n", first[1]) + 1 or len(lines)
        told = list(self._told(finder, lines, parts, mentions))
        return _Said(
            times=max(len(mentions), 1),
            quote="".join(text[begins : min(ends, begins + _QUOTE)].split()),
            opened=bool(headed),
            stated=bool(told),
            characters=sum(map(letters, told)),
            figures=sum(1 for rest in told for _ in islice(self._figures.finditer(rest), _MOST)),
            items=self._count_items(lines, parts),
        )

    def _parts(self, finder: _Finder, sentences: _Lines) -> list[_Part]:
        """The parts on a topic: each ends where another topic of the group begins one."""
        if not finder.topic.group:
            return []
        lines = sentences.text
        openings = {f.topic.name: sentences.openings(f) for f in self._groups[finder.topic.group]}
        own = openings.pop(finder.topic.name)
        others = sorted(start for found in openings.values() for start, _ in found)
        parts = []
        if finder.topic.leads:
            first = min([len(lines), *others, *(start for start, _ in own)])
            parts.append(_Part((0, 0), (0, first), led=True))
        for start, end in own:
            after = bisect_right(others, start)
            parts.append(_Part((start, end), (end, max(end, others[after] if after < len(others) else len(lines)))))
        return parts

    def _told(self, finder: _Finder, lines: str, parts: list[_Part], mentions: Iterable[Span]) -> Iterator[str]:
        """What sentences on the topic say beyond denials and cliches, each once.

        Under a heading every sentence is on the topic, elsewhere those that mention it.
        """
        seen: set[int] = set()
        headed = [part for part in parts if not part.led]
        for part in headed:
            for start, end in islice(_sentences(lines, part.body), _MOST):
                if start in seen:
                    continue
                seen.add(start)
                rest = _rest(finder, lines[start:end])
                if letters(rest):
                    yield rest
        for start, end in mentions:
            if any(part.head[0] <= start < part.body[1] for part in headed):
                continue
            begins = lines.rfind("\n", 0, start) + 1
            if begins in seen:
                continue
            seen.add(begins)
            ends = lines.find("\n", end)
            rest = _rest(finder, lines[begins : ends if ends >= 0 else len(lines)])
            if finder.mentions.search(rest):
                yield rest

    def _count_items(self, lines: str, parts: Iterable[_Part]) -> int:
        """The most items that one of the parts numbers, in the style of numbering that it has first."""
        most = 0
        for part in parts:
            styles = [m.lastindex for m in islice(self._items.finditer(lines, *part.body), _MOST)]
            most = max(most, styles.count(styles[0]) if styles else 0)
        return most

    def _fact(self, topic: Topic, key: str, said: dict[tuple[str, str], _Said], elsewhere: bool) -> Fact:
        found = said[topic.name, key]
        siblings = [f.topic.name for f in self._groups.get(topic.group, ()) if f.topic.name != topic.name]
        opened = sum(1 for name in siblings if (name, key) in said and said[name, key].opened)
        fields: dict[str, Value] = {
            "section": key,
            "topic": topic.name,
            "mentioned": int(bool(found.times)),
            "elsewhere": int(elsewhere),
            "times": found.times,
            "opened": int(found.opened),
            "siblings": opened,
            "stated": int(found.stated),
            "denied": int(bool(found.times) and not found.stated),
            "characters": found.characters,
            "figures": found.figures,
            "items": found.items,
        }
        label = self._form.sections.get(key)
        context = {
            "heading": label.text if label else Text("", ""),
            "label": topic.label,
            "quote": found.quote,
        }
        return Fact("topic", f"topic/{topic.name}/{key}", fields, context)


def _finder(topic: Topic) -> _Finder:
    return _Finder(topic, _any(topic.mentions), _some(topic.opens), _some(topic.nothing))


def _some(expressions: tuple[str, ...]) -> re.Pattern[str] | None:
    return _any(expressions) if expressions else None


def _any(expressions: tuple[str, ...]) -> re.Pattern[str]:
    return compiled("|".join(f"(?:{expression})" for expression in expressions), re.MULTILINE)


def _sentences(lines: str, span: Span) -> Iterator[Span]:
    """The sentences between two places, empty ones left out."""
    start, stop = span
    while start < stop:
        end = lines.find("\n", start, stop)
        end = stop if end < 0 else end
        if end > start:
            yield start, end
        start = end + 1


def _rest(finder: _Finder, sentence: str) -> str:
    return finder.nothing.sub("", sentence) if finder.nothing else sentence
