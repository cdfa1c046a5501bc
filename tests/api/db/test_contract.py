"""One contract, three ways to keep it: psycopg on PostgreSQL 16 and 18, supabase-py through a real PostgREST, and
psycopg with a replica.
"""

import math
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from api import errors
from api.db import Database
from api.db.postgres import open_postgres
from api.db.replicated import open_replicated
from api.db.supabase import open_supabase
from tests.support.replicas import answered_by_replica
from tests.support.servers import Server, database_with, running_postgrest, token

CONTRACT = Path(__file__).with_name("contract.sql").read_text()


@pytest.fixture(scope="module", params=["psycopg-16", "psycopg-18", "postgrest-16", "postgrest-18", "replica-18"])
def wire(
    request: pytest.FixtureRequest, servers: dict[int, Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, ...]]:
    """The kind of wire and the addresses at its end, with the contract's functions behind it."""
    kind, version = request.param.split("-")
    with ExitStack() as stack:
        server = servers[int(version)]
        if kind == "replica":
            server, replica = request.getfixturevalue("pair")
        name = stack.enter_context(database_with(server, CONTRACT))
        if kind == "psycopg":
            yield kind, server.url_of(name)
        elif kind == "replica":
            yield kind, server.url_of(name), replica.url_of(name)
        else:
            folder = tmp_path_factory.mktemp("postgrest")
            yield kind, stack.enter_context(running_postgrest(server, name, folder))


@pytest.fixture
async def port(wire: tuple[str, ...]) -> AsyncIterator[Database]:
    """The port over each wire in turn."""
    kind, address, *read_address = wire
    if kind == "psycopg":
        async with open_postgres(address, 5) as postgres:
            yield postgres
    elif kind == "replica":
        async with open_replicated(address, read_address[0], 5, 0) as replicated:
            await answered_by_replica(replicated, "contract_number")
            yield replicated
    else:
        async with open_supabase(address, token("service_role"), 5) as supabase:
            yield supabase


async def test_rows_come_back_as_json_says_them(port: Database) -> None:
    rows = await port.rows("contract_rows", n=1)

    assert rows == [
        {
            "id": 1,
            "big": 9007199254740993,
            "exact": 3.50,
            "inexact": 0.1,
            "half": 8.3,
            "text_value": 'ж 🎬 "quoted" \\ back',
            "is_true": True,
            "day": "1995-10-30",
            "moment": "2026-11-20T03:18:22.123456+00:00",
            "texts": ["a", None, "{b}"],
            "numbers": [],
            "nothing": None,
            "document": {"k": [1.5, None]},
            "vector_value": "[1,2.5,-3]",
        }
    ]


async def test_rows_keep_the_functions_order_and_number(port: Database) -> None:
    assert [row["id"] for row in await port.rows("contract_rows", n=900)] == list(range(1, 901))


async def test_no_rows_are_an_empty_list(port: Database) -> None:
    assert await port.rows("contract_rows", n=0) == []


async def test_omitted_arguments_keep_their_defaults(port: Database) -> None:
    assert len(await port.rows("contract_rows")) == 2
    assert (await port.one("contract_arguments"))["texts"] == ["omitted"]


async def test_a_set_of_scalars_is_a_list_of_values(port: Database) -> None:
    assert await port.one("contract_scalars", n=3) == [1, 2, 3]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("contract_null", None),
        ("contract_number", 7),
        ("contract_text", 'a "word"'),
        ("contract_moment", "2026-11-20T08:48:22.5+00:00"),
        ("contract_values", {"deep": [1, {"null": None}], "text": "ж 🎬"}),
    ],
)
async def test_one_value_comes_back_as_itself(port: Database, function: str, expected: Any) -> None:
    assert await port.one(function) == expected


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        None,
        [[], {}],
        "",
        "text",
        0,
        -1.5,
        True,
        {"a": [1, {"b": None}]},
        ["x", 1, None],
        "\\u0041 \\ \" '; --",
        "100 % of %s %(a)s {b} $1",
    ],
)
async def test_a_json_argument_arrives_as_it_was_sent(port: Database, value: Any) -> None:
    assert await port.one("contract_echo", value=value) == value


async def test_lists_become_what_the_function_declares(port: Database) -> None:
    seen = await port.one(
        "contract_arguments",
        texts=["a", 'b"{,}', "ж"],
        numbers=[1, 2],
        vector_value=[1, 2.5, -3],
        half=[0.5, 0.25],
        document=["a", 1],
    )

    assert seen["texts"] == ["a", 'b"{,}', "ж"]
    assert seen["numbers"] == [1, 2]
    assert seen["vector"] == "[1,2.5,-3]"
    assert seen["half"] == "[0.5,0.25]"
    assert seen["document"] == ["a", 1]


async def test_an_empty_list_is_an_empty_array_and_null_is_null(port: Database) -> None:
    empty = await port.one("contract_arguments", texts=[], numbers=[], document=[])
    absent = await port.one("contract_arguments", texts=None, word=None, document=None)

    assert (empty["texts"], empty["n_texts"], empty["numbers"]) == ([], 0, [])
    assert empty["document_type"] == "array"
    assert (absent["texts"], absent["word"]) == (None, None)


