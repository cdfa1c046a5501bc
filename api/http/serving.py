"""uvicorn's server with a limit: as many connections as the system's descriptors and our memory allow."""

import asyncio
import gc
import resource
import socket
from functools import partial
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.server import Server

from api.http.connections import Connection
from api.http.patience import MAX_CONNECTIONS, MAX_LASTING, Connections

DESCRIPTORS = 4096  # that we ask for at start; systemd gives 1,024 unless a unit says otherwise
RESERVED_DESCRIPTORS = 384  # for the database, for files, and for accepted connections that are not counted yet
LEAST_CONNECTIONS = 16
ACCEPTED_AT_ONCE = 64  # asyncio accepts as many as its backlog before we can count them
LISTEN_QUEUE = 2048  # the system holds so many connections until we accept them
PARTING_SECONDS = 1.0
LAST_WORD_SECONDS = 0.1  # for clients of /live to be told that it ends
WS_BYTES = 1024  # of a message that a client sends by WebSocket; it need not send any


class BoundedServer(Server):
    """uvicorn's server, with `Connection` for its protocol and fewer connections than descriptors."""

    def __init__(self, config: Config) -> None:
        n_descriptors = raised_descriptors()
        self._connections = Connections(
            most_connections(n_descriptors),
            most_together=most_connections(n_descriptors, MAX_CONNECTIONS + MAX_LASTING),
        )
        config.http = cast(Any, partial(Connection, connections=self._connections))
        if (state := getattr(config.app, "state", None)) is not None:
            state.connections = self._connections  # for /metrics
        config.backlog = ACCEPTED_AT_ONCE
        config.ws = cast(Any, open_socket)
        config.ws_max_size = WS_BYTES
        config.ws_per_message_deflate = False
        config.ws_ping_interval = None  # api/push/hub.py has one timer for all
        super().__init__(config)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and let the system queue more newcomers than are accepted at once.

        What is there by then lives as long as the process: collections of garbage pass over it from now on. Going
        through all of it took as long as several requests, and everybody waited.
        """
        await super().startup(sockets)
        for listener in sockets or []:
            listener.listen(LISTEN_QUEUE)
        gc.collect()
        gc.freeze()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what stays open, then stop."""
        if self._connections.end_lasting():
            await asyncio.sleep(LAST_WORD_SECONDS)
        await super().shutdown(sockets)


class PartingServer(BoundedServer):
    """Says `Connection: close` with every answer for a moment, then stops.

    uvicorn closes every idle connection at once, and loses requests that were sent but not yet read. At a tenth of a
    core, those are the requests of all busy clients, and a proxy turns them into 502s.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Part from the clients, then close and wait for what is under way."""
        self._connections.end_lasting()
        self.server_state.default_headers.append((b"connection", b"close"))
        await asyncio.sleep(PARTING_SECONDS)
        await super().shutdown(sockets)


def raised_descriptors(wanted: int = DESCRIPTORS) -> int:
    """Ask for `wanted` descriptors; return how many this process may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    goal = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= goal:
        return wanted if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (goal, hard))
    except (ValueError, OSError):
        return soft
    return goal


def most_connections(n_descriptors: int, most: int = MAX_CONNECTIONS) -> int:
    """Return how many connections the descriptors and our memory allow."""
    return max(LEAST_CONNECTIONS, min(most, n_descriptors - RESERVED_DESCRIPTORS))


def open_socket(**given: Any) -> asyncio.Protocol:
    """Make the protocol of a WebSocket; what it needs is imported when the first one comes."""
    from api.http.sockets import Socket

    return Socket(**given)
