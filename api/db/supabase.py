"""The SQL functions, called over PostgREST with the client that supabase-py calls them with.

`supabase` itself would import clients for files, messages and accounts too: 14 MB, and a third of a second at a start.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpcore
import httpx
from postgrest import AsyncPostgrestClient
from pydantic_core import from_json

from api.db.arguments import write_arguments
from api.db.port import Database
from api.db.sqlstate import error_for, is_shipped_anew
from api.db.wire import Answered, Wire
from api.errors import Overloaded, Unavailable

ANSWER_SECONDS = 12  # for waiting and the answer together
LONGEST_PAGE = 200  # characters of a page that a gateway answers instead
MAX_WAITING = 500  # with more calls under way, the next is refused at once
_BROKEN = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.ConnectionNotAvailable)


class SupabaseDatabase(Database):
    """One client for the process. Calls use POST, because GET would lose the shape of lists.

    Calls wait here for their turn, first come, first served. httpx's pool is unfair under load (p95 with 100 callers
    573 ms against 256), and its timeouts limit no call as a whole.
    The library makes one request for each function. Later calls copy it and go to the wire: what lies between would
    merge headers, build the address and look for redirects at every call.
    """

    def __init__(self, client: AsyncPostgrestClient, wire: Wire, pool_size: int) -> None:
        self._client = client
        self._wire = wire
        self._prepared: dict[str, _Prepared] = {}
        self._turns = asyncio.Semaphore(pool_size)
        self._pool_size = pool_size
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
        except (*_BROKEN, TimeoutError) as error:
            raise Unavailable from error
        finally:
            self._n_waiting -= 1

    def count_connections(self) -> dict[str, int]:
        """Count calls under way, each on a connection, and those that wait for one."""
        n_used = min(self._n_waiting, self._pool_size)
        return {"used": n_used, "waiting": self._n_waiting - n_used}

    async def _call(self, function: str, args: dict[str, Any]) -> bytes:
        try:
            return await self._send(function, args)
        except _Refused as error:
            if error.code == "42883" or not is_shipped_anew(error.code, error.message):
                raise  # PostgREST does not know the function until it reads the schema again
            return await self._send(function, args)

    async def _send(self, function: str, args: dict[str, Any]) -> bytes:
        url, headers = self._prepared.get(function) or self._prepare(function)
        content = write_arguments(args).encode()
        answer = await self._wire.post(url, headers, content)
        if not 200 <= answer.status < 300:
            raise _Refused.by(answer)
        if "json" not in answer.content_type or not _is_json(answer.body):
            raise httpcore.RemoteProtocolError("the answer is not JSON")  # a gateway's page with status 200
        return answer.body

    def _prepare(self, function: str) -> "_Prepared":
        """Return the address and the headers of every call of a function."""
        asked = self._client.rpc(function, {}).request
        headers = {**asked.headers, "Content-Type": "application/json"}
        made = asked.session.build_request(asked.http_method, str(asked.path), headers=headers)
        del made.headers["Content-Length"]
        self._prepared[function] = _Prepared(httpcore.URL(str(made.url)), made.headers.raw)
        return self._prepared[function]


def _is_json(body: bytes) -> bool:
    """Say whether a body is JSON by its ends, and parse it only if they say nothing: all else is short."""
    if body[:1] + body[-1:] in {b"{}", b"[]"}:
        return True
    try:
        from_json(body)
    except ValueError:
        return False
    return True


class _Prepared(NamedTuple):
    url: httpcore.URL
    headers: list[tuple[bytes, bytes]]


class _Refused(Exception):
    """What PostgREST, or the gateway before it, says of a call that failed."""

    def __init__(self, code: str | None, message: str | None, details: str | None) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.details = code, message, details

    @classmethod
    def by(cls, answer: Answered) -> "_Refused":
        """Read a refusal; a page that is no JSON has its status for a code."""
        try:
            told = json.loads(answer.body)
            return cls(told.get("code"), told.get("message"), told.get("details"))
        except (ValueError, AttributeError):
            return cls(str(answer.status), answer.body.decode(errors="replace")[:LONGEST_PAGE], None)


@asynccontextmanager
async def open_supabase(url: str, key: str, pool_size: int) -> AsyncIterator[SupabaseDatabase]:
    """Open the project at `url` with at most `pool_size` connections, and close it at the end.

    httpx only makes requests ready; what the library would send them with waits 120 s, speaks HTTP/2 with known
    disconnects, and cannot be closed. The key may be a legacy token or `sb_secret_…`; it is not parsed.
    """
    wire = Wire(httpx.URL(url))
    async with httpx.AsyncClient(transport=httpx.AsyncBaseTransport()) as http:
        headers = {"apikey": key, "Authorization": f"Bearer {key}"}
        client = AsyncPostgrestClient(f"{url.rstrip('/')}/rest/v1", headers=headers, http_client=http)
        try:
            yield SupabaseDatabase(client, wire, pool_size)
        finally:
            await wire.aclose()
