"""Guests of a group, who have no account: a key in the header `X-Guest-Key` says who they are."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.security import APIKeyHeader

from api.db import Database
from api.errors import Unauthorized
from api.http.callers import Caller
from api.http.deps import Db, GivenClaims, caller_of
from api.schemas import MAX_ID
from api.security.group_codes import hash_guest_key

GUEST_KEY = "GuestKey"  # the scheme's name in the OpenAPI document
LONGEST_KEY = 100  # characters

_header = APIKeyHeader(
    name="X-Guest-Key", scheme_name=GUEST_KEY, auto_error=False, description="The guest_key of POST /groups/join/guest"
)


class Guest:
    """A guest of a group; calls functions with the hash of their key."""

    def __init__(self, db: Database, key: str) -> None:
        self._db = db
        self._who = {"caller_id": None, "caller_version": None, "guest_key_hash": hash_guest_key(key)}

    async def one(self, function: str, /, **args: Any) -> Any:
        """Call a function as `Database.one` does."""
        return await self._db.one(function, **self._who, **args)


async def _member(
    request: Request,
    db: Db,
    claims: GivenClaims,
    key: Annotated[str | None, Depends(_header)],
    user_id: Annotated[int | None, Query(ge=1, le=MAX_ID, description="Whom a service account acts for")] = None,
) -> Caller | Guest:
    """Return the caller, or without a token the guest. Raises `Unauthorized` if there is neither."""
    if claims is not None or user_id is not None:
        return await caller_of(request, db, claims, user_id)
    if not key or len(key) > LONGEST_KEY:
        raise Unauthorized("This needs a token, or the key of a guest as X-Guest-Key.", slug="token_missing")
    return Guest(db, key)


CallerOrGuest = Annotated[Caller | Guest, Depends(_member)]
