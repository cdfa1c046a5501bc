"""Who may bring a library when: one an account, few in all, one at work, and none whose sender has hung up."""

import asyncio
import logging
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Message

from api.errors import Departed, Overloaded, TooManyRequests, TooSlow
from api.library import importing
from api.library.imports import MAX_IMPORTS, RETRY_SECONDS, Imports, in_time
from tests.api.library.shelves import Place, Reader
from tests.support.waiting import PATIENCE

CSV = "title,year\nNowhere,1985\n"
BOUNDARY = "a-boundary"
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="my.csv"\r\n\r\n{CSV}'.encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Sender:
    """Somebody whose upload is whole, and who hangs up when told to."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def _receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}

    @property
    def request(self) -> Request:
        """The request, read to its end."""
        return Request({"type": "http", "headers": []}, self._receive)


async def some_turns() -> None:
    """Lets everything that can go on go on."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_an_account_brings_one_library_at_a_time_and_others_bring_theirs() -> None:
    imports = Imports()
    with imports.entered(1):
        with pytest.raises(TooManyRequests) as refusal, imports.entered(1):
            pass
        with imports.entered(2):
            pass
    with imports.entered(1):
        pass

    assert (refusal.value.slug, refusal.value.retry_after_seconds) == ("import_under_way", 30)


@pytest.mark.parametrize("most", [1, 2, MAX_IMPORTS])
async def test_as_many_as_may_be_come_in_and_one_more_is_told_when_to_come_back(most: int) -> None:
    imports, may_end = Imports(most), asyncio.Event()

    async def work(number: int) -> None:
        async with imports.turn(Sender().request, number):
            await may_end.wait()

    works = [asyncio.create_task(work(number)) for number in range(most)]
    await some_turns()
    with pytest.raises(Overloaded) as refusal, imports.entered(most):
        pass
    with pytest.raises(Overloaded):
        await work(most)
    may_end.set()
    await asyncio.gather(*works)
    with imports.entered(most):
        await work(most)

    assert refusal.value.retry_after_seconds == RETRY_SECONDS


def test_an_import_that_fails_leaves_its_place() -> None:
    imports = Imports(1)
    with pytest.raises(ZeroDivisionError), imports.entered(1):
        raise ZeroDivisionError
    with imports.entered(1):
        pass


async def test_uploads_under_way_keep_no_import_out(place: Place, ada: Reader) -> None:
    slow = [(await place.reader(), Upload()) for _ in range(MAX_IMPORTS + 1)]
    uploading = [
        asyncio.create_task(
            place.client.post("/library/import", headers={**reader.headers, **FORM}, content=upload.pieces())
        )
        for reader, upload in slow
    ]
    for _, upload in slow:
        await upload.is_read.wait()

    answer = await ada.uploaded(CSV)
    for _, upload in slow:
        upload.let.set()
    later = await asyncio.gather(*uploading)

    assert answer.status_code == 200
    assert {each.status_code for each in later} <= {200, 503}
    assert sum(each.status_code == 200 for each in later) >= MAX_IMPORTS


async def test_of_many_uploads_the_oldest_makes_room_once_it_takes_long() -> None:
    imports, ended = Imports(most_uploads=2), []

    async def upload(name: str) -> None:
        try:
            async with imports.uploading(patience_seconds=0):
                await asyncio.sleep(60)
        except TooSlow as error:
            ended.append((name, error.status))

    uploads = [asyncio.create_task(upload(name)) for name in ("first", "second", "third")]
    await asyncio.wait(uploads, return_when=asyncio.FIRST_COMPLETED)
    with pytest.raises(Overloaded) as refusal:
        async with imports.uploading(patience_seconds=60):
            pass
    for task in uploads[1:]:
        task.cancel()
    await asyncio.wait(uploads)
    async with imports.uploading(patience_seconds=60):
        pass

    assert ended == [("first", 408)]
    assert refusal.value.retry_after_seconds == RETRY_SECONDS


