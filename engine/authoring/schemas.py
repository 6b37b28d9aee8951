"""JSON Schemas of the files that authors write, so that an editor completes kinds, fields and operators.

Made from the same models that load the files, with the vocabulary of facts for patterns.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from engine.authoring.constants import CONSTANTS
from engine.authoring.words import field_words
from engine.facts import VOCABULARY
from engine.loading import crosscheck, files, likeness, wordings, years
from engine.loading.overlay_file import OverlayFile
from engine.loading.restatements import RestatementsFile
from engine.loading.roster_words import RosterFile
from engine.patterns import ORDERED

_VARIABLE = {"type": "string", "pattern": r"^\$\$?[a-z][a-z0-9_]*$"}  # or a parameter of the rule: $$name
_CLAUSES = ("when", "unless", "because_of")


MODELS: dict[str, type[BaseModel]] = {
    "rule": files.RuleFile,
    "form": files.FormFile,
    "common": files.CommonFile,
    "rulebook": files.RulebookFile,
    "calendar": files.CalendarFile,
    "topics": wordings.TopicsFile,
    "fees": wordings.FeesFile,
    "overlay": OverlayFile,
    "phrases": files.PhrasesFile,
    "boilerplate": likeness.BoilerplateFile,
    "restatements": RestatementsFile,
    "leftovers": likeness.LeftoversFile,
    "years": years.ComparisonsFile,
    "crosscheck": crosscheck.CrosscheckFile,
    "regulation": files.RegulationFile,
    "roster": RosterFile,
    "case": files.CaseFile,
}


class _AsWritten(GenerateJsonSchema):
    """Writes a ``Decimal`` as the number that YAML has."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        bounds = {"minimum": schema.get("ge"), "maximum": schema.get("le")}
        return {"type": "number", **{key: int(value) for key, value in bounds.items() if value is not None}}


def file_schemas() -> dict[str, dict[str, Any]]:
    """The schemas by file name: ``<kind>-file.json``."""
    return {f"{name}-file.json": _schema(model) for name, model in MODELS.items()}


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True, schema_generator=_AsWritten)
    if model is files.RuleFile:
        for key in _CLAUSES:
            schema["properties"][key] = {"$ref": "#/$defs/patterns"}
        schema["$defs"]["MissingFile"]["properties"]["when"] = {"$ref": "#/$defs/patterns"}
        schema["$defs"] |= {"pattern": _pattern(), **_types()}
        one_or_more = [
            {"$ref": "#/$defs/pattern"},
            {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/pattern"}},
        ]
        schema["$defs"]["patterns"] = {"anyOf": one_or_more}
    return schema


def _pattern() -> dict[str, Any]:
    """One kind of fact with conditions on its fields."""
    kinds = {
        kind: {
            "type": "object",
            "additionalProperties": False,
            "properties": {field: _condition(kind, field) for field in fields},
        }
        for kind, fields in VOCABULARY.items()
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
        "properties": kinds,
    }


def _condition(kind: str, field: str) -> dict[str, Any]:
    """A constant, a variable, or operators; those of plain texts, numbers and flags are shared."""
    meaning = "\n".join(dict.fromkeys((field_words(kind, field, "zh"), field_words(kind, field, "en"))))
    constants = CONSTANTS.get(kind, {}).get(field)
    if constants is not None:
        return {"description": meaning, "anyOf": _compared({"enum": list(constants)}, _OF_TEXT)}
    return {"description": meaning, "$ref": f"#/$defs/{_type_of(kind, field)}"}


def _type_of(kind: str, field: str) -> str:
    type_, meaning = VOCABULARY[kind][field]
    if type_ == "int":
        return "flag" if meaning.startswith("1 if") else "number"
    return "text"


def _types() -> dict[str, Any]:
    """What may stand at a field that holds a text, a number, or a flag."""
    return {
        "text": {"anyOf": _compared({"type": "string"}, _OF_TEXT)},
        "number": {"anyOf": _compared({"type": "integer"}, _OF_NUMBER)},
        "flag": {"anyOf": _compared({"enum": [0, 1]}, _OF_NUMBER)},
    }


_OF_TEXT: dict[str, Any] = {"matches": {"type": "string", "format": "regex"}, "exists": {"type": "boolean"}}
_OF_NUMBER: dict[str, Any] = {name: {"anyOf": [{"type": "integer"}, _VARIABLE]} for name in ORDERED}


def _compared(constant: dict[str, Any], operators: dict[str, Any]) -> list[dict[str, Any]]:
    either = {"anyOf": [constant, _VARIABLE]}
    properties = {"eq": either, "ne": either, "in": {"type": "array", "minItems": 1, "items": constant}, **operators}
    return [
        constant,
        _VARIABLE,
        {"type": "object", "additionalProperties": False, "minProperties": 1, "properties": properties},
    ]
