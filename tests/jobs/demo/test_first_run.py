"""The first start on a laptop loads the demo and trains on it; later ones leave both alone."""

import asyncio
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from pydantic import SecretStr
from rich.console import Console

from api.db import Database
from api.jobs.demo.first_run import prepare_demo
from api.settings import Settings
from tests.conftest import settings_of
from tests.support.readers import rows, write
from tests.support.servers import Server

MODELS = "select kind, name from cinelibre.models where is_active order by kind"
RATERS = """
    select count(*), bool_and(external_id like 'simulated:2:%%')
    from cinelibre.users
    where external_id like 'simulated:%%'
"""


@pytest.fixture
def demo_url(server: Server, demo_template: str) -> Iterator[str]:
    """The address of a database with the demo, on which nothing was trained."""
    name = server.create_database(demo_template)
    yield server.url_of(name)
    server.drop_database(name)


def of(url: str, data_dir: Path) -> Settings:
    """Settings of a start."""
    return settings_of(database_url=SecretStr(url), data_dir=data_dir)


async def start(settings: Settings) -> bool:
    """What a start says: whether there was anything to do."""
    return await prepare_demo(settings, Console(file=StringIO()))


async def start_and_be_killed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that ends while it trains."""

    async def is_killed(db: Database) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr("api.jobs.demo.first_run.train", is_killed)
        with pytest.raises(asyncio.CancelledError):
            await start(settings)


async def test_an_empty_database_gets_the_demo_and_its_models_and_a_second_start_nothing(
    database_url: str, tmp_path: Path
) -> None:
    first = await start(of(database_url, tmp_path))
    models = rows(database_url, MODELS)
    second = await start(of(database_url, tmp_path))

    assert (first, second) == (True, False)
    assert {kind for kind, _ in models} >= {"cosine", "ease", "embedding"}
    assert rows(database_url, MODELS) == models
    assert rows(database_url, RATERS) == [(400, True)]
    assert rows(database_url, "select count(*), count(distinct item_id) from cinelibre.item_embeddings") == [(240, 240)]
    assert rows(database_url, "select job_name, outcome from cinelibre.job_runs") == [("train", "done")]


async def test_a_start_that_was_killed_is_completed_by_the_next(
    demo_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start_and_be_killed(of(demo_url, tmp_path), monkeypatch)
    n_trained = len(rows(demo_url, MODELS))

    assert await start(of(demo_url, tmp_path))
    assert n_trained == 1
    assert len(rows(demo_url, MODELS)) >= 3
    assert not await start(of(demo_url, tmp_path))


async def test_a_former_releases_demo_is_renewed_even_if_that_is_killed(
    demo_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "demo.complete").touch()
    former = "update cinelibre.users set external_id = 'simulated:' || id where external_id like 'simulated:%'"
    write(demo_url, former)

    await start_and_be_killed(of(demo_url, tmp_path), monkeypatch)

    assert rows(demo_url, RATERS) == [(400, True)]
    assert await start(of(demo_url, tmp_path))
    assert not await start(of(demo_url, tmp_path))


async def test_whoever_deleted_the_raters_does_not_get_them_back(demo_url: str, tmp_path: Path) -> None:
    await start(of(demo_url, tmp_path))
    write(demo_url, "delete from cinelibre.users where external_id like 'simulated:%'")

    assert not await start(of(demo_url, tmp_path))
    assert rows(demo_url, RATERS) == [(0, None)]
