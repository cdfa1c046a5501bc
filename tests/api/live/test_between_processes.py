"""What one process did is heard in another: by LISTEN, by comparing counters, and after a connection was lost."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.db import Database
from api.db.postgres import open_postgres
from api.push.hub import Hub
from api.push.listening import CHANNEL, DEAF, ListeningBus
from api.push.pace import Pace
from api.ranking.ranked import MOVED
from tests.conftest import settings_of
from tests.support.live import bearer, listen, on_a_port
from tests.support.readers import DUNE, RAN, SECRET, House, a_house, rows
from tests.support.servers import Server
from tests.support.waiting import until

NEVER = Pace(poll=3600, sweep=3600)  # comparing all counters cannot be what helped
ENDED = """
    select count(pg_terminate_backend(pid))
    from pg_stat_activity
    where query = 'listen cinelibre_live' and datname = current_database()
"""


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """One process, which has no bus, and its database."""
    async with a_house(servers[18]) as opened:
        yield opened


@asynccontextmanager
async def another(house: House, pace: Pace, *, listens: bool) -> AsyncIterator[tuple[int, Any]]:
    """Another process on the same database, with a pace of its own: its port and its state."""
    url = SecretStr(house.url)
    given = {"database_listen_url": url} if listens else {}
    app = create_app(settings_of(database_url=url, jwt_secret_key=SecretStr(SECRET), **given))
    async with app.router.lifespan_context(app), on_a_port(app) as (port, _):
        app.state.hub._pace = pace
        if listens:
            await until(lambda: app.state.hub._bus.is_connected)
        yield port, app.state
        app.state.hub.end_all()


@pytest.fixture
async def ada(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A reader, as the first process knows them."""
    async with house.readers() as service:
        yield service.ada


async def test_without_a_bus_counters_are_compared_for_what_others_wrote(house: House, ada: httpx.AsyncClient) -> None:
    async with another(house, Pace(poll=0.1), listens=False) as (port, _):
        ear = await listen(port, Authorization=bearer(ada))

        await ada.post("/ratings", json={"item_id": DUNE, "rating": 4})

        assert await ear.kinds(4) == ["hello", "list", "rows", "matches"]


async def test_with_listen_another_process_hears_who_did_something(house: House, ada: httpx.AsyncClient) -> None:
    async with AsyncExitStack() as stack:
        port, _ = await stack.enter_async_context(another(house, NEVER, listens=True))
        _, writing = await stack.enter_async_context(another(house, NEVER, listens=True))
        ear = await listen(port, Authorization=bearer(ada))
        assert await ear.kinds(1) == ["hello"]

        me = (await ada.get("/auth/me")).json()["id"]
        await ada.post("/ratings", json={"item_id": DUNE, "rating": 4})
        writing.hub.note(me, "rate_item", {})  # the process of the rating has a bus

        assert await ear.kinds(3) == ["list", "rows", "matches"]
        await ada.post("/auth/logout")
        writing.hub.note(me, "end_tokens", {})
        assert [event["event"] for event in await ear.end()] == ["end"]


async def test_what_happened_while_its_connection_was_terminated_is_told(house: House, ada: httpx.AsyncClient) -> None:
    async with another(house, NEVER, listens=True) as (port, state):
        ear = await listen(port, Authorization=bearer(ada))
        assert await ear.kinds(1) == ["hello"]

        for item_id in (DUNE, RAN):
            n_tries = state.hub._bus.n_tries
            assert rows(house.url, ENDED) == [(1,)]
            await ada.post("/ratings", json={"item_id": item_id, "rating": 4})

            while await ear.kinds(1) != ["matches"]:
                pass  # the list, the rows, and these again once there are first neighbors
            await until(partial(is_back, state.hub._bus, n_tries))


def is_back(bus: ListeningBus, n_tries: int) -> bool:
    """Whether it listens again, after another try."""
    return bus.n_tries > n_tries and bus.is_connected


async def deaf(url: str, channel: str) -> AsyncIterator[str | None]:
    """What a transaction pooler does with LISTEN: it accepts it, and delivers nothing."""
    yield None
    await asyncio.Event().wait()


async def test_a_pooler_that_delivers_nothing_is_found_out_said_once_and_counters_are_compared(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_postgres(database_url, 2) as db:
        bus = ListeningBus("", db, listen=deaf, proof=0.01)
        hub = Hub(db, MOVED, bus, Pace(poll=7, sweep=70))
        with caplog.at_level(logging.INFO, "api.push.listening"):
            hub.open()
            await until(lambda: caplog.text.count("live_bus") == 1)
            await until(lambda: bus.n_tries >= 2)
        await hub.close()

    assert not bus.is_connected
    [line] = [record.fields for record in caplog.records if record.message == "live_bus"]  # type: ignore[attr-defined]
    assert line == {"state": f"not listening: {DEAF}"}


async def test_a_server_that_is_away_at_the_start_is_found_when_it_comes(database_url: str) -> None:
    places = [database_url.replace("/test_", "/absent_"), database_url]

    async def moving(url: str, channel: str) -> AsyncIterator[str | None]:
        from api.db.listening import listen as really

        async for message in really(places.pop(0) if len(places) > 1 else places[0], channel):
            yield message

    async with open_postgres(database_url, 2) as db:
        heard: list[bytes] = []
        bus = ListeningBus("", db, listen=moving)
        bus.open(heard.append, lambda: None)
        await until(lambda: bus.is_connected)

        await bus.publish(b"six by")
        await until(lambda: heard == [b"six by"])
        await bus.close()


async def test_a_message_is_sent_in_a_call_of_its_own(database_url: str) -> None:
    class Named(Database):
        def __init__(self) -> None:
            self.called: list[str] = []

        async def text(self, function: str, /, **args: Any) -> bytes:
            self.called.append(function)
            return json.dumps(CHANNEL).encode()

    named = Named()
    hub = Hub(named, MOVED, ListeningBus("", named))

    hub.note(7, "rate_item", {})
    await until(lambda: named.called == ["notify_live"])
    await hub.close()
