"""The SQL functions, called over PostgREST with the client that supabase-py calls them with.

`supabase` itself would import clients for files, messages and accounts too: 14 MB, and a third of a second at a start.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from postgrest import AsyncPostgrestClient

from api.db.port import Database
from api.db.sqlstate import error_for, is_shipped_anew
from api.errors import Overloaded, Unavailable

TIMEOUT = httpx.Timeout(8.0, connect=3.0, pool=2.0)
ANSWER_SECONDS = 12  # for waiting and the answer together
LONGEST_PAGE = 200  # characters of a page that a gateway answers instead
EXTENSIONS = {"timeout": TIMEOUT.as_dict()}
MAX_WAITING = 500  # with more calls under way, the next is refused at once


class SupabaseDatabase(Database):
    """One client for the process. Calls use POST, because GET would lose the shape of lists.

    Calls wait here for their turn, first come, first served. httpx's pool is unfair under load (p95 with 100 callers
    573 ms against 256), and its timeouts limit no call as a whole.
    The library makes one request for each function. Later calls copy it and go to the transport: what lies between
    would merge headers, build the address and look for redirects at every call.
    """

    def __init__(self, client: AsyncPostgrestClient, transport: httpx.AsyncBaseTransport, pool_size: int) -> None:
        self._client = client
        self._transport = transport
        self._prepared: dict[str, tuple[httpx.URL, httpx.Headers]] = {}
        self._turns = asyncio.Semaphore(pool_size)
        self._n_waiting = 0

    async def text(self, function: str, /, **args: Any) -> bytes:
        """Call as `Database.text` says."""
        if self._n_waiting >= MAX_WAITING:
            raise Overloaded
        self._n_waiting += 1
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self._turns:
                return await self._call(function, args)
        except _Refused as error:
            raise error_for(error.code, error.message, error.details) from error
        except (httpx.TransportError, TimeoutError) as error:
            raise Unavailable from error
        finally:
            self._n_waiting -= 1

    async def _call(self, function: str, args: dict[str, Any]) -> bytes:
        try:
            return await self._send(function, args)
        except _Refused as error:
            if error.code == "42883" or not is_shipped_anew(error.code, error.message):
                raise  # PostgREST does not know the function until it reads the schema again
            return await self._send(function, args)

    async def _send(self, function: str, args: dict[str, Any]) -> bytes:
        url, headers = self._prepared.get(function) or self._prepare(function)
        content = json.dumps(args, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        request = httpx.Request("POST", url, headers=headers, content=content, extensions=EXTENSIONS)
        response = await self._transport.handle_async_request(request)
        try:
            answer = await response.aread()
        finally:
            await response.aclose()
        if not response.is_success:
            raise _Refused.by(response)
        if "json" not in response.headers.get("content-type", ""):
            raise httpx.RemoteProtocolError("the answer is not JSON")  # a gateway's page with status 200
        return answer or b"null"

    def _prepare(self, function: str) -> tuple[httpx.URL, httpx.Headers]:
        """Return the address and the headers of every call of a function."""
        asked = self._client.rpc(function, {}).request
        headers = {**asked.headers, "Content-Type": "application/json"}
        made = asked.session.build_request(asked.http_method, str(asked.path), headers=headers)
        del made.headers["Content-Length"]
        self._prepared[function] = made.url, made.headers
        return self._prepared[function]


class _Refused(Exception):
    """What PostgREST, or the gateway before it, says of a call that failed."""

    def __init__(self, code: str | None, message: str | None, details: str | None) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.details = code, message, details

    @classmethod
    def by(cls, response: httpx.Response) -> "_Refused":
        """Read a refusal; a page that is no JSON has its status for a code."""
        try:
            told = json.loads(response.content)
            return cls(told.get("code"), told.get("message"), told.get("details"))
        except (ValueError, AttributeError):
            return cls(str(response.status_code), response.text[:LONGEST_PAGE], None)


@asynccontextmanager
async def open_supabase(url: str, key: str, pool_size: int) -> AsyncIterator[SupabaseDatabase]:
    """Open the project at `url` with at most `pool_size` connections, and close it at the end.

    The httpx client is ours. The library's own waits 120 s, speaks HTTP/2 with known disconnects, and cannot be closed.
    The key may be a legacy token or `sb_secret_…`; it is not parsed.
    """
    limits = httpx.Limits(max_connections=pool_size, max_keepalive_connections=pool_size)
    transport = httpx.AsyncHTTPTransport(retries=1, limits=limits)
    async with httpx.AsyncClient(transport=transport) as http:
        headers = {"apikey": key, "Authorization": f"Bearer {key}"}
        client = AsyncPostgrestClient(f"{url.rstrip('/')}/rest/v1", headers=headers, http_client=http)
        yield SupabaseDatabase(client, transport, pool_size)
