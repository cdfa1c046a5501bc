"""One request at a time: what is tried again, what is waited for, what is refused."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
import stamina

from api.errors import Misconfigured
from api.jobs.sync.source import ATTEMPTS, QuotaSpent, Source, SourceRefused, SourceUnavailable
from api.settings import ROOT
from tests.support.waiting import until

SAMPLES = ROOT.parent / "shared" / "data" / "api_samples"
URL = "https://api.example.org/3"
OK = httpx.Response(200, json={"id": 1})
EXCEEDED = "Quota exceeded for quota metric 'Queries' and limit 'Queries per {}' of service 'books.googleapis.com'."


def tmdb_error(code: int, sentence: str) -> dict[str, Any]:
    """A refusal as TMDB words it."""
    return {"success": False, "status_code": code, "status_message": sentence}


def google_error(status: int, reason: str, sentence: str) -> dict[str, Any]:
    """A refusal as Google words it."""
    one = {"message": sentence, "domain": "global", "reason": reason}
    return {"error": {"code": status, "message": sentence, "errors": [one]}}


SPENT = google_error(403, "dailyLimitExceeded", "Daily Limit Exceeded")


@pytest.fixture
def wire() -> Iterator[respx.Router]:
    """The other end."""
    with respx.mock(base_url=URL, assert_all_called=False) as router:
        yield router


@pytest.fixture
async def source() -> AsyncIterator[Source]:
    """Somebody's API, asked as fast as can be."""
    opened = Source("TMDB", URL, params={"api_key": "a-secret-key"}, per_second=10_000)
    yield opened
    await opened.close()


@pytest.fixture
def without_waiting() -> Iterator[None]:
    """Attempts follow one another at once."""
    with stamina.set_testing(True, attempts=ATTEMPTS):
        yield


def sample(name: str) -> Any:
    """A body as TMDB or Google sent it."""
    path: Path = SAMPLES / f"{name}.json"
    if not path.exists():
        pytest.skip("the samples of real answers are absent")
    return json.loads(path.read_text())


@pytest.mark.usefixtures("without_waiting")
@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ConnectError("no route"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("peer closed connection without sending complete message body"),
        httpx.Response(500, text="oops"),
        httpx.Response(502, html="<html>Bad gateway</html>"),
        httpx.Response(503, json={"status_message": "Down"}),
        httpx.Response(200, html="<html>Back soon</html>"),
        httpx.Response(200, text='{"id": 1, "title": "cut o'),
        httpx.Response(200, text=""),
        httpx.Response(429, json={"status_code": 25, "status_message": "Your request count is over the limit."}),
    ],
    ids=str,
)
async def test_what_may_pass_is_tried_again(wire: respx.Router, source: Source, trouble: Any) -> None:
    route = wire.get("/movie/1").mock(side_effect=[trouble, trouble, OK])

    assert await source.get("movie/1") == {"id": 1}
    assert route.call_count == 3
    assert (source.counts["n_requests"], source.counts["n_retries"]) == (3, 2)


@pytest.mark.usefixtures("without_waiting")
async def test_after_so_many_attempts_it_is_said_without_the_key(wire: respx.Router, source: Source) -> None:
    route = wire.get("/movie/1").mock(side_effect=httpx.ConnectError("no route to api_key=a-secret-key"))

    with pytest.raises(SourceUnavailable, match=r"TMDB does not answer movie/1: ConnectError") as caught:
        await source.get("movie/1")

    assert route.call_count == ATTEMPTS
    assert "a-secret-key" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("said", ["1", "date"])
async def test_who_asks_to_wait_is_waited_for_by_everybody(wire: respx.Router, source: Source, said: str) -> None:
    retry_after = formatdate(time.time() + 2, usegmt=True) if said == "date" else said
    start, is_told, asked_after = time.monotonic(), asyncio.Event(), list[float]()

    def answer(_: httpx.Request) -> httpx.Response:
        if is_told.is_set():
            asked_after.append(time.monotonic() - start)
            return OK
        is_told.set()
        return httpx.Response(429, headers={"Retry-After": retry_after})

    wire.get(path__regex=r"/movie/[12]$").mock(side_effect=answer)

    async def ask_another() -> None:
        await is_told.wait()
        await until(lambda: source.counts["n_slowed"] > 0)  # the answer has been read
        await source.get("movie/2")

    await asyncio.gather(source.get("movie/1"), ask_another())

    assert len(asked_after) == 2
    assert min(asked_after) >= 0.9
    assert source.counts["n_slowed"] == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(429, headers={"Retry-After": "3600"}),
        httpx.Response(403, json=SPENT),
        httpx.Response(429, json=google_error(429, "rateLimitExceeded", EXCEEDED.format("day"))),
    ],
    ids=str,
)
async def test_a_spent_quota_is_not_waited_for(wire: respx.Router, source: Source, answer: httpx.Response) -> None:
    route = wire.get("/volumes").mock(return_value=answer)

    with pytest.raises(QuotaSpent, match="gives no more today"):
        await source.get("volumes")

    assert route.call_count == 1


