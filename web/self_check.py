"""The self-check: a clerk drops a document and sees what to mend. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from engine.errors import Unusable
from engine.limits import MEGABYTE, Limits
from engine.processes import Pool, TaskFailed, TaskLost
from engine.rulebook import Lang
from web.answers import Answer, Export, Known, Refusal
from web.lang import chosen, lang_of
from web.pages import Site, error_page, result_page, start_page

_MOST_FILES = 20
_MOST_FIELDS = 2000  # a report has some 250 cells


def self_check(pool: Pool, limits: Limits, site: Site) -> APIRouter:
    """The addresses of the self-check; ``pool`` does the tasks of web/tasks.py."""
    router, most = APIRouter(), limits.size * MEGABYTE

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

    @router.get("/", response_class=HTMLResponse)
    async def start(request: Request) -> str:
        return start_page(site, _lang(request))

    @router.post("/check", response_class=HTMLResponse)
    async def check(request: Request) -> Response:
        form = await _form(request, most)
        lang, known = _lang(request, form), _known(form)
        answers = []
        for file in [item for item in form.getlist("file") if isinstance(item, UploadFile)]:
            name = (file.filename or "-").replace("\\", "/").rpartition("/")[2][-200:]
            answers.append((name, await do("check", await file.read(), name, known, lang)))
        return _shown(request, site, answers, lang)

    @router.post("/again", response_class=HTMLResponse)
    async def again(request: Request) -> Response:
        form = await _form(request, most)
        lang = _lang(request, form)
        answer = await do("again", *_carried(form), _known(form), "gains" in form, lang)
        return _shown(request, site, [(str(form.get("name", ""))[:200], answer)], lang)

    @router.post("/download/{form_name}")
    async def download(request: Request, form_name: str) -> Response:
        form = await _form(request, most)
        lang = _lang(request, form)
        found = await do("export", *_carried(form), _known(form), form_name, lang)
        if isinstance(found, Export):
            disposition = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
            return Response(found.content, media_type=found.media, headers={"content-disposition": disposition})
        return HTMLResponse(error_page(found, site, lang), 422)

    return router


def _shown(request: Request, site: Site, answers: Sequence[tuple[str, Answer | Refusal]], lang: Lang) -> Response:
    """The results as a page, or only as the part of one that a script puts into the page it is on."""
    fragment = request.headers.get("x-part") == "results"
    status = 200 if any(isinstance(answer, Answer) for _, answer in answers) else 422
    return HTMLResponse(result_page(answers, site, lang, fragment), status)


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
    return chosen(form.get("lang") if form else None) or lang_of(request)
