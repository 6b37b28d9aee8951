"""How the server is, for those who keep it running: alive, ready, and in figures."""

from __future__ import annotations

import logging
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.security import HTTPAuthorizationCredentials, SecurityScopes
from fastapi.security.utils import get_authorization_scheme_param
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from web.workbench.api.caller import caller
from web.workbench.api.problems import Refused
from web.workbench.asking import Bench
from web.workbench.running import Running
from web.workbench.tables import Job
from web.workbench.watched import MEDIA, Labels

router = APIRouter()
_LOG = logging.getLogger(__name__)
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "via")


@router.get("/healthz")
def healthz() -> Response:
    """Whether the server answers. No login, no details."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def readyz(bench: Bench) -> Response:
    """Whether it can do its work: the database answers, and the processes do. No login, no details."""
    try:
        with bench.database.reading() as session:
            session.execute(text("SELECT 1"))
        ready = bench.pool.answers() and bench.scoring.answers()
    except SQLAlchemyError:
        _LOG.exception("the database did not answer")
        ready = False
    return PlainTextResponse("ready\n" if ready else "not ready\n", 200 if ready else 503)


@router.get("/metrics")
def metrics(request: Request, bench: Bench) -> Response:
    """Figures for Prometheus: for this computer itself or a token with the scope ``manage``; for others nothing."""
    if not _from_this_computer(request):
        _check_token(request, bench)
    with bench.database.reading() as session:
        waiting = session.scalar(select(func.count()).select_from(Job)) or 0
        size = _size(session)
    replaced: dict[Labels, float] = {
        (("pool", "asked"),): bench.pool.replaced,
        (("pool", "scoring"),): bench.scoring.replaced,
    }
    now: dict[str, dict[Labels, float]] = {
        "compliance_jobs_waiting": {(): waiting},
        "compliance_database_bytes": {(): size},
        "compliance_processes_replaced_total": replaced,
    }
    return PlainTextResponse(bench.counts.text(now), headers={"content-type": MEDIA})


def _from_this_computer(request: Request) -> bool:
    """Whether a program on this computer asks by itself, and not a proxy for somebody."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _check_token(request: Request, bench: Running) -> None:
    scheme, secret = get_authorization_scheme_param(request.headers.get("authorization"))
    if scheme.lower() != "bearer":
        raise HTTPException(404)
    given = HTTPAuthorizationCredentials(scheme=scheme, credentials=secret)
    try:
        person = caller(SecurityScopes(["manage"]), bench, given)
    except Refused as error:
        raise HTTPException(error.status, headers=dict(error.headers or {})) from None
    if not person.may("manage"):
        raise HTTPException(404)


def _size(session: Session) -> int:
    """Of the database, in bytes."""
    if session.get_bind().dialect.name == "postgresql":
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages, of = session.scalar(text("PRAGMA page_count")), session.scalar(text("PRAGMA page_size"))
    return int(pages or 0) * int(of or 0)
