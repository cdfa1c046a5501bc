"""What routes ask for, as annotated aliases."""

from typing import Annotated, cast

from fastapi import Depends, Path, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.callers import Caller, Visitor
from api.db import Database
from api.embedding import Embedder
from api.errors import Unauthorized
from api.neighbors import NeighborRefresher
from api.schemas import MAX_ID
from api.settings import Settings
from api.tokens import Claims, read_token

CACHED_SECONDS = 300


async def _database(request: Request) -> Database:
    return cast(Database, request.app.state.db)


async def _embedder(request: Request) -> Embedder:
    return cast(Embedder, request.app.state.embedder)


async def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


Db = Annotated[Database, Depends(_database)]
Embedding = Annotated[Embedder, Depends(_embedder)]
CurrentSettings = Annotated[Settings, Depends(_settings)]
_Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, description="The access_token of a login")),
]


async def _claims(request: Request, settings: CurrentSettings, bearer: _Bearer) -> Claims | None:
    """What the token says; None without one. Anything else than a bearer token is refused, never anonymous."""
    if bearer is not None:
        return read_token(bearer.credentials, settings.jwt_secret)
    if request.headers.get("authorization"):
        raise Unauthorized("Authorization must be `Bearer` and a token.", slug="token_invalid")
    return None


GivenClaims = Annotated[Claims | None, Depends(_claims)]


async def _me(
    request: Request,
    db: Db,
    claims: GivenClaims,
    user_id: Annotated[
        int | None, Query(ge=1, le=MAX_ID, description="Whom a service account acts for; others leave it out")
    ] = None,
) -> Caller:
    """The caller, or whom a service acts for."""
    return await caller_of(request, db, claims, user_id)


async def caller_of(request: Request, db: Database, claims: Claims | None, user_id: int | None) -> Caller:
    """The caller. That a service acts for a user is written down first, in a call of its own."""
    if claims is None:
        raise Unauthorized(slug="token_missing")
    if user_id is not None:
        await db.one(
            "record_acting",
            caller_id=claims.user_id,
            caller_version=claims.version,
            acts_for=user_id,
            action=f"{request.method} {request.scope['route'].path}",
        )
    return Caller(db, claims, user_id)


async def _me_or_nobody(
    request: Request,
    response: Response,
    db: Db,
    claims: GivenClaims,
    user_id: Annotated[int | None, Query(ge=1, le=MAX_ID, description="Whom a service account acts for")] = None,
) -> Caller | None:
    """The caller, or None without a token: what nobody in particular asked for may be kept by caches."""
    _say_who_may_cache(response, claims)
    return None if claims is None and user_id is None else await _me(request, db, claims, user_id)


async def _visitor(db: Db, claims: GivenClaims) -> Visitor:
    return Visitor(db, claims)


async def _cached_visitor(response: Response, db: Db, claims: GivenClaims) -> Visitor:
    """Whoever calls. What nobody in particular asked for may be kept by caches for five minutes."""
    _say_who_may_cache(response, claims)
    return Visitor(db, claims)


def _say_who_may_cache(response: Response, claims: Claims | None) -> None:
    shared = f"public, max-age={CACHED_SECONDS}"
    response.headers["Cache-Control"] = shared if claims is None else "private, no-store"
    response.headers["Vary"] = "Authorization"


async def _refresher(request: Request) -> NeighborRefresher:
    return cast(NeighborRefresher, request.app.state.refresher)


Me = Annotated[Caller, Depends(_me)]
MeOrNobody = Annotated[Caller | None, Depends(_me_or_nobody)]
Refresher = Annotated[NeighborRefresher, Depends(_refresher)]
Anybody = Annotated[Visitor, Depends(_visitor)]
AnybodyCached = Annotated[Visitor, Depends(_cached_visitor)]
ItemId = Annotated[int, Path(ge=1, le=MAX_ID, description="The id that lists and searches give", examples=[1])]
Skip = Annotated[int, Query(ge=0, le=MAX_ID, description="How many to leave out at the start")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many to answer at most")]
