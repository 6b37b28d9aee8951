"""Finds the rows of one table in a text: which figures stand for which official row, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.labels import alike, bare, distance
from engine.readers.lines.align import certain_pairs
from engine.readers.lines.figures import Run, Stream
from engine.readers.lines.words import Filler, Fragment, tile

MOST_GROUPS = 400  # far more than a form has rows; beyond it nothing is attributed
_WINDOW = 40  # fragments before and after figures that may belong to their label
_SHORT = 2  # letters
_ALIKE = 3  # an altered label keeps two letters of three


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that may be one row: ``cells``, or ``None`` where they do not make up a row for sure.

    ``before`` and ``after`` are the fragments between these figures and the next ones.
    ``solid``: no other figures of the document look so. ``countable``: it is one row, readable or not.
    """

    before: range
    after: range
    run: Run
    cells: tuple[str, ...] | None
    line: int
    worded: bool
    solid: bool
    countable: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of a row; ``words`` is its label as it stands, from the fragments ``used``."""

    group: Group
    used: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class RowsFound:
    """``found`` by row; rows in ``missing`` are not in the table, all others could not be read."""

    found: Mapping[str, Found]
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class RowLabels:
    """The words of rows, letters only, by row in the order of the forms; and what may stand beside them.

    ``between``: what may stand between the lines of a label and its figures. ``numbered``: the
    official words with their numbers.
    """

    rows: Mapping[str, tuple[str, ...]]
    numbered: frozenset[str]
    filler: Filler
    between: Callable[[Fragment], bool]


@dataclass(frozen=True, slots=True)
class _Gap:
    """What has no pair between two neighbouring pairs, or before the first or after the last one."""

    groups: Sequence[Group]
    rows: tuple[str, ...]
    words: tuple[int, ...]  # fragments that no label uses
    sound: bool  # no figures at all, and those on both sides are whole rows


def match_rows(stream: Stream, groups: Sequence[Group], labels: RowLabels) -> dict[int, tuple[str, Found]]:
    """By index of the group, the row whose label surrounds it, where there is no other choice."""
    if len(groups) > MOST_GROUPS:
        return {}
    names = list(labels.rows)
    tiles = [_tiles(stream, group, labels) for group in groups]
    return {
        index: (names[row], Found(groups[index], tiles[index][row], _joined(stream, tiles[index][row])))
        for index, row in sorted(certain_pairs(tiles, len(names)).items())
    }


def settle_rows(
    stream: Stream,
    groups: Sequence[Group],
    labels: RowLabels,
    matched: Mapping[int, tuple[str, Found]],
    expected: Sequence[str],
) -> RowsFound:
    """What is sure of the ``expected`` rows, once those with exact labels are matched."""
    found = dict(matched.values())
    gaps = _gaps(stream, groups, labels, matched, expected)
    if any(_too_many(gap) for gap in gaps):
        # Some figures have no row, so others may have slid: only those beside their label are sure.
        beside = {row: item for row, item in found.items() if _beside_label(stream, item)}
        return RowsFound(beside, frozenset())
    missing: set[str] = set()
    for gap in gaps:
        if gap.rows and len(gap.groups) == len(gap.rows):
            found |= _altered(stream, gap, labels)
        elif gap.sound:
            missing |= _missing(stream, gap, labels)
    return RowsFound(found, frozenset(missing))


def _tiles(stream: Stream, group: Group, labels: RowLabels) -> dict[int, tuple[int, ...]]:
    before, after = group.before[-_WINDOW:], group.after[:_WINDOW]
    found = {}
    for index, forms in enumerate(labels.rows.values()):
        for label in forms:
            used = tile(stream.fragments, before, after, label, labels.between)
            if used is not None and _its_number(stream, used, label, labels):
                found[index] = used
                break
    return found


def _its_number(stream: Stream, used: tuple[int, ...], label: str, labels: RowLabels) -> bool:
    """Whether a very short label has no other number before it than its own: it may be part of another one."""
    text = "".join(stream.fragments[index].plain for index in used)
    return len(label) > _SHORT or text == label or text in labels.numbered


def _gaps(
    stream: Stream,
    groups: Sequence[Group],
    labels: RowLabels,
    matched: Mapping[int, tuple[str, Found]],
    expected: Sequence[str],
) -> list[_Gap]:
    names = list(labels.rows)
    used = {index for _, item in matched.values() for index in item.used}
    ends = [(-1, -1), *((index, names.index(row)) for index, (row, _) in matched.items()), (len(groups), len(names))]
    gaps = []
    for (left, row), (right, next_row) in zip(ends, ends[1:], strict=False):
        inside = left >= 0 and right < len(groups)
        between = groups[left + 1 : right]
        first = groups[left].before.stop if left >= 0 else 0
        last = groups[right].before.stop if right < len(groups) else len(stream.fragments)
        gap = _Gap(
            groups=between if inside else [group for group in between if group.solid],
            rows=tuple(name for name in names[row + 1 : next_row] if name in expected),
            words=tuple(index for index in range(first, last) if index not in used),
            sound=not between
            and not any(first <= at <= last for at in stream.lone)
            and all(groups[i].cells is not None for i in (left, right) if 0 <= i < len(groups)),
        )
        gaps.append(gap)
    return gaps


def _too_many(gap: _Gap) -> bool:
    return len(gap.groups) > len(gap.rows) or any(not group.countable for group in gap.groups)


def _beside_label(stream: Stream, item: Found) -> bool:
    """Whether the label, or its last line before them, stands on the line of the figures, and none is blank."""
    lines = [stream.fragments[index].line for index in item.used if index < item.group.before.stop]
    return item.group.worded and lines[-1] == item.group.line and "" not in item.group.run.cells


def _missing(stream: Stream, gap: _Gap, labels: RowLabels) -> set[str]:
    """Rows of which no trace is in a gap without figures and without words that could be theirs."""
    fragments = [stream.fragments[index] for index in gap.words]
    if not all(map(labels.filler, fragments)):
        return set()
    starts = {fragment.bare for fragment in fragments if len(fragment.bare) > 1}
    return {row for row in gap.rows if not any(label.startswith(s) for label in labels.rows[row] for s in starts)}


def _altered(stream: Stream, gap: _Gap, labels: RowLabels) -> dict[str, Found]:
    """Rows of a gap with as many figures as rows, if each has words much like its label."""
    found = {}
    for group, row in zip(gap.groups, gap.rows, strict=True):
        item = _most_alike(stream, group, row, set(gap.words), labels)
        if item is None or group.cells is None:
            return {}
        found[row] = item
    return found


def _most_alike(stream: Stream, group: Group, row: str, free: set[int], labels: RowLabels) -> Found | None:
    """The row if the words around the figures are more like its label than like any other."""
    before = [index for index in group.before[-_WINDOW:] if index in free]
    around = before + [index for index in group.after[:_WINDOW] if index in free]
    choices = [before, _wordy(stream, before, labels), around, _wordy(stream, around, labels)]
    used = min(choices, key=lambda used: _far(bare(_joined(stream, used)), labels.rows[row]))
    words = _joined(stream, used)
    text = bare(words)
    if not any(alike(text, label, _ALIKE) for label in labels.rows[row]):
        return None
    far = _far(text, labels.rows[row])
    nearer = any(name != row and _far(text, forms) <= far for name, forms in labels.rows.items())
    return None if nearer else Found(group, tuple(used), words)


def _far(text: str, forms: Sequence[str]) -> int:
    return min(distance(text, label) for label in forms)


def _wordy(stream: Stream, indexes: Iterable[int], labels: RowLabels) -> list[int]:
    return [index for index in indexes if not labels.filler(stream.fragments[index])]


def _joined(stream: Stream, indexes: Iterable[int]) -> str:
    """The words of fragments, with the marks that stand alone behind the last one."""
    used = list(indexes)
    while used and used[-1] + 1 < len(stream.fragments) and not stream.fragments[used[-1] + 1].plain:
        used.append(used[-1] + 1)
    return "".join(stream.fragments[index].text for index in used)
