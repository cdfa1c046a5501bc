"""The SQL functions, called over PostgREST with supabase-py."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from postgrest.exceptions import APIError
from supabase import AsyncClient, AsyncClientOptions, acreate_client

from api.db.sqlstate import error_for, is_shipped_anew
from api.errors import Overloaded, Unavailable

TIMEOUT = httpx.Timeout(8.0, connect=3.0, pool=2.0)
ANSWER_SECONDS = 12  # for waiting and the answer together
MAX_WAITING = 500  # with more calls under way, the next is refused at once


class SupabaseDatabase:
    """One client for the process. Calls use POST, because GET would lose the shape of lists.

    Calls wait here for their turn, first come, first served. httpx's pool is unfair under load (p95 with 100 callers
    573 ms against 256), and its timeouts limit no call as a whole.
    """

    def __init__(self, client: AsyncClient, pool_size: int) -> None:
        self._client = client
        self._turns = asyncio.Semaphore(pool_size)
        self._n_waiting = 0

    async def rows(self, function: str, /, **args: Any) -> list[dict[str, Any]]:
        """Call as `Database.rows` says."""
        return list(await self._answer(function, args))

    async def one(self, function: str, /, **args: Any) -> Any:
        """Call as `Database.one` says."""
        return await self._answer(function, args)

    async def _answer(self, function: str, args: dict[str, Any]) -> Any:
        if self._n_waiting >= MAX_WAITING:
            raise Overloaded
        self._n_waiting += 1
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self._turns:
                return await self._call(function, args)
        except APIError as error:
            raise error_for(error.code, error.message, error.details) from error
        except (httpx.TransportError, TimeoutError) as error:
            raise Unavailable from error
        finally:
            self._n_waiting -= 1

    async def _call(self, function: str, args: dict[str, Any]) -> Any:
        try:
            return (await self._client.rpc(function, args).execute()).data
        except APIError as error:
            if error.code == "42883" or not is_shipped_anew(error.code, error.message):
                raise  # PostgREST does not know the function until it reads the schema again
            return (await self._client.rpc(function, args).execute()).data


async def _require_json(response: httpx.Response) -> None:
    """Refuse a gateway's page with status 200; the library would pass it on as text."""
    if response.is_success and "json" not in response.headers.get("content-type", ""):
        raise httpx.RemoteProtocolError("the answer is not JSON")


@asynccontextmanager
async def open_supabase(url: str, key: str, pool_size: int) -> AsyncIterator[SupabaseDatabase]:
    """Open the project at `url` with at most `pool_size` connections, and close it at the end.

    The httpx client is ours. The library's own waits 120 s, speaks HTTP/2 with known disconnects, and cannot be closed.
    The key may be a legacy token or `sb_secret_…`; it is not parsed.
    """
    limits = httpx.Limits(max_connections=pool_size, max_keepalive_connections=pool_size)
    transport = httpx.AsyncHTTPTransport(retries=1, limits=limits)
    hooks = {"response": [_require_json]}
    async with httpx.AsyncClient(transport=transport, timeout=TIMEOUT, event_hooks=hooks) as http:
        options = AsyncClientOptions(httpx_client=http, persist_session=False, auto_refresh_token=False)
        yield SupabaseDatabase(await acreate_client(url, key, options), pool_size)
