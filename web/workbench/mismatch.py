"""Whether a document is what it was handed in as: the unit's own report, on that year."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.json_text import loads
from engine.rank.names import Names
from engine.rulebook import Rulebook
from web.workbench.listing import Row


def mismatches(row: Row, book: Rulebook) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the document says otherwise, as texts of the catalogue: who hands in may have taken the wrong file.

    An office that reports for its unit, and a unit that the document does not name, are no mismatch.
    """
    if row.outcome is None or row.refusal is not None:
        return
    said = loads(row.outcome.summary)
    names = Names(book.leftovers)
    named = names.key(said["unit"])
    own = {names.key(name) for name in (row.unit.name, *json.loads(row.unit.aliases))}
    unnamed = named in ("", names.key(book.text_words.unnamed))
    if not unnamed and not {named, names.without_office(named)} & own:
        yield "bench.other_unit", {"said": said["unit"], "unit": row.unit.name}
    if said["year"] is not None and said["year"] != row.submission.year:
        yield "bench.other_year", {"said": said["year"], "year": row.submission.year}
