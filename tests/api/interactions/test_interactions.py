"""Events over HTTP: which are taken, what is told of the others, and that any new row is a new type."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.readers import ABSENT, DUNE, EMMA, RAN, SOLARIS, House, Row, Service, a_house, ago, rows, write
from tests.support.servers import Server

JSON = {"Content-Type": "application/json"}
HOUR = 3600


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service for all tests of this file."""
    async with a_house(servers[18]) as opened:
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """Ada, Bob and nobody, before three movies and two books."""
    async with house.readers() as opened:
        yield opened


def log_of(service: Service, columns: str = "interaction_type, item_id") -> list[Row]:
    """What is written down of everybody, in order."""
    return rows(service.url, f"select {columns} from cinelibre.interactions order by id")


async def send(service: Service, *events: Any) -> dict[str, Any]:
    """The answer to a batch of Ada's."""
    answer = await service.ada.post("/interactions/batch", json={"events": list(events)})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def event(kind: str, item_id: int | None = DUNE, **more: Any) -> dict[str, Any]:
    """One event."""
    return {"interaction_type": kind, **({} if item_id is None else {"item_id": item_id}), **more}


DOORS = [
    ("/interactions", event("like")),
    ("/interactions/batch", {"events": [event("like")]}),
    ("/events/watch", {"item_id": DUNE}),
    ("/events/search", {"query": "dune"}),
    ("/events/rating", {"item_id": DUNE, "rating": 4}),
    ("/events/favorite", {"item_id": DUNE}),
]


@pytest.mark.parametrize(("path", "body"), DOORS)
async def test_without_a_token_nothing_is_written_down(service: Service, path: str, body: dict[str, Any]) -> None:
    answer = await service.nobody.post(path, json=body)

    assert (answer.status_code, answer.json()["error"]) == (401, "token_missing")
    assert log_of(service) == []


@pytest.mark.parametrize(("path", "body"), DOORS)
async def test_what_one_does_is_nobody_elses(service: Service, path: str, body: dict[str, Any]) -> None:
    await service.ada.post(path, json=body)

    assert (await service.bob.get(f"/movies/{DUNE}")).json()["mine"]["implied"] is None
    assert (await service.bob.get("/history")).json()["total"] == 0
    assert rows(service.url, "select distinct user_id from cinelibre.interactions") == [(service.ada_id,)]


async def test_an_event_is_written_down_whole_and_answered_with_its_id(service: Service) -> None:
    said_at = ago(HOUR)
    given = event("watch", RAN, seconds=90, fraction=0.25, occurred_at=said_at, context={"page": "detail"})

    answer = await service.ada.post("/interactions", json=given | {"idempotency_key": "one"})

    columns = "id, user_id, item_id, interaction_type, seconds, fraction, context, idempotency_key"
    [(event_id, *kept)] = log_of(service, columns)
    assert kept == [service.ada_id, RAN, "watch", 90, 0.25, {"page": "detail"}, "one"]
    assert answer.json() == {"recorded": True, "id": event_id}
    assert rows(service.url, "select occurred_at = %s::timestamptz from cinelibre.interactions", said_at) == [(True,)]


@pytest.mark.parametrize(
    ("given", "kind", "item_id"),
    [
        ({"interaction_type": "LIKE", "item_id": DUNE}, "like", DUNE),
        ({"interaction_type": " Superlike ", "item_id": DUNE}, "superlike", DUNE),
        ({"interaction_type": "view_detail", "item_id": DUNE}, "view", DUNE),
        ({"interaction_type": "VIEW_DETAIL", "item_id": DUNE}, "view", DUNE),
        ({"interaction_type": "rate", "item_id": DUNE, "rating_value": 4}, "rate", DUNE),
        ({"interaction_type": "rating", "item_id": DUNE, "rating": 4}, "rate", DUNE),
        ({"interaction_type": "like", "movie_id": DUNE}, "like", DUNE),
        ({"interaction_type": "like", "book_id": SOLARIS}, "like", SOLARIS),
    ],
)
async def test_other_services_words_are_understood(
    service: Service, given: dict[str, Any], kind: str, item_id: int
) -> None:
    answer = await service.ada.post("/interactions", json=given)

    assert answer.json()["recorded"] is True
    assert log_of(service) == [(kind, item_id)]


