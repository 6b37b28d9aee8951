"""The application of the workbench: the self-check, the pages for submitters, reviewers and administrators."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

from anyio import to_thread
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from web.app import serve_assets
from web.lang import lang_of
from web.self_check import self_check
from web.workbench.asking import NotLoggedIn, asking
from web.workbench.pages import page
from web.workbench.routes import (
    answering,
    audit,
    desk,
    export,
    findings,
    login,
    queue,
    rescoring,
    rulebook,
    submissions,
)
from web.workbench.running import Running, set_up
from web.workbench.settings import Settings


def create_workbench(settings: Settings) -> FastAPI:
    """The application; its processes and threads start with it and end with it.

    Raises:
        RulebookError, UnknownOverlay: the rulebook cannot be used.
        UnknownDatabase: the address is of none.
    """
    bench = set_up(settings)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(bench.start)
        yield
        await to_thread.run_sync(bench.end)

    app = FastAPI(title="compliance", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.running = bench
    serve_assets(app, settings.hosts)
    app.include_router(self_check(bench.pool), dependencies=[Depends(asking)], include_in_schema=False)
    for module in (login, desk, export, submissions, findings, answering, queue, audit, rescoring, rulebook):
        app.include_router(module.router, include_in_schema=False)
    _refuse(app, bench)
    return app


def _refuse(app: FastAPI, bench: Running) -> None:
    """How everything that is refused looks. What a person may not see is answered as what is not there."""

    @app.exception_handler(NotLoggedIn)
    def to_login(request: Request, _: Exception) -> Response:
        where = request.url.path if request.method == "GET" else "/desk"
        return RedirectResponse(f"/login?next={quote(where)}", 303)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return _said(request, error.status_code)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        in_path = any(place["loc"][0] == "path" for place in error.errors())
        return _said(request, 404 if in_path else 400)

    def _said(request: Request, status: int) -> Response:
        why = {404: "web.no_page", 405: "web.no_page", 403: "bench.stale_form"}.get(status, "web.bad_request")
        return page("said.html", lang_of(request), None, "", status, why=why, values={})
