"""Web pages, also those saved whole in one file (MHTML)."""

from engine.readers.formats.html.mhtml import is_mhtml
from engine.readers.formats.html.read import read
from engine.readers.formats.html.sniff import is_html

__all__ = ["is_html", "is_mhtml", "read"]
