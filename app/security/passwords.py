"""People's passwords (mật khẩu): kept as argon2id (RFC 9106), told once when they are made.

A password is NFC before it is hashed: one keyboard sends "ế" as one letter, another as two or three.

>>> weakness("mật-khẩu", "lan.nguyen"), weakness("lan.nguyen-2021", "lan.nguyen")
('PASSWORD_WEAK', 'PASSWORD_WEAK')
>>> weakness("trâu chậm uống nước đục", "lan.nguyen") is None
True
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 200
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when it is read aloud or from paper
# 19 MiB, two passes: the least that OWASP recommends; four log-ins at once must not double a web process's memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def new_password(username: str) -> str:
    """Four groups of four letters, 79 random bits; drawn again where the user name stands in it by chance."""
    while True:
        drawn = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
        if not weakness(drawn, username):
            return drawn


def weakness(password: str, username: str) -> str | None:
    """The code of what is wrong with a new password, None if nothing is."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST or username in normal.casefold() or len(set(normal)) < SHORTEST // 2:
        return "PASSWORD_WEAK"
    return None


def hashed(password: str) -> str:
    return _hasher.hash(_normal(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password that is kept; without one the same work is done for nothing."""
    nobodys = _nobodys()
    try:
        _hasher.verify(kept or nobodys, _normal(password)[: LONGEST + 1])
        return kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with less work than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex())


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
