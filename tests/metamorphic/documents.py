"""Relations between a report.json and the same report as a document, and between documents."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

from engine.demo.defects.kind import Draft
from engine.scorecard import Finding
from tests import render
from tests.metamorphic.look import Found, Lab, Pointless, differences, found
from tests.metamorphic.relations import relation
from tests.texts import SECTIONS

_TABLES = ("proactive", "requests", "disputes")
_KEPT = {"keeps_order", "keeps_labels", "keeps_notes", "keeps_places", "order"}  # what formats tell, or do not
_SEEN = {"label", "note", "reading", "carrier"}  # what is measured only where a format tells it


# What a layout prints otherwise (a heading in other words, say) is so in the report.json too: ``render.expected``.
@relation("a report.json and the same report as a document of any layout: the same findings")
def as_document(made: Draft, random: Random, lab: Lab) -> Iterator[str]:
    report, given = _whole(made), _given(made)
    layouts = [(name, variant) for name, variants in render.VARIANTS.items() for variant in variants]
    layouts = [layout for layout in layouts if layout[0] != "pdf" or random.random() < 0.3]  # slow
    if any(
        all(cell == "" for cell in line.values()) for table in report["tables"].values() for line in table.values()
    ):
        layouts = [layout for layout in layouts if layout[0] != "xlsx"]  # a blank row of a sheet leaves no trace
    # A table beside the text may be kept in it, and its words count then.
    layouts = [one for one in layouts if not render.style_of(*one).channels]
    layouts = [one for one in layouts if not render.reason_not_to(report, *one)]
    if not layouts:
        raise Pointless
    layout = random.choice(layouts)
    bound = _told_by_formats(lab)

    def differs(finding: Finding) -> bool:
        return finding.rule in bound

    before = lab.score(Draft(render.expected(report, *layout), given=given))
    content, name = render.render(report, *layout), f"report.{layout[0]}"
    after = lab.score(Draft({}, given=given), content=content, name=name)
    tables = lab.read(content, name).report.dump()["tables"]
    unread = any(cell is None for table in tables.values() for line in table.values() for cell in line.values())
    for difference in differences(_unpriced(found(before, differs)), _unpriced(found(after, differs))):
        if difference.startswith("only after") or not unread:  # what was not read is not assessed
            yield f"{'/'.join(layout)}: {difference}"
    stood = [[(rule.name, rule.status) for rule in card.rules] for card in (before, after)]
    if stood[0] == stood[1] and before.score != after.score:
        yield f"{'/'.join(layout)}: {before.score} and {after.score}"


def _unpriced(seen: Counter[Found]) -> Counter[Found]:
    """Without what each costs: where a rule cannot be assessed, the others of its category weigh more."""
    return Counter({(*one[:2], *one[3:]): count for one, count in seen.items()})


def _whole(made: Draft) -> dict[str, Any]:
    """The report with a title that tells unit and year, if it has every part that a document shows."""
    report = copy.deepcopy(made.report)
    tables, sections = report.get("tables", {}), report.get("sections", {})
    complete = all(tables.get(key) for key in _TABLES) and {key for key in sections if key != "preface"} >= set(
        SECTIONS
    )
    if made.text or not complete or any(re.search(r"[^\S\n]", one["text"].strip()) for one in sections.values()):
        raise Pointless
    report["title"] = f"{report['unit']['name']}{report['year']}年政府信息公开工作年度报告"
    return report


def _given(made: Draft) -> dict[str, Any]:
    """What no document tells of a report."""
    unit, days = made.report["unit"], ("published_on", "submitted_on")
    told = {name: dt.date.fromisoformat(made.report[name]) for name in days if made.report.get(name)}
    return {name: unit[name] for name in ("kind", "level") if name in unit} | told | made.given


def _told_by_formats(lab: Lab) -> set[str]:
    """The rules that look at what one format tells and another does not."""
    found = set(lab.rules_about(*_SEEN))
    for rule in lab.book.rules:
        patterns = [*rule.when, *rule.unless, *(pattern for item in rule.missing for pattern in item.when)]
        if any(condition.field in _KEPT for pattern in patterns for condition in pattern.conditions):
            found.add(rule.name)
    return found
