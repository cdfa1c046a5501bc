"""What a function says of itself to the planner is true: what only reads calls nothing that may do more."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.support.servers import Server

# By the names in their text: of ours, what is volatile; of PostgreSQL's, what is volatile in all its forms.
BROKEN_PROMISES = r"""
    with called as (
        select p.proname
        from pg_proc as p
        where p.pronamespace in ('public'::regnamespace, 'cinelibre'::regnamespace, 'pg_catalog'::regnamespace)
        group by p.proname
        having every(p.provolatile = 'v')
    )
    select concat_ws(' ', p.proname, 'calls', c.proname)
    from pg_proc as p
    join called as c on pg_get_functiondef(p.oid) ~ ('\m' || c.proname || '\(')
    where p.pronamespace in ('public'::regnamespace, 'cinelibre'::regnamespace)
        and p.prokind = 'f'
        and p.provolatile <> 'v'
"""
REASONED = {
    "get_book calls refuse": "it raises, and does nothing else",
    "get_item calls refuse": "it raises, and does nothing else",
    "get_movie calls refuse": "it raises, and does nothing else",
    "get_receipt calls refuse": "it raises, and does nothing else",
    "require_person calls refuse_person": "it raises, and does nothing else",
    "require_sharing_friend calls refuse": "it raises, and does nothing else",
    "require_sharing_friend calls refuse_person": "it raises, and does nothing else",
    "scan_by_meaning calls set_config": "for its own call: what the function sets is put back when it returns",
    "scan_by_vector calls set_config": "for its own call: what the function sets is put back when it returns",
    "get_doctor_facts calls clock_timestamp": "reads the clock, once",
    "get_liked_together calls clock_timestamp": "reads the clock, to end in time",
    "get_doctor_facts calls pg_database_size": "reads, once",
    "get_doctor_facts calls pg_is_in_recovery": "reads, once",
    "get_health calls pg_database_size": "reads, once",
    "get_metrics calls pg_database_size": "reads, once",
    "describe_contents calls pg_relation_size": "reads, once",
}


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """A shipped database."""
    name = server.create_database("shipped")
    yield name
    server.drop_database(name)


def broken_promises(server: Server, database: str) -> set[str]:
    """Which functions that only read call what may do more."""
    with psycopg.connect(server.url_of(database)) as connection:
        return {promise for (promise,) in connection.execute(BROKEN_PROMISES.encode()).fetchall()}


def test_what_only_reads_calls_nothing_volatile_without_a_reason(server: Server, database: str) -> None:
    found = broken_promises(server, database)

    assert found == set(REASONED)


def test_what_does_more_than_it_says_is_found(server: Server, database: str) -> None:
    server.execute(
        """
        create function cinelibre.poke() returns integer language sql volatile as 'select 1';
        create function cinelibre.peek() returns integer language sql stable as 'select cinelibre.poke()';
        create function public.throw() returns float8 language plpgsql immutable as 'begin return random(); end';
        """,
        database,
    )

    found = broken_promises(server, database)

    assert found - set(REASONED) == {"peek calls poke", "throw calls random"}
