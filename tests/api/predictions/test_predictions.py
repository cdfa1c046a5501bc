"""How many stars a reader would give: on lists, on an item's page, and for any ids."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.readers import ABSENT, DRACULA, DUNE, EMMA, RAN, SOLARIS, House, Service, a_house, rows, write
from tests.support.servers import Server

NONE = {"rating": None, "low": None, "high": None}
SIMULATED = [[person, item_id, 3.5 + person / 2, 1_000_000_000] for person in (1, 2, 3) for item_id in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service with its items."""
    async with a_house(servers[18]) as opened:
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """Three simulated people rated everything but Dracula, Ada three films, and Bob nothing."""
    async with house.readers() as opened:
        await opened.db.one("write_simulated_ratings", records=SIMULATED)
        for item_id in (DUNE, RAN, EMMA):
            assert (await opened.ada.post("/ratings", json={"item_id": item_id, "rating": 5})).status_code == 200
        yield opened


async def predicted(client: Any, *item_ids: int) -> dict[int, Any]:
    """The predictions of these items."""
    answer = await client.get("/predictions", params={"ids": ",".join(map(str, item_ids))})
    assert answer.status_code == 200, answer.text
    return {one["item_id"]: one["prediction"] for one in answer.json()["predictions"]}


async def test_items_of_any_list_are_predicted_by_their_ids(service: Service) -> None:
    found = await predicted(service.ada, SOLARIS, DRACULA, DUNE, ABSENT)

    solaris = found[SOLARIS]
    assert 0.5 <= solaris["low"] < solaris["rating"] < solaris["high"] <= 5
    assert (solaris["support"], solaris["is_simulated"], solaris["missing"]) == (3, True, None)
    missing = {"key": "more_raters", "params": {"n": 3}, "text": "Three more people have to rate it here first"}
    assert found[DRACULA] == {**NONE, "support": 0, "is_simulated": False, "missing": missing}
    assert found[DUNE] is None
    assert list(found) == [SOLARIS, DRACULA, DUNE]


async def test_who_rated_little_is_told_how_many_ratings_are_missing(service: Service) -> None:
    await service.bob.post("/ratings", json={"item_id": DUNE, "rating": 2})

    found = await predicted(service.bob, SOLARIS)

    missing = {"key": "more_ratings", "params": {"n": 2}, "text": "Two more ratings in common with others would do"}
    assert found == {SOLARIS: {**NONE, "support": 1, "is_simulated": True, "missing": missing}}


async def test_without_a_token_there_are_no_predictions(service: Service) -> None:
    refused = await service.nobody.get("/predictions", params={"ids": "1"})

    assert (refused.status_code, refused.json()["error"]) == (401, "token_missing")
    for path in (f"/movies/{DUNE}", f"/books/{SOLARIS}", f"/items/{SOLARIS}"):
        assert (await service.nobody.get(path)).json()["prediction"] is None


@pytest.mark.parametrize("ids", [",".join(map(str, range(1, 102))), "", "x"])
async def test_more_than_a_hundred_ids_and_none_are_refused(service: Service, ids: str) -> None:
    refused = await service.ada.get("/predictions", params={"ids": ids})

    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "ids")
    assert (await service.ada.get("/predictions", params={"ids": ",".join(map(str, range(1, 101)))})).status_code == 200


async def test_the_page_of_an_item_says_what_its_reader_would_give_it(service: Service) -> None:
    found = await predicted(service.ada, SOLARIS)

    for path in (f"/books/{SOLARIS}", f"/items/{SOLARIS}"):
        assert (await service.ada.get(path)).json()["prediction"] == found[SOLARIS]
    assert (await service.ada.get(f"/movies/{DUNE}")).json()["prediction"] is None
    bobs = (await service.bob.get(f"/movies/{DUNE}")).json()["prediction"]
    assert bobs["missing"]["text"] == "Three more ratings in common with others would do"


async def test_a_list_keeps_the_predictions_with_which_it_was_made(service: Service) -> None:
    before = await predicted(service.ada, SOLARIS)
    made = (await service.ada.get("/recommendations/personalized")).json()
    rows = (await service.ada.get("/recommendations/carousels")).json()
    write(service.url, "update cinelibre.item_stats set rating_sum = 1.5 where item_id = %s", SOLARIS)

    stored = (await service.ada.get("/recommendations/personalized")).json()
    why = await service.ada.get(f"/recommendations/{made['recommendation_id']}/why/{SOLARIS}")

    assert (made["is_stored"], stored["is_stored"]) == (False, True)
    for told in (made, stored):
        assert {item["id"]: item["prediction"] for item in told["items"]}[SOLARIS] == before[SOLARIS]
    assert why.json()["prediction"] == before[SOLARIS]
    in_rows = {item["id"]: item["prediction"] for row in rows["rows"] for item in row["items"]}
    assert in_rows == {} or in_rows[SOLARIS] == before[SOLARIS]
    assert (await predicted(service.ada, SOLARIS))[SOLARIS]["rating"] < before[SOLARIS]["rating"]


async def test_a_list_for_nobodys_history_predicts_nothing(service: Service) -> None:
    answer = await service.nobody.post("/recommendations/session", json={"items": [{"item_id": DUNE}]})

    assert {item["prediction"] for item in answer.json()["items"]} == {None}


@pytest.mark.parametrize(
    ("key", "n", "said"),
    [
        ("more_ratings", 1, "One more rating in common with others would do"),
        ("more_ratings", 11, "11 more ratings in common with others would do"),
        ("more_raters", 1, "One more person has to rate it here first"),
        ("more_raters", 10, "Ten more people have to rate it here first"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(house: House, key: str, n: int, said: str) -> None:
    assert rows(house.url, "select cinelibre.say_missing(%s, %s)", key, n) == [(said,)]