async def test_other_values_are_cast_by_the_declared_types(port: Database) -> None:
    seen = await port.one("contract_arguments", moment="2026-11-20T08:48:22+05:30", exact=12345678901234.5, flag=False)

    assert seen["moment"] == "2026-11-20T03:18:22"
    assert seen["exact"] == 12345678901234.5
    assert seen["flag"] is False


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("PT401", errors.Unauthorized),
        ("PT403", errors.Forbidden),
        ("PT404", errors.NotFound),
        ("PT409", errors.Conflict),
        ("PT410", errors.Gone),
        ("PT422", errors.InvalidInput),
        ("PT429", errors.TooManyRequests),
        ("PT503", errors.Unavailable),
    ],
)
async def test_what_our_functions_raise_keeps_its_slug_and_sentence(
    port: Database, code: str, kind: type[errors.CineLibreError]
) -> None:
    with pytest.raises(kind) as caught:
        await port.one("contract_raise", code=code, slug="item_not_found", sentence="There is no movie 9.")

    assert type(caught.value) is kind
    assert (caught.value.slug, caught.value.detail) == ("item_not_found", "There is no movie 9.")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("23505", errors.Conflict),
        ("23503", errors.NotFound),
        ("23514", errors.InvalidInput),
        ("23502", errors.InvalidInput),
        ("22P02", errors.InvalidInput),
        ("40001", errors.Unavailable),
        ("40P01", errors.Unavailable),
        ("42501", errors.Misconfigured),
        ("53300", errors.Unavailable),
        ("57014", errors.Unavailable),
        ("25006", errors.Unavailable),
        ("P0001", errors.DatabaseFailed),
        ("XX000", errors.DatabaseFailed),
    ],
)
async def test_what_the_database_raises_never_shows_its_words(
    port: Database, code: str, kind: type[errors.CineLibreError]
) -> None:
    with pytest.raises(kind) as caught:
        await port.one("contract_raise", code=code, slug="key (secret)=(1) exists", sentence="secret")

    assert type(caught.value) is kind
    assert "secret" not in caught.value.detail
    assert "secret" not in caught.value.slug


async def test_constraints_raise_what_they_mean(port: Database) -> None:
    await port.one("contract_insert", id=1)

    with pytest.raises(errors.Conflict):
        await port.one("contract_insert", id=1)
    with pytest.raises(errors.NotFound):
        await port.one("contract_insert", id=2, parent=77)
    with pytest.raises(errors.InvalidInput):
        await port.one("contract_insert", id=3, n=0)


@pytest.mark.parametrize(
    ("function", "args"),
    [
        ("contract_rows", {"n": "seven"}),
        ("contract_rows", {"n": 10**12}),
        ("contract_divide", {"by": 0}),
        ("contract_arguments", {"vector_value": [[1]]}),
        ("contract_arguments", {"word": "a\x00b"}),
        ("contract_arguments", {"moment": "yesterday-ish"}),
    ],
)
async def test_values_of_the_wrong_kind_are_invalid_input(port: Database, function: str, args: dict[str, Any]) -> None:
    with pytest.raises(errors.InvalidInput):
        await port.one(function, **args)


async def test_what_json_cannot_say_is_refused_before_the_wire(port: Database) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        await port.one("contract_echo", value=math.nan)
    with pytest.raises(TypeError):
        await port.one("contract_echo", value=object())
    assert await port.one("contract_echo", value="NaN, -Infinity") == "NaN, -Infinity"


async def test_an_unknown_function_or_argument_is_a_schema_that_lags(port: Database) -> None:
    with pytest.raises(errors.SchemaOutdated):
        await port.one("contract_absent")
    with pytest.raises(errors.SchemaOutdated):
        await port.rows("contract_rows", m=1)


async def test_a_call_that_fails_writes_nothing(port: Database) -> None:
    before = await port.one("contract_count")

    with pytest.raises(errors.Conflict):
        await port.one("contract_two_writes", id=500)

    assert await port.one("contract_count") == before


async def test_a_function_that_says_it_reads_cannot_write(port: Database) -> None:
    with pytest.raises(errors.Unavailable):
        await port.one("contract_false_reader")


async def test_a_functions_own_timeout_is_honoured(port: Database) -> None:
    with pytest.raises(errors.Unavailable, match="took too long"):
        await port.one("contract_sleep", seconds=5)
    assert await port.one("contract_sleep", seconds=0.01) == 1


async def test_calls_run_under_eight_seconds_in_utc_and_readers_read_only(port: Database) -> None:
    assert await port.one("contract_settings") == {
        "statement_timeout": "8s",
        "read_only": "on",
        "timezone": "UTC",
    }


async def test_errors_leave_the_connection_usable(port: Database) -> None:
    for _ in range(12):
        with pytest.raises(errors.InvalidInput):
            await port.one("contract_divide", by=0)

    assert await port.one("contract_divide", by=1) == 1
