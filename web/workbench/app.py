"""The application of the workbench: the self-check, the pages for submitters, reviewers and administrators."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import quote

from anyio import to_thread
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException

from web.app import serve_assets
from web.lang import RememberLang, lang_of
from web.pages import Site
from web.self_check import self_check
from web.workbench.api.answers import ROOT
from web.workbench.api.app import create_api
from web.workbench.api.problems import problem
from web.workbench.asking import NotLoggedIn, PasswordDue, asking
from web.workbench.pages import page
from web.workbench.routes import (
    account,
    accounts,
    answering,
    audit,
    desk,
    export,
    findings,
    health,
    login,
    queue,
    rescoring,
    roster,
    rulebook,
    standings,
    submissions,
)
from web.workbench.running import Running, set_up
from web.workbench.settings import Settings
from web.workbench.watched import Watch

_SWITCH = 0.0005  # seconds that a thread which computes keeps the one that answers waiting
_AT_ONCE = 160  # requests that may wait for a score or for the database, each in a thread


def create_workbench(settings: Settings) -> FastAPI:
    """The application; its processes and threads start with it and end with it.

    Raises:
        RulebookError, UnknownOverlay: the rulebook cannot be used.
        UnknownDatabase: the address is of none.
    """
    bench = set_up(settings)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        sys.setswitchinterval(_SWITCH)
        to_thread.current_default_thread_limiter().total_tokens = _AT_ONCE
        await to_thread.run_sync(bench.start)
        yield
        await to_thread.run_sync(bench.end)

    app = FastAPI(title="compliance", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.running = bench
    serve_assets(app, settings.hosts, settings.limits)
    checks = self_check(bench.pool, settings.limits, Site(settings.book, "/desk"))
    app.include_router(checks, dependencies=[Depends(asking)], include_in_schema=False)
    reviewing = (findings, answering, queue, rescoring)
    managing = (export, audit, rulebook, roster, accounts, account)  # export before the files of a submission
    # Routes are tried one after the other for each request: first those for which most people come.
    for module in (standings, health, login, desk, *managing, submissions, *reviewing):
        app.include_router(module.router, include_in_schema=False)
    app.mount(ROOT, create_api(bench))
    _refuse(app, bench)
    app.add_middleware(RememberLang, secure=settings.secure)
    app.add_middleware(Watch, counts=bench.counts)
    return app


def _refuse(app: FastAPI, bench: Running) -> None:
    """How everything that is refused looks. What a person may not see is answered as what is not there."""

    @app.exception_handler(NotLoggedIn)
    def to_login(request: Request, _: Exception) -> Response:
        where = request.url.path if request.method == "GET" else "/desk"
        return RedirectResponse(f"/login?next={quote(where)}", 303)

    @app.exception_handler(PasswordDue)
    def to_password(_: Request, __: Exception) -> Response:
        return RedirectResponse("/account", 303)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return _said(request, error.status_code, error.headers)

    @app.exception_handler(IntegrityError)
    def conflict(request: Request, _: IntegrityError) -> Response:
        return _said(request, 409)  # two did at the same time what only one can

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        in_path = any(place["loc"][0] == "path" for place in error.errors())
        return _said(request, 404 if in_path else 400)

    def _said(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
        if request.url.path.startswith(ROOT):  # such as a line feed in it, which is no part of an address of ours
            return problem(request, status, None, headers)
        why = {404: "web.no_page", 405: "web.no_page", 403: "bench.stale_form", 409: "api.conflict"}.get(
            status, "web.bad_request"
        )
        answer = page("said.html", lang_of(request), None, "", status, why=why, values={})
        answer.headers.update(headers or {})
        return answer
