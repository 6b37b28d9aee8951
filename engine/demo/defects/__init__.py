"""Kinds of defects that are put into reports, each with the rules that must find it."""

from __future__ import annotations

from engine.demo.defects import disputes, requests, texts
from engine.demo.defects.kind import Defect

DEFECTS: tuple[Defect, ...] = (*requests.KINDS.made, *disputes.KINDS.made, *texts.KINDS.made)