async def test_a_rate_event_sets_the_rating_under_either_name(service: Service) -> None:
    await service.ada.post("/interactions", json=event("rate", DUNE, rating_value=2.5))
    await service.ada.post("/interactions", json=event("rate", RAN, rating=4))

    ratings = (await service.ada.get("/ratings/my", params={"sort": "lowest"})).json()["ratings"]
    assert [(rating["item_id"], rating["rating"]) for rating in ratings] == [(DUNE, 2.5), (RAN, 4)]


FAULTS: list[tuple[dict[str, Any], int, str]] = [
    (event("applaud"), 422, "unknown_type"),
    (event("like", None), 422, "item_missing"),
    (event("search", DUNE, query="dune"), 422, "item_unexpected"),
    (event("like", ABSENT), 404, "item_not_found"),
    (event("like", SOLARIS, item_type="movie"), 404, "item_not_found"),
    ({"interaction_type": "like", "movie_id": SOLARIS}, 404, "item_not_found"),
    (event("rate"), 422, "rating_missing"),
    (event("search", None, query="dune", rating=4), 422, "rating_unexpected"),
    (event("unrate", DUNE, rating=4), 422, "rating_unexpected"),
    (event("search", None), 422, "query_missing"),
    (event("like", occurred_at=ago(-2 * HOUR)), 422, "in_the_future"),
    (event("like", occurred_at=ago(24 * HOUR + 60)), 422, "too_old"),
    (event("like", occurred_at="0001-01-01T00:00:00+14:00"), 422, "too_old"),
    (event("like", occurred_at="9999-12-31T23:59:59-14:00"), 422, "in_the_future"),
]


@pytest.mark.parametrize(("given", "status", "slug"), FAULTS)
async def test_a_fault_is_told_by_its_slug_and_nothing_is_kept(
    service: Service, given: dict[str, Any], status: int, slug: str
) -> None:
    answer = await service.ada.post("/interactions", json=given)

    assert (answer.status_code, answer.json()["error"]) == (status, slug)
    assert log_of(service) == []


UNREADABLE: list[Any] = [
    {},
    {"item_id": DUNE},
    event("like", occurred_at="2026-01-01T00:00:00"),  # of no zone
    event("like", occurred_at="yesterday"),
    event("like; drop"),
    event("x" * 51),
    event("rate", rating=3.33),
    event("rate", rating=True),
    event("watch", seconds=-1),
    event("watch", fraction=1.01),
    event("watch", fraction="NaN"),
    event("like", 2**31),
    event("like", True),
    event("search", None, query="  "),
    event("search", None, query="x" * 501),
    event("search", None, query="nul \x00"),
    event("search", None, query="half \ud800"),
    event("like", idempotency_key=""),
    event("like", idempotency_key="x" * 101),
    event("like", idempotency_key="nul \x00"),
    event("like", idempotency_key="half \ud800"),
    event("half \ud800"),
    event("like", context=[1]),
    event("like", context="page"),
]
NOT_EVENTS: list[Any] = [5, "like", None, [], [event("like")], True]


@pytest.mark.parametrize("given", [*UNREADABLE, *NOT_EVENTS])
async def test_what_cannot_be_read_is_a_422_alone_and_told_by_its_index_in_a_batch(
    service: Service, given: Any
) -> None:
    alone = await service.ada.post("/interactions", content=json.dumps(given), headers=JSON)
    in_batch = await service.ada.post(
        "/interactions/batch", content=json.dumps({"events": [event("like", RAN), given]}), headers=JSON
    )

    assert (alone.status_code, alone.json()["error"]) == (422, "invalid_input")
    assert (in_batch.status_code, in_batch.json()["n_recorded"]) == (200, 1)
    [refusal] = in_batch.json()["refused"]
    assert (refusal["index"], refusal["error"]) == (1, "invalid_input")
    assert refusal["detail"].endswith(".")
    assert log_of(service) == [("like", RAN)]


