"""The reading that a page carries and sends back, with corrections: it comes back as it was, or is refused."""

from __future__ import annotations

import json
from random import Random

from engine.errors import Unusable
from fuzz.checks import book, known_words, said_in_one_line, sampled, scored
from fuzz.mutators.values import mutate_json
from web.carried import Edits, carry, edited, restore
from web.tasks import _edits


def check(content: bytes) -> None:
    """``{"carried": …, "fields": …}``: what comes back is carried again unchanged, and is scored."""
    try:
        raw = json.loads(content)
        carried, fields = json.dumps(raw["carried"], ensure_ascii=False), dict(raw.get("fields", {}))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        carried, fields = content.decode("utf-8", "replace"), {}
    try:
        reading = restore(carried)
        assert restore(carry(reading)) == reading, "carried again it is another"
        form = book().form(reading.report.year)
        if form is None:
            return
        assert edited(reading, Edits({}, {}), form) == reading, "changed without a change"
        said = {str(name): str(value).encode("utf-8", "replace").decode() for name, value in fields.items()}
        reading = edited(reading, _edits(said), form)
    except Unusable as error:
        said_in_one_line(error)
        return
    scored(reading, twice=sampled(content))


def mutate(content: bytes, chance: Random) -> bytes:
    """Another page."""
    return mutate_json(content, chance, (*known_words(), "cell:requests/total/total", "text:overview"))
