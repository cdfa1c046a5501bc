"""One application for all tests of a file, and somebody with an account."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from tests.api.auth.accounts import an_account, generous
from tests.conftest import client_of
from tests.support.servers import Server


@pytest.fixture(scope="module")
def address(servers: dict[int, Server]) -> Iterator[str]:
    """The address of the file's database."""
    name = servers[18].create_database("shipped")
    yield servers[18].url_of(name)
    servers[18].drop_database(name)


@pytest.fixture(scope="module")
def app(address: str) -> FastAPI:
    """The file's application."""
    return create_app(generous(address))


@pytest.fixture(scope="module")
async def here(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it, without a token."""
    async with client_of(app) as opened:
        yield opened


@pytest.fixture(scope="module")
async def token(here: httpx.AsyncClient) -> str:
    """Of somebody who has an account."""
    return (await an_account(here)).token
