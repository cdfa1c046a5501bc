"""HTTP over kept connections, with a server at the other end that can misbehave."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpcore
import httpx
import pytest

from api.db import wire
from api.db.wire import Answered, Wire
from tests.support.certificates import certify

Answer = Callable[[int, asyncio.StreamWriter], Awaitable[None]]


def whole(body: bytes, *headers: bytes) -> bytes:
    """A complete answer."""
    lines = [b"HTTP/1.1 200 OK", b"content-type: application/json", b"content-length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class Server:
    """Answers each request as a test says, and counts its connections."""

    def __init__(self, answer: Answer) -> None:
        self.n_connections = 0
        self.n_requests = 0
        self.ended = asyncio.Event()  # a connection was closed by the other side
        self._answer = answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.n_connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                [length] = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
                await reader.readexactly(int(length.split(b":")[1]))
                self.n_requests += 1
                await self._answer(self.n_requests, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.ended.set()
        finally:
            writer.close()


@asynccontextmanager
async def connected(answer: Answer, context: ssl.SSLContext | None = None) -> AsyncIterator[tuple[Server, str]]:
    """A server, and its address."""
    server = Server(answer)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=context)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield server, f"{'https' if context else 'http'}://localhost:{port}"
    finally:
        listening.close()


async def post(line: Wire, address: str, content: bytes = b"{}") -> Answered:
    """One request."""
    return await line.post(httpcore.URL(f"{address}/x"), [(b"Host", b"localhost")], content)


async def test_calls_one_after_the_other_take_one_connection() -> None:
    async def answer(n: int, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(b"%d" % n))

    async with connected(answer) as (server, address):
        line = Wire(httpx.URL(address))
        bodies = [(await post(line, address)).body for _ in range(3)]
        await line.aclose()

        assert bodies == [b"1", b"2", b"3"]
        assert server.n_connections == 1
        await asyncio.wait_for(server.ended.wait(), 5)


async def test_calls_at_once_take_a_connection_each_and_all_are_kept() -> None:
    together = asyncio.Barrier(2)

    async def answer(n: int, writer: asyncio.StreamWriter) -> None:
        await together.wait()
        writer.write(whole(b"1"))

    async with connected(answer) as (server, address):
        line = Wire(httpx.URL(address))
        for _ in range(2):
            await asyncio.gather(post(line, address), post(line, address))
        await line.aclose()

        assert server.n_connections == 2


async def test_a_compressed_answer_is_unpacked() -> None:
    async def answer(n: int, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(gzip.compress(b'{"a": 1}'), b"Content-Encoding: gzip"))

    async with connected(answer) as (_, address):
        line = Wire(httpx.URL(address))

        assert await post(line, address) == (200, "application/json", b'{"a": 1}')
        await line.aclose()


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 408 Request Timeout\r\n\r\n"])
async def test_a_connection_that_the_server_left_meanwhile_is_not_used_again(said: bytes) -> None:
    async def answer(n: int, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(b"%d" % n))
        if n == 1:
            await writer.drain()
            await asyncio.sleep(0.05)
            writer.write(said)
            writer.close()

    async with connected(answer) as (server, address):
        line = Wire(httpx.URL(address))
        await post(line, address)
        await asyncio.sleep(0.2)

        assert (await post(line, address)).body == b"2"
        assert server.n_connections == 2
        await line.aclose()


async def test_a_connection_is_not_used_again_after_twenty_idle_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(n: int, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(b"1"))

    assert wire.KEPT_SECONDS == 20
    monkeypatch.setattr(wire, "KEPT_SECONDS", 0)
    async with connected(answer) as (server, address):
        line = Wire(httpx.URL(address))
        await post(line, address)
        await asyncio.sleep(0.01)
        await post(line, address)
        await line.aclose()

        assert server.n_connections == 2


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\ncontent-le", whole(b"1234")[:-2]])
async def test_an_answer_cut_off_is_an_error_and_the_request_is_never_sent_again(begun: bytes) -> None:
    async def answer(n: int, writer: asyncio.StreamWriter) -> None:
        writer.write(begun)
        writer.close()

    async with connected(answer) as (server, address):
        line = Wire(httpx.URL(address))

        with pytest.raises((httpcore.ReadError, httpcore.RemoteProtocolError)):
            await post(line, address)
        assert server.n_requests == 1


@pytest.mark.parametrize(
    "said",
    [
        whole(gzip.compress(b'{"a": 1}')[:-10], b"Content-Encoding: gzip"),
        whole(b'{"a": 1}', b"Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n[1, 2",
        whole(b'"mine"') + whole(b'"of another reader"'),
    ],
    ids=["cut before it was packed", "not packed", "without an end", "more than one"],
)
async def test_an_answer_that_is_not_one_whole_answer_is_an_error_and_ends_its_connection(said: bytes) -> None:
    async def answer(n: int, writer: asyncio.StreamWriter) -> None:
        writer.write(said if n == 1 else whole(b"%d" % n))
        if b"connection: close" in said:
            writer.close()

    async with connected(answer) as (server, address):
        line = Wire(httpx.URL(address))

        with pytest.raises(httpcore.RemoteProtocolError):
            await post(line, address)
        assert (await post(line, address)).body == b"2"
        assert server.n_connections == 2
        await line.aclose()


async def test_an_answer_that_does_not_come_ends_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(n: int, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(b"1234")[:-2])

    assert wire.EXCHANGE_SECONDS == 8
    monkeypatch.setattr(wire, "EXCHANGE_SECONDS", 0.1)
    async with connected(answer) as (server, address):
        with pytest.raises(TimeoutError):
            await post(Wire(httpx.URL(address)), address)

        await asyncio.wait_for(server.ended.wait(), 5)


async def test_nobody_listening_is_an_error_of_the_network() -> None:
    async def answer(n: int, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(b"1"))

    async with connected(answer) as (_, address):
        pass
    with pytest.raises(httpcore.ConnectError):
        await post(Wire(httpx.URL(address)), address)


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of localhost, and a server's context with it."""
    path, secret = certify(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, secret)
    return path, context


async def test_https_is_spoken_with_whom_a_certificate_proves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"1" * 300_000

    async def answer(n: int, writer: asyncio.StreamWriter) -> None:
        writer.write(whole(body))

    path, context = certificate(tmp_path)
    async with connected(answer, context) as (server, address):
        with pytest.raises(httpcore.ConnectError, match="certificate verify failed"):
            await post(Wire(httpx.URL(address)), address)

        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        line = Wire(httpx.URL(address))
        for _ in range(2):
            assert (await post(line, address, b"2" * 300_000)).body == body
        await line.aclose()
        assert server.n_requests == 2