def nested(depth: int) -> dict[str, Any]:
    """A context of so many objects in one another."""
    context: dict[str, Any] = {}
    for _ in range(depth - 1):
        context = {"": context}
    return context


def context_of(n_bytes: int) -> dict[str, Any]:
    """A context that takes so many bytes as compact JSON: 8 of them stand around the text."""
    return {"a": "é" * ((n_bytes - 8) // 2) + "x" * (n_bytes % 2)}


BAD_CONTEXTS = [
    pytest.param(json.dumps(context_of(2049)), id="2049 bytes"),
    pytest.param(json.dumps({"a": ["x" * 100] * 50}), id="5000 bytes in a list"),
    pytest.param('{"a": NaN}', id="NaN"),
    pytest.param('{"a": [-Infinity]}', id="minus infinity"),
    pytest.param('{"a": 1e999}', id="beyond a double"),
    pytest.param('{"a": "\\u0000"}', id="null character"),
    pytest.param('{"a\\u0000": 1}', id="null character in a key"),
    pytest.param('{"a": [{"b": "\\ud800"}]}', id="lone surrogate"),
    pytest.param('{"\\udfff": 1}', id="lone surrogate in a key"),
    pytest.param(json.dumps(nested(33)), id="33 deep"),
    pytest.param(json.dumps(nested(300)), id="300 deep"),
    pytest.param('{"a": ' + "[" * 500 + "]" * 500 + "}", id="500 lists deep"),
]


@pytest.mark.parametrize("context", BAD_CONTEXTS)
@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("/interactions", '"interaction_type": "like", "item_id": 1'),
        ("/events/watch", '"item_id": 1'),
        ("/events/search", '"query": "dune"'),
    ],
)
async def test_a_context_that_cannot_be_kept_is_a_422(service: Service, path: str, start: str, context: str) -> None:
    answer = await service.ada.post(path, content=f'{{{start}, "context": {context}}}', headers=JSON)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert "context" in answer.json()["detail"]
    assert log_of(service) == []


@pytest.mark.parametrize("context", BAD_CONTEXTS)
async def test_a_batch_goes_on_past_a_context_that_cannot_be_kept(service: Service, context: str) -> None:
    bad = f'{{"interaction_type": "like", "item_id": 1, "context": {context}}}'
    good = '{"interaction_type": "like", "item_id": 2}'

    answer = await service.ada.post("/interactions/batch", content=f'{{"events": [{bad}, {good}]}}', headers=JSON)

    assert answer.status_code == 200
    assert [(refusal["index"], refusal["error"]) for refusal in answer.json()["refused"]] == [(0, "invalid_input")]
    assert log_of(service) == [("like", RAN)]


@pytest.mark.parametrize("depth", [1_000, 100_000])
async def test_a_body_nested_without_end_is_no_error_of_ours(service: Service, depth: int) -> None:
    body = '{"interaction_type": "like", "item_id": 1, "context": {"a": ' + "[" * depth + "]" * depth + "}}"

    answer = await service.ada.post("/interactions", content=body, headers=JSON)

    assert answer.status_code in {400, 422}
    assert log_of(service) == []


@pytest.mark.parametrize(
    "context",
    [
        {},
        context_of(2048),
        nested(32),
        {"a": [1, -2.5, None, True, {"b": "ж 🎬"}]},
        {"path": "C:\\u0000"},  # a backslash, not a null character
        {"n": 10**300},
    ],
    ids=["empty", "2048 bytes", "32 deep", "all kinds", "backslash", "a large number"],
)
async def test_a_context_within_bounds_is_kept_as_it_was_sent(service: Service, context: dict[str, Any]) -> None:
    answer = await service.ada.post("/interactions", json=event("like", context=context))

    assert answer.status_code == 200, answer.text
    assert log_of(service, "context") == [(context,)]


