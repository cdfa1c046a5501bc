"""Connections that keep us waiting, on a real port: each is closed in time, and none keeps others out."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, cast

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import Server

from api.http.connections import Connection
from api.http.middleware import SECURITY_HEADERS
from api.http.patience import MAX_CONNECTIONS, Connections, Patience
from api.http.serving import (
    DESCRIPTORS,
    LEAST_CONNECTIONS,
    RESERVED_DESCRIPTORS,
    BoundedServer,
    most_connections,
    raised_descriptors,
)
from tests.support.waiting import PATIENCE, until

SOON, LONG = 0.15, 60.0
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
LARGE = {"/large": b"x" * 40_000_000}  # more than the system takes from us for somebody who does not read


class App:
    """Answers at once: `/kept` when it is let, `/large` with more than anybody reads, `/echo` with what was sent."""

    def __init__(self) -> None:
        self.let = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """200."""
        if scope["path"] == "/kept":
            await self.let.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        body = (await receive())["body"] if scope["path"] == "/echo" else LARGE.get(scope["path"], b"well")
        await send({"type": "http.response.body", "body": body, "more_body": False})


class Place:
    """A running server: its port, and what it knows of its connections."""

    def __init__(self, port: int, app: App, server: Server, connections: Connections) -> None:
        self.port = port
        self.app = app
        self.server = server
        self.connections = connections
        self._writers: list[asyncio.StreamWriter] = []  # one that nobody holds is closed

    async def opened(self, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection on which that was sent."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._writers.append(writer)
        writer.write(sent)
        for _ in range(10):  # it is accepted, and read
            await asyncio.sleep(0.003)
        return reader, writer

    @property
    def n_open(self) -> int:
        """How many connections it counts."""
        return len(self.connections._open)


@asynccontextmanager
async def a_place(most: int = 10, keep_alive: float = LONG, **patience: float) -> AsyncIterator[Place]:
    """A server that waits long for everything that is not named."""
    app, connections = App(), Connections(most, Patience(**{"head": LONG, "rest": LONG, "reader": LONG, **patience}))
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None, access_log=False)
    server = BoundedServer(config)
    config.timeout_keep_alive = cast(Any, keep_alive)
    config.http = cast(Any, partial(Connection, connections=connections))
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield Place(server.servers[0].sockets[0].getsockname()[1], app, server, connections)
    app.let.set()
    server.force_exit = True
    await server.shutdown()
    await asyncio.sleep(0.01)
    assert connections._open == set()
    assert not connections._strangers
    assert not connections._waiting


async def end_of(reader: asyncio.StreamReader) -> bytes:
    """What came until the connection was closed; fails where it is not."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await reader.read()
    except ConnectionResetError:
        return b""


async def is_open(reader: asyncio.StreamReader) -> bool:
    """Whether it stays open for a while in which nothing comes."""
    try:
        async with asyncio.timeout(2 * SOON):
            return await reader.read(1) != b""
    except ConnectionResetError:
        return False
    except TimeoutError:
        return True


async def answer_of(reader: asyncio.StreamReader) -> bytes:
    """One answer, to its end."""
    async with asyncio.timeout(PATIENCE):
        return await reader.readuntil(b"0\r\n\r\n")


async def test_a_connection_that_sends_nothing_is_closed() -> None:
    async with a_place(head=SOON) as place:
        reader, _ = await place.opened()

        assert await end_of(reader) == b""
        assert place.n_open == 0


@pytest.mark.parametrize("before", [b"", GET], ids=["first", "later"])
async def test_half_a_head_is_refused_in_the_shape_of_every_error(before: bytes) -> None:
    async with a_place(head=SOON) as place:
        reader, writer = await place.opened(before or HALF_A_HEAD)
        if before:
            await answer_of(reader)
            writer.write(HALF_A_HEAD)

        head, _, body = (await end_of(reader)).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert all(f"\r\n{name}: {value}".encode() in head for name, value in SECURITY_HEADERS.items())
    assert json.loads(body) == {
        "error": "too_slow",
        "detail": "The request did not arrive within 0 seconds: send it again.",
        "request_id": None,
    }


async def test_a_head_that_trickles_in_gets_no_longer() -> None:
    async with a_place(head=SOON) as place:
        reader, writer = await place.opened(b"GET / HTTP/1.1\r\nX: ")

        async def trickle() -> None:
            while True:
                writer.write(b"x")
                await asyncio.sleep(SOON / 10)

        trickling = asyncio.create_task(trickle())

        await end_of(reader)
        trickling.cancel()


async def test_a_connection_that_rests_between_requests_is_left_to_keep_alive() -> None:
    async with a_place(head=SOON) as place:
        reader, writer = await place.opened(GET)
        await answer_of(reader)

        assert await is_open(reader)
        writer.write(GET)
        assert b"200" in await answer_of(reader)


async def test_a_connection_that_rests_for_longer_than_it_is_kept_alive_is_closed() -> None:
    async with a_place(keep_alive=SOON) as place:
        reader, _ = await place.opened(GET)
        await answer_of(reader)

        assert await end_of(reader) == b""
        assert place.n_open == 0


async def test_the_rest_of_a_body_is_not_awaited_for_long_after_its_answer() -> None:
    async with a_place(rest=SOON) as place:
        reader, writer = await place.opened(POST)
        writer.write(b"x" * 999)
        assert b"200" in await answer_of(reader)

        assert await end_of(reader) == b""


async def test_a_body_that_nobody_read_is_forgotten_once_it_is_answered() -> None:
    async with a_place() as place:
        reader, _ = await place.opened(POST + b"x" * 1000)
        await answer_of(reader)

        [connection] = place.connections._open
        assert cast(Connection, connection).cycle.body == b""


