"""A PostgreSQL that is thrown away: a temporary folder, databases copied from one another in a moment."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import conninfo, sql

from api.db.embedded import embedded_postgres
from api.db.shipping import ship
from api.db.sql_tree import read_sql_tree

# Nothing here has to survive a crash.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off", "timezone": "'UTC'"}


class Scratch(NamedTuple):
    """A running server that goes when it is left, and all of its databases with it."""

    url: str

    def url_of(self, database: str) -> str:
        """The address of one of its databases."""
        return conninfo.make_conninfo(self.url, dbname=database)

    def ship_new(self, database: str) -> str:
        """A new database of this release; answers its address."""
        self._administer(sql.SQL("create database {}").format(sql.Identifier(database)))
        ship(self.url_of(database), read_sql_tree())
        return self.url_of(database)

    def copy(self, template: str, database: str) -> str:
        """A new database with all that is in `template`, to which nobody may be connected; answers its address."""
        names = sql.Identifier(database), sql.Identifier(template)
        self._administer(sql.SQL("create database {} template {}").format(*names))
        return self.url_of(database)

    def drop(self, database: str) -> None:
        """Drops a database, whoever is still connected."""
        self._administer(sql.SQL("drop database {} with (force)").format(sql.Identifier(database)))

    def analyze(self, database: str) -> None:
        """What autovacuum does sooner or later: after an import plans need it at once."""
        with psycopg.connect(self.url_of(database), autocommit=True) as connection:
            connection.execute("vacuum analyze")

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def scratch_server() -> Iterator[Scratch]:
    """Runs one. Raises `Misconfigured` where the embedded PostgreSQL is not installed."""
    with (
        tempfile.TemporaryDirectory(prefix="cinelibre-scratch-", ignore_cleanup_errors=True) as folder,
        embedded_postgres(Path(folder), options=FAST) as url,
    ):
        yield Scratch(url)
