"""Relations between what is found before a change and after it.

A relation takes a draft and chance, and tells what is not as it must be. It raises ``Pointless`` where the change
cannot be made.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any

from benchmarks.defects.words import OTHER_WORDS
from benchmarks.workload import APPLICANTS, ORGANISATIONS
from engine.demo.defects.kind import Draft
from engine.json_text import dumps, loads
from engine.report import LARGEST_COUNT
from engine.scorecard import Finding
from tests.metamorphic.look import Found, Lab, Pointless, differences, found, rules_and_lines

Relation = Callable[[Draft, Random, Lab], Iterable[str]]
RELATIONS: dict[str, Relation] = {}
_BLANKS = ("", "/", "-", "—", "－", "无")


def relation(name: str) -> Callable[[Relation], Relation]:
    """Makes a function the relation of that name."""

    def register(made: Relation) -> Relation:
        RELATIONS[name] = made
        return made

    return register


@relation("another name of the unit changes nothing but the name")
def renamed(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    letter = random.choice("岭青云")
    if letter in dumps(made.report) + made.text + dumps([made.previous, made.copy, made.peers]):
        raise Pointless
    old, new = ("某", letter)
    other = _everywhere(made, lambda text: text.replace(old, new))
    before = Counter({tuple(part.replace(old, new) for part in one): n for one, n in found(lab.score(made)).items()})
    yield from differences(before, found(lab.score(other)))


@relation("the order of keys and of rules changes nothing")
def reordered(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    other = copy.deepcopy(made)
    other.report = _shuffled(other.report, random)
    other.previous = _shuffled(other.previous, random)
    before = lab.score(made)
    for name, after in (("keys", lab.score(other)), ("rules", lab.score(made, engine=lab.shuffled))):
        for difference in differences(found(before), found(after)):
            yield f"{name}: {difference}"
        if (before.score, before.bounds, before.rules) != (after.score, after.bounds, after.rules):
            yield f"{name}: score or rules"
        if [f.fingerprint for f in before.findings] != [f.fingerprint for f in after.findings]:
            yield f"{name}: order or fingerprints"


@relation("all counts times k: the same sums are broken")
def scaled(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    other, factor = copy.deepcopy(made), random.choice((2, 3, 10, 997, 10**6, 10**9))
    for line in _lines(other):
        for column, value in line.items():
            if type(value) is int:
                line[column] = value * factor
                if abs(line[column]) > LARGEST_COUNT:
                    raise Pointless
            elif isinstance(value, str) and any(letter.isdigit() for letter in value):
                raise Pointless  # a figure with words around it
    yield from _same_sums(made, other, lab)


@relation("a request more that is granted, with its totals, breaks and mends no sum")
def one_more(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    other, more = copy.deepcopy(made), random.choice((1, 7, 10**6))
    applicant = random.choice(APPLICANTS)
    requests = _table(other, "requests")
    for row in ("new_received", "granted", "total"):
        for column in (applicant, "total"):
            value = requests.get(row, {}).get(column)
            if type(value) is not int:
                raise Pointless
            requests[row][column] = value + more
    before, after = (lab.score(one) for one in (made, other))
    yield from differences(_broken(before, lab), _broken(after, lab))
    yield from differences(_off_by(before, lab), _off_by(after, lab))


@relation("two kinds of applicants exchanged: their sums are exchanged")
def exchanged(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    one, two = random.sample(ORGANISATIONS, 2)
    other, names = copy.deepcopy(made), {one: two, two: one}
    requests = _table(other, "requests")
    for row, line in requests.items():
        requests[row] = {names.get(column, column): value for column, value in line.items()}
    before: Counter[Found] = Counter({
        (*rest, "/".join(names.get(part, part) for part in place.split("/"))): count
        for (*rest, place), count in _broken(lab.score(made), lab).items()
    })  # fmt: skip
    yield from differences(before, _broken(lab.score(other), lab))


@relation("zeros written for what is blank, or blanks for zeros, in parts of sums: the same sums are broken")
def zeros(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    other, changed, mark = copy.deepcopy(made), 0, random.choice(_BLANKS)
    to_zero = random.random() < 0.5
    for table in ("requests", "disputes"):
        for row, line in _table(other, table).items():
            for column, value in line.items():
                part = row not in ("new_received", "carried_over", "total", "carried_forward") and column != "total"
                blank = isinstance(value, str) and value.strip() in _BLANKS
                if part and (blank if to_zero else value == 0 and random.random() < 0.3):
                    line[column], changed = (0 if to_zero else mark), changed + 1
    if not changed:
        raise Pointless
    yield from _same_sums(made, other, lab)


@relation("another day of publication changes only what is said of days")
def another_day(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    if made.copy:
        raise Pointless  # its day is compared with this one
    other = copy.deepcopy(made)
    year = made.report.get("year", 2024)
    day = dt.date(year, 12, 1) + dt.timedelta(random.randrange(500))
    other.given["published_on"] = day
    of_days = lab.rules_about("date", "deadline")

    def timely(finding: Finding) -> bool:
        return finding.category == "timeliness"

    before, after = lab.score(made), lab.score(other)
    yield from differences(found(before, timely), found(after, timely))
    stood = [{rule.name: rule.status for rule in card.rules if rule.name not in of_days} for card in (before, after)]
    if stood[0] != stood[1]:
        yield "the status of a rule that looks at no day"
    marks = [[c for c in card.categories if c.id != "timeliness"] for card in (before, after)]
    if marks[0] != marks[1]:
        yield "the marks of another category"


@relation("the language changes nothing but words")
def languages(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    zh, en = (lab.score(made, lang) for lang in ("zh", "en"))
    both = [[(f.rule, f.status, f.deducted, f.because_of, f.fingerprint) for f in card.findings] for card in (zh, en)]
    if both[0] != both[1] or (zh.score, zh.bounds) != (en.score, en.bounds):
        yield "findings, marks or fingerprints"
    if [(r.name, r.status) for r in zh.rules] != [(r.name, r.status) for r in en.rules]:
        yield "rules"


@relation("what was scored in between changes nothing")
def in_between(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    from tests.metamorphic.drafts import random_draft

    before = lab.score(made)
    lab.score(random_draft(random.randrange(10**6)))
    if lab.score(made) != before:
        yield "the scorecard"


@relation("a report of another unit, in other words, laid beside adds nothing")
def peer(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    if not made.report or made.peers:
        raise Pointless
    other = copy.deepcopy(made)
    beside = copy.deepcopy(made.report)
    beside["unit"], beside["title"] = {"name": "岭川县人民政府"}, "岭川县人民政府年度报告"
    beside["sections"] = {key: {"heading": "", "text": text} for key, text in OTHER_WORDS.items()}
    other.peers = [beside]
    yield from differences(found(lab.score(made)), found(lab.score(other)))


@relation("a section more, on something else, is one finding and nothing else")
def section_more(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    if "\n六、" not in made.text or re.search(r"\n[一二三四五七八]、", made.text[made.text.rfind("\n六、") :]):
        raise Pointless  # it would follow a table, and in a text a line after a table may be one of the table
    other = copy.deepcopy(made)
    other.text = (
        made.text.rstrip("\n") + "\n" + random.choice(("七、附件", "七、名词解释", "八、附表")) + "\n见网站。\n"
    )
    before, after = found(lab.score(made)), found(lab.score(other))
    yield from differences(before, Counter({one: n for one, n in after.items() if one[0] != "section-extra"}))
    more = [sum(n for one, n in some.items() if one[0] == "section-extra") for some in (before, after)]
    if more[1] != more[0] + 1:
        yield f"{more[1] - more[0]} findings of the section"


def _same_sums(made: Draft, other: Draft, lab: Lab) -> Iterator[str]:
    yield from differences(_broken(lab.score(made), lab), _broken(lab.score(other), lab))


def _broken(card: Any, lab: Lab) -> Counter[Found]:
    return rules_and_lines(card, lab.identity_rules)


def _off_by(card: Any, lab: Lab) -> Counter[Found]:
    """By how much the two sides of each broken sum differ."""
    return Counter(
        (finding.rule, str(_number(finding.observed) - _number(finding.expected)))
        for finding in card.findings
        if finding.rule in ("requests-balance", "requests-total", "requests-row-total")
    )


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _table(made: Draft, key: str) -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = made.report.get("tables", {}).get(key) or {}
    if not table:
        raise Pointless
    return table


def _lines(made: Draft) -> Iterator[dict[str, Any]]:
    for table in ("requests", "disputes"):
        yield from _table(made, table).values()
    for row, line in _table(made, "proactive").items():
        if row in ("regulations", "normative_documents"):
            yield line


def _everywhere(made: Draft, change: Callable[[str], str]) -> Draft:
    """The draft with every text in it changed."""

    def changed(raw: Any) -> Any:
        return loads(change(dumps(raw))) if raw else raw

    given = {key: change(value) if isinstance(value, str) else value for key, value in made.given.items()}
    peers = [changed(one) for one in made.peers]
    return Draft(changed(made.report), change(made.text), given, changed(made.previous), changed(made.copy), peers)


def _shuffled(value: Any, random: Random) -> Any:
    if not isinstance(value, dict):
        return value
    items = list(value.items())
    random.shuffle(items)
    return {key: _shuffled(inner, random) for key, inner in items}
