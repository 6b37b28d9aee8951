"""What is refused, as problem details (RFC 9457); none tells what a person may not see, or an error's inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from engine.catalogue import say
from engine.errors import Unusable
from engine.json_text import compact_json
from web.answers import Refusal
from web.lang import lang_of
from web.workbench.decisions import BadDecision

MEDIA = "application/problem+json"
_DETAILS = {
    400: "api.malformed",
    401: "api.no_token",
    403: "api.no_scope",
    404: "api.not_found",
    405: "api.no_such_method",
    409: "api.conflict",
    413: "api.too_large",
    415: "api.media_type",
    422: "api.invalid",
    429: "api.too_many",
    500: "web.failed",
}


class Fault(BaseModel):
    """A part of a request that is not as it must be."""

    place: Annotated[list[str | int], Field(description="`query`, `header` or `body`, and the name of the part")]
    detail: Annotated[str, Field(description="What is wrong with it, in English")]


class Problem(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: Annotated[str, Field(description="Always `about:blank`: `status` and `reason` tell problems apart")]
    title: Annotated[str, Field(description="The phrase of the status")]
    status: Annotated[int, Field(description="The status of the answer")]
    detail: Annotated[str, Field(description="Why, in the language that was asked for")]
    reason: Annotated[str, Field(description="Why, for programs: does not change with the language")]
    faults: Annotated[list[Fault], Field(description="The parts of the request that are wrong")] = []


class Refused(Exception):
    """A request that is refused: ``reason`` is a key of the catalogue."""

    def __init__(
        self,
        status: int,
        reason: str,
        headers: Mapping[str, str] | None = None,
        faults: Sequence[Fault] = (),
        **values: Any,
    ) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers, self.faults, self.values = status, reason, headers, faults, values


def of_refusal(refusal: Refusal) -> Refused:
    """Why there is no result of a task: the document's fault, or ours."""
    return Refused(500 if refusal.key == "web.failed" else 422, refusal.key, **refusal.values)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How an operation may refuse, for the OpenAPI document; each may also answer 401, 403, 422 and 500."""
    found: dict[int | str, dict[str, Any]] = {}
    for status in sorted({401, 403, 422, 500, *statuses}):
        found[status] = {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if 429 in found:
        found[429]["headers"] = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}
    found[401]["headers"] = {"WWW-Authenticate": {"description": "`Bearer`", "schema": {"type": "string"}}}
    return found


def answer_problems(app: FastAPI) -> None:
    """Everything that is refused or fails in ``app`` is answered as a problem."""

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        return problem(request, error.status, error.reason, error.headers, error.values, error.faults)

    @app.exception_handler(Unusable)
    def unusable(request: Request, error: Unusable) -> Response:
        status = 413 if error.key == "bench.too_large" else 422
        return problem(request, status, error.key, None, error.values)

    @app.exception_handler(BadDecision)
    def bad_decision(request: Request, error: BadDecision) -> Response:
        return problem(request, 422, error.key, None, error.values)

    @app.exception_handler(HTTPException)
    def stopped(request: Request, error: HTTPException) -> Response:
        headers = {"allow": ", ".join(_methods(request))} if error.status_code == 405 else error.headers
        return problem(request, error.status_code, None, headers)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        found = error.errors()
        if any(item["loc"][0] == "path" for item in found):
            return problem(request, 404, None)
        return problem(
            request, 422, None, faults=[Fault(place=list(item["loc"]), detail=item["msg"]) for item in found]
        )

    @app.exception_handler(IntegrityError)
    def conflict(request: Request, _: IntegrityError) -> Response:
        return problem(request, 409, None)  # two did at the same time what only one can

    @app.exception_handler(Exception)
    def failed(request: Request, _: Exception) -> Response:
        return problem(request, 500, None)


def _methods(request: Request) -> list[str]:
    """What the address takes, by any of its operations."""
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    found = ((compile_path(template)[0], methods) for template, methods in request.app.state.operations.items())
    return sorted({method.upper() for expression, methods in found if expression.match(path) for method in methods})


def problem(
    request: Request,
    status: int,
    reason: str | None,
    headers: Mapping[str, str] | None = None,
    values: Mapping[str, Any] | None = None,
    faults: Sequence[Fault] = (),
) -> Response:
    """A refusal as problem details; ``reason`` is a key of the catalogue, by default that of the status."""
    reason = reason or _DETAILS.get(status, "api.malformed")
    lang = lang_of(request)
    told = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=say(reason, lang, **(values or {})),
        reason=reason,
        faults=list(faults),
    )
    content = compact_json(told.model_dump(exclude_defaults=True)).encode("utf-8", "replace")
    return Response(content, status, {**(headers or {}), "content-language": lang}, MEDIA)
