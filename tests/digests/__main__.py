"""``python -m tests.digests``: prints the digests; ``--renew`` writes them to the manifest."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from engine.loading import load_rulebook
from tests.digests import outputs
from tests.digests.manifest import MANIFEST, as_text, comparable

with tempfile.TemporaryDirectory() as scratch:
    made, into, way = Path(scratch, "province"), Path(scratch, "made"), outputs.Way()
    outputs.province(made, way)
    outputs.ranked(made, into, way)
    outputs.shown(made, into, way.workers)
    outputs.scored(into, load_rulebook())
    outputs.inferred(into)
    made.rename(into / "province")
    text = as_text(comparable(into))
if "--renew" in sys.argv:
    MANIFEST.write_text(text, "utf-8")
else:
    print(text, end="")
