"""GET /live on a real port: what a client hears, on either wire, and who is let in."""

import json
import logging
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.push.readers import Readers
from tests.api.live.conftest import Place
from tests.support.live import bearer, listen
from tests.support.readers import DUNE, RAN, House, write
from tests.support.waiting import until


async def rate(client: httpx.AsyncClient, item_id: int = DUNE, stars: float = 4) -> None:
    """A rating by the API."""
    assert (await client.post("/ratings", json={"item_id": item_id, "rating": stars})).status_code == 200


async def ticket_of(client: httpx.AsyncClient) -> str:
    """A ticket by the API."""
    answer = (await client.post("/live/ticket")).json()
    assert answer["expires_in"] == 30
    return str(answer["ticket"])


async def test_a_rating_is_heard_at_once_and_says_from_where_to_go_on(place: Place) -> None:
    ear = await place.ada()

    await rate(place.service.ada)
    events = [await ear.event() for _ in range(3)]

    state = (await place.service.ada.get("/live/state")).json()
    assert state["list"] >= 2
    assert ear.headers["content-type"] == "text/event-stream"
    assert ear.headers["cache-control"] == "no-store, no-transform"
    assert "content-encoding" not in ear.headers
    assert [event and event["event"] for event in events] == ["list", "rows", "matches"]
    told = json.loads(events[2]["data"])  # type: ignore[index]
    assert told == {"kind": "matches", "id": events[2]["id"], "counter": state["matches"]}  # type: ignore[index]


async def test_a_websocket_gets_the_same_messages(place: Place) -> None:
    headers = {"Authorization": bearer(place.service.ada)}
    ear = await place.ada()
    async with connect(f"ws://127.0.0.1:{place.port}/live", additional_headers=headers) as socket:
        hello = json.loads(await socket.recv())
        await socket.send("whatever")

        await rate(place.service.ada)
        told = [json.loads(await socket.recv()) for _ in range(3)]
        heard = [json.loads((await ear.event() or {})["data"]) for _ in range(3)]

    assert hello["kind"] == "hello"
    assert told == heard
    assert [one["kind"] for one in told] == ["list", "rows", "matches"]
    await until(lambda: place.hub.readers.n_listeners == 1)


async def test_a_ticket_opens_one_connection_on_either_wire_and_stands_in_no_log(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "api"), caplog.at_level(logging.WARNING, "uvicorn.error"):
        first, second = await ticket_of(place.service.ada), await ticket_of(place.service.ada)
        ear = await listen(place.port, f"/live?ticket={first}")
        again = await listen(place.port, f"/live?ticket={first}")
        async with connect(f"ws://127.0.0.1:{place.port}/live?ticket={second}") as socket:
            await socket.recv()
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"ws://127.0.0.1:{place.port}/live?ticket={second}"):
                pass
        ear.leave()
        await until(lambda: place.hub.readers.n_listeners == 0)

    assert (ear.status, again.status, again.body["error"]) == (200, 401, "ticket_invalid")
    assert refused.value.response.status_code == 401
    assert json.loads(refused.value.response.body or b"")["error"] == "ticket_invalid"
    logged = "".join(str(record.__dict__) for record in caplog.records if record.name.startswith(("api", "uvicorn")))
    assert first not in logged
    assert "handshake" not in logged


REFUSED: dict[str, tuple[str, dict[str, str], int, str]] = {
    "nobody": ("/live", {}, 401, "token_missing"),
    "no token": ("/live", {"Authorization": "Bearer nonsense"}, 401, "token_invalid"),
    "another scheme": ("/live", {"Authorization": "Basic x"}, 401, "token_invalid"),
    "an unknown parameter": ("/live?token=secret", {}, 422, "invalid_input"),
    "an id of nothing": ("/live?ticket=x&last_event_id=x", {}, 422, "invalid_input"),
}


@pytest.mark.parametrize("why", REFUSED)
async def test_who_is_not_let_in_gets_an_answer_like_any_other(place: Place, why: str) -> None:
    path, headers, status, slug = REFUSED[why]
    ear = await listen(place.port, path, **headers)

    assert (ear.status, ear.body["error"]) == (status, slug)
    if why == "an id of nothing":
        return  # a WebSocket's ticket is looked at first
    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"ws://127.0.0.1:{place.port}{path}", additional_headers=headers):
            pass
    assert refused.value.response.status_code == status
    assert json.loads(refused.value.response.body or b"")["error"] == slug


