"""Readers before three movies and two books, and the service on a port."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from api.push.hub import Hub
from tests.support.live import Ear, bearer, listen, on_a_port
from tests.support.readers import House, Service, a_house
from tests.support.servers import Server


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service for all tests of this file."""
    async with a_house(servers[18]) as opened:
        yield opened


@dataclass
class Place:
    """The service on a port, with Ada, Bob and nobody."""

    port: int
    hub: Hub
    service: Service

    async def ada(self, path: str = "/live", **headers: str) -> Ear:
        """A connection of Ada's that said hello."""
        ear = await listen(self.port, path, Authorization=bearer(self.service.ada), **headers)
        assert ear.status == 200, ear.body
        assert await ear.kinds(1) == ["hello"]
        return ear


@pytest.fixture
async def place(house: House) -> AsyncIterator[Place]:
    """The service on a port."""
    async with house.readers() as service, on_a_port(house.app) as (port, _):
        yield Place(port, house.app.state.hub, service)
        house.app.state.hub.end_all()