async def test_a_batch_keeps_the_good_and_tells_each_bad_one_by_its_index(service: Service) -> None:
    answer = await send(
        service,
        event("like", DUNE),
        5,
        event("applaud", RAN),
        event("like", ABSENT),
        event("seen", RAN),
        event("rate", RAN, rating=3.33),
        event("like", EMMA, occurred_at=ago(25 * HOUR)),
        event("view", EMMA),
        event("view", EMMA),
    )

    told = [(refusal["index"], refusal["error"]) for refusal in answer.pop("refused")]
    assert told == [
        (1, "invalid_input"),
        (2, "unknown_type"),
        (3, "item_not_found"),
        (5, "invalid_input"),
        (6, "too_old"),
    ]
    assert answer == {"n_recorded": 3, "n_repeated": 1}
    assert log_of(service) == [("like", DUNE), ("seen", RAN), ("view", EMMA)]


async def test_a_batch_of_bad_events_keeps_none_and_tells_each(service: Service) -> None:
    answer = await send(service, *(given for given, _, _ in FAULTS), *NOT_EVENTS)

    slugs = [slug for _, _, slug in FAULTS] + ["invalid_input"] * len(NOT_EVENTS)
    assert (answer["n_recorded"], answer["n_repeated"]) == (0, 0)
    assert [(refusal["index"], refusal["error"]) for refusal in answer["refused"]] == list(enumerate(slugs))
    assert log_of(service) == []


@pytest.mark.parametrize("n_events", [0, 101])
async def test_no_event_and_more_than_a_hundred_are_a_422(service: Service, n_events: int) -> None:
    answer = await service.ada.post("/interactions/batch", json={"events": [event("like")] * n_events})

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert log_of(service) == []


@pytest.mark.parametrize("body", [{}, {"events": None}, {"events": {}}, {"events": "like"}, [], [event("like")]])
async def test_a_batch_that_is_no_list_of_events_is_a_422(service: Service, body: Any) -> None:
    answer = await service.ada.post("/interactions/batch", json=body)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")


async def test_a_hundred_events_are_kept_in_their_order(service: Service) -> None:
    events = [event("search", None, query=f"words {number}") for number in range(100)]

    answer = await send(service, *events)

    assert answer == {"n_recorded": 100, "n_repeated": 0, "refused": []}
    assert [query for (query,) in log_of(service, "query")] == [given["query"] for given in events]


async def test_a_retry_with_its_key_counts_once(service: Service) -> None:
    first = await service.ada.post("/interactions", json=event("watch", idempotency_key="one"))

    again = await service.ada.post("/interactions", json=event("watch", idempotency_key="one"))
    in_batch = await send(service, event("watch", idempotency_key="one"), event("watch", idempotency_key="two"))

    assert first.json()["recorded"] is True
    assert again.json() == {"recorded": False, "id": None}
    assert in_batch == {"n_recorded": 1, "n_repeated": 1, "refused": []}
    assert log_of(service, "idempotency_key") == [("one",), ("two",)]


async def test_a_key_that_a_batch_holds_twice_counts_once(service: Service) -> None:
    answer = await send(
        service, event("watch", DUNE, idempotency_key="one"), event("watch", RAN, idempotency_key="one")
    )

    assert answer == {"n_recorded": 1, "n_repeated": 1, "refused": []}
    assert log_of(service) == [("watch", DUNE)]


async def test_a_refused_event_does_not_use_its_key_up(service: Service) -> None:
    answer = await send(service, event("like", ABSENT, idempotency_key="one"), event("like", idempotency_key="one"))

    assert (answer["n_recorded"], answer["n_repeated"]) == (1, 0)
    assert log_of(service) == [("like", DUNE)]


async def test_the_same_key_of_two_readers_is_two_keys(service: Service) -> None:
    given = event("like", idempotency_key="one")

    answers = [await client.post("/interactions", json=given) for client in (service.ada, service.bob)]

    assert [answer.json()["recorded"] for answer in answers] == [True, True]