async def test_one_works_and_the_next_waits_for_its_turn() -> None:
    imports, events = Imports(), []
    first_may_end = asyncio.Event()

    async def work(name: str, end: asyncio.Event | None = None) -> None:
        async with imports.turn(Sender().request, 1):
            events.append(f"{name} begins")
            if end is not None:
                await end.wait()
            events.append(f"{name} ends")

    works = [asyncio.create_task(work("first", first_may_end)), asyncio.create_task(work("second"))]
    await some_turns()
    assert events == ["first begins"]
    first_may_end.set()
    await asyncio.gather(*works)

    assert events == ["first begins", "first ends", "second begins", "second ends"]


async def test_who_hangs_up_while_waiting_is_dropped_and_the_next_gets_the_turn() -> None:
    imports, gone = Imports(), Sender()
    began = []

    async def work(name: str, sender: Sender) -> None:
        async with imports.turn(sender.request, 1):
            began.append(name)

    async with imports.turn(Sender().request, 1) as is_there:
        dropped = asyncio.create_task(work("dropped", gone))
        waiting = asyncio.create_task(work("waiting", Sender()))
        await some_turns()
        gone.left.set()
        with pytest.raises(Departed):
            await dropped
        assert is_there()
    await waiting

    assert began == ["waiting"]


async def test_who_is_told_to_stop_while_waiting_keeps_no_turn() -> None:
    imports = Imports()

    async def work() -> None:
        async with imports.turn(Sender().request, 1):
            await asyncio.sleep(60)

    async with imports.turn(Sender().request, 1):
        waiting = asyncio.create_task(work())
        await some_turns()
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    async with asyncio.timeout(PATIENCE), imports.turn(Sender().request, 1):
        pass


async def test_who_hangs_up_at_work_is_known_to_have_left() -> None:
    imports, sender = Imports(), Sender()
    async with imports.turn(sender.request, 1) as is_there:
        assert is_there()
        sender.left.set()
        await some_turns()

        assert not is_there()


async def test_a_report_that_is_read_too_slowly_is_cut() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"a", b"b", b"c"):
            yield piece

    async def read(seconds: float, pause: float) -> AsyncIterator[bytes]:
        async for piece in in_time(pieces(), seconds):
            yield piece
            await asyncio.sleep(pause)

    whole = [piece async for piece in read(60, 0)]
    slow = read(0.01, 0.05)
    first = await anext(slow)
    with pytest.raises(Departed):
        await anext(slow)

    assert (whole, first) == ([b"a", b"b", b"c"], b"a")


class Upload:
    """A form whose end is kept back until it is let come."""

    def __init__(self) -> None:
        self.is_read = asyncio.Event()
        self.let = asyncio.Event()

    async def pieces(self) -> AsyncIterator[bytes]:
        """The form."""
        self.is_read.set()
        yield HEAD
        await self.let.wait()
        yield TAIL


async def test_an_upload_holds_no_slot_and_keeps_a_second_one_of_its_account_out(place: Place, ada: Reader) -> None:
    upload = Upload()
    headers = {**ada.headers, **FORM}
    uploading = asyncio.create_task(
        place.client.post("/library/import", headers=headers, content=upload.pieces())
    )  # fmt: skip
    await upload.is_read.wait()

    assert place.app.state.slots.n_taken == 0
    again = await ada.uploaded(CSV)
    other = await (await place.reader()).uploaded(CSV)
    upload.let.set()
    first = await uploading
    later = await ada.uploaded(CSV)

    assert (again.status_code, again.json()["error"], again.headers["retry-after"]) == (429, "import_under_way", "30")
    assert [answer.status_code for answer in (other, first, later)] == [200] * 3
    assert place.app.state.slots.n_taken == 0


