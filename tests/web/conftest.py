"""The service as a browser meets it: a process of its own on a copy of the demo, on loopback."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from api.settings import ROOT
from tests.support.processes import Service, started
from tests.support.servers import Server, free_port

Serve = Callable[..., AbstractContextManager[Service]]
SETTINGS = {
    "JWT_SECRET_KEY": "a secret of at least thirty-two bytes",
    "ADDRESS_ATTEMPTS_PER_MINUTE": "10000",  # every reader of these tests comes from one address
}


@pytest.fixture(scope="session")
def serve(servers: dict[int, Server], demo_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts a service with settings of its own, on a port that it keeps when it is started again."""
    with ExitStack() as databases:

        def database() -> str:
            name = servers[18].create_database(demo_template)
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
