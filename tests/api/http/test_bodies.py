"""How large a body may be and how long it may take, by who sends it, whether it says so beforehand or not."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import SecretStr
from starlette.types import Message, Receive, Scope, Send

from api.app import create_app
from api.db import Database
from api.errors import TooLarge, TooSlow
from api.http.bodies import Bodies, BodyLimits
from api.http.tokens import Tokens
from api.security.tokens import Claims, write_token
from api.settings import Settings
from api.sizes import MAX_FILE_BYTES, MEGABYTE
from tests.conftest import client_of, settings_of

SECRET = "a-secret-of-more-than-thirty-two-bytes"
JSON = {"Content-Type": "application/json"}
TOKEN = {"Authorization": f"Bearer {write_token(Claims(1, 1), SECRET, timedelta(hours=1))}"}
LIMITS = BodyLimits()
TOO_LARGE = (413, "body_too_large", "The body has more than 1 MB.")
FOR_READERS = (413, "body_too_large", "The body has more than 8 kB: log in, and send the token.")


async def pieces(n_bytes: int, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for start in range(0, n_bytes, size):
        yield b" " * min(size, n_bytes - start)


def told(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, slug and sentence; the shape of every error."""
    said = answer.json()
    assert set(said) == {"error", "detail", "request_id"}
    return answer.status_code, said["error"], said["detail"]


