"""What accounts decide: who may try, and whose password is right."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from api.auth.schemas import AccountChange, Login, Registration
from api.db import Database
from api.errors import Forbidden, InvalidInput, Unauthorized
from api.http.callers import Caller
from api.security.passwords import Passwords
from api.security.tokens import Claims, write_token
from api.settings import Settings

RECENT_SECONDS = 600


def _wrong() -> Unauthorized:
    return Unauthorized("E-mail or password is wrong.", slug="invalid_credentials")


async def register(db: Database, passwords: Passwords, settings: Settings, given: Registration) -> dict[str, Any]:
    """Return a new account and its first session. Raises `Conflict` if the e-mail already has an account."""
    passwords.require_good(given.password, given.email)
    made = await db.one(
        "register_user",
        email=given.email,
        password_hash=await passwords.hash(given.password),
        name=given.name,
        timezone=given.timezone,
    )
    return session(made, settings)


async def log_in(db: Database, passwords: Passwords, settings: Settings, given: Login) -> dict[str, Any]:
    """Return a new session. An unknown e-mail takes as long as a wrong password and gets the same answer."""
    known = await db.one("get_login", email=given.email)
    kept = known["password_hash"] if known else None
    verdict = await passwords.verify(given.password, kept)
    if known is None or not verdict.is_right:
        raise _wrong()
    made = await db.one("record_login", user_id=known["id"], verified_hash=kept, new_hash=verdict.new_hash)
    return session(made, settings)


async def get_account(me: Caller) -> dict[str, Any]:
    """Return an account with the sizes of its lists and the end of the token that asks."""
    account: dict[str, Any] = await me.one("get_account", with_counts=True)
    return {**account, "expires_at": datetime.fromtimestamp(me.claims.expires_at, UTC)}


async def change_account(me: Caller, passwords: Passwords, given: AccountChange) -> Any:
    """Return the changed account. A new password needs the current one."""
    hashes = await _new_hashes(me, passwords, given) if given.password is not None else {}
    return await me.one(
        "change_account",
        name=given.name,
        timezone=given.timezone,
        discoverable=given.discoverable,
        shares_ratings=given.shares_ratings,
        verified_hash=hashes.get("verified_hash"),
        new_hash=hashes.get("new_hash"),
    )


async def _new_hashes(me: Caller, passwords: Passwords, given: AccountChange) -> dict[str, Any]:
    if me.claims.is_foreign:
        raise InvalidInput("password: You log in elsewhere: change the password there.", slug="invalid_input")
    if given.current_password is None:
        raise InvalidInput("current_password: This is needed to change the password.", slug="invalid_input")
    known = await me.one("get_my_login")
    passwords.require_good(given.password or "", known["email"] or "")
    verdict = await passwords.verify(given.current_password, known["password_hash"])
    if not verdict.is_right:
        raise Unauthorized("current_password: This is not the password of this account.", slug="invalid_credentials")
    return {"verified_hash": known["password_hash"], "new_hash": await passwords.hash(given.password or "")}


async def renew(me: Caller, settings: Settings) -> dict[str, Any]:
    """Return a token of the same login that lasts as long as a new one, but never beyond the login's greatest age.

    Raises `Unauthorized` if the login has that age.
    """
    if me.acts_for_another:
        raise Forbidden("Only the holder of a token can renew it: leave user_id out.", slug="not_for_others")
    if me.claims.is_foreign:
        raise Forbidden("Renew this token where you got it: this service renews its own.", slug="not_ours_to_renew")
    user = await me.one("get_account")
    if _lifetime(settings, me.claims.signed_in) <= timedelta(0):
        sentence = f"You logged in more than {settings.login_max_days} days ago: log in again."
        raise Unauthorized(sentence, slug="login_too_old")
    return session({"user": user, "token_version": me.claims.version}, settings, me.claims.signed_in)


async def delete_account(me: Caller, passwords: Passwords, password: str | None) -> Any:
    """Delete an account if the password is right, or, for one that has no password here, if the login is recent. A
    service deletes a user's account without either.
    """
    if me.acts_for_another or me.claims.is_foreign:
        _require_recent_login(me)
        return await me.one("delete_account")
    if password is None:
        raise InvalidInput("password: This is needed to delete the account.", slug="invalid_input")
    known = await me.one("get_my_login")
    if not (await passwords.verify(password, known["password_hash"])).is_right:
        raise Unauthorized("password: This is not the password of this account.", slug="invalid_credentials")
    return await me.one("delete_account", verified_hash=known["password_hash"])


def _require_recent_login(me: Caller) -> None:
    """Refuse an old token of another issuer: somebody may have found it. Raises `Unauthorized`."""
    is_recent = int(time.time()) - (me.claims.signed_in or 0) <= RECENT_SECONDS
    if me.claims.is_foreign and not is_recent:
        sentence = "Sign in again, then delete the account within ten minutes: this proves that it is you."
        raise Unauthorized(sentence, slug="login_too_old")


def session(made: dict[str, Any], settings: Settings, signed_in: int | None = None) -> dict[str, Any]:
    """Return a new token for an account, with what every login answers; a renewed one keeps when the login was."""
    lifetime = _lifetime(settings, signed_in)
    claims = Claims(made["user"]["id"], made["token_version"], signed_in)
    return {
        "access_token": write_token(claims, settings.jwt_secret, lifetime),
        "expires_in": int(lifetime.total_seconds()),
        "user": made["user"],
    }


def _lifetime(settings: Settings, signed_in: int | None) -> timedelta:
    """Return how long a new token is valid, in whole seconds; 0 or less if the login is too old."""
    age = timedelta(seconds=0 if signed_in is None else int(time.time()) - signed_in)
    return min(timedelta(days=settings.jwt_expires_days), timedelta(days=settings.login_max_days) - age)
