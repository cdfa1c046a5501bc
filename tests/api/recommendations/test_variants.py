"""Experiments in the service: lists and rows of a variant, and what becomes of them when it changes."""

import json
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from api.ranking.recommender import recommender_named
from tests.api.recommendations.test_recommender import upside_down
from tests.api.recommendations.town import Json, Reader, Town, ids_of
from tests.support.readers import rows, write

SHOWN = "select i.variant, count(*) from cinelibre.impressions as i where i.user_id = %s group by 1 order by 1"

PLAIN = {"changes": [], "share": 1, "most_worse": 0.05}


@pytest.fixture(autouse=True)
def experiments(town: Town) -> Iterator[None]:
    """Of these tests alone: whatever runs ends with each, and so do settings."""
    former = town.app.state.settings
    yield
    town.app.state.settings = former
    write(town.url, "delete from cinelibre.experiments where true")


async def begin(town: Town, name: str = "bolder", **settings: Any) -> None:
    """An experiment of one variant, which everybody gets."""
    variants = [{"name": "bold", "portion": 1, "settings": settings}]
    await town.db.one("begin_experiment", definition=PLAIN | {"name": name, "variants": variants, "salt": name})


async def end(town: Town, name: str = "bolder") -> None:
    """It is stopped."""
    await town.db.one("end_experiment", experiment_name=name, stopped_by="operator", reason=None)


async def a_list(reader: Reader) -> Json:
    """The list of somebody who rated three movies."""
    for item_id, stars in ((8, 5.0), (16, 4.5), (24, 2.0)):
        await reader.rate(item_id, stars)
    return await reader.get("/personalized")


async def test_without_an_experiment_the_variant_is_null(town: Town, ada: Reader) -> None:
    made = await a_list(ada)

    for _ in range(2):
        assert (await ada.get("/personalized"))["variant"] is None
        assert (await ada.get("/personalized/ids"))["variant"] is None
        assert (await ada.get("/carousels"))["variant"] is None
    assert made["variant"] is None
    guests = (await town.nobody.get("/recommendations/carousels")).json()
    assert guests["variant"] is None
    assert rows(town.url, SHOWN, ada.id) == [(None, 20)]


async def test_every_list_says_its_variant(town: Town, ada: Reader) -> None:
    await begin(town, diversity=0.9)

    made = await a_list(ada)
    told = [made]
    told += [await ada.get("/personalized") for _ in range(2)]  # made up from its parts, then as it was written down
    told += [await ada.get("/personalized/ids"), await ada.get("/personalized", genres="Drama")]
    told += [await ada.get("/next", recommendation_id=made["recommendation_id"])]
    told += [await ada.get("/carousels") for _ in range(3)]

    assert [one["variant"] for one in told] == ["bolder:bold"] * len(told)
    assert told[1]["is_stored"]
    assert told[2]["is_stored"]
    assert rows(town.url, SHOWN, ada.id) == [("bolder:bold", 40)]


async def test_an_empty_list_says_its_variant_too(town: Town, ada: Reader) -> None:
    await begin(town, diversity=0.9)

    empty = await ada.get("/personalized", genres="Opera")

    assert (empty["items"], empty["variant"]) == ([], "bolder:bold")


async def test_a_stored_list_of_another_variant_is_not_served(town: Town, ada: Reader) -> None:
    former = await a_list(ada)
    rows_of_before = await ada.get("/carousels")

    await begin(town, diversity=1.0)
    during, rows_during = await ada.get("/personalized"), await ada.get("/carousels")
    again = await ada.get("/personalized")
    await end(town)
    after, rows_after = await ada.get("/personalized"), await ada.get("/carousels")

    assert [one["variant"] for one in (former, during, again, after)] == [None, "bolder:bold", "bolder:bold", None]
    assert (during["is_stored"], again["is_stored"], after["is_stored"]) == (False, True, False)
    assert len({one["recommendation_id"] for one in (former, during, after)}) == 3
    assert [one["variant"] for one in (rows_of_before, rows_during, rows_after)] == [None, "bolder:bold", None]
    # What was made before the experiment is what is made after it, and nothing of it held on in between.
    assert ids_of(after) == ids_of(former)
    assert ids_of(during) != ids_of(former)


async def test_variety_of_a_variant_counts_unless_the_request_says_otherwise(town: Town, ada: Reader) -> None:
    await a_list(ada)
    plain, varied = await ada.ids(diversity=0), await ada.ids(diversity=1)

    await begin(town, diversity=1.0)

    assert await ada.ids(exclude_watchlist=True) == varied
    assert await ada.ids(diversity=0) == plain


