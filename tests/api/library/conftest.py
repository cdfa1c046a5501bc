"""One database and one application for all tests of a file: each test registers readers of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.api.library.shelves import Place, Reader, a_place
from tests.support.servers import Server


@pytest.fixture(scope="module")
def address(servers: dict[int, Server]) -> Iterator[str]:
    """The address of the file's database."""
    name = servers[18].create_database("shipped")
    yield servers[18].url_of(name)
    servers[18].drop_database(name)


@pytest.fixture(scope="module")
async def place(address: str) -> AsyncIterator[Place]:
    """The file's service on fourteen items."""
    async with a_place(address) as opened:
        yield opened


@pytest.fixture
async def ada(place: Place) -> Reader:
    """Somebody who has just registered."""
    return await place.reader()
