"""How often something happened in the last minute, counted in Redis for all instances together."""

import hmac
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from api.errors import Misconfigured
from api.shared.store import SharedStore

if TYPE_CHECKING:
    from limits import RateLimitItemPerMinute

PREFIX = "cinelibre"
DIGEST_BYTES = 16  # of a key: nobody who reads Redis learns an e-mail or an address
MINUTE = 60.0


class Windows:
    """Sliding windows of a minute. A key lives in Redis for two minutes at most, so idle ones take no room."""

    def __init__(self, store: SharedStore, secret: str) -> None:
        try:
            from limits.aio.storage import RedisStorage
            from limits.aio.strategies import SlidingWindowCounterRateLimiter
        except ImportError:
            raise Misconfigured("REDIS_URL needs limits: pip install -r requirements-redis.txt.") from None
        self._store = store
        self._secret = secret.encode()
        pool = cast(Any, store.pool)  # its types know no pool, its documentation does
        kept = RedisStorage("async+redis://", implementation="redispy", key_prefix=PREFIX, connection_pool=pool)
        self._windows = SlidingWindowCounterRateLimiter(kept)

    async def wait_for(self, kind: str, per_minute: int, key: str, n: int = 1) -> float | None:
        """Count `n` and return 0, or return the seconds until there is room. None: Redis is away."""
        item, digest = _item(kind, per_minute), self._digest(key)

        async def count() -> float:
            if await self._windows.hit(item, digest, cost=n):
                return 0
            opens_at = (await self._windows.get_window_stats(item, digest)).reset_time
            return min(MINUTE, max(0.001, opens_at - time.time()))

        return await self._store.ask(count)

    def _digest(self, key: str) -> str:
        return hmac.digest(self._secret, key.encode(errors="replace"), "sha256")[:DIGEST_BYTES].hex()


@lru_cache(maxsize=16)
def _item(kind: str, per_minute: int) -> "RateLimitItemPerMinute":
    from limits import RateLimitItemPerMinute

    return RateLimitItemPerMinute(per_minute, namespace=kind)
