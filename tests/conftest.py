from __future__ import annotations

import pytest

from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.loading import load_rulebook
from engine.rulebook import Rulebook
from engine.score import Engine


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load_rulebook(cache=False)


@pytest.fixture(scope="session")
def engine(book: Rulebook) -> Engine:
    """The engine as users have it."""
    return Engine(book)


@pytest.fixture(scope="session")
def reference(book: Rulebook) -> Engine:
    """The engine with the plain-Python matcher."""
    return Engine(book, inference=ReferenceInference(Program(book.rules)))
