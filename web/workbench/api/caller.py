"""Who asks: a program with a token. What each operation depends on."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from web.workbench import logins
from web.workbench.api.problems import Refused
from web.workbench.people import SCOPES, Person
from web.workbench.running import Running, running

_REALM = 'Bearer realm="compliance"'
_bearer = HTTPBearer(
    scheme_name="token",
    bearerFormat="gk_…",
    description="A token that an account made on its page `/account`, with scopes and a last day.",
    auto_error=False,
)


def caller(
    scopes: SecurityScopes,
    bench: Annotated[Running, Depends(running)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Person:
    """The person for whom a token acts.

    Raises:
        Refused: there is no token, it is none any more, or it has not the scope.
    """
    if credentials is None:
        raise Refused(401, "api.no_token", {"www-authenticate": _REALM})
    with bench.database.reading() as session:
        person = logins.person_of_token(session, credentials.credentials)
    if person is None:
        raise Refused(401, "api.bad_token", {"www-authenticate": f'{_REALM}, error="invalid_token"'})
    for scope in scopes.scopes:
        if scope not in (person.scopes or ()):
            told = f'{_REALM}, error="insufficient_scope", scope="{scope}"'
            raise Refused(403, "api.no_scope", {"www-authenticate": told}, scope=scope)
    return person


def only_json(request: Request) -> None:
    """Makes sure that what is sent is said to be JSON.

    Raises:
        Refused: it is not.
    """
    if media_of(request) != "application/json":
        raise Refused(415, "api.media_type", {"accept": "application/json"})


def media_of(request: Request) -> str:
    """What a request says that it brings, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


assert SCOPES == ("score", "read", "submit", "decide", "manage")
Anybody = Annotated[Person, Security(caller)]
Scorer = Annotated[Person, Security(caller, scopes=["score"])]
Reader = Annotated[Person, Security(caller, scopes=["read"])]
Submitter = Annotated[Person, Security(caller, scopes=["submit"])]
Objector = Annotated[Person, Security(caller, scopes=["read", "submit"])]
Decider = Annotated[Person, Security(caller, scopes=["read", "decide"])]
Manager = Annotated[Person, Security(caller, scopes=["manage"])]
