"""Logging in and out, and how often one may try.

A login is a secret in a cookie of which the database holds the digest only. It is made anew whenever
somebody logs in, so that none that was planted before is worth anything.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from web.workbench import audit
from web.workbench.clock import now, today
from web.workbench.database import Database
from web.workbench.passwords import WeakPassword, hashed, right
from web.workbench.people import Person
from web.workbench.tables import Account, Attempt, Login, Token

IDLE = dt.timedelta(hours=2)
LONGEST = dt.timedelta(hours=12)
_WINDOW = dt.timedelta(minutes=15)
# Logins that may fail within the window: of a name from one address, of a name, from an address. The first is low, so
# that nobody guesses; the second is not, so that nobody shuts others out.
_MOST = (5, 30, 60)
_SEEN_EVERY = dt.timedelta(minutes=1)


class TooManyAttempts(Exception):
    """So many logins failed that none is tried for a while."""


def log_in(database: Database, name: str, password: str, address: str) -> str | None:
    """The secret of a new login; ``None`` if name and password do not belong together or the account is closed.

    Raises:
        TooManyAttempts: whoever asks must wait, whether the password is right or not.
    """
    of_name, of_address = f"name {name.casefold()[:200]}", f"address {address}"
    tried = [_of(f"{of_name} {of_address}"), _of(of_name), _of(of_address)]
    with database.reading() as session:
        _may_try(session, tried)
        account = session.scalars(select(Account).where(Account.name == name)).first()
    # Takes its time, in which nobody else should have to wait for the database.
    good = right(account.password if account and account.active else None, password)
    with database.writing() as session:
        _may_try(session, tried)  # others may have failed meanwhile
        if not good or account is None:
            session.add_all([Attempt(of=of, at=now()) for of in tried])
            audit.note(session, "", "login-failed", name)
            return None
        secret = secrets.token_urlsafe(32)
        session.execute(delete(Attempt).where(or_(Attempt.of == tried[0], Attempt.at < now() - _WINDOW)))
        session.execute(delete(Login).where(Login.made_at < now() - LONGEST))
        session.add(Login(digest=_of(secret), account_id=account.id, made_at=now(), seen_at=now()))
        audit.note(session, account.name, "login", account.name)
        return secret


def log_out(session: Session, secret: str) -> None:
    """Ends a login."""
    session.execute(delete(Login).where(Login.digest == _of(secret)))


def person_of(session: Session, secret: str) -> tuple[Person, bool] | None:
    """Whose login it is, and whether it is time to note that it was seen; ``None`` if it is none any more."""
    found = session.execute(
        select(Login, Account).join(Account, Account.id == Login.account_id).where(Login.digest == _of(secret))
    ).first()
    if found is None:
        return None
    login, account = found
    at = now()
    if not account.active or at - login.made_at > LONGEST or at - login.seen_at > IDLE:
        return None
    return _person(account), at - login.seen_at > _SEEN_EVERY


def seen(session: Session, secret: str) -> None:
    """Notes that a login was used just now."""
    login = session.get(Login, _of(secret))
    if login is not None:
        login.seen_at = now()


def since(moment: dt.datetime) -> dt.timedelta:
    """How long ago it was."""
    return now() - moment


def form_key(secret: str) -> str:
    """What forms of a login carry, so that no other site can send one for it."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def change_password(database: Database, person: Person, old: str, new: str, address: str) -> str | None:
    """Changes the own password and ends all logins; the secret of a new one, or ``None`` if ``old`` is not right.

    Raises:
        TooManyAttempts: whoever asks must wait, as for logging in.
        WeakPassword: the new one must not be used.
    """
    if new == old:
        raise WeakPassword
    kept = hashed(new, person.name)
    secret = log_in(database, person.name, old, address)
    if secret is None:
        return None
    with database.writing() as session:
        account = session.get_one(Account, person.id)
        account.password, account.must_change = kept, False
        end_logins(session, person.id, but=secret)
        audit.note(session, person, "password", person.name)
    return secret


def end_logins(session: Session, account_id: int, but: str = "") -> None:
    """Ends all logins of an account, save the one with the secret ``but``."""
    session.execute(delete(Login).where(Login.account_id == account_id, Login.digest != _of(but)))


def logins_of(session: Session, account_id: int, secret: str) -> list[tuple[Login, bool]]:
    """The logins of an account that have not ended, the newest first, and whether each is the one with the secret."""
    at = now()
    query = select(Login).where(
        Login.account_id == account_id, Login.made_at > at - LONGEST, Login.seen_at > at - IDLE
    )
    return [(login, login.digest == _of(secret)) for login in session.scalars(query.order_by(Login.made_at.desc()))]


def make_token(session: Session, person: Person, name: str, scopes: Sequence[str], expires_on: dt.date) -> str:
    """The secret of a new token; it is told once."""
    secret = f"gk_{secrets.token_urlsafe(32)}"
    session.add(
        Token(
            account_id=person.id,
            name=name[:60],
            digest=_of(secret),
            scopes=" ".join(scopes),
            made_at=now(),
            expires_on=expires_on,
            revoked_at=None,
        )
    )
    audit.note(session, person, "token", name, {"scopes": list(scopes), "expires_on": expires_on.isoformat()})
    return secret


def tokens_of(session: Session, account_id: int) -> list[Token]:
    """The tokens of an account, the newest first."""
    return list(session.scalars(select(Token).where(Token.account_id == account_id).order_by(Token.id.desc())))


def revoke(session: Session, by: str, token: Token) -> None:
    """Ends a token; that it was there stays."""
    if token.revoked_at is None:
        token.revoked_at = now()
        audit.note(session, by, "token-revoked", token.name)


def person_of_token(session: Session, secret: str) -> Person | None:
    """For whom a token acts; ``None`` if it is none, or none any more."""
    found = session.execute(
        select(Token, Account).join(Account, Account.id == Token.account_id).where(Token.digest == _of(secret))
    ).first()
    if found is None:
        return None
    token, account = found
    ended = token.revoked_at is not None or token.expires_on < today()
    if ended or not account.active or account.must_change:
        return None
    return _person(account, frozenset(token.scopes.split()), token.id)


def _person(account: Account, scopes: frozenset[str] | None = None, token: int | None = None) -> Person:
    return Person(
        account.id, account.name, account.role, account.unit, account.region, scopes, token, account.must_change
    )


def _may_try(session: Session, tried: Sequence[str]) -> None:
    since = now() - _WINDOW
    for of, most in zip(tried, _MOST, strict=True):
        query = select(func.count()).select_from(Attempt).where(Attempt.of == of, Attempt.at > since)
        if (session.scalar(query) or 0) >= most:
            raise TooManyAttempts


def _of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
