"""How many requests are under way at once, and what becomes of more."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.app import create_app
from api.http.admission import LEAST_RETRY_SECONDS, MAX_IN_FLIGHT, RETRY_SPREAD, Admission, Slots, visit_of
from api.settings import Settings
from tests.conftest import client_of


class Slow:
    """An application that reads a body, says so, and answers when it is let."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.n_begun = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 204 in the end, or fails where the path says so."""
        await receive()
        self.n_begun += 1
        await self.let.wait()
        if scope["path"] == "/fails":
            raise RuntimeError
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


@pytest.fixture
def slow() -> Slow:
    """An application that nobody has let answer yet."""
    return Slow()


async def asked(door: Admission, path: str = "/movies") -> tuple[int, str | None]:
    """Status and Retry-After of a request."""
    seen: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        seen.append(message)

    await door({"type": "http", "path": path, "method": "GET", "headers": []}, receive, send)
    return seen[0]["status"], httpx.Headers(seen[0]["headers"]).get("retry-after")


async def test_more_than_there_are_slots_for_are_turned_away_and_told_to_come_back_spread(slow: Slow) -> None:
    door = Admission(slow, Slots(2))
    under_way = [asyncio.create_task(asked(door)) for _ in range(2)]
    await asyncio.sleep(0)

    refused = [await asked(door) for _ in range(RETRY_SPREAD + 1)]
    slow.let.set()

    assert refused == [(503, str(LEAST_RETRY_SECONDS + n % RETRY_SPREAD)) for n in range(RETRY_SPREAD + 1)]
    assert [await one for one in under_way] == [(204, None)] * 2
    assert await asked(door) == (204, None)


@pytest.mark.parametrize("path", ["/health/live", "/api/v1/health/live", "/metrics"])
async def test_what_tells_that_we_live_is_answered_when_all_slots_are_taken(slow: Slow, path: str) -> None:
    door = Admission(slow, Slots(1))
    under_way = [asyncio.create_task(asked(door, place)) for place in ("/movies", path)]
    await asyncio.sleep(0)

    assert (await asked(door))[0] == 503
    assert slow.n_begun == 2
    slow.let.set()

    assert [status for status, _ in await asyncio.gather(*under_way)] == [204, 204]


async def test_a_request_that_fails_or_is_abandoned_gives_its_place_back(slow: Slow) -> None:
    door = Admission(slow, Slots(2))
    failing, abandoned = asyncio.create_task(asked(door, "/fails")), asyncio.create_task(asked(door))
    await asyncio.sleep(0)

    abandoned.cancel()
    slow.let.set()
    ends = await asyncio.gather(failing, abandoned, return_exceptions=True)

    assert [type(end) for end in ends] == [RuntimeError, asyncio.CancelledError]
    again = await asyncio.gather(*(asked(door) for _ in range(2)))
    assert again == [(204, None)] * 2


async def test_who_leaves_for_good_keeps_nobody_out_and_is_not_counted_again() -> None:
    slots, let = Slots(1), asyncio.Event()

    async def waits_elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
        visit_of(scope).leave_for_good()
        await let.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        assert slots.n_taken == 0
        await send({"type": "http.response.body"})

    door = Admission(waits_elsewhere, slots)
    waiting = [asyncio.create_task(asked(door)) for _ in range(5)]
    await asyncio.sleep(0)
    assert slots.n_taken == 0
    let.set()

    assert [await one for one in waiting] == [(204, None)] * 5
    assert slots.n_taken == 0


async def test_a_reader_who_takes_long_keeps_nobody_out() -> None:
    slots, reads = Slots(1), asyncio.Event()
    n_taken: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        await reads.wait()
        n_taken.append(slots.n_taken)

    async def answers(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        n_taken.append(slots.n_taken)
        await send({"type": "http.response.body"})

    scope = {"type": "http", "path": "/library/export", "method": "GET", "headers": []}
    reading = asyncio.create_task(Admission(answers, slots)(scope, receive, send))
    await asyncio.sleep(0)
    assert slots.n_taken == 0
    reads.set()
    await reading

    assert n_taken == [0, 1, 0]  # sending, working, sending
    assert slots.n_taken == 0


async def test_a_long_answer_keeps_its_place_while_it_listens_whether_its_reader_left() -> None:
    slots, let, n_sent = Slots(1), asyncio.Event(), 0
    left = asyncio.Event()
    messages: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def parts() -> AsyncIterator[bytes]:
        yield b"first"
        await let.wait()
        yield b"last"

    async def receive() -> Message:
        if not messages:
            await left.wait()
        return messages.pop()

    async def send(message: Message) -> None:
        nonlocal n_sent
        n_sent += 1

    door = Admission(StreamingResponse(parts()), slots)
    scope = {"type": "http", "path": "/library/export", "method": "GET", "headers": [], "asgi": {"spec_version": "2.3"}}
    answering = asyncio.create_task(door(scope, receive, send))
    for _ in range(20):
        await asyncio.sleep(0)
    n_taken = slots.n_taken
    let.set()
    await answering

    assert n_sent == 4  # the start, both parts, the end
    assert (n_taken, slots.n_taken) == (1, 0)


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    """The service, whose numbers may be read."""
    return create_app(settings.model_copy(update={"metrics_token": SecretStr("for-prometheus")}))


@pytest.fixture
async def here(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with client_of(app) as opened:
        yield opened


async def test_a_crowd_is_answered_or_told_when_to_come_back(app: FastAPI, here: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(here.get("/search/semantic?q=space") for _ in range(MAX_IN_FLIGHT + 50)))
    live, metrics = (
        await here.get("/health/live"),
        await here.get("/metrics", headers={"Authorization": "Bearer for-prometheus"}),
    )

    refused = [answer for answer in answers if answer.status_code == 503]
    assert len(refused) == 50
    assert {answer.status_code for answer in answers} == {200, 503}
    for refusal in refused:
        assert refusal.json()["error"] == "overloaded"
        assert refusal.json()["request_id"] == refusal.headers["x-request-id"]
        assert int(refusal.headers["retry-after"]) >= LEAST_RETRY_SECONDS
    assert live.status_code == 200
    assert 'status="503"' in metrics.text
