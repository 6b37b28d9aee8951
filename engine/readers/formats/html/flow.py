"""Text as it flows on a page, put into lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.readers.document import Grid

_UNSEEN = re.compile(  # control characters, surrogates, and marks without width
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BLANKS = re.compile("[ \t\n\r\f\u2028\u2029]+")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
_END_IN_CHINESE = re.compile(f"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?={_WIDE})")
_LINE_END = re.compile("\r\n|[\r\n\f\u2028\u2029]")


@dataclass(slots=True)
class Flow:
    """Lines, and the grids among them; the last line is open until ``end_line``."""

    items: list[str | Grid] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _kept: bool = False  # blanks of the open line stand as they are

    def add(self, text: str, keeps_lines: bool = False) -> None:
        """Go on with the open line, or with several if line ends count."""
        if not keeps_lines:
            self._pieces.append(_collapsed(text) if self._kept else text)
            return
        lines = _LINE_END.split(text)
        if len(lines) > 2 and text.isspace():
            lines = ["", lines[-1]]  # many empty lines end a line no more than one does
        for turn, line in enumerate(lines):
            if turn:
                self.end_line()
            if not self._kept:
                self._kept, self._pieces = True, [_collapsed("".join(self._pieces))]
            self._pieces.append(line)

    def end_line(self) -> None:
        """Close the open line; a line without text is none."""
        if not self._pieces:
            return
        text = "".join(self._pieces)
        self._pieces.clear()
        text = _UNSEEN.sub("", text if self._kept else _collapsed(text)).rstrip()
        if text:
            self.items.append(text if self._kept else text.lstrip())
        self._kept = False


def _collapsed(text: str) -> str:
    """With single blanks. A line end in the source is one, but Chinese has no blanks between characters."""
    return _BLANKS.sub(" ", _END_IN_CHINESE.sub("", text))
