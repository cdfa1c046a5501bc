"""uvicorn's server, bounded: as many connections as the system's descriptors and our memory allow."""

import asyncio
import resource
import socket
from functools import partial
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.server import Server

from api.connections import MAX_CONNECTIONS, Connection, Connections

DESCRIPTORS = 4096  # asked for at start; systemd gives 1,024 unless a unit says otherwise
RESERVED_DESCRIPTORS = 384  # for the database's connections, files, and what was accepted and is not counted yet
LEAST_CONNECTIONS = 16
ACCEPTED_AT_ONCE = 64  # asyncio accepts as many as its backlog before anybody may count them
LISTEN_QUEUE = 2048  # the system holds so many until we accept them
PARTING_SECONDS = 1.0


class BoundedServer(Server):
    """uvicorn's, with `Connection` for its protocol and fewer connections than descriptors."""

    def __init__(self, config: Config) -> None:
        most = most_connections(raised_descriptors())
        config.http = cast(Any, partial(Connection, connections=Connections(most)))
        config.backlog = ACCEPTED_AT_ONCE
        config.ws = "none"  # no route speaks it, and 2,000 who ask for it kept everybody else waiting for 20 s
        super().__init__(config)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and lets the system hold more newcomers than are accepted at once."""
        await super().startup(sockets)
        for listener in sockets or []:
            listener.listen(LISTEN_QUEUE)


class PartingServer(BoundedServer):
    """Says `Connection: close` with every answer for a moment, then stops.

    uvicorn closes every connection that rests at once, and with it the requests that were sent and not yet read: at
    a tenth of a core those of all busy clients. A proxy makes 502s of them.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Parts from the clients, then closes and waits for what is under way."""
        self.server_state.default_headers.append((b"connection", b"close"))
        await asyncio.sleep(PARTING_SECONDS)
        await super().shutdown(sockets)


def raised_descriptors(wanted: int = DESCRIPTORS) -> int:
    """How many descriptors this process may have, after asking for as many as are wanted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    goal = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= goal:
        return wanted if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (goal, hard))
    except (ValueError, OSError):
        return soft
    return goal


def most_connections(n_descriptors: int) -> int:
    """As many connections as so many descriptors allow, and no more than our memory does."""
    return max(LEAST_CONNECTIONS, min(MAX_CONNECTIONS, n_descriptors - RESERVED_DESCRIPTORS))
