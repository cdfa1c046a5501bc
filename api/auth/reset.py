"""A new password by a one-time code. Nothing here tells whether an account exists."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from api.auth.mail import Mailer
from api.auth.schemas import NewPassword
from api.auth.service import session
from api.db import Database
from api.errors import Unauthorized
from api.security.passwords import Passwords
from api.security.reset_codes import hash_code, new_code
from api.settings import Settings

LEAST_SECONDS = 0.5  # an answer takes at least this long, more than the write that only a real account causes
BY_MAIL = "If there is an account with this e-mail, a code is on its way. It is good once, for half an hour."
BY_OPERATOR = "This service sends no mail: ask who runs it for a code (`python -m api.jobs user EMAIL --code`)."

Returned = TypeVar("Returned")


async def ask_for_code(db: Database, mailer: Mailer, email: str) -> dict[str, str]:
    """Mail a code if the e-mail has an account; answer how one gets a code here."""
    if not mailer.is_configured:
        return {"by": "operator", "detail": BY_OPERATOR}
    await _no_sooner(_mail_code(db, mailer, email))
    return {"by": "mail", "detail": BY_MAIL}


async def _mail_code(db: Database, mailer: Mailer, email: str) -> None:
    code = new_code()
    made = await db.one("make_reset_code", email=email, code_hash=hash_code(email, code))
    if made["is_made"]:
        mailer.post(email, code)


async def reset_password(db: Database, passwords: Passwords, settings: Settings, given: NewPassword) -> dict[str, Any]:
    """Return a new session with the new password. Raises `Unauthorized` if the code is wrong or expired."""
    passwords.require_good(given.password, given.email)
    new_hash = await passwords.hash(given.password)
    made = await _no_sooner(
        db.one("reset_password", email=given.email, code_hash=hash_code(given.email, given.code), new_hash=new_hash)
    )
    if made is None:
        raise Unauthorized("code: This code is wrong, used or too old: ask for a new one.", slug="invalid_code")
    return session(made, settings)


async def _no_sooner(work: Awaitable[Returned]) -> Returned:
    answer, _ = await asyncio.gather(work, asyncio.sleep(LEAST_SECONDS))
    return answer
