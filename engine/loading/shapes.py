"""Reads the files of a rulebook in the shape that each has."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from engine.loading import crosscheck, files, likeness, wordings, years
from engine.loading.check import Fault, Texts
from engine.loading.faults import RulebookError
from engine.loading.parameters import filled
from engine.loading.restatements import RestatementsFile
from engine.loading.roster_words import RosterFile
from engine.loading.tree import Tree

Model = TypeVar("Model", bound=BaseModel)


def rule_files(texts: Texts) -> list[str]:
    """The files that hold one rule each."""
    return sorted(name for name in texts if re.fullmatch(r"(?!forms/|overlays/)[^/]+/[^/]+\.yaml", name))


def read(model: type[Model], texts: Texts, name: str) -> Model:
    """A file as a model of it.

    Raises:
        RulebookError: it is missing, not YAML, or of another shape.
    """
    return validated(model, content_of(texts, name), Fault(texts, name))


def validated(model: type[Model], raw: Any, fault: Callable[..., RulebookError]) -> Model:
    """The content of a file as a model of it.

    Raises:
        RulebookError: it is not of this shape.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        # A misspelt key is also a missing one; its own place says more.
        problems = sorted(error.errors(include_url=False), key=lambda p: p["type"] != "extra_forbidden")
        raise _misshapen(problems[0], fault) from None


def content_of(texts: Texts, name: str) -> Any:
    """What a file says, with the parameters of a rule filled in.

    Raises:
        RulebookError: it is missing, or not YAML, or a parameter is not known.
    """
    if name not in texts:
        raise RulebookError(f"{name}: the file is missing")
    raw = Tree.of(texts).content(name)
    return filled(raw, Fault(texts, name)) if rule_files({name: ""}) else raw


def faults_of_shape(texts: Texts, name: str) -> list[RulebookError]:
    """Everything that a file says in a shape that files of its name have not."""
    model = _model(name)
    try:
        raw = content_of(texts, name)
        if model is not None:
            model.model_validate(raw)
    except RulebookError as error:
        return [error]
    except ValidationError as error:
        return [_misshapen(problem, Fault(texts, name)) for problem in error.errors(include_url=False)]
    return []


def _model(name: str) -> type[BaseModel] | None:
    of_name: dict[str, type[BaseModel]] = {
        "rulebook.yaml": files.RulebookFile,
        "calendar.yaml": files.CalendarFile,
        "phrases.yaml": files.PhrasesFile,
        "boilerplate.yaml": likeness.BoilerplateFile,
        "restatements.yaml": RestatementsFile,
        "leftovers.yaml": likeness.LeftoversFile,
        "topics.yaml": wordings.TopicsFile,
        "fees.yaml": wordings.FeesFile,
        "years.yaml": years.ComparisonsFile,
        "crosscheck.yaml": crosscheck.CrosscheckFile,
        "forms/common.yaml": files.CommonFile,
        "regulation.yaml": files.RegulationFile,
        "roster.yaml": RosterFile,
    }
    if name in of_name:
        return of_name[name]
    if name.startswith("forms/"):
        return files.FormFile
    return files.RuleFile if rule_files({name: ""}) else None


def _misshapen(problem: Any, fault: Callable[..., RulebookError]) -> RulebookError:
    path = tuple("from" if step == "from_" else step for step in problem["loc"])
    where = ".".join(str(step) for step in path if step != "[key]") or "the file"
    return fault(f"{where}: {problem['msg']}", *path)
