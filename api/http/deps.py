"""What routes ask for, as annotated aliases."""

from collections.abc import Iterator
from typing import Annotated, cast

from fastapi import Depends, Path, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.security import HTTPAuthorizationCredentials

from api.chores.neighbors import NeighborRefresher
from api.db import Database
from api.embedding import Embedder
from api.errors import InvalidInput, Unauthorized
from api.http.caching import PERSONAL, PUBLIC
from api.http.callers import Caller, Visitor
from api.http.incognito import is_incognito
from api.http.tokens import BEARER, claims_of
from api.push.hub import Hub
from api.schemas import MAX_ID
from api.security.tokens import Claims
from api.sentences import name_unknown
from api.settings import Settings

METRICS = "/metrics"  # takes a token of its own


async def _database(request: Request) -> Database:
    return cast(Database, request.app.state.db)


async def _embedder(request: Request) -> Embedder:
    return cast(Embedder, request.app.state.embedder)


async def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


async def _hub(request: Request) -> Hub:
    return cast(Hub, request.app.state.hub)


Db = Annotated[Database, Depends(_database)]
News = Annotated[Hub, Depends(_hub)]
Embedding = Annotated[Embedder, Depends(_embedder)]
CurrentSettings = Annotated[Settings, Depends(_settings)]


async def _claims(
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> Claims | None:
    return await claims_of(request)


GivenClaims = Annotated[Claims | None, Depends(_claims)]


async def _me(
    request: Request,
    db: Db,
    claims: GivenClaims,
    user_id: Annotated[
        int | None,
        Query(ge=1, le=MAX_ID, description="The user for whom a service account acts; other accounts leave it out"),
    ] = None,
) -> Caller:
    """Return the caller, or the user for whom a service acts."""
    return await caller_of(request, db, claims, user_id)


async def caller_of(request: Request, db: Database, claims: Claims | None, user_id: int | None) -> Caller:
    """Return the caller. If a service acts for a user, an audit event is written first, in a call of its own."""
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
    hub = request.app.state.hub
    return Caller(db, claims, user_id, is_incognito=is_incognito(request), hub=hub)


async def somebody(request: Request, db: Database, claims: Claims | None, user_id: int) -> Caller:
    """Return the named user if they are the caller or if a service asks; SQL refuses everybody else."""
    is_caller = claims is not None and claims.user_id == user_id
    return await caller_of(request, db, claims, None if is_caller else user_id)


async def _named(
    request: Request,
    db: Db,
    claims: GivenClaims,
    user_id: Annotated[int, Path(ge=1, le=MAX_ID, description="Your id; if a service asks, any user's")],
) -> Caller:
    return await somebody(request, db, claims, user_id)


async def _me_or_nobody(
    request: Request,
    response: Response,
    db: Db,
    claims: GivenClaims,
    user_id: Annotated[int | None, Query(ge=1, le=MAX_ID, description="Whom a service account acts for")] = None,
) -> Caller | None:
    """Return the caller, or None without a token. Caches may keep an answer to an anonymous call."""
    _say_who_may_cache(response, claims)
    return None if claims is None and user_id is None else await _me(request, db, claims, user_id)


async def _visitor(db: Db, claims: GivenClaims) -> Visitor:
    return Visitor(db, claims)


async def _cached_visitor(response: Response, db: Db, claims: GivenClaims) -> Visitor:
    """Return the visitor who calls. Caches may keep an answer to an anonymous call for five minutes."""
    _say_who_may_cache(response, claims)
    return Visitor(db, claims)


def _say_who_may_cache(response: Response, claims: Claims | None) -> None:
    response.headers["Cache-Control"] = PUBLIC if claims is None else PERSONAL
    response.headers["Vary"] = "Authorization"


async def _let_caches_keep(response: Response) -> None:
    """Let caches keep an answer for five minutes, whoever asked: it is the same for everybody."""
    response.headers["Cache-Control"] = PUBLIC


async def refuse_bad_token(request: Request) -> None:
    """Refuse a bad token on every route, even if anybody may call it: a bad token never counts as none.

    If the route passes a caller on, the called function checks whether the token still counts. On other routes this
    function asks the database.
    """
    route = request.scope["route"]
    if route.path == METRICS:
        return
    claims = await claims_of(request)
    asked_for = set(_calls_of(route.dependant))
    if claims is not None and _database in asked_for and _claims not in asked_for:
        await Caller(await _database(request), claims).one("get_account")


async def refuse_unknown_parameters(request: Request) -> None:
    """Refuse query parameters that a route does not know, and name those it knows; runs on every route."""
    given, route = request.query_params.keys(), request.scope["route"]
    if given:
        known = set(parameters_of(route.dependant))
        unknown = [name for name in given if name not in known]
        if unknown:
            raise InvalidInput.of(name_unknown(unknown, known, "parameter"))


def may_be_nobody(dependant: Dependant) -> bool:
    """Say whether a route asks who calls and accepts an anonymous call."""
    calls = set(_calls_of(dependant))
    return _claims in calls and calls.isdisjoint({_me, _named})


def parameters_of(dependant: Dependant) -> Iterator[str]:
    """Yield the names of the query parameters of a route and its dependencies."""
    for part in _parts_of(dependant):
        yield from (field.alias for field in part.query_params)


def _calls_of(dependant: Dependant) -> Iterator[object]:
    for part in _parts_of(dependant):
        yield part.call


def _parts_of(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for part in dependant.dependencies:
        yield from _parts_of(part)


async def _refresher(request: Request) -> NeighborRefresher:
    return cast(NeighborRefresher, request.app.state.refresher)


SAME_FOR_ALL = Depends(_let_caches_keep)
Me = Annotated[Caller, Depends(_me)]
Named = Annotated[Caller, Depends(_named)]
MeOrNobody = Annotated[Caller | None, Depends(_me_or_nobody)]
Refresher = Annotated[NeighborRefresher, Depends(_refresher)]
Anybody = Annotated[Visitor, Depends(_visitor)]
AnybodyCached = Annotated[Visitor, Depends(_cached_visitor)]
ItemId = Annotated[int, Path(ge=1, le=MAX_ID, description="The id that lists and searches give", examples=[1])]
Skip = Annotated[int, Query(ge=0, le=MAX_ID, description="How many to skip at the start")]
Limit = Annotated[int, Query(ge=1, le=100, description="The most to answer")]
