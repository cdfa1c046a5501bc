"""The public keys of another issuer: fetched when they are needed, kept, and asked for again now and then."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from api.errors import IssuerUnavailable, Unauthorized
from api.logs import log_event

log = logging.getLogger(__name__)

FRESH_SECONDS = 300  # older keys are fetched again, and count meanwhile
COOLDOWN_SECONDS = 10  # between two fetches, however many tokens name unknown keys
TIMEOUT_SECONDS = 4
MAX_KEYS = 100
MAX_BYTES = 256 * 1024
LEAST_BITS = 2048


class KeyRing:
    """The keys at one address, by their ids. Only what the address answers is kept, never what a token names."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False)
        self._url = url
        self._clock = clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = self._tried_at = -float("inf")
        self._is_away = False
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> jwt.PyJWK:
        """Return a key. A known one never waits. Raises `Unauthorized`, or `IssuerUnavailable` if nobody can tell."""
        if key_id in self._keys:
            if self._clock() - self._fetched_at >= FRESH_SECONDS:
                self._ask()
            return self._keys[key_id]
        if asking := self._ask():
            await asyncio.shield(asking)
        if key_id in self._keys:
            return self._keys[key_id]
        if self._is_away:
            raise IssuerUnavailable()
        raise Unauthorized("This token is signed by a key that its issuer does not publish.", slug="token_invalid")

    async def close(self) -> None:
        """End what is under way."""
        if self._fetching is not None:
            self._fetching.cancel()
        await self._http.aclose()

    def _ask(self) -> asyncio.Task[None] | None:
        """Return the fetch under way, or begin one unless the last one was just now; then return None."""
        if self._fetching is not None and not self._fetching.done():
            return self._fetching
        if self._clock() - self._tried_at < COOLDOWN_SECONDS:
            return None
        self._tried_at = self._clock()
        self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        try:
            self._keys = {str(key.key_id): key for key in _usable(await self._document())}
            self._fetched_at, self._is_away = self._clock(), False
        except (httpx.HTTPError, OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            self._is_away = True
            log_event(log, "issuer_unavailable", logging.WARNING, cause=repr(error)[:200])

    async def _document(self) -> Any:
        """Return what the address answers. Raises `ValueError` if it is no JSON, or too much."""
        arrived = bytearray()
        async with asyncio.timeout(TIMEOUT_SECONDS), self._http.stream("GET", self._url) as answer:
            answer.raise_for_status()
            async for piece in answer.aiter_bytes():
                arrived += piece
                if len(arrived) > MAX_BYTES:
                    raise ValueError(f"more than {MAX_BYTES} bytes")
        return json.loads(arrived)


def _usable(document: Any) -> Iterator[jwt.PyJWK]:
    """Yield the keys of a document that can check a signature of ES256 or RS256; pass over all others."""
    for described in document["keys"][:MAX_KEYS]:
        try:
            key = jwt.PyJWK(described, algorithm=described.get("alg"))
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError):
            continue
        if key.key_id and described.get("use", "sig") == "sig" and _is_strong(key):
            yield key


def _is_strong(key: jwt.PyJWK) -> bool:
    """Say whether a key is public, fits its algorithm, and is long enough."""
    if key.algorithm_name == "ES256":
        return isinstance(key.key, EllipticCurvePublicKey) and isinstance(key.key.curve, SECP256R1)
    if key.algorithm_name == "RS256":
        return isinstance(key.key, RSAPublicKey) and key.key.key_size >= LEAST_BITS
    return False
