"""One town for all tests of this folder; each brings its own newcomers."""

from collections.abc import AsyncIterator

import pytest

from tests.api.recommendations.town import Reader, Town, a_town
from tests.support.servers import Server


@pytest.fixture(scope="package")
async def town(servers: dict[int, Server]) -> AsyncIterator[Town]:
    """The service on a catalogue that 48 readers rated."""
    async with a_town(servers[18]) as opened:
        yield opened


@pytest.fixture
async def ada(town: Town) -> AsyncIterator[Reader]:
    """A newcomer."""
    async with town.reader() as reader:
        yield reader


@pytest.fixture
async def bob(town: Town) -> AsyncIterator[Reader]:
    """Another."""
    async with town.reader() as reader:
        yield reader
