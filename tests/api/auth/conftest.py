"""One database and one application for all tests of a file: each test registers people of its own."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from tests.api.auth.accounts import Account, an_account, generous
from tests.api.auth.outsiders import trusting
from tests.conftest import client_of
from tests.support.issuer import OtherIssuer, serving_issuer
from tests.support.servers import Server


@pytest.fixture(scope="module")
def address(servers: dict[int, Server]) -> Iterator[str]:
    """The address of the file's database."""
    name = servers[18].create_database("shipped")
    yield servers[18].url_of(name)
    servers[18].drop_database(name)


@pytest.fixture(scope="module")
def app(address: str) -> FastAPI:
    """The file's application; it lets everybody try often."""
    return create_app(generous(address))


@pytest.fixture(scope="module")
async def here(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with client_of(app) as opened:
        yield opened


@pytest.fixture
async def ada(here: httpx.AsyncClient) -> Account:
    """Somebody who has just registered."""
    return await an_account(here)


@pytest.fixture
def issuer() -> Iterator[OtherIssuer]:
    """Another issuer, with one key."""
    with serving_issuer() as serving:
        yield serving


@pytest.fixture
async def there(database_url: str, issuer: OtherIssuer) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service that trusts the issuer."""
    async with client_of(create_app(trusting(database_url, issuer))) as opened:
        yield opened
