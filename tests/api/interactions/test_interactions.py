"""Events over HTTP: which are taken, what is told of the others, and that any new row is a new type."""

import json
from typing import Any

import pytest

from tests.api.interactions.events import FAULTS, JSON, NOT_EVENTS, event, log_of, send
from tests.support.readers import DUNE, EMMA, RAN, SOLARIS, Service, ago, rows, write

HOUR = 3600


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


async def test_impressions_are_kept_for_many_items_at_once_and_change_no_taste(service: Service) -> None:
    seen = {"recommendation_id": "r", "items": [{"id": DUNE, "place": 1}, {"id": RAN, "place": 2}]}

    answer = await send(service, {"interaction_type": "impression", "context": seen}, event("impression", DUNE))
    types = (await service.nobody.get("/interactions/types")).json()["types"]

    assert (answer["n_recorded"], [one["error"] for one in answer["refused"]]) == (1, ["item_unexpected"])
    [kind] = [kind for kind in types if kind["name"] == "impression"]
    assert (kind["affinity"], kind["preference"], kind["takes_item"], kind["mark"]) == (0, 0, False, None)


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
