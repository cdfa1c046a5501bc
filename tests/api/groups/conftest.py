"""The service on seven items, with two readers; the same for all tests of a file."""

from collections.abc import AsyncIterator

import pytest

from api.http.limits import AttemptLimits
from tests.support.readers import TITLES, House, Service, a_house, write_items
from tests.support.servers import Server


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service on a database of its own."""
    async with a_house(servers[18]) as opened:
        await write_items(opened.app.state.db, (*TITLES, ("movie", "Alien"), ("movie", "Persuasion")))
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """The service with two new readers, who may try as many codes as they like."""
    house.app.state.attempt_limits = AttemptLimits(10_000, 10_000)
    async with house.readers() as readers:
        yield readers
