"""A comparison of two reports, on a terminal or as JSON (``compliance-comparison/1``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from engine.catalogue import say
from engine.compare import Comparison, TextChange
from engine.json_text import dumps
from engine.reporters.json_card import plain
from engine.reporters.parts import gravity
from engine.reporters.wrap import wrap
from engine.rulebook import Lang
from engine.scorecard import Finding

SCHEMA_ID = "compliance-comparison/1"


def render_json(found: Comparison) -> str:
    """The comparison as one object, ending in a line feed."""
    value: dict[str, Any] = {"schema": SCHEMA_ID, "scores": list(found.scores)}
    value["cells"] = [asdict(change) for change in found.cells]
    value["texts"] = [asdict(change) for change in found.texts]
    for key in ("mended", "fresh", "remaining"):
        value[key] = [plain(finding) for finding in getattr(found, key)]
    return dumps(value) + "\n"


def render(found: Comparison, names: tuple[str, str], lang: Lang, width: int) -> str:
    """The comparison in words: scores, findings mended and new, cells, sentences."""
    lines = wrap(say("compare.scores", lang, first=names[0], second=names[1], **_scores(found, lang)), width)
    for key, findings in (("mended", found.mended), ("fresh", found.fresh), ("remaining", found.remaining)):
        lines += ["", *wrap(say(f"compare.{key}", lang, count=len(findings)), width)]
        lines += [line for finding in findings for line in _finding(finding, lang, width)]
    lines += ["", *wrap(say("compare.cells", lang, count=len(found.cells)), width)]
    for cell in found.cells:
        values = {"before": _cell(cell.before, lang), "after": _cell(cell.after, lang)}
        lines += wrap(say("compare.cell", lang, label=cell.label, **values), width, "· ", "  ")
    lines += ["", *wrap(say("compare.texts", lang, count=len(found.texts)), width)]
    for text in found.texts:
        lines += wrap(text.label or say("compare.preface", lang), width)
        lines += [line for sign, sentence in _signed(text) for line in wrap(sentence, width, sign, "  ")]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _signed(text: TextChange) -> Iterator[tuple[str, str]]:
    yield from (("- ", sentence) for sentence in text.gone)
    yield from (("+ ", sentence) for sentence in text.came)


def _scores(found: Comparison, lang: Lang) -> dict[str, str]:
    before, after = ("—" if score is None else str(score) for score in found.scores)
    return {"before": before, "after": after}


def _finding(finding: Finding, lang: Lang, width: int) -> list[str]:
    return wrap(f"[{gravity(finding, lang)}] {finding.title}: {finding.message}", width, "· ", "  ")


def _cell(value: object, lang: Lang) -> str:
    return say("compare.nothing", lang) if value is None else str(value) or say("table.blank", lang)
