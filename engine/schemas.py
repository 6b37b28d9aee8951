"""Writes the published JSON Schemas: ``python -m engine.schemas FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from engine.json_text import dumps


class _ExactNumbers(GenerateJsonSchema):
    """Writes a ``Decimal`` as the number that it is in our JSON."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return {"type": "number"}


def schemas() -> dict[str, dict[str, Any]]:
    """The schemas by file name, made from the models."""
    from engine.authoring.schemas import file_schemas
    from engine.loading.decision_files import DecisionsFile
    from engine.report_model import Report

    base = "https://json-schema.org/draft/2020-12/schema"
    report = Report.model_json_schema(by_alias=True)
    return {
        "disclosure-report-1.json": {"$schema": base, **report, "required": ["schema", "unit", "year"]},
        "compliance-scorecard-1.json": {"$schema": base, **scorecard_schema()},
        "compliance-standings-1.json": {"$schema": base, **standings_schema()},
        **{name: {"$schema": base, **schema} for name, schema in file_schemas().items()},
        "compliance-decisions-1.json": {"$schema": base, **DecisionsFile.model_json_schema()},
    }


def scorecard_schema(ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """That of the scorecard; ``ref_template``: how its parts refer to one another."""
    from engine.scorecard import SCHEMA_ID, Scorecard

    return _written(Scorecard, SCHEMA_ID, ref_template)


def standings_schema(ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """That of standings; ``ref_template`` as for the scorecard."""
    from engine.rank.standings import SCHEMA_ID, Standings

    return _written(Standings, SCHEMA_ID, ref_template)


def _written(model: Any, schema_id: str, ref_template: str) -> dict[str, Any]:
    """The schema of something that is written as JSON under the name of its schema."""
    from pydantic import TypeAdapter

    adapter = TypeAdapter(model)
    found = adapter.json_schema(mode="serialization", schema_generator=_ExactNumbers, ref_template=ref_template)
    found["properties"] = {"schema": {"const": schema_id}, **found["properties"]}
    found["required"] = ["schema", *found["required"]]
    return found


def write(folder: Path) -> None:
    """Writes every schema into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(dumps(schema) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
