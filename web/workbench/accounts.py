"""Accounts: who may log in, and as what."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from web.workbench import audit, logins
from web.workbench.clock import now
from web.workbench.passwords import hashed, once
from web.workbench.people import within
from web.workbench.tables import Account, Role, Unit


class BadAccount(ValueError):
    """An account that cannot be; ``key`` of the catalogue says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def add_account(
    session: Session,
    by: str,
    name: str,
    password: str,
    role: Role,
    unit: str | None = None,
    region: str = "",
    must_change: bool = False,
) -> Account:
    """A new account. A submitter needs a unit; only a reviewer has a region.

    ``must_change``: the password is given out by somebody else, and holds until it is changed only.

    Raises:
        BadAccount: the name is taken or unfit, or no unit of the roster is the one told or in the region.
        WeakPassword: the password must not be used.
    """
    if not name.isprintable() or not name.strip() == name or not 1 <= len(name) <= 60:
        raise BadAccount("account.bad_name")
    if session.scalars(select(Account).where(Account.name == name)).first() is not None:
        raise BadAccount("account.taken")
    if role == "submitter" and (unit is None or session.get(Unit, unit) is None):
        raise BadAccount("account.no_unit")
    region = region.strip().strip("/") if role == "reviewer" else ""
    if region and session.scalars(select(Unit.code).where(within(region)).limit(1)).first() is None:
        raise BadAccount("account.no_region")
    account = Account(
        name=name,
        password=hashed(password, name),
        role=role,
        unit=unit if role == "submitter" else None,
        region=region,
        active=True,
        made_at=now(),
        must_change=must_change,
    )
    session.add(account)
    session.flush()
    audit.note(session, by, "account", name, {"role": role, "unit": account.unit, "region": account.region})
    return account


def accounts(session: Session, words: str, role: str, most: int, start: int = 0) -> list[tuple[Account, str]]:
    """Accounts in the order of their names, with the name of a submitter's unit; ``words``: in one of both."""
    query = select(Account, Unit.name).outerjoin(Unit, Unit.code == Account.unit)
    if words:
        query = query.where(
            or_(
                Account.name.contains(words, autoescape=True),
                Unit.name.contains(words, autoescape=True),
                Account.unit == words,
            )
        )
    if role:
        query = query.where(Account.role == role)
    found = session.execute(query.order_by(Account.name, Account.id).limit(most).offset(start))
    return [(account, unit or "") for account, unit in found]


def reset_password(session: Session, by: str, account: Account) -> str:
    """A password that is told once and must be changed; logins and tokens of the account end.

    Raises:
        BadAccount: it is one's own, of which the page of the own account is.
    """
    _not_own(by, account)
    password = once()
    account.password, account.must_change = hashed(password, account.name), True
    _end(session, by, account)
    audit.note(session, by, "password-reset", account.name)
    return password


def set_active(session: Session, by: str, account: Account, active: bool) -> None:
    """Closes an account, which ends its logins and tokens, or opens it again.

    Raises:
        BadAccount: it is one's own, and nobody should shut themselves out.
    """
    _not_own(by, account)
    if account.active == active:
        return
    account.active = active
    if not active:
        _end(session, by, account)
    audit.note(session, by, "account-opened" if active else "account-closed", account.name)


def _not_own(by: str, account: Account) -> None:
    if account.name == by:
        raise BadAccount("account.own")


def _end(session: Session, by: str, account: Account) -> None:
    logins.end_logins(session, account.id)
    for token in logins.tokens_of(session, account.id):
        logins.revoke(session, by, token)
