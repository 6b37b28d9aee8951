"""The standings as JSON (``compliance-standings/1``), and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from engine.errors import Unusable
from engine.json_text import dumps, loads
from engine.rank.standings import SCHEMA_ID, Standings
from engine.reporters.json_card import plain


def pieces(standings: Standings) -> Iterator[str]:
    """The text in pieces, ending in a line feed: there may be very many units."""
    yield f'{{\n  "schema": "{SCHEMA_ID}"'
    for field in fields(standings):
        value = getattr(standings, field.name)
        yield f',\n  "{field.name}": '
        if isinstance(value, tuple) and value:
            for index, item in enumerate(value):
                yield ("[" if index == 0 else ",") + "\n    " + dumps(plain(item)).replace("\n", "\n    ")
            yield "\n  ]"
        else:
            yield dumps(plain(value)).replace("\n", "\n  ")
    yield "\n}\n"


def standings_of(text: str) -> Standings:
    """The standings that a text says.

    Raises:
        Unusable: it is no JSON, or of another schema.
    """
    from pydantic import TypeAdapter, ValidationError

    value: Any = loads(text)
    if not isinstance(value, dict) or value.pop("schema", None) != SCHEMA_ID:
        raise Unusable("rank.no_standings", schema=SCHEMA_ID)
    try:
        return TypeAdapter(Standings).validate_python(value)
    except ValidationError as error:
        path = ".".join(map(str, error.errors(include_url=False)[0]["loc"]))
        raise Unusable("rank.broken_standings", path=path) from None
