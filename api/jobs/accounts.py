"""Accounts made on the command line: the only way to get a service or an admin."""

import secrets
from datetime import timedelta
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from api.db import Database
from api.errors import InvalidInput, NotFound
from api.schemas import Email
from api.security.passwords import Passwords
from api.security.reset_codes import hash_code, new_code
from api.security.tokens import Claims, write_token
from api.settings import Settings

LIVE_CODES = 50  # codes that an account may have within half an hour


class WantedAccount(NamedTuple):
    """The account to create or change. A new account without a password gets one that nobody knows."""

    email: str
    role: str | None = None
    name: str | None = None
    password: str | None = None
    token_days: int | None = None


async def write_account(db: Database, settings: Settings, wanted: WantedAccount) -> str:
    """Create the account or change the one with that e-mail; return a line that ends in a token if one is wanted."""
    email = _email(wanted.email)
    secret = settings.jwt_secret if wanted.token_days else ""
    made = await db.one(
        "set_role",
        email=email,
        role=wanted.role,
        name=wanted.name,
        password_hash=await _hash(settings, wanted.password, email),
        initial_hash=await _hash(settings, secrets.token_urlsafe(32), email),
    )
    line = f"{email} is {'new' if made['is_new'] else 'changed'}, role {made['role']}, id {made['id']}"
    if wanted.token_days is None:
        return line
    token = write_token(Claims(made["id"], made["token_version"]), secret, timedelta(days=wanted.token_days))
    return f"{line}; its token for {wanted.token_days} days:\n{token}\n"


async def make_code(db: Database, email: str) -> str:
    """Return a one-time code for a new password, which the operator reads out to the account's owner."""
    email, code = _email(email), new_code()
    made = await db.one("make_reset_code", email=email, code_hash=hash_code(email, code), live_limit=LIVE_CODES)
    if not made["is_known"]:
        raise NotFound(f"There is no account with the e-mail {email}.")
    if not made["is_made"]:
        raise InvalidInput(f"{email} has {LIVE_CODES} codes of the last half hour: use one of them, or wait.")
    return f"{email} has a code for a new password, good once and for half an hour:\n{code}\n"


def _email(text: str) -> str:
    try:
        return str(TypeAdapter(Email).validate_python(text))
    except ValidationError:
        raise InvalidInput(f"{text!r} is not an e-mail address.") from None


async def _hash(settings: Settings, password: str | None, email: str) -> str | None:
    if password is None:
        return None
    passwords = Passwords(settings)
    try:
        passwords.require_good(password, email)
        return await passwords.hash(password)
    finally:
        passwords.close()
