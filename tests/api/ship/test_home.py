"""When a job finds the database that `make run` made."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from api.ship.home import has_home
from tests.conftest import settings_of


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, True),
        ({"database_url": SecretStr("postgresql://localhost/other")}, False),
        ({"supabase_url": "https://project.supabase.co", "supabase_key": SecretStr("key")}, False),
    ],
)
def test_what_is_configured_goes_first(tmp_path: Path, given: dict[str, object], expected: bool) -> None:
    (tmp_path / "postgres-18.complete").touch()

    assert has_home(settings_of(data_dir=tmp_path, **given)) is expected


def test_a_folder_whose_making_was_stopped_is_none(tmp_path: Path) -> None:
    (tmp_path / "postgres-18").mkdir()

    assert not has_home(settings_of(data_dir=tmp_path))
