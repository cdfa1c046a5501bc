"""Readers before three movies and two books."""

from collections.abc import AsyncIterator

import pytest

from tests.support.readers import House, Service, a_house
from tests.support.servers import Server


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service for all tests of this file."""
    async with a_house(servers[18]) as opened:
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """Ada, Bob and nobody, before three movies and two books."""
    async with house.readers() as opened:
        yield opened
