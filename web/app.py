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

from engine.limits import DEFAULT, MEGABYTE, Limits, bounds
from engine.processes import Pool
from engine.reporters.html import style as report_style
from web.answers import Refusal
from web.book import Book
from web.guard import Guard
from web.lang import lang_of
from web.pages import Site, error_page
from web.self_check import self_check

_HERE = Path(__file__).parent
_TASKS = "web.tasks"
_ROOM = 4 * MEGABYTE  # in a request, beside a file
_MOST_AT_ONCE = 512 * MEGABYTE  # of all requests
_TO_SHOW = 30  # seconds that scoring and showing may take after the longest reading
MultiPartParser.spool_max_size = bounds("size")[1] * MEGABYTE + 1  # an upload stays in memory: nothing goes to disk


@dataclass(frozen=True, slots=True)
class Settings:
    """``hosts``: the names that the pages answer to; ``limits``: what a document may take and hold."""

    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "::1")
    processes: int = 2
    limits: Limits = DEFAULT


def create_app(settings: Settings = Settings()) -> FastAPI:
    """The application; its processes start with it and end with it."""
    pool = pool_of(_TASKS, settings.processes, settings.limits, Book())

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(pool.start)
        yield
        await to_thread.run_sync(pool.close)

    app = FastAPI(title="compliance", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    serve_assets(app, settings.hosts, settings.limits)
    app.include_router(self_check(pool, settings.limits, Site()))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        key = {404: "web.no_page", 405: "web.no_page"}.get(error.status_code, "web.bad_request")
        return HTMLResponse(error_page(Refusal(key, {}), Site(), lang_of(request)), error.status_code)

    return app


def pool_of(module: str, processes: int, limits: Limits, book: Book) -> Pool:
    """Processes that do the tasks of a module, each on a document within limits, by the same rules."""
    pool = Pool(module, processes, limits.time + _TO_SHOW, limits.memory)
    pool.first("begin", limits, book)
    return pool


def serve_assets(app: FastAPI, hosts: tuple[str, ...], limits: Limits) -> None:
    """What every page needs: style sheets and scripts, all ours, and the guard before everything."""

    @app.get("/static/report.css", include_in_schema=False)
    def style() -> Response:
        return Response(report_style(), media_type="text/css")

    app.mount("/static", StaticFiles(directory=_HERE / "static"), "static")
    most = limits.size * MEGABYTE + _ROOM
    app.add_middleware(Guard, hosts=hosts, most_bytes=most, most_at_once=max(most, _MOST_AT_ONCE))
