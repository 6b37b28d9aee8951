"""Old and foreign office files up to LibreOffice, which is left out: what they are, whether they are refused."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

from engine.errors import Unusable
from engine.readers.formats import office
from engine.readers.sniff import sniff
from fuzz.checks import said_in_one_line
from fuzz.mutators.package import mutate_package
from fuzz.mutators.plain import mutate_bytes


def check(content: bytes) -> None:
    """They are told apart, or refused in one line."""
    try:
        sniff(content)
        with patch.object(office, "_program", lambda: None):
            office.read(content)
        raise AssertionError("read without LibreOffice")
    except Unusable as error:
        said_in_one_line(error)


def mutate(content: bytes, chance: Random) -> bytes:
    """Other bytes, or another package."""
    return mutate_package(content, chance) if content.startswith(b"PK") else mutate_bytes(content, chance)