@pytest.fixture
async def here(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service on an empty catalogue."""
    with_secret = settings.model_copy(update={"jwt_secret_key": SecretStr(SECRET)})
    async with client_of(create_app(with_secret)) as opened:
        yield opened


async def test_a_body_over_a_megabyte_is_refused_whether_it_says_so_or_not(here: httpx.AsyncClient) -> None:
    headers = {**JSON, **TOKEN}
    whole = await here.post("/ratings", content=b" " * (LIMITS.body + 1), headers=headers)
    chunked = await here.post("/ratings", content=pieces(LIMITS.body + 1), headers=headers)
    lying = await here.post("/ratings", content=pieces(LIMITS.body + 1), headers={**headers, "Content-Length": "10"})

    assert [told(answer) for answer in (whole, chunked, lying)] == [TOO_LARGE] * 3
    assert whole.headers["x-request-id"] == whole.json()["request_id"]


async def test_a_login_of_eight_kilobytes_is_read_and_of_a_byte_more_is_not(here: httpx.AsyncClient) -> None:
    given = b'{"email": "nobody@example.com", "password": "x"}'
    fits = await here.post("/auth/login", content=given.ljust(LIMITS.stranger), headers=JSON)
    whole = await here.post("/auth/login", content=given.ljust(LIMITS.stranger + 1), headers=JSON)
    chunked = await here.post("/auth/login", content=pieces(LIMITS.stranger + 1), headers=JSON)

    assert told(fits) == (401, "invalid_credentials", "E-mail or password is wrong.")
    assert [told(answer) for answer in (whole, chunked)] == [FOR_READERS] * 2


async def test_only_the_import_takes_more_and_no_more_than_a_file_of_ten_megabytes(here: httpx.AsyncClient) -> None:
    file = {"file": ("library.csv", b" " * (MAX_FILE_BYTES + MEGABYTE))}

    answers = [await here.post(path, files=file, headers=TOKEN) for path in ("/library/import", "/ratings")]

    assert [told(answer) for answer in answers] == [
        (413, "body_too_large", "The body has more than 10 MB."),
        TOO_LARGE,
    ]


@pytest.mark.parametrize(
    ("authorization", "slug"),
    [
        ("Bearer nonsense", "token_invalid"),
        ("Basic abc", "token_invalid"),
        (f"Bearer {write_token(Claims(1, 1), SECRET, timedelta(hours=1), datetime(2020, 1, 1, tzinfo=UTC))}",
         "token_expired"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/ratings", "/library/import"])
async def test_nothing_large_is_read_with_a_token_that_is_none(
    here: httpx.AsyncClient, path: str, authorization: str, slug: str
) -> None:
    body = Counted(LIMITS.stranger + 1)
    headers = {"Authorization": authorization, "Content-Length": str(LIMITS.stranger + 1)}

    answer = await here.post(path, content=body.pieces(), headers=headers)

    assert told(answer)[:2] == (401, slug)
    assert body.n_read == 0


async def test_without_a_token_not_a_byte_of_an_import_is_read(here: httpx.AsyncClient) -> None:
    body = Counted(100)

    answer = await here.post("/library/import", content=body.pieces())

    assert told(answer)[:2] == (401, "token_missing")
    assert body.n_read == 0


class Counted:
    """A body, and how much of it was read."""

    def __init__(self, n_bytes: int) -> None:
        self.n_bytes = n_bytes
        self.n_read = 0

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body."""
        async for piece in pieces(self.n_bytes):
            self.n_read += len(piece)
            yield piece


def our_tokens() -> Tokens:
    """What reads tokens of ours, which takes no database."""
    return Tokens(settings_of(jwt_secret_key=SecretStr(SECRET)), cast(Database, None))


def counting_app(limits: BodyLimits | None = None) -> FastAPI:
    """An application that says how many bytes it was sent, behind the limits."""
    app = FastAPI()
    app.state.tokens = our_tokens()

    @app.post("/{path:path}")
    async def count(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(Bodies, limits=limits)
    return app


@pytest.mark.parametrize(
    ("path", "headers", "limit"),
    [
        ("/ratings", TOKEN, LIMITS.body),
        ("/ratings", {}, LIMITS.stranger),
        ("/library/import", TOKEN, LIMITS.file),
        ("/api/v1/library/import", TOKEN, LIMITS.file),
        ("/import", TOKEN, LIMITS.body),
    ],
)
@pytest.mark.parametrize("is_chunked", [False, True])
async def test_a_limit_is_exact(path: str, headers: dict[str, str], limit: int, is_chunked: bool) -> None:
    async with client_of(counting_app()) as here:
        fits, exceeds = [
            await here.post(path, content=pieces(n_bytes) if is_chunked else b" " * n_bytes, headers=headers)
            for n_bytes in (limit, limit + 1)
        ]

    assert (fits.status_code, fits.json()) == (200, limit)
    assert exceeds.status_code in {413, 500}  # the counting application knows no errors of ours


@pytest.mark.parametrize("length", ["-1", "ten", "1e3", "9" * 5000, "0x10"])
async def test_a_length_that_is_none_is_refused(length: str) -> None:
    async with client_of(counting_app()) as here:
        answer = await here.post("/ratings", content=pieces(10), headers={"Content-Length": length})

    assert told(answer)[:2] == (413, "body_too_large")


async def test_what_says_it_is_too_large_is_not_read() -> None:
    said, unsaid = Counted(LIMITS.body * 2), Counted(LIMITS.body * 2)

    async with client_of(counting_app()) as here:
        headers = {**TOKEN, "Content-Length": str(LIMITS.body * 2)}
        answer = await here.post("/ratings", content=said.pieces(), headers=headers)
        chunked = await here.post("/ratings", content=unsaid.pieces(), headers=TOKEN)

    assert (answer.status_code, said.n_read) == (413, 0)
    assert chunked.status_code == 413
    assert LIMITS.body < unsaid.n_read <= LIMITS.body + 64 * 1024


class Kept:
    """An application that keeps its requests until it is let go."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.n_begun = 0
        self.state = SimpleNamespace(tokens=our_tokens())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 204 in the end."""
        await receive()
        self.n_begun += 1
        await self.let.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


class Sender:
    """A request whose body comes in parts, the last of them kept back where `holds` says so."""

    def __init__(
        self, app: Kept, parts: list[int], *, holds: bool = False, path: str = "/ratings", user_id: int = 1
    ) -> None:
        token = write_token(Claims(user_id, 1), SECRET, timedelta(hours=1))
        headers = [(b"transfer-encoding", b"chunked"), (b"authorization", f"Bearer {token}".encode())]
        self._scope = {"type": "http", "path": path, "method": "POST", "headers": headers, "app": app}
        self._messages: list[Message] = [
            {"type": "http.request", "body": b" " * part, "more_body": holds or number < len(parts)}
            for number, part in enumerate(parts, start=1)
        ]
        self._left = asyncio.Event()

    async def asked(self, door: Bodies) -> int | None:
        """The status; None where there was no answer."""
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        await door(self._scope, self._receive, send)
        return sent[0]["status"] if sent else None

    def leave(self) -> None:
        """Hangs up."""
        self._left.set()

    async def _receive(self) -> Message:
        if self._messages:
            return self._messages.pop(0)
        await self._left.wait()
        return {"type": "http.disconnect"}


def door_of(app: Kept, **limits: Any) -> Bodies:
    """The door before an application."""
    return Bodies(app, BodyLimits(**limits))


async def test_large_bodies_have_a_bound_for_all_and_small_ones_are_read_beside_them() -> None:
    app = Kept()
    door = door_of(app, stranger=10, body=100, together=150)
    first = asyncio.create_task(Sender(app, [100]).asked(door))
    await asyncio.sleep(0.01)

    fits = asyncio.create_task(Sender(app, [20, 30]).asked(door))  # 150 in all
    await asyncio.sleep(0.01)
    refused = await Sender(app, [11]).asked(door)
    small = asyncio.create_task(Sender(app, [10]).asked(door))
    await asyncio.sleep(0.01)
    app.let.set()

    assert refused == 503
    assert [await one for one in (first, fits, small)] == [204] * 3
    assert await Sender(app, [100]).asked(door) == 204  # all were let go of


async def test_one_account_leaves_room_for_the_large_bodies_of_others() -> None:
    app = Kept()
    door = door_of(app, stranger=10, body=100, together=1000, account=150)
    first = asyncio.create_task(Sender(app, [100]).asked(door))
    await asyncio.sleep(0.01)

    fits = asyncio.create_task(Sender(app, [20, 30]).asked(door))  # 150 of the account
    await asyncio.sleep(0.01)
    refused = await Sender(app, [5, 6]).asked(door)
    small = asyncio.create_task(Sender(app, [10]).asked(door))
    other = asyncio.create_task(Sender(app, [100], user_id=2).asked(door))
    await asyncio.sleep(0.01)
    app.let.set()

    assert refused == 429
    assert [await one for one in (first, fits, small, other)] == [204] * 4
    assert await Sender(app, [100]).asked(door) == 204  # all were let go of
    assert not door._held.of_accounts
    assert door._held.n_bytes == 0


async def test_one_byte_more_than_fits_is_refused_while_another_is_worked_on() -> None:
    app = Kept()
    door = door_of(app, stranger=10, body=100, together=150)
    first = asyncio.create_task(Sender(app, [100]).asked(door))
    await asyncio.sleep(0.01)

    assert await Sender(app, [20, 31]).asked(door) == 503
    app.let.set()
    assert await first == 204


@pytest.mark.parametrize("path", ["/ratings", "/library/import"])
async def test_a_body_that_does_not_end_is_refused_in_time_and_let_go_of(path: str) -> None:
    app = Kept()
    door = door_of(app, stranger=10, body=100, together=100, body_seconds=0.05, file_seconds=60)
    app.let.set()

    if path == "/ratings":
        assert await Sender(app, [100], holds=True).asked(door) == 408
        assert app.n_begun == 0
    else:  # a file has longer
        assert await Sender(app, [100], holds=True, path=path).asked(door) == 204
    assert await Sender(app, [100]).asked(door) == 204


async def test_the_time_is_for_the_whole_body_and_not_for_each_part() -> None:
    app = Kept()
    sender = Sender(app, [1] * 50, holds=True)
    trickle = sender._receive

    async def slowly() -> Message:
        await asyncio.sleep(0.01)
        return await trickle()

    sender._receive = slowly  # type: ignore[method-assign]

    assert await sender.asked(door_of(app, body_seconds=0.1)) == 408


async def test_who_hangs_up_while_sending_reaches_no_route_and_is_let_go_of() -> None:
    app = Kept()
    door = door_of(app, stranger=10, body=100, together=100)
    app.let.set()
    sender = Sender(app, [90], holds=True)
    asking = asyncio.create_task(sender.asked(door))
    await asyncio.sleep(0.01)
    sender.leave()

    assert await asking is None
    assert app.n_begun == 0
    assert await Sender(app, [100]).asked(door) == 204


class Reading(Kept):
    """An application that reads a body to its end."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 204 in the end."""
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


def paused(sender: Sender, seconds: float) -> Sender:
    """Let so many seconds pass before each part of its body."""
    receive = sender._receive

    async def slowly() -> Message:
        await asyncio.sleep(seconds)
        return await receive()

    sender._receive = slowly  # type: ignore[method-assign]
    return sender


async def test_a_file_may_take_longer_than_a_body_and_is_not_counted_among_them() -> None:
    app = Reading()
    door = door_of(app, body=100, file=100, together=10, account=10, body_seconds=0.02, file_seconds=60)

    assert await paused(Sender(app, [50, 50], path="/library/import"), 0.05).asked(door) == 204
    assert not door._held.of_accounts
    assert door._held.n_bytes == 0


async def test_a_file_that_does_not_end_is_refused_in_its_own_time() -> None:
    app = Reading()
    door = door_of(app, body=100, file=100, body_seconds=60, file_seconds=0.05)

    with pytest.raises(TooSlow, match=r"^The body did not arrive within 0 seconds: send it again\.$"):
        await Sender(app, [50], holds=True, path="/library/import").asked(door)


async def test_a_file_with_one_byte_too_many_is_refused_while_it_is_read() -> None:
    app = Reading()
    door = door_of(app, stranger=10, body=10, file=100)

    with pytest.raises(TooLarge):
        await Sender(app, [50, 51], path="/library/import").asked(door)
