"""A foreign API: asked at a limited rate, with retries, and never with a key in a message."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import stamina
from aiolimiter import AsyncLimiter
from stamina.instrumentation import set_on_retry_hooks

from api.errors import CineLibreError, Misconfigured

ATTEMPTS = 7
LONGEST_WAIT = 60.0  # seconds; if the source asks for more, the run gives up
AT_ONCE = 8

set_on_retry_hooks(())  # retries are counted; a log line for each would hide the others


class SourceUnavailable(CineLibreError):
    """A source of the catalogue does not answer: run the sync again later, it goes on from here."""

    status = 503


class SourceRefused(CineLibreError):
    """A source of the catalogue refused a request."""

    status = 502


class QuotaSpent(CineLibreError):
    """The day's requests are spent: the next run goes on from here."""

    status = 429


class _Trouble(Exception):
    """Worth another try."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Source:
    """GETs JSON. `per_second` limits the requests, retries included; `before_request` is awaited before each."""

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        headers: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
        per_second: float,
        before_request: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.name = name
        self.counts: Counter[str] = Counter()
        self._params = params or {}
        self._before_request = before_request
        self._pace = AsyncLimiter(1, 1 / per_second)
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._quiet_until = 0.0
        self._client = httpx.AsyncClient(
            base_url=base_url.rstrip("/") + "/",
            headers={"Accept": "application/json", **(headers or {})},
            timeout=httpx.Timeout(20, connect=5),
        )

    async def get(self, path: str, **params: Any) -> Any:
        """Return the parsed answer to a GET; None for a 404.

        Raises `Misconfigured` if the key is refused, `QuotaSpent`, `SourceRefused` if asking again would not help, and
        `SourceUnavailable` after too many tries.
        """
        try:
            async with self._gate:
                async for attempt in stamina.retry_context(
                    on=self._how_long, attempts=ATTEMPTS, timeout=None, wait_initial=0.2, wait_max=10
                ):
                    with attempt:
                        self.counts["n_retries"] += attempt.num > 1
                        return await self._ask(path, params)
        except _Trouble as trouble:
            raise SourceUnavailable(
                f"{self.name} does not answer {path}: {trouble} ({ATTEMPTS} attempts)."
                " Run the sync again later: it goes on from here."
            ) from None

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aclose()

    async def _ask(self, path: str, params: dict[str, Any]) -> Any:
        await asyncio.sleep(max(0.0, self._quiet_until - time.monotonic()))
        async with self._pace:
            if self._before_request:
                await self._before_request()
            self.counts["n_requests"] += 1
            try:
                answer = await self._client.get(path, params={**self._params, **params})
            except httpx.HTTPError as error:
                raise _Trouble(type(error).__name__) from None
            self.counts["n_answered"] += answer.status_code < 500
        return self._read(answer, path)

    def _read(self, answer: httpx.Response, path: str) -> Any:
        if answer.status_code == 404:
            return None
        body = _json_of(answer)
        if answer.is_success:
            if body is None:
                raise _Trouble("the answer is no JSON")
            return body
        reason = _reason(body)
        if answer.status_code == 429 or _is_spent(reason) or "ateLimitExceeded" in reason:
            raise self._slow_down(answer, reason)
        if answer.status_code in {401, 403} or "API key not valid" in reason:  # Google says that with a 400
            raise Misconfigured(f"{self.name} refuses the key: {reason or 'no reason given'}. Check its settings.")
        if answer.status_code >= 500:
            raise _Trouble(f"status {answer.status_code}")
        raise SourceRefused(f"{self.name} refuses {path} with {answer.status_code}: {reason or 'no reason given'}.")

    def _slow_down(self, answer: httpx.Response, reason: str) -> Exception:
        wait = _seconds(answer.headers.get("Retry-After"))
        if _is_spent(reason) or (wait or 0) > LONGEST_WAIT:
            return QuotaSpent(
                f"{self.name} gives no more today: {reason or 'too many requests'}. The next run goes on from here."
            )
        self.counts["n_slowed"] += 1
        if wait is not None:
            self._quiet_until = max(self._quiet_until, time.monotonic() + wait)
        return _Trouble("too many requests", wait)

    @staticmethod
    def _how_long(error: Exception) -> bool | float:
        if not isinstance(error, _Trouble):
            return False
        return True if error.wait is None else error.wait + 0.05


def _json_of(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _reason(body: Any) -> str:
    """Return what TMDB (`status_message`) or Google (`error.message`, `error.errors[].reason`) gives as the reason."""
    if not isinstance(body, dict):
        return ""
    error = body.get("error")
    if isinstance(error, dict):
        listed = error.get("errors")
        first = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], dict) else {}
        return " ".join(str(part) for part in (first.get("reason"), error.get("message")) if part)[:300]
    return str(body.get("status_message") or "")[:300]


def _is_spent(reason: str) -> bool:
    """Say whether a day's quota is spent; Google says `Quota exceeded` of a minute's quota too."""
    return any(word in reason for word in ("dailyLimitExceeded", "quotaExceeded", "per day"))


def _seconds(retry_after: str | None) -> float | None:
    """Read Retry-After, in seconds or as a date."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
