"""The town of these tests."""

import pytest

from tests.sql.groups.town import settle


@pytest.fixture
def url(database_url: str) -> str:
    """Two groups."""
    return settle(database_url)
