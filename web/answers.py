"""What the pages ask of the processes that work on documents, and what they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Known:
    """What the user says of the document, as typed, and the overlays chosen."""

    said: Mapping[str, str]
    overlays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The part of a page that is about a scored report."""

    html: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no result: a text of the catalogue."""

    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """A file to be downloaded."""

    name: str
    media: str
    content: bytes
