"""The routes of single kinds of events."""

from typing import Any

import pytest

from tests.api.interactions.events import log_of
from tests.support.readers import ABSENT, DUNE, SOLARIS, Service


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