async def test_a_key_sent_many_times_at_once_counts_once(service: Service) -> None:
    given = event("watch", idempotency_key="one")

    answers = await asyncio.gather(*(service.ada.post("/interactions", json=given) for _ in range(12)))

    assert [answer.status_code for answer in answers] == [200] * 12
    assert sum(answer.json()["recorded"] for answer in answers) == 1
    assert log_of(service) == [("watch", DUNE)]


async def test_the_watch_door_carries_seconds_and_fraction(service: Service) -> None:
    answer = await service.ada.post("/events/watch", json={"item_id": DUNE, "seconds": 6000, "fraction": 0.95})

    assert answer.json()["recorded"] is True
    assert log_of(service, "interaction_type, item_id, seconds, fraction::float4") == [("watch", DUNE, 6000, 0.95)]
    assert (await service.ada.get(f"/movies/{DUNE}")).json()["mine"]["implied"]["source"] == "seen"


async def test_the_search_door_carries_words_and_no_item(service: Service) -> None:
    with_item = await service.ada.post("/events/search", json={"query": " desert planets ", "item_id": DUNE})
    answer = await service.ada.post("/events/search", json={"query": " desert planets "})

    assert (with_item.status_code, with_item.json()["fields"][0]["field"]) == (422, "item_id")
    assert answer.json()["recorded"] is True
    assert log_of(service, "interaction_type, item_id, query") == [("search", None, "desert planets")]


async def test_the_rating_door_sets_the_rating_too(service: Service) -> None:
    answer = await service.ada.post("/events/rating", json={"item_id": DUNE, "rating": 3.5})

    assert answer.json()["recorded"] is True
    assert log_of(service, "interaction_type, item_id, rating") == [("rate", DUNE, 3.5)]
    [rating] = (await service.ada.get("/ratings/my")).json()["ratings"]
    assert (rating["item_id"], rating["rating"]) == (DUNE, 3.5)


async def test_the_favorite_door_sets_it_and_takes_it_back(service: Service) -> None:
    for given in ({}, {"favorite": False}, {"favorite": True}):
        await service.ada.post("/events/favorite", json={"item_id": DUNE, **given})
        mine = (await service.ada.get(f"/movies/{DUNE}")).json()["mine"]

        is_favorite = mine["implied"] == {"rating": 4.5, "source": "favorite"}
        assert is_favorite == (mine["favorite_at"] is not None) == given.get("favorite", True)

    assert log_of(service) == [("favorite", DUNE), ("unfavorite", DUNE), ("favorite", DUNE)]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/events/watch", {}, 422),
        ("/events/watch", {"item_id": ABSENT}, 404),
        ("/events/watch", {"item_id": SOLARIS, "item_type": "movie"}, 404),
        ("/events/watch", {"item_id": DUNE, "fraction": 2}, 422),
        ("/events/search", {}, 422),
        ("/events/search", {"query": ""}, 422),
        ("/events/rating", {"item_id": DUNE}, 422),
        ("/events/rating", {"item_id": DUNE, "rating": 3.33}, 422),
        ("/events/rating", {"item_id": ABSENT, "rating": 3}, 404),
        ("/events/favorite", {"favorite": True}, 422),
        ("/events/favorite", {"item_id": DUNE, "favorite": "perhaps"}, 422),
        ("/events/favorite", {"item_id": ABSENT}, 404),
    ],
)
async def test_a_typed_door_refuses_what_it_cannot_mean(
    service: Service, path: str, body: dict[str, Any], status: int
) -> None:
    answer = await service.ada.post(path, json=body)

    assert answer.status_code == status
    assert log_of(service) == []


