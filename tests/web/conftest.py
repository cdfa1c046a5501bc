"""The service as a browser meets it: a process of its own on a copy of the demo, on loopback."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from api.db.postgres import open_postgres
from api.jobs.accounts import WantedAccount, write_account
from api.jobs.training.job import train
from api.settings import ROOT
from tests.conftest import settings_of
from tests.support.processes import Service, started
from tests.support.servers import Server, free_port

Serve = Callable[..., AbstractContextManager[Service]]
OPERATOR, PASSWORD = (
    "operator@example.com",
    "quiet evenings with a good story",
)
SETTINGS = {
    "JWT_SECRET_KEY": "a secret of at least thirty-two bytes",
    "REQUESTS_PER_MINUTE": "300",  # the defaults: the client never trips over them
    "SEARCHES_PER_MINUTE": "30",
    "ADDRESS_ATTEMPTS_PER_MINUTE": "10000",  # every reader of these tests comes from one address
}


@pytest.fixture(scope="session")
def trained_template(servers: dict[int, Server], demo_template: str) -> str:
    """The name of a template database as the first `make run` leaves it, with the operator of web/tests/support/."""
    servers[18].execute(f"create database trained template {demo_template} owner owner")

    async def trained(url: str) -> None:
        async with open_postgres(url, 2) as opened:
            await train(opened)
            await write_account(opened, settings_of(), WantedAccount(OPERATOR, role="admin", password=PASSWORD))

    asyncio.run(trained(servers[18].url_of("trained")))
    return "trained"


@pytest.fixture(scope="session")
def serve(
    servers: dict[int, Server], trained_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serve]:
    """Starts a service with settings of its own, on a port that it keeps when it is started again."""
    with ExitStack() as databases:

        def database() -> str:
            name = servers[18].create_database(trained_template)
            databases.callback(servers[18].drop_database, name)
            return servers[18].url_of(name)

        @contextmanager
        def start(url: str | None = None, port: int | None = None, **settings: str) -> Iterator[Service]:
            output: Path = tmp_path_factory.mktemp("service") / "out"
            command = [sys.executable, "-m", "api"]
            given = {**SETTINGS, "DATABASE_URL": url or database(), **settings}
            with started(command, output, port or free_port(), ROOT, **given) as service:
                service.wait_for(f"{settings.get('API_PREFIX', '')}/health/ready")
                yield service

        yield start


@pytest.fixture(scope="session")
def site(serve: Serve) -> Iterator[str]:
    """Where the service is, for stories that do not mind one another."""
    with serve() as service:
        yield service.url