async def test_who_waits_for_our_answer_is_given_all_the_time_it_takes() -> None:
    async with a_place(head=SOON, rest=SOON, reader=SOON) as place:
        reader, _ = await place.opened(GET.replace(b"/ ", b"/kept "))

        assert await is_open(reader)
        place.app.let.set()
        assert b"well" in await answer_of(reader)


@pytest.mark.parametrize("close", [b"", b"Connection: close\r\n"], ids=["kept", "closing"])
async def test_who_does_not_read_is_dropped(close: bytes) -> None:
    async with a_place(reader=SOON) as place:
        _, writer = await place.opened(GET.replace(b"/ ", b"/large ").replace(b"\r\n\r\n", b"\r\n" + close + b"\r\n"))
        writer.transport.pause_reading()  # type: ignore[attr-defined]

        await until(lambda: place.n_open == 0)


async def test_of_too_many_the_oldest_that_never_asked_goes_and_the_newcomer_is_served() -> None:
    async with a_place(most=3) as place:
        resting, _ = await place.opened(GET)
        await answer_of(resting)
        first, _ = await place.opened()
        second, _ = await place.opened(b"GET / HTTP")
        assert place.n_open == 3

        newcomer, _ = await place.opened(GET)

        assert b"200" in await answer_of(newcomer)
        assert await end_of(first) == b""
        assert await is_open(second)
        assert await is_open(resting)


async def test_as_many_as_may_be_are_all_kept() -> None:
    async with a_place(most=3) as place:
        opened = [await place.opened() for _ in range(3)]

        assert all([await is_open(reader) for reader, _ in opened])


async def test_without_strangers_the_one_that_rested_longest_goes() -> None:
    async with a_place(most=2) as place:
        (first, one), (second, _) = [await place.opened(GET) for _ in range(2)]
        await answer_of(first)
        await answer_of(second)
        one.write(GET)
        await answer_of(first)

        newcomer, _ = await place.opened(GET)

        assert b"200" in await answer_of(newcomer)
        assert await end_of(second) == b""
        assert await is_open(first)


async def test_where_all_wait_for_our_answer_it_is_the_newcomer_that_goes() -> None:
    async with a_place(most=2) as place:
        working = [await place.opened(GET.replace(b"/ ", b"/kept ")) for _ in range(2)]

        newcomer, _ = await place.opened(GET)

        assert await end_of(newcomer) == b""
        place.app.let.set()
        assert all([b"well" in await answer_of(reader) for reader, _ in working])


async def test_who_waits_for_a_later_answer_is_not_closed_for_a_newcomer_either() -> None:
    async with a_place(most=2) as place:
        working = [await place.opened(GET) for _ in range(2)]
        for reader, writer in working:
            await answer_of(reader)
            writer.write(GET.replace(b"/ ", b"/kept "))

        newcomer, _ = await place.opened(GET)

        assert await end_of(newcomer) == b""
        place.app.let.set()
        assert all([b"well" in await answer_of(reader) for reader, _ in working])


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", GET[:-2] + b"A B: c\r\n\r\n", POST.replace(b"1000", b"1e3")])
async def test_what_is_no_http_is_a_400_of_the_one_shape(sent: bytes) -> None:
    async with a_place() as place:
        reader, _ = await place.opened(sent)

        head, _, body = (await end_of(reader)).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"\r\nx-content-type-options: nosniff" in head
    assert json.loads(body)["error"] == "malformed_request"


async def test_a_body_that_turns_out_to_be_no_http_closes_the_connection() -> None:
    chunked = b"POST /kept HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with a_place() as place:
        reader, writer = await place.opened(chunked)
        writer.write(b"not a length\r\n")

        assert b"malformed_request" in await end_of(reader)


async def test_who_asks_for_a_websocket_gets_the_answer_of_any_other_request() -> None:
    upgrade = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
    key = b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    async with a_place() as place:
        reader, writer = await place.opened(upgrade + key)

        assert b"200" in await answer_of(reader)
        writer.write(GET)
        assert b"200" in await answer_of(reader)


async def test_many_requests_one_after_the_other_leave_one_connection() -> None:
    async with a_place() as place, httpx.AsyncClient(base_url=f"http://127.0.0.1:{place.port}") as client:
        answers = [await client.post("/", content=b"x" * 100) for _ in range(20)]

        assert {answer.text for answer in answers} == {"well"}
        assert place.n_open == 1


@pytest.mark.parametrize(
    ("n_descriptors", "most"),
    [
        (DESCRIPTORS, MAX_CONNECTIONS),
        (MAX_CONNECTIONS + RESERVED_DESCRIPTORS, MAX_CONNECTIONS),
        (MAX_CONNECTIONS + RESERVED_DESCRIPTORS - 1, MAX_CONNECTIONS - 1),
        (1024, 640),
        (100, LEAST_CONNECTIONS),
    ],
)
def test_there_are_fewer_connections_than_descriptors(n_descriptors: int, most: int) -> None:
    assert most_connections(n_descriptors) == most


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "has"),
    [(1024, 524288, 4096, 4096), (1024, 2048, 4096, 2048), (1024, 1024, 4096, 1024), (8192, 8192, 4096, 8192),
     (1024, -1, 4096, 4096), (-1, -1, 4096, 4096)],
)  # fmt: skip
def test_descriptors_are_raised_as_far_as_is_allowed(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, wanted: int, has: int
) -> None:
    set_to: list[tuple[int, int]] = []
    monkeypatch.setattr("resource.getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr("resource.setrlimit", lambda _, limits: set_to.append(limits))

    assert raised_descriptors(wanted) == has
    assert set_to == ([(has, hard)] if soft not in {has, -1} else [])
