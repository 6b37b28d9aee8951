"""The accounts, for administrators. What has a password in it is a page that is shown once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from engine.rulebook import Lang
from web.workbench import accounts
from web.workbench.accounts import BadAccount
from web.workbench.acts import need
from web.workbench.asking import Acting, Asking, Bench, Language, Secret, who_may
from web.workbench.pages import page
from web.workbench.passwords import once
from web.workbench.people import Person
from web.workbench.tables import Account, Role

router = APIRouter()
_PAGE = 50
Short = Annotated[str, Form(max_length=200)]


@router.get("/accounts", dependencies=[Depends(who_may("manage"))])
def list_accounts(
    bench: Bench, person: Asking, lang: Language, secret: Secret, words: str = "", role: str = "", start: int = 0
) -> Response:
    """All accounts, in the order of their names."""
    start, words = max(0, min(start, 10**9)), words.replace("\0", "")
    with bench.database.reading() as session:
        rows = accounts.accounts(session, words, role.replace("\0", ""), _PAGE + 1, start)
    return page(
        "accounts.html",
        lang,
        person,
        secret,
        rows=rows[:_PAGE],
        asked={"words": words, "role": role},
        more=start + _PAGE if len(rows) > _PAGE else None,
    )


@router.post("/accounts")
def add(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    role: Annotated[Role, Form()],
    name: Short = "",
    unit: Short = "",
    region: Short = "",
) -> Response:
    """Adds an account, with a password that is shown once and must be changed."""
    need(person, "manage")
    password = once()
    try:
        with bench.database.writing() as session:
            accounts.add_account(session, person.name, name, password, role, unit, region, must_change=True)
    except BadAccount as error:
        return _refused(lang, person, secret, error)
    return page("password-once.html", lang, person, secret, name=name, password=password)


@router.post("/accounts/{number}/password")
def reset(bench: Bench, person: Acting, lang: Language, secret: Secret, number: int) -> Response:
    """Gives an account a password that is shown once and must be changed."""
    need(person, "manage")
    try:
        with bench.database.writing() as session:
            account = _account(session, number)
            password = accounts.reset_password(session, person.name, account)
    except BadAccount as error:
        return _refused(lang, person, secret, error)
    return page("password-once.html", lang, person, secret, name=account.name, password=password)


@router.post("/accounts/{number}/state")
def close_or_open(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    number: int,
    active: Annotated[bool, Form()],
) -> Response:
    """Closes an account, or opens it again."""
    need(person, "manage")
    try:
        with bench.database.writing() as session:
            accounts.set_active(session, person.name, _account(session, number), active)
    except BadAccount as error:
        return _refused(lang, person, secret, error)
    return RedirectResponse("/accounts", 303)


def _account(session: Session, number: int) -> Account:
    account = session.get(Account, number) if 0 < number < 2**31 else None
    if account is None:
        raise HTTPException(404)
    return account


def _refused(lang: Lang, person: Person, secret: str, error: BadAccount) -> Response:
    return page("said.html", lang, person, secret, 422, why=error.key, values={}, back="/accounts")
