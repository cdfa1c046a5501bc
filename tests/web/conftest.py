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
# Ten days of an experiment among the demo's raters, which has ended: readers of odd ids were offered more variety.
COUNTED = """
    insert into cinelibre.experiments
    (name, variants, changes, share, salt, most_worse, starts, stopped_at, stopped_by, stop_reason, measured_at)
    values (
        'varied',
        '[{"name": "control", "portion": 1, "settings": {}},
          {"name": "bold", "portion": 1, "settings": {"diversity": 0.4}}]',
        '{diversity}', 1, 'varied', 0.05, now() - interval '20 days', now() - interval '2 days', 'operator',
        'Bold wins.', now()
    );
    insert into cinelibre.experiment_readers (experiment_id, user_id, variant, entered_at, returned_at)
    select
        e.id, u.id, case when u.id % 2 = 0 then 'control' else 'bold' end, now() - interval '15 days',
        case when u.id % 3 > 0 then now() - interval '12 days' end
    from cinelibre.experiments as e, cinelibre.users as u
    where e.name = 'varied';
    insert into cinelibre.experiment_days
    (experiment_id, user_id, day, n_shown, n_clicked, n_accepted, n_refused, n_rated, stars)
    select
        r.experiment_id, r.user_id, (now() at time zone 'UTC')::date - n, 20,
        (n * r.user_id % 7 = 1)::integer + (r.user_id % 2) * (n * r.user_id % 4 = 1)::integer,
        (n * r.user_id % 11 = 1)::integer,
        (n * r.user_id % 13 = 1)::integer, (n * r.user_id % 17 = 1)::integer, 4 * (n * r.user_id % 17 = 1)::integer
    from cinelibre.experiment_readers as r, generate_series(5, 14) as n;
"""


@pytest.fixture(scope="session")
def trained_template(servers: dict[int, Server], demo_template: str) -> str:
    """The name of a template database as the first `make run` leaves it, with the operator of web/tests/support/."""
    servers[18].execute(f"create database trained template {demo_template} owner owner")

    async def trained(url: str) -> None:
        async with open_postgres(url, 2) as opened:
            await train(opened)
            await write_account(opened, settings_of(), WantedAccount(OPERATOR, role="admin", password=PASSWORD))

    asyncio.run(trained(servers[18].url_of("trained")))
    servers[18].execute(COUNTED, "trained")
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
