"""POST /auth/register, /auth/login, /auth/logout and GET, PATCH, DELETE /auth/me."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Request

from api.auth import service
from api.auth.limits import AttemptLimits
from api.auth.schemas import AccountChange, Deleted, LoggedOut, Login, Registration, Session, User
from api.deps import CurrentSettings, Db, Me
from api.passwords import Passwords

router = APIRouter(prefix="/auth", tags=["accounts"])


async def _passwords(request: Request) -> Passwords:
    return cast(Passwords, request.app.state.passwords)


def _count_try(request: Request, account: str) -> None:
    limits = cast(AttemptLimits, request.app.state.attempt_limits)
    limits.take(request.client.host if request.client else "", account)


CheckPasswords = Annotated[Passwords, Depends(_passwords)]


@router.post("/register", response_model=Session, status_code=201)
async def register(
    request: Request, db: Db, passwords: CheckPasswords, settings: CurrentSettings, given: Registration
) -> Any:
    """Make an account; the answer is logged in already."""
    _count_try(request, given.email)
    return await service.register(db, passwords, settings, given)


@router.post("/login", response_model=Session)
async def log_in(request: Request, db: Db, passwords: CheckPasswords, settings: CurrentSettings, given: Login) -> Any:
    """A token for an e-mail and its password."""
    _count_try(request, given.email)
    return await service.log_in(db, passwords, settings, given)


@router.post("/logout", response_model=LoggedOut)
async def log_out(me: Me) -> Any:
    """End all tokens of the account, this one too."""
    return await me.one("end_tokens")


@router.get("/me", response_model=User)
async def get_account(me: Me) -> Any:
    """Your account."""
    return await me.one("get_account")


@router.patch("/me", response_model=User)
async def change_account(request: Request, me: Me, passwords: CheckPasswords, given: AccountChange) -> Any:
    """Change name, timezone, discoverable, or the password: that ends all tokens but this one."""
    if given.password is not None:
        _count_try(request, f"account {me.user_id}")
    return await service.change_account(me, passwords, given)


@router.delete("/me", response_model=Deleted)
async def delete_account(me: Me) -> Any:
    """Erase your account and everything of it, at once and for good."""
    return await me.one("delete_account")
