"""Which inference engine to use: durable-rules wherever it imports, else the reference matcher."""

from __future__ import annotations

from engine.inference.program import Inference, Program


def choose(program: Program) -> tuple[Inference, str | None]:
    """The engine for a program, and why it is not durable-rules if it is not.

    durable-rules does not import on Python 3.13 and later and needs a C compiler to install.
    """
    try:
        from engine.inference.durable import DurableInference, TooLarge
    except ImportError as error:
        return _reference(program), str(error)
    try:
        return DurableInference(program), None
    except TooLarge as error:
        return _reference(program), str(error)


def _reference(program: Program) -> Inference:
    from engine.inference.reference import ReferenceInference

    return ReferenceInference(program)
