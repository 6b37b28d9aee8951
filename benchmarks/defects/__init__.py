"""Kinds of defects that are put into clean reports, each with the rules that must find it."""

from __future__ import annotations

from benchmarks.defects import (
    content,
    conventions,
    dates,
    disputes,
    likeness,
    narrative,
    proactive,
    requests,
    sections,
    years,
)
from engine.demo.defects import DEFECTS as OF_THE_DEMO
from engine.demo.defects.kind import Defect

DEFECTS: tuple[Defect, ...] = (
    *OF_THE_DEMO,
    *requests.KINDS.made,
    *disputes.KINDS.made,
    *proactive.KINDS.made,
    *sections.KINDS.made,
    *dates.KINDS.made,
    *content.KINDS.made,
    *years.KINDS.made,
    *likeness.KINDS.made,
    *conventions.KINDS.made,
    *narrative.KINDS.made,
)
