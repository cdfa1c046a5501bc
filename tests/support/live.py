"""A client of /live that reads server-sent events from a socket, and the service on a real port in this process."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from api.http.serving import BoundedServer
from tests.support.waiting import PATIENCE

Event = dict[str, str]


class Ear:
    """One connection to /live: its status, its headers and its events, one by one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body: dict[str, Any] = {}  # of a refusal
        self._unread = b""

    async def read_head(self) -> None:
        """Reads the status and the headers, and the body of a refusal."""
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        self.status = int(first.split()[1])
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        if self.status != 200:
            self.body = json.loads(await self._reader.readexactly(int(self.headers["content-length"])))

    async def event(self) -> Event | None:
        """The next event, comments as `{"comment": …}`; None at the end of the answer."""
        async with asyncio.timeout(PATIENCE):
            while b"\n\n" not in self._unread:
                size = int(await self._reader.readline() or b"0", 16)
                self._unread += (await self._reader.readexactly(size + 2))[:-2]
                if size == 0:
                    return None
        said, _, self._unread = self._unread.partition(b"\n\n")
        pairs = (line.partition(":") for line in said.decode().split("\n"))
        return {name or "comment": value.strip() for name, _, value in pairs}

    async def kinds(self, n: int) -> list[str]:
        """The kinds of the next events; comments and what says when to come back are left out."""
        found: list[str] = []
        while len(found) < n:
            event = await self.event()
            assert event is not None, found
            if "event" in event:
                found.append(event["event"])
        return found

    async def end(self) -> list[Event]:
        """All events until the connection is closed."""
        found = []
        while (event := await self.event()) is not None:
            found.append(event)
        assert await self._reader.read() == b""
        return found

    def leave(self) -> None:
        """Hangs up."""
        self._writer.close()


async def listen(port: int, path: str = "/live", **headers: str) -> Ear:
    """Opens a connection and reads its head."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n{said}\r\n".encode())
    ear = Ear(reader, writer)
    async with asyncio.timeout(PATIENCE):
        await ear.read_head()
    return ear


@asynccontextmanager
async def on_a_port(app: FastAPI) -> AsyncIterator[tuple[int, BoundedServer]]:
    """Serves an application that has started already, as `python -m api` does; answers the port and the server."""
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None, access_log=False)
    server = BoundedServer(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        yield server.servers[0].sockets[0].getsockname()[1], server
    finally:
        server.force_exit = True
        await server.shutdown()


def bearer(client: httpx.AsyncClient) -> str:
    """The header that a client sends."""
    return str(client.headers["Authorization"])