async def test_other_addresses_take_no_websocket(place: Place) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"ws://127.0.0.1:{place.port}/health/ready"):
            pass

    assert refused.value.response.status_code == 200  # an ordinary answer


async def test_who_comes_back_hears_what_changed_meanwhile(place: Place) -> None:
    ada = bearer(place.service.ada)
    ear = await listen(place.port, Authorization=ada)
    await ear.event()  # when to come back
    hello = await ear.event() or {}
    ear.leave()
    await until(lambda: place.hub.readers.n_listeners == 0)
    await rate(place.service.ada)

    by_header = await listen(place.port, Authorization=ada, Last_Event_ID=hello["id"])
    by_parameter = await listen(place.port, f"/live?last_event_id={hello['id']}", Authorization=ada)
    nothing_new = await listen(place.port, Authorization=ada)

    for one in (by_header, by_parameter):
        assert await one.kinds(4) == ["hello", "list", "rows", "matches"]
    await rate(place.service.ada, RAN)
    assert await nothing_new.kinds(2) == ["hello", "list"]


async def test_a_friends_stars_are_heard_and_nothing_else_of_theirs(place: Place, house: House) -> None:
    bob_id = (await place.service.bob.get("/auth/me")).json()["id"]
    with_friends = "update cinelibre.users set shares_ratings = true, discoverable = true where true"
    write(house.url, with_friends)
    for one, other in ((place.service.ada_id, bob_id), (bob_id, place.service.ada_id)):
        write(house.url, "select cinelibre.say_of(%s, %s, 'accepted')", one, other)
    ear = await place.ada()

    await place.service.bob.put(f"/watchlist/movie/{RAN}")
    await rate(place.service.bob)

    assert await ear.kinds(1) == ["friends"]


async def test_a_fourth_connection_closes_the_oldest_whatever_its_wire(place: Place) -> None:
    headers = {"Authorization": bearer(place.service.ada)}
    async with connect(f"ws://127.0.0.1:{place.port}/live", additional_headers=headers) as oldest:
        await oldest.recv()
        second, third = await place.ada(), await place.ada()
        fourth = await place.ada()

        assert json.loads(await oldest.recv()) == {"kind": "end", "reason": "replaced"}
        with pytest.raises(ConnectionClosed):
            await oldest.recv()
    fifth = await place.ada()
    assert [event["event"] for event in await second.end()] == ["end"]

    await rate(place.service.ada)
    for ear in (third, fourth, fifth):
        assert await ear.kinds(1) == ["list"]


async def test_a_full_process_refuses_the_next_and_takes_it_once_there_is_room(place: Place) -> None:
    place.hub.readers = Readers(place.hub.readers._slow, most=2)
    first, _ = await place.ada(), await place.ada()

    refused = await listen(place.port, Authorization=bearer(place.service.bob))
    first.leave()
    await until(lambda: place.hub.readers.n_listeners == 1)
    taken = await listen(place.port, Authorization=bearer(place.service.bob))

    assert (refused.status, refused.body["error"], taken.status) == (503, "overloaded", 200)
    assert int(refused.headers["retry-after"]) > 0


async def test_open_connections_take_no_slot_and_are_counted_apart(place: Place, house: House) -> None:
    state: Any = house.app.state
    ears = [await place.ada(), await place.ada()]

    assert state.slots.n_taken == 0
    assert (len(state.connections), len(state.connections._lasting)) == (0, len(ears))


async def test_a_logout_ends_the_connections_of_its_token_and_no_others(place: Place) -> None:
    bob = await listen(place.port, Authorization=bearer(place.service.bob))
    ada = await place.ada()

    assert (await place.service.ada.post("/auth/logout")).status_code == 200

    [last] = await ada.end()
    assert json.loads(last["data"]) == {"kind": "end", "reason": "token_ended"}
    await rate(place.service.bob)
    assert await bob.kinds(2) == ["hello", "list"]
