"""What a gateway in front of PostgREST can answer, and what it means here."""

import asyncio
from collections.abc import AsyncIterator

import httpcore
import httpx
import pytest
import respx

from api import errors
from api.db import Database
from api.db.supabase import MAX_WAITING, open_supabase

URL = "https://project.example"
CALL = f"{URL}/rest/v1/rpc/get_readiness"


@pytest.fixture
async def supabase() -> AsyncIterator[Database]:
    """The adapter, with nobody at the other end."""
    async with open_supabase(URL, "sb_secret_of_nobody", 2) as opened:
        yield opened


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(401, json={"message": "Invalid API key", "hint": "?"}), errors.Misconfigured),
        (httpx.Response(401, text="Unauthorized"), errors.Misconfigured),
        (httpx.Response(403, json={"code": "42501", "message": "permission denied"}), errors.Misconfigured),
        (httpx.Response(404, json={"code": "PGRST202", "message": "no function"}), errors.SchemaOutdated),
        (httpx.Response(429, text="slow down"), errors.Unavailable),
        (httpx.Response(500, text="<html>oops</html>"), errors.Unavailable),
        (httpx.Response(502, text="<html>bad gateway</html>"), errors.Unavailable),
        (httpx.Response(503, json={"code": "PGRST001", "message": "no connection"}), errors.Unavailable),
        (httpx.Response(504, text=""), errors.Unavailable),
        (httpx.Response(521, text="web server is down"), errors.Unavailable),
        (httpx.Response(544, text="project paused"), errors.Unavailable),
        (httpx.Response(200, html="<html>a page</html>"), errors.Unavailable),
        (httpx.Response(500, json={"code": "XX000", "message": "secret"}), errors.DatabaseFailed),
        (httpx.Response(400, json={"code": None, "message": None}), errors.Misconfigured),
        (httpx.Response(400, json={"code": "", "message": "", "details": None, "hint": None}), errors.Unavailable),
    ],
)
@respx.mock
async def test_a_gateways_answer_is_told_apart(
    supabase: Database, answer: httpx.Response, kind: type[errors.CineLibreError]
) -> None:
    respx.post(CALL).mock(return_value=answer)

    with pytest.raises(errors.CineLibreError) as caught:
        await supabase.one("get_readiness")

    assert type(caught.value) is kind


@pytest.mark.parametrize(
    "failure",
    [
        httpcore.ConnectError("refused"),
        httpcore.ConnectTimeout("slow"),
        httpcore.ReadTimeout("slow"),
        httpcore.WriteError("closed"),
        httpcore.RemoteProtocolError("cut off"),
        httpcore.ReadError("reset"),
    ],
)
@respx.mock
async def test_a_wire_that_breaks_is_unavailable(supabase: Database, failure: Exception) -> None:
    respx.post(CALL).mock(side_effect=failure)

    with pytest.raises(errors.Unavailable):
        await supabase.one("get_readiness")


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        *(("text", body) for body in (b"", b"<html>", b'{"a": [1, 2', b'["a"', b'"', b"nul")),
        *((verb, body) for verb in ("one", "rows") for body in (b"<html>", b'["\xff"]')),
    ],
)
@respx.mock
async def test_what_is_called_json_and_is_none_is_unavailable(supabase: Database, verb: str, body: bytes) -> None:
    told = {"content-type": "application/json"}
    respx.post(CALL).mock(return_value=httpx.Response(200, content=body, headers=told))

    with pytest.raises(errors.Unavailable):
        await getattr(supabase, verb)("get_readiness")


@pytest.mark.parametrize("body", [b"{}", b"[]", b'""', b"null", b"-1.5", b" [1]\n"])
@respx.mock
async def test_json_goes_through_as_it_came(supabase: Database, body: bytes) -> None:
    told = {"content-type": "application/json; charset=utf-8"}
    respx.post(CALL).mock(return_value=httpx.Response(200, content=body, headers=told))

    assert await supabase.text("get_readiness") == body


@respx.mock
async def test_a_call_is_one_post_with_the_key_and_its_arguments(supabase: Database) -> None:
    route = respx.post(CALL).mock(return_value=httpx.Response(200, json={"ok": True}))

    answer = await supabase.one("get_readiness", a=[1, 2])

    request = route.calls.last.request
    assert answer == {"ok": True}
    assert route.call_count == 1
    assert request.content == b'{"a":[1,2]}'
    assert request.headers["authorization"] == "Bearer sb_secret_of_nobody"
    assert request.headers["apikey"] == "sb_secret_of_nobody"


@respx.mock
async def test_what_is_prepared_for_a_function_carries_nothing_from_one_call_to_another(supabase: Database) -> None:
    first, second = (respx.post(f"{URL}/rest/v1/rpc/{name}") for name in ("first", "second"))
    for route in (first, second):
        route.mock(return_value=httpx.Response(200, json=1))

    for text in ("a", "é" * 300):
        await supabase.one("first", text=text)
    await supabase.one("second")

    sent = [call.request for call in (*first.calls, *second.calls)]
    assert [request.content for request in sent] == [b'{"text":"a"}', f'{{"text":"{"é" * 300}"}}'.encode(), b"{}"]
    assert [int(request.headers["content-length"]) for request in sent] == [12, 611, 2]
    assert {request.headers["content-profile"] for request in sent} == {"public"}


@respx.mock
async def test_a_failed_write_is_not_sent_twice(supabase: Database) -> None:
    route = respx.post(CALL).mock(return_value=httpx.Response(503, text="busy"))

    with pytest.raises(errors.Unavailable):
        await supabase.one("get_readiness")

    assert route.call_count == 1


@respx.mock
async def test_calls_wait_their_turn_and_a_queue_without_end_is_turned_away(supabase: Database) -> None:
    under_way, most_at_once = 0, 0

    async def slowly(request: httpx.Request) -> httpx.Response:
        nonlocal under_way, most_at_once
        under_way += 1
        most_at_once = max(most_at_once, under_way)
        await asyncio.sleep(0.002)
        under_way -= 1
        return httpx.Response(200, json=1)

    respx.post(CALL).mock(side_effect=slowly)

    answers = await asyncio.gather(
        *(supabase.one("get_readiness") for _ in range(MAX_WAITING + 5)), return_exceptions=True
    )

    refused = [answer for answer in answers if answer != 1]
    assert most_at_once == 2
    assert len(refused) == 5
    assert all(isinstance(refusal, errors.Unavailable) for refusal in refused)


@respx.mock
async def test_a_call_that_met_a_ship_is_made_again_once(supabase: Database) -> None:
    replaced = {"code": "XX000", "message": "cache lookup failed for function 23633"}
    route = respx.post(CALL).mock(
        side_effect=[httpx.Response(500, json=replaced), httpx.Response(200, json={"ok": True})]
    )

    assert await supabase.one("get_readiness") == {"ok": True}
    assert route.call_count == 2
