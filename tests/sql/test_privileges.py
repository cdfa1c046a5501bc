"""Who may do what: by the catalogue, and by asking a real PostgREST with each key that Supabase hands out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jwt
import psycopg
import pytest

from tests.conftest import VERSIONS
from tests.support.servers import Server, running_postgrest, token

STRANGERS = ["anon", "authenticated"]
WRITES = "insert, update, delete"
E1 = [1.0] + [0.0] * 383

FUNCTIONS = """
    select p.oid::regprocedure
    from pg_proc as p
    where (p.pronamespace = 'cinelibre'::regnamespace
            or exists (
                select
                from cinelibre.shipped_functions as s
                where to_regnamespace(s.schema_name) = p.pronamespace
                    and s.function_name = p.proname
            ))
        and has_function_privilege(%(role)s, p.oid, 'execute') = %(granted)s
    order by p.oid
"""
TABLES = """
    select c.oid::regclass
    from pg_class as c
    where c.relnamespace = 'cinelibre'::regnamespace
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and has_table_privilege(%(role)s, c.oid, %(privileges)s) = %(granted)s
    order by c.oid
"""
COLUMNS = """
    select c.oid::regclass
    from pg_class as c
    where c.relnamespace = 'cinelibre'::regnamespace
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and has_any_column_privilege(%(role)s, c.oid, 'select, insert, update, references')
    order by c.oid
"""
SEQUENCES = """
    select c.oid::regclass
    from pg_sequence as s
    join pg_class as c on c.oid = s.seqrelid
    where c.relnamespace = 'cinelibre'::regnamespace
        and has_sequence_privilege(%(role)s, s.seqrelid, 'usage, select, update')
    order by c.oid
"""
VOLATILITIES = """
    select
        p.proname,
        p.provolatile::text
    from pg_proc as p
    join cinelibre.shipped_functions as s on s.function_name = p.proname
    where s.schema_name = 'public'
        and p.pronamespace = 'public'::regnamespace
        and p.proname ~ '^(get|match|search)_' = %(reads)s
    order by p.proname
"""
CALLS = """
    select
        p.proname,
        p.provolatile <> 'v',
        coalesce(p.proargnames[1:p.pronargs], '{}')
    from pg_proc as p
    join cinelibre.shipped_functions as s on s.function_name = p.proname
    where s.schema_name = 'public'
        and p.pronamespace = 'public'::regnamespace
    order by p.proname
"""


@dataclass(frozen=True)
class Call:
    """A function of ours and a document that names all its parameters."""

    function: str
    reads: bool
    document: dict[str, None]


@dataclass(frozen=True)
class Project:
    """A shipped database behind PostgREST, and what is in it."""

    url: str
    calls: list[Call]
    tables: list[str]

    def get(self, path: str, role: str | None, **headers: str) -> httpx.Response:
        """Asks for `path` below /rest/v1 with the key of `role`, or with none."""
        return httpx.get(f"{self.url}/rest/v1/{path}", headers=headers | bearer(role))

    def call(self, function: str, document: Any, role: str | None, **headers: str) -> httpx.Response:
        """Calls `function` with the key of `role`, or with none."""
        return httpx.post(f"{self.url}/rest/v1/rpc/{function}", json=document, headers=headers | bearer(role))


def bearer(role: str | None) -> dict[str, str]:
    """The header that carries the key of `role`."""
    return {} if role is None else {"Authorization": f"Bearer {token(role)}"}


def answers(url: str, query: str, **parameters: Any) -> list[Any]:
    """The first column of what `query` finds, or whole rows where there are more."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(query, parameters).fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


@pytest.fixture
def url(any_server: Server) -> Iterator[str]:
    """A shipped database on each version in turn."""
    name = any_server.create_database("shipped")
    yield any_server.url_of(name)
    any_server.drop_database(name)


