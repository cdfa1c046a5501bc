"""The service with an admin; each file says itself what `service` has."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.support.readers import House, Service, a_house
from tests.support.servers import Server
from tests.support.tokens import token_of_an_admin


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service for all tests of a file."""
    async with a_house(servers[18]) as opened:
        yield opened


@pytest.fixture
async def admin(house: House, service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """An admin's client."""
    async with house.client(await token_of_an_admin(service.db)) as client:
        yield client
