"""The roster: which units there are, and bringing in another after a look at what it changes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Sequence
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from engine.errors import Unusable
from engine.json_text import compact_json
from engine.limits import MEGABYTE
from engine.rank.roster import Roster
from engine.rank.roster_file import Problem
from engine.report import UnitLevel
from engine.rulebook import Lang
from web.workbench import roster as rosters
from web.workbench.acts import file_name, need, read_roster_file
from web.workbench.asking import Acting, Asking, Bench, Language, Secret, who_may
from web.workbench.pages import page
from web.workbench.people import Person
from web.workbench.roster import Asked, Change
from web.workbench.running import Running

router = APIRouter()
_PAGE = 100
_SHOWN = 200  # changes of a preview that are told one by one


@router.get("/roster", dependencies=[Depends(who_may("manage"))])
def roster(
    bench: Bench,
    person: Asking,
    lang: Language,
    secret: Secret,
    words: str = "",
    region: str = "",
    kind: str = "",
    level: str = "",
    left: bool = False,
    start: int = 0,
) -> Response:
    """The units in the order of their codes; those that are no longer listed with ``left``."""
    start = max(0, min(start, 10**9))
    words, region, kind, level = (text.replace("\0", "").strip() for text in (words, region, kind, level))
    with bench.database.reading() as session:
        found = rosters.units(session, person, Asked(words, region, kind, level, not left), _PAGE + 1, start)
    return page(
        "roster.html",
        lang,
        person,
        secret,
        units=found[:_PAGE],
        asked={"words": words, "region": region, "kind": kind, "level": level, "left": "true" if left else ""},
        kinds={name: label.of(lang) for name, label in bench.book.kind_labels.items()},
        levels=get_args(UnitLevel),
        more=start + _PAGE if len(found) > _PAGE else None,
    )


@router.post("/roster/preview")
def preview(
    bench: Bench, person: Acting, lang: Language, secret: Secret, file: Annotated[UploadFile, File()]
) -> Response:
    """What a file would change, or what is wrong in it."""
    need(person, "manage")
    return _previewed(
        bench,
        person,
        lang,
        secret,
        file.file.read(bench.settings.limits.size * MEGABYTE + 1),
        file.filename or "",
        False,
    )


@router.post("/roster")
def bring_in(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    carried: Annotated[str, Form()] = "",
    file: Annotated[str, Form(max_length=300)] = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Brings in the file that a preview carries, if it still changes what was ``seen``."""
    need(person, "manage")
    content = _unpacked(carried, bench.settings.limits.size * MEGABYTE)
    found = _read(bench, person, content, file)
    if not isinstance(found, Roster):
        return _previewed(bench, person, lang, secret, content, file, False)
    with bench.database.writing() as session:
        same = _digest(rosters.changes(session, found)) == seen
        if same:
            rosters.bring_in(session, person, found)
    if not same:
        return _previewed(bench, person, lang, secret, content, file, True)
    bench.scorer.wake()
    return RedirectResponse("/roster", 303)


def _read(bench: Running, person: Person, content: bytes, file: str) -> Roster | Sequence[Problem] | Unusable:
    try:
        return read_roster_file(bench, person, content, file)
    except Unusable as error:
        return error


def _previewed(
    bench: Running, person: Person, lang: Lang, secret: str, content: bytes, file: str, stale: bool
) -> Response:
    found = _read(bench, person, content, file)
    if isinstance(found, Unusable):
        return page("said.html", lang, person, secret, 422, why=found.key, values=found.values, back="/roster")
    if not isinstance(found, Roster):
        faults = [problem.text(lang) for problem in found]
        return page("roster-faults.html", lang, person, secret, 422, file=file_name(file), faults=faults)
    with bench.database.reading() as session:
        changes = rosters.changes(session, found)
    counts = {what: sum(change.what == what for change in changes) for what in ("added", "changed", "left")}
    return page(
        "roster-preview.html",
        lang,
        person,
        secret,
        file=file_name(file),
        count=len(found.units),
        counts=counts,
        changes=changes[:_SHOWN],
        hidden=max(0, len(changes) - _SHOWN),
        carried=base64.urlsafe_b64encode(zlib.compress(content)).decode(),
        seen=_digest(changes),
        stale=stale,
    )


def _digest(changes: Sequence[Change]) -> str:
    told = [[change.code, change.what, change.name, sorted(change.fields.items())] for change in changes]
    return hashlib.sha256(compact_json(told).encode("utf-8", "replace")).hexdigest()


def _unpacked(carried: str, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(base64.urlsafe_b64decode(carried.encode()), most + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise HTTPException(400) from None
