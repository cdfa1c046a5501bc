"""Why a database cannot be reached: each way to fail has a sentence of its own."""

import socket
from pathlib import Path

import httpx
import pytest
import respx

from api.ship.diagnosis import find_database_trouble, find_supabase_trouble, said_by_server
from tests.support.servers import Server, free_port, running_postgrest, token

URL = "https://project.example"
CALL = f"{URL}/rest/v1/rpc/get_readiness"


async def test_a_database_that_answers_has_no_trouble(database_url: str) -> None:
    assert await find_database_trouble(database_url) is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://owner@nowhere.invalid/postgres", "names a host that does not exist"),
        ("postgresql://owner@127.0.0.1:{port}/postgres", "Nothing listens at DATABASE_URL"),
        ("postgresql://owner@/postgres?host={folder}", "Nothing listens at DATABASE_URL"),
        ("postgresql://owner@/no_such_database?host={server}", "a database or a user that does not exist"),
        ("postgresql://nobody@/shipped?host={server}", "a database or a user that does not exist"),
        ("postgres//owner@here/postgres", "DATABASE_URL cannot be read"),
        ("postgresql://owner:50%@here/postgres", "DATABASE_URL cannot be read"),
    ],
)
async def test_an_address_that_leads_nowhere_is_told_apart(server: Server, tmp_path: Path, url: str, said: str) -> None:
    address = url.format(port=free_port(), folder=tmp_path, server=server.socket_dir)

    trouble = await find_database_trouble(address)

    assert trouble is not None
    assert said in trouble


async def test_a_server_that_never_answers_is_not_waited_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        trouble = await find_database_trouble(f"postgresql://owner@127.0.0.1:{silent.getsockname()[1]}/postgres")

    assert trouble is not None
    assert "did not answer within 5 seconds" in trouble


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ('FATAL:  password authentication failed for user "postgres"', "wrong user or password"),
        ("FATAL:  Tenant or user not found", "postgres.PROJECT"),
        ("connection failed: Network is unreachable", "session pooler"),
        ("FATAL:  sorry, too many clients already", "no connection left"),
        ("FATAL:  the database system is starting up", "try again in a minute"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", no encryption', "sslmode=require"),
        ("something new\nwith a second line", "refuses the connection (something new)"),
        ("", "no reason given"),
    ],
)
def test_what_a_server_says_becomes_what_to_do(message: str, said: str) -> None:
    assert said in said_by_server(message)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(200, json={}), None),
        (httpx.Response(404, json={"code": "PGRST202"}), None),
        (httpx.Response(401, json={"message": "Invalid API key"}), "not this project's service key"),
        (httpx.Response(403, json={"code": "42501"}), "may not call our functions"),
        (httpx.Response(402, text="exceeded_db_size_quota"), "over a quota"),
        (httpx.Response(540, text="Project paused"), "sleeps"),
        (httpx.Response(521, text="web server is down"), "answers 521"),
        (httpx.Response(503, json={"code": "PGRST002"}), "answers 503"),
        (httpx.Response(200, html="<html>a page</html>"), "no Supabase project"),
        (httpx.Response(404, text="not here"), "no Supabase project"),
        (httpx.Response(200, text="{", headers={"content-type": "application/json"}), "no Supabase project"),
        (httpx.ConnectError("[Errno -2] Name or service not known"), "a host that does not exist"),
        (httpx.ConnectError("All connection attempts failed"), "Nothing answers at SUPABASE_URL"),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), "certificate"),
        (httpx.ConnectTimeout("slow"), "did not answer in time"),
    ],
)
@respx.mock
async def test_what_a_gateway_says_becomes_what_to_do(answer: httpx.Response | Exception, said: str | None) -> None:
    if isinstance(answer, Exception):
        respx.post(CALL).mock(side_effect=answer)
    else:
        respx.post(CALL).mock(return_value=answer)

    trouble = await find_supabase_trouble(URL, "sb_secret_of_nobody")

    assert (trouble is None) if said is None else (trouble is not None and said in trouble)


@pytest.mark.parametrize("key", ["sb_secret_abc…", "sb_secret\nabc", "sb_secret abc"])
async def test_a_key_that_was_copied_badly_is_said_before_anything_is_asked(key: str) -> None:
    assert "copy it again" in str(await find_supabase_trouble(URL, key))


async def test_the_keys_of_a_real_project_are_told_apart(server: Server, tmp_path: Path) -> None:
    name = server.create_database("shipped")
    with running_postgrest(server, name, tmp_path) as url:
        keys = (token("service_role"), token("anon"), "sb_secret_of_another_project")
        right, anon, wrong = [await find_supabase_trouble(url, key) for key in keys]
    server.drop_database(name)

    assert right is None
    assert anon is not None
    assert "publishable or anon" in anon
    assert wrong is not None
    assert "not this project's service key" in wrong


async def test_a_sentence_never_holds_the_password(server: Server) -> None:
    for url in ("postgresql://owner:s3cret@/none?host={}", "postgresql://owner:s3cret@nowhere.invalid/x?{}"):
        assert "s3cret" not in str(await find_database_trouble(url.format(server.socket_dir)))
