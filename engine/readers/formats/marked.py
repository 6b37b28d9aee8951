"""Reads Markdown that holds tables written as HTML, by making a web page of it."""

from __future__ import annotations

import html
import re

from engine.limits import DEFAULT, Limits
from engine.readers.decode import decode
from engine.readers.document import Document
from engine.readers.formats import html as web
from engine.readers.formats.text import unmarked

_TABLE = re.compile(r"(<table\b.*?</table\s*>)", re.IGNORECASE | re.DOTALL)


def read(content: bytes, limits: Limits = DEFAULT) -> Document:
    """The document in a text with HTML tables.

    Raises:
        Unusable: it is too large.
    """
    pieces = _TABLE.split(decode(content))
    parts = [piece if index % 2 else _paragraphs(piece) for index, piece in enumerate(pieces)]
    return web.read(f"<html><meta charset=utf-8><body>{''.join(parts)}</body></html>".encode(), limits)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(unmarked(line))}</p>" for line in text.splitlines() if line.strip())
