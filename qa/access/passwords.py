"""Passwords: argon2id with OWASP's parameters, off the event loop, and what a new one must be."""

import asyncio
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 256
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
"""OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane."""
AT_ONCE = 2
"""Hashes computed at the same time; each takes the memory above."""
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$UW1RakjMo6V+irX1Af67mg$LbW1GbO6X5K+Xseg0GB1ezh+veRKIQIbV3m3SxmpGPo"
"""Of random bytes that nobody kept: compared for an account that there is not, so that it takes as long."""


class Passwords:
    """Hashes and compares, a few at once."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        """The hash to store."""
        async with self._turns:
            return await asyncio.to_thread(_hasher().hash, password[:LONGEST])

    async def fits(self, stored: str | None, password: str) -> bool:
        """Whether it is the password; takes as long where none is stored."""
        async with self._turns:
            same = await asyncio.to_thread(_verify, stored or NOBODYS, password[:LONGEST])
        return same and stored is not None


def is_dated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def fault(password: str, *, login: str) -> str:
    """Why this can be no password, in words; empty if it can. Length is what counts (NIST SP 800-63B)."""
    if len(password) < SHORTEST:
        return f"A password has at least {SHORTEST} characters. Several words make a good one."
    if len(password) > LONGEST:
        return f"A password has at most {LONGEST} characters."
    plain = password.casefold()
    if login and login.casefold() in plain and len(plain) - len(login) < SHORTEST // 2:
        return "That is little more than your account's name. Choose something else."
    if len(set(plain)) < SHORTEST // 2 or plain.startswith(("password", "1234567890", "qwertyuiop")):
        return "That is one of the first that others would try. Choose something else."
    return ""


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def _verify(stored: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
