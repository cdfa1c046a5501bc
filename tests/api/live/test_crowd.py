"""Five hundred connections, of which twenty do not read: those are closed, and all others get everything."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from api.app import create_app
from api.push.hub import Hub
from api.push.listeners import MOST_WAITING
from api.push.messages import KINDS, Message
from api.security.tokens import Claims, write_token
from tests.api.push.clock import Counted
from tests.conftest import settings_of
from tests.support.live import Ear, listen, on_a_port
from tests.support.readers import SECRET
from tests.support.waiting import until

N_CONNECTIONS, N_STALLED, N_MESSAGES = 500, 20, 60
LARGE = 8_000  # bytes of a message: what does not read is full after some, besides the 16 on their way and 16 that wait


class Ready(Counted):
    """A database that lets everybody in."""

    async def one(self, function: str, /, **args: Any) -> Any:
        """Counters that never change."""
        return dict.fromkeys(KINDS, 0) if function == "get_live_state" else await super().one(function, **args)


@pytest.fixture
async def crowd(database_url: str) -> AsyncIterator[tuple[int, Any]]:
    """The service on a port, in front of a database that costs nothing."""
    app = create_app(settings_of(database_url=SecretStr(database_url), jwt_secret_key=SecretStr(SECRET)))
    async with app.router.lifespan_context(app), on_a_port(app) as (port, _):
        app.state.db = app.state.hub._db = Ready()
        yield port, app.state.hub


def authorized(reader_id: int) -> str:
    """The header of a reader's token."""
    return f"Bearer {write_token(Claims(reader_id, 1), SECRET, timedelta(hours=1))}"


async def stalled(port: int, reader_id: int) -> socket.socket:
    """A connection that reads nothing, and lets little wait for it."""
    said = f"GET /live HTTP/1.1\r\nHost: x\r\nAuthorization: {authorized(reader_id)}\r\n\r\n"
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", port))
    await asyncio.get_running_loop().sock_sendall(sock, said.encode())
    return sock


async def all_of(ear: Ear) -> int:
    """How many messages a connection gets until all have come."""
    return len(await ear.kinds(1 + N_MESSAGES)) - 1


def all_read(hub: Hub) -> bool:
    """Whether little waits for those who read."""
    return all(one.n_waiting < MOST_WAITING // 2 for one in hub.readers if one.reader_id > N_STALLED)


async def test_who_does_not_read_is_closed_and_all_others_get_everything(crowd: tuple[int, Any]) -> None:
    port, hub = crowd
    dead = [await stalled(port, reader_id) for reader_id in range(1, N_STALLED + 1)]
    ears: list[Ear] = []
    for start in range(N_STALLED + 1, N_CONNECTIONS + 1, 40):
        readers = range(start, min(start + 40, N_CONNECTIONS + 1))
        ears += await asyncio.gather(*(listen(port, Authorization=authorized(one)) for one in readers))
    await until(lambda: hub.readers.n_listeners == N_CONNECTIONS)
    reading = [asyncio.create_task(all_of(ear)) for ear in ears]

    for _ in range(N_MESSAGES):
        hub.readers.give_all(Message("list", "1.1.0.0", "x" * LARGE))
        await until(lambda: all_read(hub), pause=0)

    assert await asyncio.gather(*reading) == [N_MESSAGES] * (N_CONNECTIONS - N_STALLED)
    assert {one.reader_id for one in hub.readers} == set(range(N_STALLED + 1, N_CONNECTIONS + 1))
    await until(lambda: len(hub.readers._readers) == N_CONNECTIONS - N_STALLED)
    for sock in dead:
        sock.close()
