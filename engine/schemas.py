"""Writes the published JSON Schemas: ``python -m engine.schemas FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from engine.json_text import dumps


def schemas() -> dict[str, dict[str, Any]]:
    """The schemas by file name, made from the models."""
    from pydantic import TypeAdapter

    from engine.report import Report
    from engine.scorecard import Scorecard

    base = "https://json-schema.org/draft/2020-12/schema"
    report = Report.model_json_schema(by_alias=True)
    scorecard = TypeAdapter(Scorecard).json_schema(mode="serialization")
    return {
        "disclosure-report-1.json": {"$schema": base, **report, "required": ["schema", "unit", "year"]},
        "compliance-scorecard-1.json": {"$schema": base, **scorecard},
    }


def write(folder: Path) -> None:
    """Writes every schema into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(dumps(schema) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