@pytest.fixture(scope="module", params=VERSIONS)
def project(
    request: pytest.FixtureRequest, servers: dict[int, Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    """PostgREST in front of a shipped database on each version in turn."""
    server: Server = servers[request.param]
    name = server.create_database("shipped")
    calls = [
        Call(function, reads, dict.fromkeys(parameters))
        for function, reads, parameters in answers(server.url_of(name), CALLS)
    ]
    tables = answers(
        server.url_of(name), "select tablename from pg_tables where schemaname = 'cinelibre' order by tablename"
    )
    with running_postgrest(server, name, Path(tmp_path_factory.mktemp("postgrest"))) as address:
        yield Project(address, calls, tables)
    server.drop_database(name)


@pytest.mark.parametrize("role", [*STRANGERS, "public"])
def test_a_stranger_may_execute_no_function_of_ours(url: str, role: str) -> None:
    assert answers(url, FUNCTIONS, role=role, granted=True) == []


@pytest.mark.parametrize("role", [*STRANGERS, "public"])
def test_a_stranger_may_do_nothing_with_a_table_of_ours(url: str, role: str) -> None:
    everything = f"select, {WRITES}, truncate, references, trigger"

    assert answers(url, TABLES, role=role, privileges=everything, granted=True) == []
    assert answers(url, COLUMNS, role=role) == []
    assert answers(url, SEQUENCES, role=role) == []


@pytest.mark.parametrize("role", [*STRANGERS, "public"])
def test_a_stranger_may_not_enter_our_schema(url: str, role: str) -> None:
    assert answers(url, "select has_schema_privilege(%(role)s, 'cinelibre', 'usage, create')", role=role) == [False]


def test_service_role_may_execute_every_function_of_ours(url: str) -> None:
    assert answers(url, FUNCTIONS, role="service_role", granted=False) == []
    assert answers(url, FUNCTIONS, role="service_role", granted=True) != []


@pytest.mark.parametrize("privilege", ["select", "insert", "update", "delete"])
def test_service_role_may_read_and_write_every_table_of_ours(url: str, privilege: str) -> None:
    assert answers(url, TABLES, role="service_role", privileges=privilege, granted=False) == []
    assert answers(url, TABLES, role="service_role", privileges=privilege, granted=True) != []


def test_service_role_may_number_new_rows(url: str) -> None:
    assert "cinelibre.items_id_seq" in answers(url, SEQUENCES, role="service_role")


def test_service_role_may_alter_nothing(url: str) -> None:
    assert answers(url, TABLES, role="service_role", privileges="truncate, trigger", granted=True) == []
    assert answers(url, "select has_schema_privilege('service_role', 'cinelibre', 'create')") == [False]


def test_what_is_named_as_a_read_is_stable_and_the_rest_volatile(url: str) -> None:
    reads = answers(url, VOLATILITIES, reads=True)
    writes = answers(url, VOLATILITIES, reads=False)

    assert {volatility for _, volatility in reads} == {"s"}
    assert {volatility for _, volatility in writes} == {"v"}


@pytest.mark.parametrize("role", [None, *STRANGERS])
def test_a_stranger_can_call_no_function_of_ours(project: Project, role: str | None) -> None:
    refusals = {}
    for call in project.calls:
        answer = project.call(call.function, call.document, role)
        refusals[call.function] = (answer.status_code in {401, 403}, answer.json()["message"])

    # Not merely "permission denied for schema cinelibre", which a function says once it runs.
    assert refusals == {name: (True, f"permission denied for function {name}") for name in refusals}
    assert "upsert_items" in refusals


@pytest.mark.parametrize("role", [None, *STRANGERS, "service_role"])
def test_nobody_reaches_a_table_through_the_api(project: Project, role: str | None) -> None:
    statuses = {table: project.get(table, role).status_code for table in project.tables}

    assert statuses == dict.fromkeys(project.tables, 404)
    assert "items" in statuses


@pytest.mark.parametrize("role", [None, *STRANGERS, "service_role"])
def test_nobody_can_ask_for_our_schema_by_its_name(project: Project, role: str | None) -> None:
    by_table = {project.get(table, role, **{"Accept-Profile": "cinelibre"}).status_code for table in project.tables}
    by_call = project.call("skip_update", {}, role, **{"Content-Profile": "cinelibre"}).status_code

    assert by_table == {406}
    assert by_call == 406


@pytest.mark.parametrize("role", [None, *STRANGERS])
def test_a_stranger_is_shown_nothing_of_ours(project: Project, role: str | None) -> None:
    shown = project.get("", role, Accept="application/openapi+json").json()

    assert [path for path in shown["paths"] if path != "/"] == []


def test_service_role_is_shown_every_function_and_no_table(project: Project) -> None:
    shown = project.get("", "service_role", Accept="application/openapi+json").json()

    assert sorted(shown["paths"]) == sorted(["/", *(f"/rpc/{call.function}" for call in project.calls)])


def test_service_role_can_call_every_read(project: Project) -> None:
    reads = [call for call in project.calls if call.reads]

    answers = {call.function: project.call(call.function, call.document, "service_role") for call in reads}

    # Parameters are null, so a read may miss what it looks for; it must say so in words of its own (PTnnn).
    refused = {name: answer.text for name, answer in answers.items() if not _is_answered(answer)}
    assert refused == {}
    assert {"get_items", "get_movie", "match_movies"} <= answers.keys()


def _is_answered(answer: httpx.Response) -> bool:
    return answer.status_code == 200 or str(answer.json()["code"]).startswith("PT")


def test_a_key_of_another_project_is_refused(project: Project) -> None:
    forged = jwt.encode({"role": "service_role"}, "a-secret-of-quite-another-project-than-ours", "HS256")

    answer = httpx.get(f"{project.url}/rest/v1/", headers={"Authorization": f"Bearer {forged}"})

    assert answer.status_code == 401


@pytest.mark.parametrize("key", ["nonsense", "a.b.c"])
def test_a_key_that_is_none_is_refused(project: Project, key: str) -> None:
    answer = httpx.post(f"{project.url}/rest/v1/rpc/get_readiness", json={}, headers={"Authorization": f"Bearer {key}"})

    assert answer.status_code == 401


def test_service_role_writes_what_it_then_finds(project: Project) -> None:
    records = [
        {"item_type": "movie", "title": "Dune", "year": 2021, "embedding": E1, "text_hash": "1"},
        {"item_type": "book", "title": "Solaris", "year": 1961, "embedding": E1, "text_hash": "2"},
    ]
    document = {"records": records, "embedding_model": "one", "dimension": 384}

    written = project.call("upsert_items", document, "service_role")
    movies = project.call("match_movies", {"query_embedding": E1, "embedding_model": "one"}, "service_role")
    books = project.call("match_books", {"query_embedding": E1, "embedding_model": "one"}, "service_role")

    assert written.json() == {"n_new": 2, "n_changed": 0, "n_unchanged": 0, "taken_ids": {}}
    assert [(movie["title"], movie["similarity"]) for movie in movies.json()] == [("Dune", 1.0)]
    assert [(book["title"], book["similarity"]) for book in books.json()] == [("Solaris", 1.0)]
