"""LISTEN: what other processes say by NOTIFY, on a connection of its own beside the pool."""

from collections.abc import AsyncIterator
from contextlib import suppress

import psycopg

from api.errors import Unavailable

CONNECT_SECONDS = 3


async def listen(url: str, channel: str) -> AsyncIterator[str | None]:
    """Yield None once it listens, then every message. Raises `Unavailable` when the connection is lost."""
    with suppress(psycopg.Error):
        async with await psycopg.AsyncConnection.connect(
            url, autocommit=True, connect_timeout=CONNECT_SECONDS, keepalives_idle=30
        ) as connection:
            await connection.execute(f"listen {channel}".encode())
            yield None
            async for notification in connection.notifies():
                yield notification.payload
    raise Unavailable
