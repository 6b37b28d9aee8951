"""The self-check: a clerk drops a document and sees what to mend. No login, and nothing is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.staticfiles import StaticFiles

from engine.errors import Unusable
from engine.limits import DEFAULT, MEGABYTE, Limits, bounds
from engine.processes import Pool, TaskFailed, TaskLost
from engine.reporters.html import style as report_style
from engine.rulebook import Lang
from web.answers import Answer, Export, Known, Refusal
from web.guard import Guard
from web.pages import error_page, result_page, start_page

_HERE = Path(__file__).parent
_TASKS = "web.tasks"
_MOST_FILES = 20
_MOST_FIELDS = 2000  # a report has some 250 cells
_ROOM = 4 * MEGABYTE  # in a request, beside a file
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
    limits, most = settings.limits, settings.limits.size * MEGABYTE
    pool = Pool(_TASKS, settings.processes, limits.time + _TO_SHOW, limits.memory)
    pool.first("begin", limits)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(pool.start)
        yield
        await to_thread.run_sync(pool.close)

    app = FastAPI(title="compliance", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/static/report.css")
    async def style() -> Response:
        return Response(report_style(), media_type="text/css")

    app.mount("/static", StaticFiles(directory=_HERE / "static"), "static")
    app.add_middleware(Guard, hosts=settings.hosts, most_bytes=most + _ROOM)

    async def do(task: str, *given: Any) -> Any:
        """A task in a process of its own; what became of it is a refusal if it was lost."""
        try:
            return await to_thread.run_sync(pool.run, task, *given)
        except TaskLost as lost:
            return Refusal(f"web.{lost.why}", {})
        except TaskFailed:
            return Refusal("web.failed", {})
        except Unusable as error:
            return Refusal(error.key, error.values)

    @app.get("/", response_class=HTMLResponse)
    async def start(request: Request) -> str:
        return start_page(_lang(request))

    @app.post("/check", response_class=HTMLResponse)
    async def check(request: Request) -> Response:
        form = await _form(request, most)
        lang, known = _lang(request, form), _known(form)
        answers = []
        for file in [item for item in form.getlist("file") if isinstance(item, UploadFile)]:
            name = (file.filename or "-").replace("\\", "/").rpartition("/")[2][-200:]
            answers.append((name, await do("check", await file.read(), name, known, lang)))
        return _shown(request, answers, lang)

    @app.post("/again", response_class=HTMLResponse)
    async def again(request: Request) -> Response:
        form = await _form(request, most)
        lang = _lang(request, form)
        answer = await do("again", *_carried(form), _known(form), "gains" in form, lang)
        return _shown(request, [(str(form.get("name", ""))[:200], answer)], lang)

    @app.post("/download/{form_name}")
    async def download(request: Request, form_name: str) -> Response:
        form = await _form(request, most)
        lang = _lang(request, form)
        found = await do("export", *_carried(form), _known(form), form_name, lang)
        if isinstance(found, Export):
            disposition = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
            return Response(found.content, media_type=found.media, headers={"content-disposition": disposition})
        return HTMLResponse(error_page(found, lang), 422)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        key = {404: "web.no_page", 405: "web.no_page"}.get(error.status_code, "web.bad_request")
        return HTMLResponse(error_page(Refusal(key, {}), _lang(request)), error.status_code)

    return app


def _shown(request: Request, answers: Sequence[tuple[str, Answer | Refusal]], lang: Lang) -> Response:
    """The results as a page, or only as the part of one that a script puts into the page it is on."""
    fragment = request.headers.get("x-part") == "results"
    status = 200 if any(isinstance(answer, Answer) for _, answer in answers) else 422
    return HTMLResponse(result_page(answers, lang, fragment), status)


async def _form(request: Request, most_bytes: int) -> FormData:
    try:
        return await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=most_bytes)
    except MultiPartException as error:
        raise HTTPException(400) from error


def _known(form: FormData) -> Known:
    """What the user said of the document; empty fields say nothing."""
    names = ("kind", "level", "published_on", "submitted_on", "unit", "year")
    said = {name: str(form[name])[:200] for name in names if isinstance(form.get(name), str) and form[name]}
    return Known(said, tuple(str(item)[:60] for item in form.getlist("overlay") if item)[:8])


def _carried(form: FormData) -> tuple[str, Mapping[str, str]]:
    """The reading that the page carries, and its fields for cells (``cell:…``) and texts (``text:…``)."""
    fields = {
        name: value
        for name, value in form.items()
        if isinstance(value, str) and name.partition(":")[0] in ("cell", "text")
    }
    place, _, value = str(form.get("fix", "")).partition("=")
    return str(form.get("carried", "")), {**fields, f"cell:{place}": value} if place else fields


def _lang(request: Request, form: FormData | None = None) -> Lang:
    """The language that the page, its address, or the browser asks for; Chinese where none does."""
    asked = str((form.get("lang") if form else None) or request.query_params.get("lang") or "")
    if asked in ("zh", "en"):
        return "en" if asked == "en" else "zh"
    first = request.headers.get("accept-language", "").strip().lower()
    return "en" if first.startswith("en") else "zh"
