"""Passwords: kept as argon2id, and checked in the same time whether or not there is such an account."""

from __future__ import annotations

import os
import secrets
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200  # characters (NIST SP 800-63B asks for length, not for kinds of characters)
_HASHER = PasswordHasher()  # the costs of RFC 9106, low memory
_PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"
_NICE = 10  # so much less urgent than to answer those who are logged in


def _after_others() -> None:
    if sys.platform == "linux":  # where threads have a niceness of their own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


_ONE = ThreadPoolExecutor(1, "passwords", _after_others)  # one at a time: each takes 64 MB and all processors


class WeakPassword(ValueError):
    """Too short or too long, all alike, or the account's own name."""


def hashed(password: str, name: str) -> str:
    """What is kept of a password.

    Raises:
        WeakPassword: it must not be used for the account ``name``.
    """
    few = len(set(password)) < 4
    named = len(name) > 3 and name.casefold() in password.casefold()  # a short one is in many by chance
    if not SHORTEST <= len(password) <= LONGEST or few or named:
        raise WeakPassword
    return _ONE.submit(_HASHER.hash, password).result()


def once() -> str:
    """A password that is given out, to be changed at once; without letters that look like others."""
    return "-".join("".join(secrets.choice(_PLAIN) for _ in range(4)) for _ in range(4))


def right(kept: str | None, password: str) -> bool:
    """Whether it is the password; ``kept`` is ``None`` if there is no such account, which takes as long."""
    try:
        _ONE.submit(_HASHER.verify, kept or _nobody(), password).result()
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")
