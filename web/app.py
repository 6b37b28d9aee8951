"""The application of the self-check alone: no login, nothing to configure."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.staticfiles import StaticFiles

from engine.readers import MOST_BYTES
from engine.reporters.html import style as report_style
from web.answers import Refusal
from web.guard import Guard
from web.lang import lang_of
from web.pages import error_page
from web.pool import Pool
from web.self_check import self_check

_HERE = Path(__file__).parent
_MOST_BYTES = MOST_BYTES + 4 * 1024 * 1024  # of a request: a document, and what is said of it
_MOST_AT_ONCE = 512 * 1024 * 1024  # of all requests
MultiPartParser.spool_max_size = MOST_BYTES + 1  # an upload stays in memory: nothing is written to disk


@dataclass(frozen=True, slots=True)
class Settings:
    """``hosts``: the names that the pages answer to; ``seconds`` and ``megabytes`` bound a task."""

    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "::1")
    processes: int = 2
    seconds: int = 90
    megabytes: int = 2048


def create_app(settings: Settings = Settings()) -> FastAPI:
    """The application; its processes start with it and end with it."""
    pool = Pool("web.tasks", settings.processes, settings.seconds, settings.megabytes)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(pool.start)
        yield
        await to_thread.run_sync(pool.close)

    app = FastAPI(title="compliance", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    serve_assets(app, settings.hosts)
    app.include_router(self_check(pool))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        key = {404: "web.no_page", 405: "web.no_page"}.get(error.status_code, "web.bad_request")
        return HTMLResponse(error_page(Refusal(key, {}), lang_of(request)), error.status_code)

    return app


def serve_assets(app: FastAPI, hosts: tuple[str, ...]) -> None:
    """What every page needs: style sheets and scripts, all ours, and the guard before everything."""

    @app.get("/static/report.css", include_in_schema=False)
    def style() -> Response:
        return Response(report_style(), media_type="text/css")

    app.mount("/static", StaticFiles(directory=_HERE / "static"), "static")
    app.add_middleware(Guard, hosts=hosts, most_bytes=_MOST_BYTES, most_at_once=_MOST_AT_ONCE)
