"""Logging in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from web.workbench import logins
from web.workbench.asking import ActingFirst, Bench, Language, Secret, cookie_name
from web.workbench.pages import page

router = APIRouter()


@router.get("/login")
def login_page(lang: Language, next: str = "/desk") -> Response:
    """The form."""
    return page("login.html", lang, None, "", next=_inside(next), why="")


@router.post("/login")
def log_in(
    request: Request,
    bench: Bench,
    lang: Language,
    old: Secret,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=500)] = "/desk",
) -> Response:
    """Logs in, with a secret that is new in any case."""
    address = request.client.host if request.client else ""
    try:
        secret = logins.log_in(bench.database, name, password, address)
    except logins.TooManyAttempts:
        bench.counts.add("compliance_logins_failed_total", why="too_many")
        return page("login.html", lang, None, "", 429, next=_inside(next), why="login.wait")
    if secret is None:
        bench.counts.add("compliance_logins_failed_total", why="wrong")
        return page("login.html", lang, None, "", 403, next=_inside(next), why="login.wrong")
    if old:
        with bench.database.writing() as session:
            logins.log_out(session, old)
    answer = RedirectResponse(_inside(next), 303)
    set_login(answer, secret, bench.settings.secure)
    return answer


def set_login(answer: Response, secret: str, secure: bool) -> None:
    """Has the browser keep the secret of a login."""
    answer.set_cookie(cookie_name(secure), secret, httponly=True, secure=secure, samesite="lax", path="/")


@router.post("/logout")
def log_out(bench: Bench, person: ActingFirst, secret: Secret) -> Response:
    """Logs out."""
    with bench.database.writing() as session:
        logins.log_out(session, secret)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(cookie_name(bench.settings.secure), path="/", secure=bench.settings.secure, httponly=True)
    return answer


def _inside(address: str) -> str:
    """An address on this site; anything else leads to the desk."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if plain and "\\" not in address else "/desk"