async def test_where_all_are_taken_an_import_is_told_when_to_come_back(place: Place, ada: Reader) -> None:
    full = Imports(0)
    kept, place.app.state.imports = place.app.state.imports, full
    try:
        answer = await ada.uploaded(CSV)
    finally:
        place.app.state.imports = kept

    assert (answer.status_code, answer.json()["error"], answer.headers["retry-after"]) == (503, "overloaded", "30")


async def test_with_a_token_that_was_ended_nothing_is_read(place: Place, ada: Reader) -> None:
    await ada.asked("POST", "/auth/logout")
    upload = Upload()
    upload.let.set()

    answer: httpx.Response = await place.client.post(
        "/library/import", headers={**ada.headers, **FORM}, content=upload.pieces()
    )

    assert (answer.status_code, answer.json()["error"]) == (401, "token_revoked")
    assert not upload.is_read.is_set()


def scope_of(reader: Reader) -> dict[str, Any]:
    """The head of an upload."""
    return {
        "type": "http", "method": "POST", "path": "/library/import", "raw_path": b"", "query_string": b"",
        "scheme": "http", "http_version": "1.1", "root_path": "", "server": ("test", 80), "client": ("127.0.0.1", 1),
        "headers": [
            (b"authorization", reader.headers["Authorization"].encode()), (b"transfer-encoding", b"chunked"),
            (b"content-type", FORM["Content-Type"].encode()),
        ],
    }  # fmt: skip


async def test_who_hangs_up_while_uploading_leaves_nothing_behind_and_no_traceback(
    place: Place, ada: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": HEAD, "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        pass

    with caplog.at_level(logging.INFO):
        await place.app(scope_of(ada), receive, send)

    assert (await ada.uploaded(CSV)).status_code == 200
    assert not any(record.exc_info for record in caplog.records)


class SlowReader:
    """Somebody who sends a file and then does not read the report until told to."""

    def __init__(self) -> None:
        self.is_answered, self.reads = asyncio.Event(), asyncio.Event()
        self.status = 0
        self._messages: list[Message] = [{"type": "http.request", "body": HEAD + TAIL, "more_body": False}]

    async def receive(self) -> Message:
        """The file, and nothing more."""
        return self._messages.pop(0) if self._messages else await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(self, message: Message) -> None:
        """Take the head of the answer; keep the rest waiting."""
        self.status = message.get("status", self.status)
        if message["type"] == "http.response.body":
            self.is_answered.set()
            await self.reads.wait()


async def test_an_import_counts_for_its_account_until_its_report_is_read(place: Place, ada: Reader) -> None:
    slow = SlowReader()
    importing = asyncio.create_task(place.app(scope_of(ada), slow.receive, slow.send))
    await slow.is_answered.wait()
    again = await ada.uploaded(CSV)
    slow.reads.set()
    await importing
    later = await ada.uploaded(CSV)

    assert (slow.status, again.status_code, later.status_code) == (200, 429, 200)
    assert place.app.state.slots.n_taken == 0


async def test_whoever_is_slow_to_read_a_report_keeps_no_other_account_out(place: Place, ada: Reader) -> None:
    slow, importing = [SlowReader() for _ in range(MAX_IMPORTS)], []
    for each in slow:
        scope = scope_of(await place.reader())
        importing.append(asyncio.create_task(place.app(scope, each.receive, each.send)))
        await each.is_answered.wait()
    meanwhile = await ada.uploaded(CSV)
    for each in slow:
        each.reads.set()
    await asyncio.gather(*importing)

    assert [each.status for each in slow] == [200] * MAX_IMPORTS
    assert meanwhile.status_code == 200


async def test_an_import_whose_sender_leaves_stops_between_two_batches(place: Place, ada: Reader) -> None:
    asked = 0

    def is_there() -> bool:
        nonlocal asked
        asked += 1
        return asked < 3

    content = ("title,year,rating\n" + "Ran,1985,4\n" * (3 * importing.BATCH)).encode()
    with pytest.raises(Departed):
        await importing.import_library(ada.caller, "my.csv", lambda: content, is_there, BytesIO())

    assert asked == 3
