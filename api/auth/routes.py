"""POST /auth/register, /login, /refresh, /logout, /forgot-password, /reset-password; GET, PATCH, DELETE /auth/me."""

from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request

from api.auth import reset, service
from api.auth.mail import Mailer
from api.auth.schemas import (
    Account,
    AccountChange,
    CodeAsked,
    Deleted,
    Deletion,
    Forgotten,
    LoggedOut,
    Login,
    NewPassword,
    Registration,
    Session,
    User,
)
from api.errors import Forbidden
from api.http.deps import CurrentSettings, Db, Me
from api.http.features import feature
from api.http.limits import AttemptLimits
from api.security.passwords import Passwords

router = feature("accounts", prefix="/auth")


async def _passwords(request: Request) -> Passwords:
    return cast(Passwords, request.app.state.passwords)


async def _take_try(request: Request, account: str) -> None:
    limits = cast(AttemptLimits, request.app.state.attempt_limits)
    await limits.take(request.client.host if request.client else "", account)


async def _mailer(request: Request) -> Mailer:
    return cast(Mailer, request.app.state.mailer)


async def _require_password_login(settings: CurrentSettings) -> None:
    """Close a route if accounts log in elsewhere. Raises `Forbidden`."""
    if not settings.password_login:
        sentence = "This service takes no passwords: log in where its site sends you, and send that token."
        raise Forbidden(sentence, slug="password_login_closed")


CLOSABLE = [Depends(_require_password_login)]
CheckPasswords = Annotated[Passwords, Depends(_passwords)]
Post = Annotated[Mailer, Depends(_mailer)]


@router.post("/register", response_model=Session, status_code=201, dependencies=CLOSABLE)
async def register_user(
    request: Request, db: Db, passwords: CheckPasswords, settings: CurrentSettings, given: Registration
) -> Any:
    """Create an account. The answer is already logged in."""
    await _take_try(request, given.email)
    return await service.register(db, passwords, settings, given)


@router.post("/login", response_model=Session, dependencies=CLOSABLE)
async def log_in(request: Request, db: Db, passwords: CheckPasswords, settings: CurrentSettings, given: Login) -> Any:
    """Get a token for an e-mail and its password."""
    await _take_try(request, given.email)
    return await service.log_in(db, passwords, settings, given)


@router.post("/logout", response_model=LoggedOut)
async def end_tokens(
    me: Me,
    ends_all: Annotated[bool, Query(alias="all", description="Ends every token, on all devices")] = False,
) -> Any:
    """End this token and those renewed from it. With `all`, or if a service asks for a user, end every token of the
    account. A token of another issuer ends with all others of its account: end the login there, too.
    """
    return await me.one("end_tokens", ends_all=ends_all or me.claims.is_foreign)


@router.post("/refresh", response_model=Session)
async def renew_token(me: Me, settings: CurrentSettings) -> Any:
    """Get a new token for the one that is sent, which stays valid until its own expiry. A logout ends both."""
    return await service.renew(me, settings)


@router.post("/forgot-password", response_model=CodeAsked, dependencies=CLOSABLE)
async def make_reset_code(request: Request, db: Db, mailer: Post, given: Forgotten) -> Any:
    """Ask for a one-time code for a new password. The answer is the same if the e-mail has no account."""
    await _take_try(request, given.email)
    return await reset.ask_for_code(db, mailer, given.email)


@router.post("/reset-password", response_model=Session, dependencies=CLOSABLE)
async def reset_password(
    request: Request, db: Db, passwords: CheckPasswords, settings: CurrentSettings, given: NewPassword
) -> Any:
    """Set a new password with a one-time code. Every token of the account ends, and the answer is already logged in."""
    await _take_try(request, given.email)
    return await reset.reset_password(db, passwords, settings, given)


@router.get("/me", response_model=Account)
async def get_account(me: Me) -> Any:
    """Your account, how many items your lists have, and when this token ends."""
    return await service.get_account(me)


@router.patch("/me", response_model=User)
async def change_account(request: Request, me: Me, passwords: CheckPasswords, given: AccountChange) -> Any:
    """Change the account or its password. A new password ends all tokens but this one."""
    if given.password is not None:
        await _take_try(request, f"account {me.user_id}")
    return await service.change_account(me, passwords, given)


@router.delete("/me", response_model=Deleted)
async def delete_account(request: Request, me: Me, passwords: CheckPasswords, given: Deletion | None = None) -> Any:
    """Delete your account and everything that belongs to it, at once and forever.

    It needs the password; with a token of another issuer, a login of the last ten minutes.
    """
    if given and given.password is not None:
        await _take_try(request, f"account {me.user_id}")
    return await service.delete_account(me, passwords, given.password if given else None)
