"""What strangers may do but should not, and what our own role may not but should."""

from typing import Any

import pytest

from tests.support.readers import rows, write

OPEN = "select cinelibre.describe_open_grants()"
CLOSED = "select cinelibre.describe_closed_grants()"
FUNCTION = "public.get_movielens_ids"
NOTHING_OPEN: dict[str, Any] = {"open_functions": [], "open_tables": [], "schema_open_to": []}
NOTHING_CLOSED: dict[str, Any] = {
    "has_service_role": True, "tables_without_rls": [], "closed_functions": [], "closed_tables": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "opened"),
    [
        ("create function public.strange() returns integer language sql as 'select 1'", {}),  # is not ours
        ("create table public.strange (); grant select on public.strange to anon", {}),
        (f"grant execute on function {FUNCTION}() to anon", {"open_functions": [FUNCTION]}),
        (f"grant execute on function {FUNCTION}() to authenticated", {"open_functions": [FUNCTION]}),
        (f"grant execute on function {FUNCTION}() to public", {"open_functions": [FUNCTION]}),
        *(
            (f"grant {right} on cinelibre.items to anon", {"open_tables": ["cinelibre.items"]})
            for right in ("select", "insert", "update", "delete", "truncate", "references", "trigger")
        ),
        *(
            (f"grant {right} (title) on cinelibre.items to authenticated", {"open_tables": ["cinelibre.items"]})
            for right in ("select", "insert", "update", "references")
        ),
        ("grant usage on schema cinelibre to anon", {"schema_open_to": ["anon"]}),
        ("grant create on schema cinelibre to public", {"schema_open_to": ["anon", "authenticated", "public"]}),
    ],
)
def test_what_strangers_may_do_is_told(database_url: str, change: str, opened: dict[str, list[str]]) -> None:
    assert rows(database_url, OPEN) == [(NOTHING_OPEN,)]

    write(database_url, change)

    assert rows(database_url, OPEN) == [(NOTHING_OPEN | opened,)]


@pytest.mark.parametrize(
    ("change", "closed"),
    [
        (f"revoke execute on function {FUNCTION}() from service_role", {"closed_functions": [FUNCTION]}),
        *(
            (f"revoke {right} on cinelibre.items from service_role", {"closed_tables": ["cinelibre.items"]})
            for right in ("select", "insert", "update", "delete")
        ),
        ("revoke truncate on cinelibre.items from service_role", {}),  # it needs none
        ("alter table cinelibre.items disable row level security", {"tables_without_rls": ["cinelibre.items"]}),
        ("drop policy service_role_only on cinelibre.items", {"tables_without_rls": ["cinelibre.items"]}),
    ],
)
def test_what_our_own_role_may_not_do_is_told(database_url: str, change: str, closed: dict[str, list[str]]) -> None:
    assert rows(database_url, CLOSED) == [(NOTHING_CLOSED,)]

    write(database_url, change)

    assert rows(database_url, CLOSED) == [(NOTHING_CLOSED | closed,)]


def test_our_own_functions_are_those_of_the_schema_and_those_that_were_shipped(database_url: str) -> None:
    query = "select id::regproc::text, name from cinelibre.list_own_functions()"
    before = set(rows(database_url, query))
    write(
        database_url,
        """
        create function cinelibre.one() returns integer language sql as 'select 1';
        create function public.two() returns integer language sql as 'select 1';
        create function public.three() returns integer language sql as 'select 1';
        insert into cinelibre.shipped_functions (schema_name, function_name, signature, sha256) values
        ('public', 'two', '', 'x'), ('public', 'not_there', '', 'x');
        """,
    )

    assert ("get_movielens_ids", FUNCTION) in {(name.removeprefix("public."), whole) for name, whole in before}
    assert {name for _, name in set(rows(database_url, query)) - before} == {"cinelibre.one", "public.two"}


def test_our_own_tables_are_those_of_the_schema_without_its_views(database_url: str) -> None:
    query = "select name, id::regclass::text, has_row_security from cinelibre.list_own_tables()"
    before = set(rows(database_url, query))
    write(
        database_url,
        """
        create table cinelibre.one (n integer); create view cinelibre.two as select 1 as n;
        create table public.three ();
        create table cinelibre.four (n integer) partition by range (n);
        alter table cinelibre.four enable row level security;
        """,
    )

    assert ("cinelibre.items", "cinelibre.items", True) in before
    assert set(rows(database_url, query)) - before == {
        ("cinelibre.one", "cinelibre.one", False),
        ("cinelibre.four", "cinelibre.four", True),
    }
