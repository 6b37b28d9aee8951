"""The self-check page over HTTP."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any
from unittest.mock import patch

from fuzz.checks import known_words
from fuzz.mutators.request import mutate_request
from fuzz.requests import Here, answer
from web import app as web_app

_EXPECTED = {200, 304, 307, 400, 403, 404, 405, 413, 421, 422}


@lru_cache(maxsize=1)
def app() -> Any:
    """The application, with its tasks done here."""
    with patch.object(web_app, "Pool", Here):
        return web_app.create_app()


def check(content: bytes) -> None:
    """An answer with a status that is expected; never an error of the server."""
    status = answer(app(), content)[0]
    assert status in _EXPECTED, status


def mutate(content: bytes, chance: Random) -> bytes:
    """Another request."""
    return mutate_request(content, chance, known_words())
