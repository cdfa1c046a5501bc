"""Ships `sql/` to a database: over a connection, or as one text to paste into an SQL editor."""

from dataclasses import dataclass

import psycopg

from api.db.sqlstate import error_for
from api.errors import CineLibreError, Unavailable
from api.ship.sql_tree import SqlFile, SqlTree

_LOCK = "select {function}(hashtextextended('cinelibre.ship', 0))"
# The extension must be loaded once, or a role that is no superuser may not create a function with `set hnsw.…`.
_PREPARE = """set local search_path = cinelibre, public, extensions, pg_temp;
set local check_function_bodies = off;
do $$ begin perform '[1]'::vector; end $$;"""
_NOTIFY = "notify pgrst, 'reload schema'"


@dataclass(frozen=True)
class Shipped:
    """What a ship did: the migrations that it applied, how many functions it reloaded, the release's hash."""

    migrations: list[str]
    n_functions: int
    release_sha256: str


def ship(database_url: str, tree: SqlTree) -> Shipped:
    """Bring the database at `database_url` to what `tree` says; a second ship changes nothing.

    Each new migration commits with its ledger row; then all functions and grants change in one transaction. Raises
    `Conflict` for an edited migration or a function that somebody else made, `Unavailable` if the database cannot be
    reached.
    """
    try:
        with psycopg.connect(database_url, autocommit=True, prepare_threshold=None, connect_timeout=10) as connection:
            connection.execute(_LOCK.format(function="pg_advisory_lock"))
            return _ship_over(connection, tree)
    except psycopg.Error as error:
        raise _refusal(error) from error


def _ship_over(connection: psycopg.Connection, tree: SqlTree) -> Shipped:
    with connection.transaction():
        connection.execute(tree.shipping.encode())
    applied = []
    for migration in tree.migrations:
        with connection.transaction():
            cursor = connection.execute(
                "select cinelibre.apply_migration(%s, %s, %s)",
                [migration.name, migration.sha256, migration.body],
            )
            if cursor.fetchone() == (True,):
                applied.append(migration.name)
    with connection.transaction():
        connection.execute(_PREPARE)
        for function in tree.functions:
            connection.execute("select cinelibre.ship_function(%s, %s, %s, %s)", _function_args(function))
        connection.execute(
            "select cinelibre.finish_release(%s, %s)",
            [[function.name for function in tree.functions], tree.release_sha256],
        )
        connection.execute(tree.grants.encode())
        connection.execute(_NOTIFY)
    return Shipped(applied, len(tree.functions), tree.release_sha256)


def paste(tree: SqlTree) -> str:
    """Return everything that `ship` does as one script for Supabase's SQL editor; it may run twice."""
    names = ", ".join(_quoted(function.name) for function in tree.functions)
    parts = [
        "-- CineLibre: the whole database in one script, generated from sql/ by `python -m api.jobs pictures`.\n"
        "-- Paste it into Supabase's SQL editor and run it; run a newer one later over it. Do not edit it.",
        f"begin;\n{_LOCK.format(function='pg_advisory_xact_lock')};",
        tree.shipping.rstrip(),
        *(_call("apply_migration", [file.name, file.sha256], file.body) for file in tree.migrations),
        _PREPARE,
        *(_call("ship_function", _function_args(file)[:-1], file.body) for file in tree.functions),
        f"select cinelibre.finish_release(array[{names}], {_quoted(tree.release_sha256)});",
        tree.grants.rstrip(),
        f"{_NOTIFY};\ncommit;",
    ]
    return "\n\n".join(parts) + "\n"


def _function_args(file: SqlFile) -> list[str]:
    return [*file.name.split("."), file.sha256, file.body]


def _call(function: str, args: list[str], body: str) -> str:
    quoted = ", ".join(_quoted(value) for value in args)
    return f"select cinelibre.{function}({quoted}, $cinelibre_file$\n{body}$cinelibre_file$);"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _refusal(error: psycopg.Error) -> CineLibreError:
    if error.sqlstate is None:
        return Unavailable(f"The database at DATABASE_URL cannot be reached: {str(error).splitlines()[0]}.")
    if error.sqlstate.startswith("PT"):
        return error_for(error.sqlstate, error.diag.message_primary, error.diag.message_detail)
    return CineLibreError(f"Shipping failed and changed nothing: {error.diag.message_primary} ({error.sqlstate}).")
