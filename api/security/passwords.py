"""Passwords: argon2id, in a thread of their own, one at a time."""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from api.errors import InvalidInput, Unavailable
from api.settings import Settings

MAX_LENGTH = 128
MAX_WAITING = 50
COMMON = Path(__file__).with_name("common_passwords.txt")
Returned = TypeVar("Returned")


class Verdict(NamedTuple):
    """Whether a password is right, and a new hash to store if the old one is outdated."""

    is_right: bool
    new_hash: str | None


class Passwords:
    """Hashes and compares passwords, one at a time, because one hash takes 19 MiB and a whole core."""

    def __init__(self, settings: Settings) -> None:
        self._min_length = settings.password_min_length
        self._allows_common = settings.allow_common_passwords
        self._thread = ThreadPoolExecutor(1, "passwords")
        self._n_waiting = 0

    def require_good(self, password: str, email: str) -> None:
        """Raise `InvalidInput` for a password that is too short, too long, or among the first that attackers try."""
        if not self._min_length <= len(password) <= MAX_LENGTH:
            raise InvalidInput(
                f"password: It must have {self._min_length} to {MAX_LENGTH} characters, not {len(password)}.",
                slug="invalid_input",
            )
        folded = password.casefold()
        if not self._allows_common and (folded in _common() or folded in {email, email.partition("@")[0]}):
            raise InvalidInput("password: This password is too common: choose another.", slug="password_too_common")

    async def hash(self, password: str) -> str:
        """Return the hash of a password."""
        return await self._in_turn(lambda: str(_scheme().hash(password)))

    async def verify(self, password: str, hashed: str | None) -> Verdict:
        """Compare a password with a hash. Without a hash it takes as long, and the answer is no."""
        return await self._in_turn(lambda: _compared(password, hashed))

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _in_turn(self, work: Callable[[], Returned]) -> Returned:
        if self._n_waiting >= MAX_WAITING:
            raise Unavailable("Too many people log in right now: try again in a moment.", slug="busy")
        self._n_waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._n_waiting -= 1


@functools.cache
def _scheme() -> Any:
    """Return argon2id with OWASP's minimum: 19 MiB, two passes, one lane."""
    from passlib.hash import argon2

    argon2.set_backend()  # passlib would load it at the first use, and a method looked up before then fails
    return argon2.using(type="ID", memory_cost=19_456, time_cost=2, parallelism=1)


@functools.cache
def _of_nobody() -> str:
    return str(_scheme().hash("a password that nobody has"))


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text().split())


def _compared(password: str, hashed: str | None) -> Verdict:
    try:
        is_right = bool(_scheme().verify(password, hashed or _of_nobody())) and hashed is not None
    except (ValueError, TypeError):  # the stored hash is not one of ours
        return Verdict(is_right=False, new_hash=None)
    is_outdated = is_right and _scheme().needs_update(hashed)
    return Verdict(is_right, str(_scheme().hash(password)) if is_outdated else None)
