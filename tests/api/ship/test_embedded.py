"""Where the embedded PostgreSQL can live."""

from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from api.ship.embedded import embedded_postgres


@pytest.mark.parametrize("name", ["a b", "it's 100% Größe & more; #1 (new)"])
def test_it_lives_in_a_folder_with_a_space_in_its_path_and_is_found_there_again(name: str) -> None:
    with TemporaryDirectory(prefix=f"cinelibre {name} ") as folder:
        Path(folder).chmod(0o755)
        data_dir = Path(folder) / "data"
        with embedded_postgres(data_dir) as url, psycopg.connect(url) as connection:
            connection.execute("create table kept as select 1 as one")
        with embedded_postgres(data_dir) as url, psycopg.connect(url) as connection:
            assert connection.execute("select one from kept").fetchone() == (1,)

        assert (data_dir / "postgres-18" / "PG_VERSION").exists()