async def test_the_types_are_told_with_what_they_weigh(service: Service) -> None:
    types = (await service.nobody.get("/interactions/types")).json()["types"]

    by_name = {kind["name"]: kind for kind in types}
    assert [kind["name"] for kind in types] == sorted(by_name)
    assert {name: kind["affinity"] for name, kind in by_name.items() if kind["affinity"]} == {
        "superlike": 3,
        "like": 2,
        "favorite": 2,
        "seen": 0.5,
        "dislike": -2,
        "hide": -3,
    }
    assert {name: by_name[name]["preference"] for name in ("click", "view", "search", "watchlist_add")} == {
        "click": 0.1,
        "view": 0.2,
        "search": 0.1,
        "watchlist_add": 0.4,
    }
    assert by_name["hide"] == {
        "name": "hide",
        "description": "Does not want it recommended",
        "affinity": -3,
        "preference": -0.3,
        "hides": True,
        "debounced": False,
        "takes_item": True,
        "mark": None,
        "undoes": None,
        "implied_rating": 1,
        "in_history": False,
    }


async def test_a_row_is_a_new_type_without_a_restart(service: Service) -> None:
    before = await service.ada.post("/interactions", json=event("applaud"))
    write(
        service.url,
        "insert into cinelibre.interaction_types"
        " (name, affinity, preference, hides, mark, undoes, implied_rating) values"
        " ('applaud', 1, 0.3, false, null, null, null),"
        " ('treasure', 4, 0.9, false, 'opinion', null, 5),"
        " ('block', -4, -0.5, true, null, null, 0.5),"
        " ('unblock', 0, 0, false, null, 'block', null)",
    )

    try:
        after = await send(service, event("Applaud"), event("treasure", RAN), event("block", EMMA))
        types = (await service.ada.get("/interactions/types")).json()["types"]
        thought = [(await service.ada.get(f"/movies/{item_id}")).json()["mine"] for item_id in (DUNE, RAN, EMMA)]
        listed = (await service.ada.get("/hidden")).json()["items"]
        await send(service, event("unblock", EMMA))
        after_all = (await service.ada.get(f"/movies/{EMMA}")).json()["mine"]
    finally:
        write(service.url, "delete from cinelibre.interactions where true")
        write(service.url, "delete from cinelibre.shelf where true")
        write(service.url, "delete from cinelibre.interaction_types where name in ('applaud', 'treasure', 'unblock')")
        write(service.url, "delete from cinelibre.interaction_types where name = 'block'")

    assert (before.status_code, before.json()["error"]) == (422, "unknown_type")
    assert after == {"n_recorded": 3, "n_repeated": 0, "refused": []}
    assert {kind["name"]: kind["affinity"] for kind in types}.items() >= {
        "applaud": 1,
        "treasure": 4,
        "block": -4,
    }.items()
    assert [mine["rating"] for mine in thought] == [None] * 3
    assert [mine["implied"] for mine in thought] == [
        None,
        {"rating": 5, "source": "treasure"},
        {"rating": 0.5, "source": "block"},
    ]
    assert [item["id"] for item in listed] == [EMMA]
    assert (after_all["rating"], after_all["hidden_at"]) == (None, None)


@pytest.mark.parametrize(("sent", "kept"), [(1e-46, 0.0), (1e-300, 0.0), (1e-44, 1e-44), (0.25, 0.25)])
async def test_a_fraction_that_is_too_small_to_keep_is_nothing_and_keeps_no_other_event_back(
    service: Service, sent: float, kept: float
) -> None:
    answer = await send(service, event("watch", fraction=sent), event("like", SOLARIS))

    assert (answer["n_recorded"], answer["refused"]) == (2, [])
    [(fraction,)] = log_of(service, "fraction")[:1]
    assert fraction == pytest.approx(kept, rel=0.1, abs=0)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("9999-12-31T23:59:59-23:59", "in_the_future"),
        ("0001-01-01T00:00:00+23:59", "too_old"),
        ("2001-01-01T00:00:00+16:00", "too_old"),
        ("2001-01-01T00:00:00+15:59", "too_old"),
    ],
)
async def test_a_zone_that_the_database_does_not_know_keeps_no_other_event_back(
    service: Service, said: str, outcome: str
) -> None:
    answer = await send(service, event("view", occurred_at=said), event("like", SOLARIS))

    assert (answer["n_recorded"], [refusal["error"] for refusal in answer["refused"]]) == (1, [outcome])
