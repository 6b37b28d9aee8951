"""The schemas of the files that authors write: what loads meets them, and what editors should mark does not."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.authoring.schemas import file_schemas
from engine.cases import ROOT, Case, case_files
from engine.loading import default_root, read_files
from engine.loading.files import CaseFile
from engine.loading.yaml_text import load

SCHEMAS = Path(__file__).parent.parent / "schema"
MADE = file_schemas()  # those that are published are the same, and say besides which schema they are of


def validator(kind: str) -> Any:
    return jsonschema.Draft202012Validator(MADE[f"{kind}-file.json"])


def test_what_is_published_is_what_is_made() -> None:
    published = {file.name: json.loads(file.read_text("utf-8")) for file in SCHEMAS.glob("*-file.json")}
    said = "https://json-schema.org/draft/2020-12/schema"
    assert published == {name: {"$schema": said, **schema} for name, schema in MADE.items()}, "run `make schema`"


def plain(value: Any) -> Any:
    """YAML values as JSON has them."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def kind_of(name: str) -> str:
    if name.startswith("forms/"):
        return "common" if name == "forms/common.yaml" else "form"
    return "overlay" if name.startswith("overlays/") else "rule" if "/" in name else name.removesuffix(".yaml")


def rulebook_files() -> dict[str, Any]:
    return {name: plain(load(text.decode(), name)) for name, text in read_files(default_root()).items()}


def test_every_file_of_the_rulebook_meets_its_schema() -> None:
    for name, value in rulebook_files().items():
        errors = [error.message for error in validator(kind_of(name)).iter_errors(value)]
        assert not errors, name


def test_every_case_meets_the_schema_of_cases() -> None:
    checked = validator("case")
    for path in case_files(ROOT):
        if path.suffix == ".yaml":
            errors = [error.message for error in checked.iter_errors(plain(load(path.read_text("utf-8"), str(path))))]
            assert not errors, path


def test_the_schema_of_cases_has_the_keys_of_cases() -> None:
    keys = {field.alias or name for name, field in CaseFile.model_fields.items()}
    assert keys == {item.name for item in fields(Case)} - {"path", "rule", "expectation"}


@pytest.mark.parametrize(
    ("when", "sound"),
    [
        ({"cell": {"state": "text"}}, True),
        ([{"cell": {"state": {"in": ["text", "dash"]}}}, {"table": {"given": 1}}], True),
        ({"cell": {"value": {"gt": "$n", "lte": 3}}}, True),
        ({"cell": {"state": "txt"}}, False),
        ({"cell": {"state": {"in": ["txt"]}}}, False),
        ({"cell": {"stat": "text"}}, False),
        ({"cel": {}}, False),
        ({"cell": {}, "table": {}}, False),
        ({"cell": {"whole": 2}}, False),
        ({"cell": {"whole": 1}}, True),
        ({"cell": {"value": {"above": 3}}}, False),
        ({"cell": {"state": {"gt": 3}}}, False),
        ({"label": {"words": {"matches": "a+"}}}, True),
        ([], False),
    ],
)
def test_patterns(when: Any, sound: bool) -> None:
    rule = rulebook_files()["identities/requests-balance.yaml"]
    assert validator("rule").is_valid({**rule, "when": when}) is sound


def test_kinds_and_fields_are_explained_where_they_are_completed() -> None:
    schema = json.loads((SCHEMAS / "rule-file.json").read_text("utf-8"))
    state = schema["$defs"]["pattern"]["properties"]["cell"]["properties"]["state"]
    assert "a mark for nothing" in state["description"]
    assert "unreadable" in state["anyOf"][0]["enum"]
