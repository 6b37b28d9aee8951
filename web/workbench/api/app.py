"""The interface as an application of its own, below the address ``/api/v1``."""

from __future__ import annotations

from typing import Any

from anyio import CapacityLimiter
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse

from engine.json_text import dumps
from engine.reporters.html import common, environment
from engine.schemas import scorecard_schema, standings_schema
from engine.version import VERSION
from web.lang import lang_of
from web.workbench.api.answers import ROOT
from web.workbench.api.limits import Limit
from web.workbench.api.problems import Problem, answer_problems
from web.workbench.api.routes import findings, roster, score, standings, submissions
from web.workbench.running import Running

_ABOUT = """Scores annual reports on government-information disclosure, and keeps what was handed in and decided.

Every operation but `/health` needs a token: `Authorization: Bearer gk_…`. An account makes it on its page `/account`,
with scopes (`score`, `read`, `submit`, `decide`, `manage`) and a last day. A token may do what its scopes and its
account both may. What the account may not see is answered as what does not exist.

What is refused is told as problem details (RFC 9457), in the language of `Accept-Language`; `reason` stays the same.
"""


def create_api(bench: Running | None) -> FastAPI:
    """The interface to a running workbench; without one, only its description can be asked for."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    for module in (score, submissions, findings, roster, standings):
        app.include_router(module.router)
    answer_problems(app)
    if bench is not None:
        app.state.running = bench
        app.state.scores = Limit(bench.settings.scores_a_minute)
        app.state.turns = CapacityLimiter(max(1, bench.settings.processes - 1))  # one is left for the pages
    described = description(app)
    written = dumps(described) + "\n"
    app.state.operations = {path: list(operations) for path, operations in described["paths"].items()}

    @app.get("/openapi.json", include_in_schema=False)
    def openapi() -> Response:
        return Response(written, media_type="application/json")

    @app.get("/", include_in_schema=False)
    def about(request: Request) -> HTMLResponse:
        template = environment("web.workbench").get_template("api.html")
        return HTMLResponse(template.render(**common(lang_of(request)), api=described))

    return app


def description(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the interface."""
    found = get_openapi(
        title="compliance",
        version=VERSION,
        summary="Annual reports on open government information: scored, handed in, decided",
        description=_ABOUT,
        routes=app.routes,
        servers=[{"url": ROOT}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    schemas = found["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas.update(Problem.model_json_schema(ref_template=_REF).pop("$defs"))
    schemas["Problem"] = {
        key: value for key, value in Problem.model_json_schema(ref_template=_REF).items() if key != "$defs"
    }
    for name, schema in (("Scorecard", scorecard_schema(_REF)), ("Standings", standings_schema(_REF))):
        for part, found_part in schema.pop("$defs").items():
            assert schemas.setdefault(part, found_part) == found_part, part
        schemas[name] = schema
    found["components"]["schemas"] = dict(sorted(schemas.items()))
    return found


_REF = "#/components/schemas/{model}"