async def test_weights_and_sources_of_a_variant_make_its_list(town: Town, ada: Reader) -> None:
    await a_list(ada)

    await begin(town, weights={"content": 1}, without=["neighbors", "ease", "cosine", "popular", "taste", "type"])

    made = await ada.get("/personalized")
    assert made["sources"] == ["content"]
    await end(town)
    assert (await ada.get("/personalized"))["sources"] != ["content"]


async def test_a_variant_may_name_a_ranking_that_the_process_lists(
    town: Town, ada: Reader, bob: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = types.ModuleType("a_named_ranking")
    module.score = upside_down  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "a_named_ranking", module)
    listed = {"experiment_recommenders": "turned=a_named_ranking:score"}
    recommender_named.cache_clear()
    town.app.state.settings = town.app.state.settings.model_copy(update=listed)

    await begin(town, recommender="turned")
    made = await a_list(ada)
    await end(town)
    await begin(town, "other", recommender="os:system")
    missing = await a_list(bob)

    assert (made["sources"][0], made["degraded"]) == ("recommender", [])
    assert (missing["variant"], missing["degraded"]) == ("other:bold", ["recommender"])
    assert "recommender" not in missing["sources"]


@pytest.mark.parametrize("named", ["gone=no_such_module:score", ""])  # it fails, or the process does not have it
async def test_readers_of_a_ranking_that_fails_stay_in_its_variant(town: Town, ada: Reader, named: str) -> None:
    recommender_named.cache_clear()
    town.app.state.settings = town.app.state.settings.model_copy(update={"experiment_recommenders": named})
    await begin(town, recommender="gone")

    made = await a_list(ada)
    again = await ada.get("/personalized")

    assert (made["variant"], made["degraded"]) == ("bolder:bold", ["recommender"])
    assert (again["recommendation_id"], again["is_stored"]) == (made["recommendation_id"], True)
    assert rows(town.url, SHOWN, ada.id) == [("bolder:bold", 20)]
    assert rows(town.url, "select r.variant from cinelibre.experiment_readers as r") == [("bold",)]
    await end(town)
    assert (await ada.get("/personalized"))["recommendation_id"] != made["recommendation_id"]


async def test_who_leaves_nothing_behind_enters_no_experiment(town: Town, ada: Reader) -> None:
    await begin(town, diversity=0.9)

    answer = await ada.client.get("/recommendations/personalized", headers={"X-Incognito": "true"})

    assert answer.json()["variant"] == "bolder:bold"
    assert rows(town.url, "select r.user_id from cinelibre.experiment_readers as r") == []


async def test_an_admin_sees_the_list_of_the_readers_variant(town: Town, ada: Reader) -> None:
    await a_list(ada)
    await begin(town, weights={"content": 1}, without=["neighbors", "ease", "cosine", "popular", "taste", "type"])
    write(town.url, "update cinelibre.users set role = 'admin' where id = %s", ada.id)
    write(town.url, "insert into cinelibre.users (external_id, email, role) values ('lin', 'lin@example.org', 'user')")

    seen = await ada.client.post("/admin/readers", json={"email": "lin@example.org"})

    assert seen.status_code == 200, seen.text
    assert set(json.loads(seen.text)["blend"]["weights"]) == {"content"}


async def test_what_was_seen_on_the_front_page_counts_for_its_variant(town: Town, ada: Reader) -> None:
    for item_id, stars in ((8, 5.0), (16, 4.5), (24, 2.0)):
        await ada.rate(item_id, stars)
    await begin(town, diversity=0.9)
    page = await ada.get("/carousels")
    [first, *_] = page["rows"]
    entered = "select count(*) from cinelibre.experiment_readers where user_id = %s"
    assert (rows(town.url, SHOWN, ada.id), rows(town.url, entered, ada.id)) == ([], [(0,)])

    seen = [{"id": item["id"], "place": item["place"]} for item in first["items"][:2]]
    context = {"recommendation_id": page["recommendation_id"], "row": first["key"], "items": seen}
    answer = await ada.client.post("/interactions", json={"interaction_type": "impression", "context": context})
    assert answer.status_code == 200, answer.text
    clicked = {"interaction_type": "recommendation_click", "item_id": seen[0]["id"], "context": context}
    await ada.client.post("/interactions", json=clicked)

    assert rows(town.url, SHOWN, ada.id) == [("bolder:bold", 2)]
    assert rows(town.url, entered, ada.id) == [(1,)]
    measure = "select public.measure_experiment('bolder', 0, 10, 8, 24, 0.4, 4)"
    rows(town.url, measure)
    counted = "select n_shown, n_clicked from cinelibre.experiment_days where user_id = %s"
    assert rows(town.url, counted, ada.id) == [(2, 1)]
