"""Which formats and variants there are, and what to expect of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.render import docx, expectation, html, markdown, pdf, text, xlsx
from tests.render.style import Style

_FORMATS: Mapping[str, Any] = {
    "docx": docx,
    "html": html,
    "txt": text,
    "md": markdown,
    "xlsx": xlsx,
    "pdf": pdf,
}

VARIANTS: Mapping[str, Sequence[str]] = {name: tuple(module.VARIANTS) for name, module in _FORMATS.items()}

own_text: Callable[[str, frozenset[str]], str] = expectation.own_text


def render(report: Mapping[str, Any], format: str, variant: str) -> bytes:
    """The report as a document.

    Raises:
        ValueError: it cannot be printed so without loss (see ``reason_not_to``).
    """
    reason = reason_not_to(report, format, variant)
    if reason:
        raise ValueError(reason)
    found: bytes = _FORMATS[format].render(report, variant)
    return found


def style_of(format: str, variant: str) -> Style:
    """What the variant changes of a report."""
    found: Style = _FORMATS[format].VARIANTS[variant].style
    return found


def reason_not_to(report: Mapping[str, Any], format: str, variant: str) -> str:
    """Why the report cannot be printed so without loss; nothing if it can."""
    return expectation.reason_not_to(report, style_of(format, variant))


def expected(report: Mapping[str, Any], format: str, variant: str) -> dict[str, Any]:
    """The report.json that a perfect reader makes of the document."""
    return expectation.expected(report, style_of(format, variant))


def loose(report: Mapping[str, Any], format: str, variant: str) -> frozenset[str]:
    """Lines that a reader may keep in a section's text or leave out; see ``own_text``."""
    return expectation.loose_lines(report, style_of(format, variant))
