"""The forms as the law prints them, the published schemas, and the order of the house."""

from __future__ import annotations

import ast
import itertools
import json
import re
import tokenize
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.cases import ROOT, all_cases
from engine.catalogue import say
from engine.json_text import loads
from engine.observe.sums import sums_of
from engine.report import Report, RequestsRowKey
from engine.reporters.json_card import dump
from engine.rulebook import Rulebook
from engine.schemas import schemas
from engine.score import Engine

TOP = Path(__file__).parent.parent


@pytest.mark.parametrize(("year", "rows", "cells", "sums"), [(2020, 23, 161, 37), (2024, 25, 175, 39)])
def test_table_three_has_the_rows_cells_and_identities_of_its_form(
    book: Rulebook, year: int, rows: int, cells: int, sums: int
) -> None:
    form = book.form(year)
    assert form is not None
    table = form.tables["requests"]
    assert len(table.blocks[0].rows) == rows
    assert len(table.blocks[0].columns) == 7
    assert len(table.cells()) == cells
    counted = Counter((s.identity.table, s.identity.relation) for s in sums_of(form))
    assert counted["requests", "eq"] == sums
    assert counted["disputes", "eq"] == 3
    assert len(form.tables["disputes"].cells()) == 15


def test_table_two_has_the_cells_of_its_form(book: Rulebook) -> None:
    counts = {form.id: len(form.tables["proactive"].cells()) for form in book.forms}
    assert counts == {"2019": 22, "2021": 10}


def test_every_year_has_one_form(book: Rulebook) -> None:
    found = {
        year: [form.id for form in book.forms if year in form.years] for year in (2018, 2019, 2020, 2021, 2099, 2100)
    }
    assert found == {2018: [], 2019: ["2019"], 2020: ["2019"], 2021: ["2021"], 2099: ["2021"], 2100: []}


def test_the_model_and_the_forms_have_the_same_keys(book: Rulebook) -> None:
    rows = {row for form in book.forms for row in form.tables["requests"].blocks[0].rows}
    assert rows == set(RequestsRowKey.__args__)  # type: ignore[attr-defined]
    for form in book.forms:
        tables: dict[str, Any] = {}
        for table in form.tables.values():
            for _, row, column in table.cells():
                tables.setdefault(table.key, {}).setdefault(row, {})[column] = None
        value = {"schema": "disclosure-report/1", "unit": {"name": "a"}, "year": 2024, "tables": tables}
        Report.model_validate(value)


def test_the_published_schemas_are_current() -> None:
    for name, schema in schemas().items():
        assert json.loads((TOP / "schema" / name).read_text("utf-8")) == schema, "run `make schema`"


def test_reports_and_scorecards_meet_the_published_schemas(engine: Engine) -> None:
    """Of every rule the first case, and all in which much is wrong or nothing is."""
    validators = [
        jsonschema.Draft202012Validator(json.loads((TOP / "schema" / name).read_text("utf-8")))
        for name in ("disclosure-report-1.json", "compliance-scorecard-1.json")
    ]
    of_report, of_card = validators
    for case in all_cases():
        if not case.overlays and (case.path.name.startswith("fail-a") or case.fires):
            reading = case.reading(engine.book)
            of_report.validate(json.loads(render_report(reading.report)))
            of_card.validate(json.loads(dump([engine.score(reading, case.knows(), beside=case.beside(engine.book))])))


def render_report(report: Report) -> str:
    from engine.json_text import dumps

    return dumps(report.dump())


def test_a_report_written_and_read_is_the_same() -> None:
    for path in sorted((ROOT / "reports").glob("*.json")):
        report = Report.model_validate(loads(path.read_text("utf-8")))
        assert Report.model_validate(loads(render_report(report))) == report


def test_every_text_of_the_catalogue_has_both_languages_with_the_same_names() -> None:
    texts = json.loads((TOP / "engine" / "catalogue.json").read_text("utf-8"))
    for key, text in texts.items():
        assert set(text) == {"zh", "en"}, key
        names = [set(re.findall(r"\{(\w+)", text[lang])) for lang in ("zh", "en")]
        assert names[0] == names[1], key


def test_every_key_of_the_catalogue_that_the_code_names_exists() -> None:
    texts = json.loads((TOP / "engine" / "catalogue.json").read_text("utf-8"))
    groups = {key.split(".")[0] for key in texts} - {"table", "severity"}
    for path in [*(TOP / "engine").rglob("*.py"), *(TOP / "commands").rglob("*.py"), TOP / "cli.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            key = rf"({'|'.join(groups)})\.(?!(?:py|yaml|css|js|html|json)$)[a-z_]+"
            if isinstance(text, str) and re.fullmatch(key, text):
                assert text in texts, f"{path.name}: {text}"
    assert say("file.empty", "en") == "the file is empty"


def python_files() -> list[Path]:
    folders = [(TOP / folder).rglob("*.py") for folder in ("engine", "commands", "benchmarks")]
    return [*itertools.chain.from_iterable(folders), TOP / "cli.py"]


def test_only_one_module_imports_durable_rules_and_the_engine_knows_no_terminal() -> None:
    for path in python_files():
        imported = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
        if path.name not in ("durable.py", "durable_bare.py"):  # ours, and that of the benchmark
            assert not imported & {"durable", "durable_rules_engine"}, path
        if "engine" in path.parts:
            assert not imported & {"click", "cli", "socket", "urllib", "http", "requests"}, path


def test_no_regulation_in_python() -> None:
    """Chinese words belong in rules/ or the catalogue; brackets and quotation marks are only punctuation."""
    for path in (path for path in python_files() if "benchmarks" not in path.parts):
        with tokenize.open(path) as stream:
            for token in tokenize.generate_tokens(stream.readline):
                if token.type == tokenize.STRING and not token.string.lstrip("rRbBuUfF").startswith('"""'):
                    assert not re.search("[\u4e00-\u9fff]", token.string), f"{path.name}:{token.start[0]}"


def test_no_module_is_too_long() -> None:
    for path in python_files():
        assert len(path.read_text("utf-8").splitlines()) <= 400, path
