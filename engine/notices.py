"""What a scorecard says of the reports that were laid beside the one it is on."""

from __future__ import annotations

from pathlib import PurePath

from engine.beside import Beside, same_unit
from engine.catalogue import say
from engine.reading import Reading
from engine.report import Report
from engine.rulebook import Lang, Rulebook


def of_beside(book: Rulebook, report: Report, beside: Beside, lang: Lang) -> list[str]:
    """Which of them were used, and what to mind of them."""
    notices = []
    if beside.previous is not None:
        notices += _used("previous", report, beside.previous, lang)
    elif book.form(report.year - 1) is not None:
        notices.append(say("notice.previous_unknown", lang, year=report.year - 1))
    if beside.copy is not None:
        notices += _used("copy", report, beside.copy, lang)
    return notices


def _used(role: str, report: Report, other: Reading, lang: Lang) -> list[str]:
    name = PurePath(other.source.file).name
    notices = [say(f"notice.{role}_used", lang, file=name, year=other.report.year)]
    if not same_unit(report.unit, other.report.unit):
        notices.append(say(f"notice.{role}_other_unit", lang, unit=other.report.unit.name))
    if other.doubtful:
        notices.append(say(f"notice.{role}_doubtful", lang))
    return notices
