"""Requests without an end, on a real port: what is kept of them is bounded."""

import asyncio
from contextlib import suppress

import pytest

from api.http.connections import CHUNK_BYTES, HEAD_BYTES, MOST_PIPELINED
from tests.api.http.test_connections import GET, a_place, answer_of, end_of
from tests.support.waiting import until

LINE = b"GET / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"POST /kept HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
PIECE = 4096


async def trickle(writer: asyncio.StreamWriter, sent: bytes) -> None:
    """Send it in pieces, as they come over a network."""
    for start in range(0, len(sent), PIECE):
        with suppress(ConnectionError):  # who is refused meanwhile
            writer.write(sent[start : start + PIECE])
            await writer.drain()
        await asyncio.sleep(0.002)


@pytest.mark.parametrize(("too_much", "status"), [(0, b"200"), (1, b"400")])
async def test_a_head_may_be_so_long_and_no_longer(too_much: int, status: bytes) -> None:
    head = LINE + b"A: " + b"a" * (HEAD_BYTES - len(LINE) - 7 + too_much) + b"\r\n\r\n"
    assert HEAD_BYTES == 64 * 1024
    assert len(head) == HEAD_BYTES + too_much
    async with a_place() as place:
        reader, writer = await place.opened()
        await trickle(writer, head)

        async with asyncio.timeout(5):
            assert status in await reader.readline()


@pytest.mark.parametrize("what", ["address", "header", "name", "empty lines", "extension", "trailer", "trailers"])
async def test_what_has_no_end_is_refused(what: str) -> None:
    endless = b"a" * (HEAD_BYTES + 2 * PIECE)
    sent = {
        "address": b"GET /" + endless,
        "header": LINE + b"A: " + endless,
        "name": LINE + endless,
        "empty lines": b"\r\n" * len(endless),
        "extension": CHUNKED + b"1;x=" + endless,
        "trailer": CHUNKED + b"0\r\nA: " + endless,
        "trailers": CHUNKED + b"0\r\n" + b"A: b\r\n" * len(endless),
    }[what]
    async with a_place() as place:
        _, writer = await place.opened()
        await trickle(writer, sent[: HEAD_BYTES + 3 * PIECE])

        await until(lambda: place.n_open == 0)


async def test_a_body_in_the_smallest_chunks_is_read_to_its_end() -> None:
    chunk = b"1;" + b"x" * (CHUNK_BYTES - 6) + b"\r\nA\r\n"
    body = chunk * (2 * HEAD_BYTES // len(chunk))
    async with a_place() as place:
        reader, writer = await place.opened(CHUNKED)
        await trickle(writer, body + b"0\r\nB: c\r\n\r\n")
        place.app.let.set()

        assert b"200" in await answer_of(reader)
        writer.write(GET)
        assert b"200" in await answer_of(reader)


@pytest.mark.parametrize(("too_many", "n_answers"), [(0, MOST_PIPELINED + 1), (1, 0)])
async def test_so_many_requests_may_wait_behind_one_and_no_more(too_many: int, n_answers: int) -> None:
    assert MOST_PIPELINED == 8
    kept = b"GET /kept HTTP/1.1\r\nHost: x\r\n\r\n"
    async with a_place() as place:
        reader, _ = await place.opened(kept + GET * (MOST_PIPELINED + too_many))
        place.app.let.set()

        answered = await end_of(reader) if too_many else b"".join([await answer_of(reader) for _ in range(n_answers)])

    assert answered.count(b"200 OK") == n_answers


async def test_the_answer_to_one_request_leaves_the_body_of_the_next_alone() -> None:
    kept = b"GET /kept HTTP/1.1\r\nHost: x\r\n\r\n"
    behind = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nnext"
    async with a_place() as place:
        reader, _ = await place.opened(kept + behind)
        place.app.let.set()

        assert b"well" in await answer_of(reader)
        assert b"next" in await answer_of(reader)
