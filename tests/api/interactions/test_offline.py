"""What a client did while it was offline: the later act counts, whichever arrives first."""

from itertools import permutations
from typing import Any

import pytest

from tests.support.readers import DUNE, Service, ago, rows

DAY = 86_400
Told = tuple[str, float, dict[str, Any]]  # type, days ago, more fields
RATES: list[Told] = [("rate", 20, {"rating": 4}), ("rate", 10, {"rating": 2}), ("rate", 5, {"rating": 3})]
UNRATED: list[Told] = [("rate", 20, {"rating": 4}), ("unrate", 10, {}), ("seen", 5, {})]
MARKS: list[Told] = [("watchlist_add", 20, {}), ("watchlist_remove", 10, {}), ("hide", 5, {})]
OPINIONS: list[Told] = [("like", 20, {}), ("unlike", 10, {}), ("superlike", 5, {})]


async def tell(service: Service, kind: str, days_ago: float, **more: Any) -> None:
    """One act of some days ago, in a call of its own."""
    body = {"interaction_type": kind, "item_id": DUNE, "occurred_at": ago(days_ago * DAY), **more}
    answer = await service.ada.post("/interactions", json=body)
    assert answer.json()["recorded"] is True, answer.text


async def mine(service: Service) -> dict[str, Any]:
    """What Ada's account says of the film, without the times."""
    said: dict[str, Any] = (await service.ada.get(f"/movies/{DUNE}")).json()["mine"]
    return {
        "rating": said["rating"],
        "implied": said["implied"] and said["implied"]["source"],
        "opinion": said["opinion"],
        "marks": {name for name in ("on_watchlist_at", "hidden_at", "seen_at", "favorite_at") if said[name]},
    }


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (RATES, {"rating": 3, "implied": None, "opinion": None, "marks": set()}),
        (UNRATED, {"rating": None, "implied": "seen", "opinion": None, "marks": {"seen_at"}}),
        (MARKS, {"rating": None, "implied": "hide", "opinion": None, "marks": {"hidden_at"}}),
        (OPINIONS, {"rating": None, "implied": "superlike", "opinion": "superlike", "marks": set()}),
    ],
    ids=["rates", "unrated", "marks", "opinions"],
)
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
async def test_acts_may_arrive_in_any_order(
    service: Service, told: list[Told], order: tuple[int, ...], expected: dict[str, Any]
) -> None:
    for place in order:
        kind, days_ago, more = told[place]
        await tell(service, kind, days_ago, **more)

    assert await mine(service) == expected


async def test_what_was_done_at_the_door_is_later_than_what_comes_in_late(service: Service) -> None:
    await service.ada.post("/ratings", json={"item_id": DUNE, "rating": 5})
    await service.ada.put(f"/watchlist/movie/{DUNE}")

    await tell(service, "rate", 29, rating=1)
    await tell(service, "watchlist_remove", 29)

    assert await mine(service) == {
        "rating": 5, "implied": None, "opinion": None, "marks": {"on_watchlist_at"},
    }  # fmt: skip


@pytest.mark.parametrize(("days_ago", "marks"), [(11, {"on_watchlist_at"}), (9, set())])
async def test_a_mark_that_was_imported_is_not_undone_by_an_older_act(
    service: Service, days_ago: int, marks: set[str]
) -> None:
    content = f"title,year,type,date,watchlist\nDune,2001,movie,{ago(10 * DAY)[:19]},yes\n"
    report = (await service.ada.post("/library/import", files={"file": ("my.csv", content)})).json()
    assert report["counts"] == {"created": 1}

    await tell(service, "watchlist_remove", days_ago)

    assert (await mine(service))["marks"] == marks


@pytest.mark.parametrize("days_ago", [11, 9])
async def test_an_imported_mark_keeps_its_date_from_an_older_act_and_takes_that_of_a_newer(
    service: Service, days_ago: int
) -> None:
    content = f"title,year,type,date,watchlist\nDune,2001,movie,{ago(10 * DAY)[:19]},yes\n"
    await service.ada.post("/library/import", files={"file": ("my.csv", content)})

    await tell(service, "watchlist_add", days_ago)

    query = "select extract(day from now() - on_watchlist_at + '1 hour'::interval)::integer from cinelibre.shelf"
    assert rows(service.url, query) == [(min(days_ago, 10),)]


async def test_every_stay_on_a_page_counts_and_says_nothing_of_tastes(service: Service) -> None:
    stay = {"interaction_type": "dwell", "item_id": DUNE, "seconds": 40}

    answer = (await service.ada.post("/interactions/batch", json={"events": [stay, stay]})).json()
    types = (await service.nobody.get("/interactions/types")).json()["types"]

    assert (answer["n_recorded"], answer["n_repeated"], answer["refused"]) == (2, 0, [])
    assert rows(service.url, "select interaction_type, seconds from cinelibre.interactions") == [("dwell", 40)] * 2
    [kind] = [kind for kind in types if kind["name"] == "dwell"]
    assert (kind["affinity"], kind["preference"], kind["debounced"], kind["in_history"]) == (0, 0, False, False)
    assert (await mine(service))["marks"] == set()
