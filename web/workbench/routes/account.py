"""The own account: password, logins, tokens."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from web.workbench import logins
from web.workbench.asking import Acting, ActingFirst, Bench, Language, LoggedIn, Secret, cookie_name
from web.workbench.clock import today
from web.workbench.pages import page
from web.workbench.passwords import WeakPassword
from web.workbench.people import SCOPES
from web.workbench.routes.login import set_login
from web.workbench.tables import Token

router = APIRouter()
_LONGEST = dt.timedelta(days=400)  # of a token
Password = Annotated[str, Form(max_length=1000)]


@router.get("/account")
def account(bench: Bench, person: LoggedIn, lang: Language, secret: Secret) -> Response:
    """What one may change oneself; before a given password is changed, that only."""
    with bench.database.reading() as session:
        own = logins.logins_of(session, person.id, secret)
        tokens = logins.tokens_of(session, person.id)
    return page(
        "account.html",
        lang,
        person,
        secret,
        logins=own,
        tokens=tokens,
        scopes=[scope for scope in SCOPES if person.may(scope)],
        today=today(),
        last=today() + _LONGEST,
    )


@router.post("/account/password")
def change_password(
    request: Request,
    bench: Bench,
    person: ActingFirst,
    lang: Language,
    secret: Secret,
    old: Password = "",
    new: Password = "",
    again: Password = "",
) -> Response:
    """Changes the password, and ends all other logins."""
    address = request.client.host if request.client else ""
    why = "account.differ" if new != again else ""
    fresh = None
    try:
        fresh = None if why else logins.change_password(bench.database, person, old, new, address)
        why = why or ("" if fresh else "account.wrong")
    except logins.TooManyAttempts:
        why = "login.wait"
    except WeakPassword:
        why = "account.weak"
    if fresh is None:
        return page("said.html", lang, person, secret, 422, why=why, values={}, back="/account")
    answer = page("said.html", lang, None, "", why="account.changed", values={}, back="/desk")
    set_login(answer, fresh, bench.settings.secure)
    return answer


@router.post("/account/tokens")
def make_token(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    expires_on: Annotated[dt.date, Form()],
    name: Annotated[str, Form(max_length=60)] = "",
    scope: Annotated[list[str], Form(max_length=len(SCOPES))] = [],  # noqa: B006 - never changed
) -> Response:
    """Makes a token, which is shown once."""
    chosen = [item for item in SCOPES if item in scope and person.may(item)]
    name = name.strip()
    if not name or not name.isprintable() or not chosen or not today() <= expires_on <= today() + _LONGEST:
        return page("said.html", lang, person, secret, 422, why="account.bad_token", values={}, back="/account")
    with bench.database.writing() as session:
        made = logins.make_token(session, person, name, chosen, expires_on)
    return page("token-once.html", lang, person, secret, name=name, token=made)


@router.post("/account/tokens/{number}/revoke")
def revoke(bench: Bench, person: Acting, number: int) -> Response:
    """Ends a token of one's own."""
    with bench.database.writing() as session:
        token = session.get(Token, number) if 0 < number < 2**31 else None
        if token is None or token.account_id != person.id:
            raise HTTPException(404)
        logins.revoke(session, person.name, token)
    return RedirectResponse("/account", 303)


@router.post("/account/logins/end")
def log_out_everywhere(bench: Bench, person: Acting) -> Response:
    """Ends all logins of the account, this one too."""
    with bench.database.writing() as session:
        logins.end_logins(session, person.id)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(cookie_name(bench.settings.secure), path="/", secure=bench.settings.secure, httponly=True)
    return answer
