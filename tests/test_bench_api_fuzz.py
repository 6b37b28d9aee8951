"""Whatever programs send by the OpenAPI document, or against it: no error of ours, and every answer is as described.

``make api-fuzz`` sends much more.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.benches import POSTGRESQL, empty_database, furnish
from tests.served import served
from tests.test_bench_api import Bench

pytest.importorskip("schemathesis")
pytest.importorskip("sqlalchemy")

import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from web.workbench.api.app import create_api, description
from web.workbench.app import create_workbench
from web.workbench.settings import Settings

MANY = int(os.environ.get("COMPLIANCE_API_FUZZ", "4"))
OPERATIONS = [
    (path, method) for path, operations in description(create_api(None))["paths"].items() for method in operations
]
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
    checks.allow_header_conformance,
]


DATABASES = ["postgresql"] if POSTGRESQL and MANY < 10 else ["sqlite", "postgresql"]  # the stricter one


@pytest.fixture(scope="module", params=DATABASES)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        app = create_workbench(Settings(address, processes=1, scores_a_minute=10**6))
        with served(app) as url, httpx.Client(base_url=url, timeout=60) as client:
            client.app = app  # type: ignore[attr-defined]
            yield Bench(client)


@pytest.fixture(scope="module")
def schema(bench: Bench) -> Any:
    return schemathesis.openapi.from_url(f"{bench.client.base_url}/api/v1/openapi.json")


@pytest.mark.parametrize(
    ("path", "method", "mode"),
    [
        (path, method, mode)
        for path, method in OPERATIONS
        for mode in schemathesis.GenerationMode
        if path != "/health" or mode == schemathesis.GenerationMode.POSITIVE  # which has nothing to be got wrong
    ],
)
def test_every_answer_is_as_described(bench: Bench, schema: Any, path: str, method: str, mode: Any) -> None:
    operation = schema[path][method.upper()]
    headers = {"authorization": f"Bearer {bench.tokens['admin']}"}

    @seed(1)
    @settings(
        max_examples=MANY,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if "number" in (case.path_parameters or {}) and isinstance(case.path_parameters["number"], int):
            case.path_parameters["number"] = bench.number  # else nothing would ever be there
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    ask()
