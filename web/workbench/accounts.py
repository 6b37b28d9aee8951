"""Accounts: who may log in, and as what."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.workbench import audit
from web.workbench.clock import now
from web.workbench.passwords import hashed
from web.workbench.tables import Account, Role, Unit


class BadAccount(ValueError):
    """An account that cannot be; ``key`` of the catalogue says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def add_account(
    session: Session, by: str, name: str, password: str, role: Role, unit: str | None = None, region: str = ""
) -> Account:
    """A new account. A submitter needs a unit; only a reviewer has a region.

    Raises:
        BadAccount: the name is taken or unfit, or the unit is not known.
        WeakPassword: the password must not be used.
    """
    if not name.isprintable() or not name.strip() == name or not 1 <= len(name) <= 60:
        raise BadAccount("account.bad_name")
    if session.scalars(select(Account).where(Account.name == name)).first() is not None:
        raise BadAccount("account.taken")
    if role == "submitter" and (unit is None or session.get(Unit, unit) is None):
        raise BadAccount("account.no_unit")
    account = Account(
        name=name,
        password=hashed(password, name),
        role=role,
        unit=unit if role == "submitter" else None,
        region=region if role == "reviewer" else "",
        active=True,
        made_at=now(),
    )
    session.add(account)
    session.flush()
    audit.note(session, by, "account", name, {"role": role, "unit": account.unit, "region": account.region})
    return account
