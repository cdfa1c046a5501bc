"""Two processes as they are deployed, behind one database and one Redis: what one does, the other knows."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from itertools import count
from typing import NamedTuple

import httpx
import pytest

from api.chores.lease import running
from api.chores.scheduler import EVERY
from api.db.postgres import open_postgres
from api.settings import ROOT
from tests.acceptance.test_running import gunicorn_line
from tests.support.processes import started
from tests.support.readers import rows, write
from tests.support.redis import RedisServer, running_redis
from tests.support.servers import Server, free_port
from tests.support.waiting import until

TRIES, REQUESTS = 6, 60  # a minute
PASSWORD = "a long password"
_numbers = count(1)


class Pair(NamedTuple):
    """The addresses of both instances, their database and their Redis."""

    urls: tuple[str, str]
    database_url: str
    redis: RedisServer


class Reader(NamedTuple):
    """Somebody with an account, as a client of each instance."""

    id: int
    one: httpx.AsyncClient
    other: httpx.AsyncClient

    @property
    def both(self) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
        """Both clients."""
        return self.one, self.other


@pytest.fixture(scope="module")
def pair(servers: dict[int, Server], demo_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Both instances; they keep their database in order by themselves."""
    folder, server = tmp_path_factory.mktemp("two"), servers[18]
    name = server.create_database(demo_template)
    with ExitStack() as stack:
        redis = stack.enter_context(running_redis())
        settings = {
            "DATABASE_URL": server.url_of(name),
            "JWT_SECRET_KEY": "a secret of at least thirty-two bytes",
            "REDIS_URL": redis.url,
            "LOGIN_ATTEMPTS_PER_MINUTE": str(TRIES),
            "ADDRESS_ATTEMPTS_PER_MINUTE": "10000",
            "REQUESTS_PER_MINUTE": str(REQUESTS),
            "ENABLE_BACKGROUND_JOBS": "true",
        }
        both = [
            stack.enter_context(started(gunicorn_line(), folder / number, free_port(), ROOT, **settings))
            for number in ("one", "other")
        ]
        for service in both:
            service.wait_for("/health/ready")
        yield Pair((both[0].url, both[1].url), server.url_of(name), redis)
    server.drop_database(name)


@pytest.fixture
async def ada(pair: Pair) -> AsyncIterator[Reader]:
    """Somebody who registered at one instance, and has a token that counts at both."""
    async with (
        httpx.AsyncClient(base_url=pair.urls[0], timeout=60) as one,
        httpx.AsyncClient(base_url=pair.urls[1], timeout=60) as other,
    ):
        email = f"reader{next(_numbers)}@example.com"
        made = (await one.post("/auth/register", json={"email": email, "password": PASSWORD})).json()
        one.headers["Authorization"] = other.headers["Authorization"] = f"Bearer {made['access_token']}"
        yield Reader(made["user"]["id"], one, other)


async def test_tries_and_requests_count_at_both(ada: Reader) -> None:
    login = {"email": f"reader{next(_numbers)}@example.com", "password": "wrong"}
    tries = [(await here.post("/auth/login", json=login)).status_code for here in ada.both * TRIES]
    asked = [(await here.get("/genres")).status_code for here in ada.both * REQUESTS]

    assert tries == [401] * TRIES + [429] * TRIES
    assert asked.count(200) == REQUESTS - len(tries)  # her token came with those, too


async def test_what_is_rated_at_one_is_seen_at_the_other_at_once(ada: Reader) -> None:
    for number, here in enumerate(ada.both * 2, 1):
        assert (await here.post("/ratings", json={"item_id": number, "rating": 4})).status_code == 200
        elsewhere = ada.both[number % 2]
        rated = (await elsewhere.get("/ratings/my")).json()["ratings"]
        assert [one["item"]["id"] for one in rated] == list(range(number, 0, -1))


async def test_a_list_that_one_made_the_other_answers_until_a_rating_ends_it(ada: Reader) -> None:
    address = "/recommendations/personalized"
    made = (await ada.one.get(address)).json()
    read = (await ada.other.get(address)).json()
    shown = read["items"][0]["id"]
    await ada.other.post("/ratings", json={"item_id": shown, "rating": 5})
    anew = (await ada.one.get(address)).json()

    assert (made["is_stored"], read["is_stored"], anew["is_stored"]) == (False, True, False)
    assert made["recommendation_id"] == read["recommendation_id"]
    assert shown not in [item["id"] for item in anew["items"]]


async def test_a_logout_at_one_ends_the_token_at_the_other(ada: Reader) -> None:
    await ada.other.get("/auth/me")
    await ada.one.post("/auth/logout")

    assert (await ada.other.get("/auth/me")).status_code == 401


class Stream:
    """What a client of GET /live heard."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def n_of(self, kind: str) -> int:
        """How often it heard of this."""
        return self.kinds.count(kind)


@asynccontextmanager
async def listening(here: httpx.AsyncClient) -> AsyncIterator[Stream]:
    """A connection that is heard in the background."""
    stream = Stream()

    async def hear() -> None:
        async with here.stream("GET", "/live", timeout=None) as answer:
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    stream.kinds.append(json.loads(line.removeprefix("data:"))["kind"])

    hearing = asyncio.create_task(hear())
    try:
        await until(lambda: stream.n_of("hello") == 1)
        yield stream
    finally:
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)


def n_listening(redis: RedisServer) -> int:
    """How many instances hear one another."""
    client = redis.client()
    return sum(int(n) for _, n in client.pubsub_numsub(*client.pubsub_channels()))


async def test_a_listener_at_one_hears_what_is_done_at_the_other_and_without_redis_too(pair: Pair, ada: Reader) -> None:
    await until(lambda: n_listening(pair.redis) == 2)
    async with listening(ada.one) as stream:
        await ada.other.post("/ratings", json={"item_id": 1, "rating": 5})
        await until(lambda: stream.n_of("list") == 1)
        n_published = pair.redis.client().info("commandstats")["cmdstat_publish"]["calls"]
        pair.redis.kill()
        await ada.other.post("/ratings", json={"item_id": 2, "rating": 5})
        await until(lambda: stream.n_of("list") == 2)
        pair.redis.start()
        await until(lambda: n_listening(pair.redis) == 2)
        answers = [await here.get("/auth/me") for here in ada.both]

    assert n_published >= 1
    assert [answer.status_code for answer in answers] == [200, 200]


async def test_a_chore_that_somebody_is_at_starts_at_neither(pair: Pair, ada: Reader) -> None:
    write(pair.database_url, "update cinelibre.users set role = 'admin' where id = %s", ada.id)
    async with open_postgres(pair.database_url, 1) as db, running(db, "refresh-statistics"):
        refused = [await here.post("/admin/jobs/refresh-statistics/runs") for here in ada.both]

    assert [(answer.status_code, answer.json()["error"]) for answer in refused] == [(409, "job_under_way")] * 2


async def test_every_chore_that_is_due_is_done_once(pair: Pair) -> None:
    def runs(where: str) -> dict[str, int]:
        query = f"select job_name, count(*)::integer from cinelibre.job_runs where {where} group by job_name"
        return {name: n for name, n in rows(pair.database_url, query) if name in EVERY}

    await until(lambda: runs("outcome = 'done'").keys() == EVERY.keys(), pause=0.5)

    assert runs("true") == dict.fromkeys(EVERY, 1)
