"""The stage of the consumer's tests."""

from collections.abc import AsyncIterator

import pytest

from api.db.postgres import open_postgres
from tests.jobs.consume.stage import Stage, a_stage


@pytest.fixture
async def stage(database_url: str, kafka_bootstrap: str) -> AsyncIterator[Stage]:
    """A stage on the common broker."""
    async with open_postgres(database_url, 5) as db:
        yield await a_stage(db, database_url, kafka_bootstrap)
