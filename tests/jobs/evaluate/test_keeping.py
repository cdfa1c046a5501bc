"""What an evaluation measured is kept where /metrics finds it, and a database that is away costs no measurement."""

from typing import Any

from pydantic import SecretStr

from api.jobs.evaluate.keeping import keep_measures
from api.settings import Settings
from api.ship.sql_tree import read_sql_tree
from tests.conftest import settings_of
from tests.support.readers import rows
from tests.support.servers import free_port

ROWS = {"blend, diversity 0": {"nDCG@10": 0.25, "users": 3}, "most rated": {"nDCG@10": 0.125, "users": 3}}
MEASURED: dict[str, Any] = {"has_content": True, "newest_fifth": {"rows": ROWS, "n_users": 3}, "personas": {}}


async def test_the_first_protocols_table_is_kept_with_its_versions(settings: Settings, database_url: str) -> None:
    said: list[str] = []

    await keep_measures(settings, MEASURED, said.append)

    assert said == []
    assert rows(database_url, "select measures, versions from cinelibre.evaluations") == [
        (
            {"newest_fifth": ROWS},
            {
                "release": read_sql_tree().release_sha256[:12],
                "embedding_model": "all-MiniLM-L6-v2-int8",
                "blend": "trained",
                "recommender": None,
                "has_content": True,
            },
        )
    ]


async def test_a_database_that_is_away_is_told_and_nothing_raised() -> None:
    said: list[str] = []
    away = settings_of(database_url=SecretStr(f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"))

    await keep_measures(away, MEASURED, said.append)

    [sentence] = said
    assert sentence.startswith("The measures were not kept in the database: ")


async def test_without_a_database_nothing_is_kept_and_nothing_said() -> None:
    said: list[str] = []

    await keep_measures(settings_of(), MEASURED, said.append)

    assert said == []
