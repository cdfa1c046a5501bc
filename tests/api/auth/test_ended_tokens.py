"""No plan that PostgreSQL may choose skips who calls: every function refuses an ended token, whatever there is."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.support.servers import Server

# What a function must be given beside who calls; a new name needs a value here.
GIVEN = {
    "acts_for": "2",
    "action": "'GET /auth/me'",
    "batch": "2",
    "day": "'2026-01-01'",
    "events": "'[]'",
    "filters": "'{}'",
    "interaction_type": "'hide'",
    "item_id": "1",
    "item_ids": "array[1]",
    "item_limit": "20",
    "item_skip": "0",
    "item_type": "'movie'",
    "sources": "array['popular']",
    "mark": "'hidden'",
    "movie_id": "1",
    "book_id": "1",
    "part": "'ratings'",
    "query_embedding": "array_fill(0.1, array[384])::extensions.vector",
    "ranked": "'[]'",
    "rating": "4",
    "rating_id": "1",
    "ratings": "array[4]::real[]",
    "recommendation_id": "'00000000-0000-4000-8000-000000000000'",
    "records": "'[]'",
    "taste_version": "1",
    "typed": "'film'",
    "words": "'film'",
}
# For arguments whose value does not matter here, by type.
OF_TYPE = {
    "integer": "1",
    "bigint": "1",
    "double precision": "0.5",
    "boolean": "false",
    "jsonb": "'[]'",
    "text": "'newest'",
    "integer[]": "'{1}'",
    "real[]": "'{3}'",
    "text[]": "'{}'",
    "timestamp with time zone": "now()",
    "uuid": "'00000000-0000-4000-8000-000000000000'",
}
CALLABLE = """
    select
        p.proname,
        array(select format_type(t.oid, null) from unnest(p.proargtypes) with ordinality as t (oid, n) order by t.n),
        p.proargnames[1:p.pronargs - p.pronargdefaults],
        coalesce(p.proargnames[p.pronargs - p.pronargdefaults + 1:p.pronargs], '{}')
    from pg_proc as p
    where p.pronamespace = 'public'::regnamespace
        and 'caller_id' = any(p.proargnames)
    order by p.proname
"""
PLANS: list[list[str]] = [
    [],
    ["enable_nestloop"],
    ["enable_hashjoin"],
    ["enable_hashjoin", "enable_mergejoin"],
    ["enable_hashjoin", "enable_nestloop"],
]
FILLED = """
    insert into cinelibre.items (item_type, title) select 'movie', 'Film ' || n from generate_series(1, 2000) as n;
    insert into cinelibre.ratings (user_id, item_id, rating, source)
    select 2, i.id, 4, 'rating' from cinelibre.items as i order by i.id limit 1000;
    analyze;
"""


@pytest.fixture(scope="module", params=["empty", "filled"])
def connection(request: pytest.FixtureRequest, servers: dict[int, Server]) -> Iterator[psycopg.Connection[Any]]:
    """A database with two accounts, of which the first logged out: empty, or with movies that the second rated."""
    name = servers[18].create_database("shipped")
    with psycopg.connect(servers[18].url_of(name), autocommit=True) as opened:
        opened.execute("""
            insert into cinelibre.users (email, password_hash, token_version, tokens_valid_from)
            values ('reader@example.com', 'hash', 1, 2), ('friend@example.com', 'hash', 1, 1)
        """)
        if request.param == "filled":
            opened.execute(FILLED.encode())
        yield opened
    servers[18].drop_database(name)


def calls(name: str, types: list[str], required: list[str], optional: list[str]) -> Iterator[str]:
    """Calls of a function in the name of the ended token, of either type of item where it takes one."""
    who = {"caller_id": "1", "caller_version": "1"}
    values = {argument: GIVEN.get(argument) or OF_TYPE[type_] for argument, type_ in zip(required, types, strict=False)}
    given = values | who
    for item_type in ["'movie'", "'book'"] if "item_type" in [*required, *optional] else [""]:
        typed = given | ({"item_type": item_type} if item_type else {})
        yield f"select public.{name}({', '.join(f'{argument} => {value}' for argument, value in typed.items())})"


def test_every_function_refuses_an_ended_token_by_whatever_plan(connection: psycopg.Connection[Any]) -> None:
    functions = connection.execute(CALLABLE).fetchall()
    answered = []
    for plan in PLANS:
        connection.execute("reset all")
        for setting in plan:
            connection.execute(f"set {setting} = off".encode())
        for call in [call for function in functions for call in calls(*function)]:
            try:
                connection.execute(call.encode())
            except psycopg.Error as error:
                if error.sqlstate != "PT401":
                    answered.append((call, plan, error.sqlstate))
            else:
                answered.append((call, plan, None))

    assert len(functions) >= 15
    assert answered == []
