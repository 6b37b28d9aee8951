"""A document that a program sends: as it is, or as the file of a form."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from engine.limits import MEGABYTE, Limits
from web.workbench.acts import check_size
from web.workbench.api.caller import media_of
from web.workbench.api.problems import Refused

_FORM = "multipart/form-data"
# What a document may be said to be. What it is, is told by its content.
_RAW = (
    "application/octet-stream",
    "application/json",
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/html",
    "text/csv",
    "text/plain",
)
_FILE: dict[str, Any] = {"type": "string", "format": "binary", "description": "The document"}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The document, as it is or as the field `file` of a form; at most 32 MB, unless the server is "
        "set up otherwise",
        "content": {
            _FORM: {"schema": {"type": "object", "properties": {"file": _FILE}, "required": ["file"]}},
            **{media: {"schema": {}} for media in _RAW},
        },
    }
}


async def document_of(request: Request, file: str, limits: Limits) -> tuple[bytes, str]:
    """What was sent, and the name of the file; ``file`` is used where the form tells none.

    Raises:
        Refused, HTTPException, Unusable: it is no document.
    """
    media = media_of(request)
    if media == _FORM:
        content, name = await _of_form(request, limits)
    elif media in _RAW:
        content, name = await request.body(), ""
    else:
        raise Refused(415, "api.media_type", {"accept": ", ".join((_FORM, *_RAW))})
    check_size(content, limits)
    return content, file or name


async def _of_form(request: Request, limits: Limits) -> tuple[bytes, str]:
    try:
        form = await request.form(max_files=1, max_fields=10, max_part_size=limits.size * MEGABYTE)
    except MultiPartException as error:
        raise HTTPException(400) from error
    found = form.get("file")
    if not isinstance(found, UploadFile):
        raise Refused(422, "api.no_file")
    return await found.read(), found.filename or ""
