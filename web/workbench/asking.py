"""Who asks: what every route of the pages depends on. Whoever may not see a thing is told that there is none."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Form, Request
from starlette.exceptions import HTTPException

from engine.rulebook import Lang
from web.lang import lang_of
from web.workbench import logins
from web.workbench.people import Person
from web.workbench.running import Running, running


class NotLoggedIn(Exception):
    """The page needs a login."""


class PasswordDue(Exception):
    """Nothing is shown before the password that was given out is changed."""


def cookie_name(secure: bool) -> str:
    """Browsers take a cookie of the first name only from https and from this very host."""
    return "__Host-login" if secure else "login"


async def secret_of(request: Request, bench: Annotated[Running, Depends(running)]) -> str:
    """The secret of the login in the cookie; empty without."""
    return request.cookies.get(cookie_name(bench.settings.secure), "")[:100]


async def logged_in(
    bench: Annotated[Running, Depends(running)], secret: Annotated[str, Depends(secret_of)]
) -> Person:
    """The person whose login it is, who may have to change the password before anything else.

    Raises:
        NotLoggedIn: there is none, or it has ended.
    """
    if not secret:
        raise NotLoggedIn
    known = bench.logins.of(secret)
    return known if known is not None else await to_thread.run_sync(_looked_up, bench, secret)


def _looked_up(bench: Running, secret: str) -> Person:
    changes = bench.logins.changes
    with bench.database.reading() as session:
        found = logins.person_of(session, secret)
    if found is None:
        raise NotLoggedIn
    person, stale = found
    if stale:
        with bench.database.writing() as session:
            logins.seen(session, secret)
    bench.logins.keep(secret, person, changes)
    return person


async def asking(person: Annotated[Person, Depends(logged_in)]) -> Person:
    """The person whose login it is.

    Raises:
        NotLoggedIn: there is none, or it has ended.
        PasswordDue: it is of no use yet.
    """
    if person.must_change:
        raise PasswordDue
    return person


async def form_of_ours(secret: Annotated[str, Depends(secret_of)], key: Annotated[str, Form()] = "") -> None:
    """Makes sure that a form is from a page of this login.

    Raises:
        HTTPException: it is not.
    """
    if not hmac.compare_digest(key.encode(), logins.form_key(secret).encode()):
        raise HTTPException(403)


async def acting(person: Annotated[Person, Depends(asking)], _: Annotated[None, Depends(form_of_ours)]) -> Person:
    """The person who sent a form of ours."""
    return person


async def acting_first(
    person: Annotated[Person, Depends(logged_in)], _: Annotated[None, Depends(form_of_ours)]
) -> Person:
    """The person who sent a form of ours, who may have to change the password before anything else."""
    return person


def who_may(act: str) -> Callable[[Person], Awaitable[Person]]:
    """A dependency: the person, if allowed to do this at all; to others there is no such page."""

    async def allowed(person: Annotated[Person, Depends(asking)]) -> Person:
        if not person.may(act):
            raise HTTPException(404)
        return person

    return allowed


async def _language(request: Request) -> Lang:
    return lang_of(request)


Bench = Annotated[Running, Depends(running)]
Asking = Annotated[Person, Depends(asking)]
Acting = Annotated[Person, Depends(acting)]
LoggedIn = Annotated[Person, Depends(logged_in)]
ActingFirst = Annotated[Person, Depends(acting_first)]
Secret = Annotated[str, Depends(secret_of)]
Language = Annotated[Lang, Depends(_language)]
