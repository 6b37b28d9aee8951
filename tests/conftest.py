from __future__ import annotations

import functools
from collections.abc import Callable

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


Engines = Callable[[tuple[str, ...]], tuple[Engine, Engine]]


@pytest.fixture(scope="session")
def engines(engine: Engine, reference: Engine) -> Engines:
    """Both engines for a rulebook with some of its overlays."""

    @functools.cache
    def of(overlays: tuple[str, ...]) -> tuple[Engine, Engine]:
        if not overlays:
            return engine, reference
        book = load_rulebook(overlays=overlays, cache=False)
        return Engine(book), Engine(book, inference=ReferenceInference(Program(book.rules)))

    return of
