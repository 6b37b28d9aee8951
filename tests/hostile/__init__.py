"""Documents made to harm a reader: small to make, and kept nowhere.

Each must end in a refusal of one line or in a partial reading, in bounded time and memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.hostile.office import OFFICE
from tests.hostile.pdf import PDF
from tests.hostile.web import WEB

HOSTILE: Mapping[str, Callable[[], bytes]] = {**OFFICE, **PDF, **WEB}
