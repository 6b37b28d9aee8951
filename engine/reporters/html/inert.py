"""Text that can do nothing on a page: what steers or hides text is taken away or shown as a mark."""

from __future__ import annotations

import re
from typing import Any

from engine.cells import UNSEEN

# Controls, marks that turn the direction of text, tags, halves of characters and what is no character at all.
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u2028-\u202e\u2061-\u206f\ud800-\udfff\ufdd0-\ufdef"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_SHOWN_INSTEAD = "\ufffd"


def inert(text: str) -> str:
    """The text as people saw it; in the place of what would steer the page stands a replacement character."""
    plain = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _STEERING.sub(_SHOWN_INSTEAD, plain)


def shown(value: Any) -> Any:
    """What a template shows for a value; markup of its own stays as it is."""
    return value if hasattr(value, "__html__") else inert(str(value))
