"""A PostgreSQL that is thrown away: a temporary folder, with databases that are copied in a moment."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import conninfo, sql

from api.ship.embedded import embedded_postgres
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree

# No data has to survive a crash.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off", "timezone": "'UTC'"}


class Scratch(NamedTuple):
    """A running server that is deleted with all its databases at the end."""

    url: str

    def url_of(self, database: str) -> str:
        """Return the address of one of its databases."""
        return conninfo.make_conninfo(self.url, dbname=database)

    def ship_new(self, database: str) -> str:
        """Create a database of this release; return its address."""
        self._administer(sql.SQL("create database {}").format(sql.Identifier(database)))
        ship(self.url_of(database), read_sql_tree())
        return self.url_of(database)

    def copy(self, template: str, database: str) -> str:
        """Create a database with the contents of `template`, to which nobody may be connected; return its address."""
        names = sql.Identifier(database), sql.Identifier(template)
        self._administer(sql.SQL("create database {} template {}").format(*names))
        return self.url_of(database)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected."""
        self._administer(sql.SQL("drop database {} with (force)").format(sql.Identifier(database)))

    def analyze(self, database: str) -> None:
        """Analyze a database at once after an import; autovacuum would do it too late for the next plans."""
        with psycopg.connect(self.url_of(database), autocommit=True) as connection:
            connection.execute("vacuum analyze")

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def scratch_server() -> Iterator[Scratch]:
    """Run a scratch server. Raises `Misconfigured` if the embedded PostgreSQL is not installed."""
    with (
        tempfile.TemporaryDirectory(prefix="cinelibre-scratch-", ignore_cleanup_errors=True) as folder,
        embedded_postgres(Path(folder), options=FAST) as url,
    ):
        yield Scratch(url)