@pytest.mark.usefixtures("without_waiting")
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(429, json=google_error(429, "rateLimitExceeded", EXCEEDED.format("minute per user"))),
        httpx.Response(403, json=google_error(403, "rateLimitExceeded", "Rate Limit Exceeded")),
        httpx.Response(403, json=google_error(403, "userRateLimitExceeded", "User Rate Limit Exceeded")),
    ],
    ids=str,
)
async def test_too_many_a_minute_is_slowed_down_for(wire: respx.Router, source: Source, answer: httpx.Response) -> None:
    wire.get("/volumes").mock(side_effect=[answer, OK])

    assert await source.get("volumes") == {"id": 1}
    assert source.counts["n_slowed"] == 1


@pytest.mark.usefixtures("without_waiting")
async def test_each_request_is_announced_retries_included(wire: respx.Router) -> None:
    announced = []

    async def announce() -> None:
        announced.append(1)

    asked = Source("Google Books", URL, per_second=10_000, before_request=announce)
    wire.get("/volumes").mock(side_effect=[httpx.Response(500), httpx.Response(503), OK])

    await asked.get("volumes")
    await asked.close()

    assert len(announced) == asked.counts["n_requests"] == 3


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, tmdb_error(7, "Invalid API key: no such key."), "Invalid API key"),
        (403, google_error(403, "forbidden", "The API is off for this project."), "forbidden The API is off"),
        (400, google_error(400, "badRequest", "API key not valid. Give another."), "badRequest API key not valid"),
    ],
)
async def test_a_refused_key_is_said(
    wire: respx.Router, source: Source, status: int, body: dict[str, Any], said: str
) -> None:
    wire.get("/movie/1").mock(return_value=httpx.Response(status, json=body))

    with pytest.raises(Misconfigured, match=f"TMDB refuses the key: {said}"):
        await source.get("movie/1")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, tmdb_error(22, "Invalid page: no page is beyond 500."), "Invalid page"),
        (422, tmdb_error(20, "Invalid date range: at most two weeks."), "Invalid date range"),
        (422, {"errors": ["page must be greater than 0"]}, "no reason given"),
        (400, google_error(400, "invalid", "Invalid value at startIndex."), "invalid Invalid value"),
    ],
)
async def test_what_asking_again_would_not_mend_is_refused(
    wire: respx.Router, source: Source, status: int, body: dict[str, Any], said: str
) -> None:
    route = wire.get("/discover/movie").mock(return_value=httpx.Response(status, json=body))

    with pytest.raises(SourceRefused, match=f"TMDB refuses discover/movie with {status}: {said}"):
        await source.get("discover/movie")

    assert route.call_count == 1


async def test_what_is_not_there_is_none(wire: respx.Router, source: Source) -> None:
    wire.get("/movie/1").mock(return_value=httpx.Response(404, json=tmdb_error(34, "No such resource.")))

    assert await source.get("movie/1") is None


@pytest.mark.parametrize(
    ("status", "name", "error", "said"),
    [
        (401, "tmdb_error_401_invalid_key", Misconfigured, "Invalid API key"),
        (400, "tmdb_error_400_page_over_500", SourceRefused, "Invalid page"),
        (422, "tmdb_error_422", SourceRefused, "Invalid date range"),
    ],
)
async def test_refusals_as_they_were_sent(
    wire: respx.Router, source: Source, status: int, name: str, error: type[Exception], said: str
) -> None:
    wire.get("/movie/1").mock(return_value=httpx.Response(status, json=sample(name)))

    with pytest.raises(error, match=said):
        await source.get("movie/1")
