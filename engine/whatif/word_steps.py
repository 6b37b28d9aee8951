"""Steps of a mend that change words: headings, titles, text, the order of sections, days."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from engine.catalogue import say
from engine.labels import letters
from engine.reading import Reading
from engine.scorecard import Edit, Location
from engine.whatif import draft
from engine.whatif.ground import CannotMend, Changed, Ground

_DAYS = {"deadline": ("due", 0), "next-day": ("year_end", 1)}  # of a fact, and days after it
_FIELDS = {"published": "published_on", "submitted": "submitted_on"}


def add_section(ground: Ground) -> Changed:
    """``add: section``: the section that is missing, where the form has it."""
    key = ground.section
    heading = ground.form.sections[key].text.zh
    reading = draft.with_section(ground.reading, key, heading=heading)
    return _changed(ground, draft.in_order(reading, key, list(ground.form.sections)), None, heading)


def text(ground: Ground) -> Changed:
    """``text``: the example of text of a section that has none."""
    key = ground.section
    section = ground.reading.report.section(key)
    if key not in ground.form.examples or (section is not None and letters(section.text)):
        return Changed(ground.reading)
    words = ground.form.examples[key]
    return _changed(ground, draft.with_section(ground.reading, key, text=words), None, words, sure=False)


def append(ground: Ground) -> Changed:
    """``append``: words after the text of the section."""
    section, words = ground.reading.report.section(ground.section), ground.words(ground.step.to)
    if section is None:
        raise CannotMend
    reading = draft.with_section(ground.reading, ground.section, text=f"{section.text}\n{words}")
    return _changed(ground, reading, None, words, sure=False)


def replaced(ground: Ground) -> Changed:
    """``replace``: words of the section, or a part of them."""
    step, section = ground.step, ground.reading.report.section(ground.section)
    if section is None:
        raise CannotMend
    words = ground.words(step.words)
    by = re.sub(step.part, lambda _: step.to, words) if step.part else ground.words(step.to)
    new = draft.words_replaced(section.text, words, by)
    reading = draft.with_section(ground.reading, ground.section, text=new)
    return _changed(ground, reading, words, by or None, sure=not step.part)


def official(ground: Ground) -> Changed:
    """``official``: as the form has it."""
    choices = {"heading": _heading, "order": _order, "title": _title, "label": _label, "note": _note}
    return choices[ground.step.to](ground)


def date(ground: Ground) -> Changed:
    """``date`` and ``past``: another day of publication or submission."""
    event = str(ground.fact.fields["event"])
    name, (start, days) = _FIELDS[event], _DAYS[ground.step.to]
    day = dt.date.fromisoformat(str(ground.fact.context[start])) + dt.timedelta(days=days)
    old: dt.date | None = getattr(ground.reading.report, name)
    edit = Edit(
        Location(label=say(f"whatif.{name}", ground.setting.lang)),
        old.isoformat() if old else None,
        day.isoformat(),
        0,
        False,
    )
    return Changed(draft.with_report(ground.reading, **{name: day}), (edit,))


def _heading(ground: Ground) -> Changed:
    key = ground.section
    section, words = ground.reading.report.section(key), ground.form.sections[key].text.zh
    if section is None:
        raise CannotMend
    return _changed(ground, draft.with_section(ground.reading, key, heading=words), section.heading, words)


def _order(ground: Ground) -> Changed:
    key = ground.section
    if key not in (ground.reading.order or ()):
        raise CannotMend
    reading = draft.in_order(ground.reading, key, list(ground.form.sections))
    before, after = (str((order or ()).index(key) + 1) for order in (ground.reading.order, reading.order))
    return _changed(ground, reading, before, after)


def _title(ground: Ground) -> Changed:
    report = ground.reading.report
    words = ground.form.template.title.format(unit=report.unit.name, year=report.year)
    return _changed(ground, draft.with_report(ground.reading, title=words), report.title, words)


def _label(ground: Ground) -> Changed:
    table, row = str(ground.fact.fields["table"]), str(ground.fact.fields["row"])
    words = ground.form.tables[table].rows[row].text.zh
    labels = {**(ground.reading.labels or {}), (table, row): words}
    return _changed(
        ground, replace(ground.reading, labels=labels), (ground.reading.labels or {}).get((table, row)), words
    )


def _note(ground: Ground) -> Changed:
    table = str(ground.fact.fields["table"])
    note = ground.form.tables[table].note
    reading = replace(ground.reading, notes={**(ground.reading.notes or {}), table: True})
    return _changed(ground, reading, None, note.zh if note else None)


def _changed(
    ground: Ground, reading: Reading, before: str | None, after: str | None, *, sure: bool = True
) -> Changed:
    """The report after a change of words at the place of the finding."""
    if reading == ground.reading:
        raise CannotMend
    return Changed(reading, (Edit(ground.place(), before, after, 0, sure),))
