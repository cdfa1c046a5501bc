"""How many requests a reader may make a minute: an account, or without a token an address."""

import math
import time
from collections import OrderedDict
from functools import lru_cache
from typing import cast

from fastapi import Request

from api.errors import TooManyRequests
from api.http.buckets import MAX_BUCKETS, ROUNDING, Clock, SharedBuckets
from api.http.callers import Caller
from api.http.limits import AttemptLimits, network_of
from api.http.tokens import claims_of
from api.security.tokens import Claims
from api.settings import Settings
from api.shared.store import SharedStore
from api.shared.windows import Windows

READERS_OF_AN_ADDRESS = 3  # without a token nobody knows how many share it
SEARCHES = frozenset({"/search", "/search/semantic"})  # each embeds a question; what completes a word does not
FREE = ("/health", "/metrics", "/api/v1/health")  # those who watch the service
UNLIMITED_ROLES = frozenset({"service", "admin"})
ROLE_SECONDS = 300.0  # for which a role is remembered
SHARES = 10  # of a minute's requests are taken in Redis at once, so that nine of ten requests ask nobody


class RequestLimits:
    """The paces of requests and of searches, for accounts and for addresses. None: it is not limited."""

    def __init__(
        self, requests: int, searches: int, windows: Windows | None = None, clock: Clock = time.monotonic
    ) -> None:
        self._clock = clock
        self._roles: OrderedDict[int, tuple[bool, float]] = OrderedDict()

        def pace(kind: str, per_minute: int) -> SharedBuckets | None:
            share = max(1, per_minute // SHARES)
            return SharedBuckets(kind, per_minute, windows, clock, share) if per_minute else None

        self._accounts = pace("requests", requests), pace("searches", searches)
        many = READERS_OF_AN_ADDRESS
        self._addresses = pace("requests there", requests * many), pace("searches there", searches * many)

    async def take(self, request: Request, claims: Claims | None, *, is_search: bool) -> None:
        """Count a request. Raises `TooManyRequests` with the seconds to wait, unless the account is unlimited."""
        address = request.client.host if request.client else ""
        who = str(claims.user_id) if claims else _network_of(address)
        requests, searches = self._accounts if claims else self._addresses
        for pace, word in ((requests, "requests"), (searches if is_search else None, "searches")):
            if pace is not None and (wait := await pace.wait_for(who)):
                if claims is not None and await self._is_unlimited(request, claims):
                    return
                raise _too_fast(pace.per_minute, word, wait)

    async def _is_unlimited(self, request: Request, claims: Claims) -> bool:
        """Say whether an account is a service's or an admin's. Only who would be refused is looked up."""
        is_unlimited, until = self._roles.get(claims.user_id, (False, 0.0))
        if self._clock() < until:
            return is_unlimited
        account = await Caller(request.app.state.db, claims).one("get_account")
        is_unlimited = account["role"] in UNLIMITED_ROLES
        self._roles[claims.user_id] = is_unlimited, self._clock() + ROLE_SECONDS
        self._roles.move_to_end(claims.user_id)
        if len(self._roles) > MAX_BUCKETS:
            self._roles.popitem(last=False)
        return is_unlimited


async def refuse_too_many(request: Request) -> None:
    """Refuse a reader who asks more often than the settings allow; runs on every route."""
    limits = cast(RequestLimits | None, request.app.state.request_limits)
    path: str = request.scope["route"].path
    if limits is not None and not path.startswith(FREE):
        await limits.take(request, await claims_of(request), is_search=path in SEARCHES)


def limits_of(settings: Settings, store: SharedStore | None) -> tuple[AttemptLimits, RequestLimits | None]:
    """Return the limits of tries and of requests that the settings name, shared if there is a store."""
    windows = Windows(store, settings.jwt_secret) if store else None
    tries = AttemptLimits(settings.address_attempts_per_minute, settings.login_attempts_per_minute, windows=windows)
    requests, searches = settings.requests_per_minute, settings.searches_per_minute
    return tries, RequestLimits(requests, searches, windows) if requests or searches else None


def _too_fast(per_minute: int, word: str, wait: float) -> TooManyRequests:
    error = TooManyRequests(f"More than {per_minute} {word} in a minute: wait a little.", slug="too_fast")
    error.retry_after_seconds = max(1, math.ceil(wait - ROUNDING / 2))
    return error


_network_of = lru_cache(maxsize=1024)(network_of)
