"""The rows of the front page: one's own, the same for ten minutes, and everybody's."""

from typing import Any

import pytest

from tests.api.recommendations.town import MOVIES, N_MOVIES, Reader, Town, answered, refused
from tests.conftest import settings_of
from tests.support.readers import rows, write

Json = dict[str, Any]

NOIR = [n for n in MOVIES if n % 8 == 2]  # the genre of these


@pytest.fixture(scope="module")
async def counted(town: Town) -> Town:
    """The town, whose catalogue's features are counted."""
    await town.db.one("refresh_features")
    return town


@pytest.fixture
async def fan(counted: Town, ada: Reader) -> Reader:
    """Who likes noir, and no western."""
    for item_id in NOIR[:4]:
        await ada.rate(item_id, 5)
    await ada.rate(NOIR[4], 3)
    for item_id in (6, 14):
        await ada.rate(item_id, 1)
    await ada.do("hide", 1)
    await ada.do("seen", 3)
    return ada


def keys_of(page: Json) -> list[str]:
    """Of the rows, in their order."""
    return [row["key"] for row in page["rows"]]


def items_of(page: Json) -> list[int]:
    """What stands on a page, in its order."""
    return [item["id"] for row in page["rows"] for item in row["items"]]


async def test_rows_are_of_ones_own_taste(fan: Reader) -> None:
    page = await fan.get("/carousels", limit=2)

    keys = keys_of(page)
    assert keys[0] == "for_you"
    assert {"genre:noir", "popular", "rate_next"} <= set(keys)
    assert not {"genre:western", "genre:drama"} & set(keys)
    [noir] = [row for row in page["rows"] if row["key"] == "genre:noir"]
    assert {item["genres"][0] for item in noir["items"]} == {"Noir"}
    assert (noir["title"], noir["subtitle"]["text"]) == (
        "Noir films for you",
        "You gave 4 of 5 noir films 4 stars or more",
    )
    assert 0.2 <= noir["subtitle"]["strength"] < 1
    because = [row for row in page["rows"] if row["key"].startswith("because:")]
    assert [row["title"] for row in because] == [f"Because you gave Title {n} 5 stars" for n in NOIR[3:1:-1]]


async def test_nothing_stands_in_two_rows_and_nothing_known_in_any(fan: Reader) -> None:
    questions: list[Json] = [{}, {"limit": 40, "max_genres": 10}, {"limit": 1}, {"item_type": "movie", "max_genres": 0}]
    for asked in questions:
        shown = items_of(await fan.get("/carousels", **asked))

        assert shown
        assert len(shown) == len(set(shown))
        assert {*NOIR[:5], 6, 14, 1, 3}.isdisjoint(shown)


async def test_rows_take_a_limit_a_type_and_how_many_of_likings(fan: Reader) -> None:
    page = await fan.get("/carousels", limit=5, max_genres=0, item_type="book")

    assert all(len(row["items"]) <= 5 for row in page["rows"])
    assert all(item["id"] > N_MOVIES for row in page["rows"] for item in row["items"])
    assert not [key for key in keys_of(page) if key.startswith(("genre:", "language:", "person:"))]


async def test_every_item_has_a_receipt_that_sums_to_its_score(fan: Reader) -> None:
    page = await fan.get("/carousels", limit=4)

    for row in page["rows"]:
        for item in row["items"]:
            why = await fan.get(f"/{page['recommendation_id']}/why/{item['id']}")
            assert why["score"] == item["score"]
            assert sum(part["contribution"] for part in why["contributions"]) == pytest.approx(why["score"])


async def test_the_same_rows_come_again(fan: Reader) -> None:
    first, again = await fan.get("/carousels"), await fan.get("/carousels")

    assert (first["is_stored"], again["is_stored"]) == (False, True)
    assert first | {"is_stored": True} == again


@pytest.mark.parametrize(("age", "is_stored"), [(595, True), (605, False)])
async def test_they_come_for_ten_minutes(town: Town, fan: Reader, age: int, is_stored: bool) -> None:
    first = await fan.get("/carousels")
    write(
        town.url,
        "update cinelibre.recommendation_lists set created_at = now() - make_interval(secs => %s) where id = %s",
        age,
        first["recommendation_id"],
    )

    again = await fan.get("/carousels")

    assert again["is_stored"] is is_stored
    assert (again["recommendation_id"] == first["recommendation_id"]) is is_stored


async def test_without_a_time_they_are_new_at_each_visit(town: Town, fan: Reader) -> None:
    town.app.state.settings, kept = (
        settings_of(**{**dict(town.app.state.settings), "carousel_ttl_seconds": 0}),
        (town.app.state.settings),
    )
    try:
        pages = [await fan.get("/carousels") for _ in range(2)]
    finally:
        town.app.state.settings = kept

    assert [page["is_stored"] for page in pages] == [False, False]
    assert pages[0]["recommendation_id"] != pages[1]["recommendation_id"]


async def test_another_question_has_other_rows(fan: Reader) -> None:
    asked: list[Json] = [{}, {"limit": 5}, {"max_genres": 1}, {"item_type": "movie"}]

    made = [await fan.get("/carousels", **one) for one in asked]
    again = [await fan.get("/carousels", **one) for one in asked]

    assert len({page["recommendation_id"] for page in made}) == len(asked)
    assert [page["recommendation_id"] for page in made] == [page["recommendation_id"] for page in again]


@pytest.mark.parametrize("deed", ["rate", "like", "hide", "seen"])
async def test_a_rating_or_a_hide_ends_them_at_once(fan: Reader, deed: str) -> None:
    first = await fan.get("/carousels")
    item_id = items_of(first)[0]
    await (fan.rate(item_id, 4) if deed == "rate" else fan.do(deed, item_id))

    again = await fan.get("/carousels")

    assert again["is_stored"] is False
    assert item_id in items_of(first)
    assert item_id not in items_of(again)


async def test_what_was_saved_for_later_moves_the_rows_at_once(fan: Reader) -> None:
    first = await fan.get("/carousels")
    await fan.do("watchlist_add", items_of(first)[0])

    assert (await fan.get("/carousels"))["is_stored"] is False
    assert (await fan.get("/carousels"))["is_stored"] is True


async def test_what_became_known_since_is_left_out_and_an_empty_row_with_it(town: Town, fan: Reader) -> None:
    first = await fan.get("/carousels", limit=3)
    seen = [item["id"] for item in first["rows"][1]["items"]] + [first["rows"][0]["items"][0]["id"]]
    for item_id in seen:  # as a restored backup has it: no trigger knows of it
        statement = "insert into cinelibre.shelf (user_id, item_id, seen_at) values (%s, %s, now())"
        write(town.url, statement, fan.id, item_id)

    again = await fan.get("/carousels", limit=3)

    assert again["is_stored"] is True
    assert keys_of(again) == [key for place, key in enumerate(keys_of(first)) if place != 1]
    assert items_of(again) == [item_id for item_id in items_of(first) if item_id not in seen]


async def test_rows_without_neighbors_hold_until_there_are_some(town: Town, fan: Reader) -> None:
    write(town.url, "delete from cinelibre.user_neighbors where user_id = %s", fan.id)
    first = await fan.get("/carousels")
    write(
        town.url,
        "update cinelibre.recommendation_lists set sources = array['taste'] where id = %s",
        first["recommendation_id"],
    )
    held = await fan.get("/carousels")
    await town.find_neighbors(fan)

    again = await fan.get("/carousels")

    assert (held["is_stored"], again["is_stored"]) == (True, False)


async def test_visits_push_no_list_out(town: Town, fan: Reader) -> None:
    mine = await fan.get("/personalized")
    pages = [(await fan.get("/carousels", limit=limit, max_genres=0))["recommendation_id"] for limit in range(1, 22)]

    kept = "select id::text from cinelibre.recommendation_lists where user_id = %s and rows is not null"
    assert {row[0] for row in rows(town.url, kept, fan.id)} == set(pages[1:])
    assert (await fan.get("/personalized"))["recommendation_id"] == mine["recommendation_id"]
    item_id = mine["items"][0]["id"]
    assert (await fan.get(f"/{mine['recommendation_id']}/why/{item_id}"))["score"] == mine["items"][0]["score"]


async def test_who_rated_nothing_is_shown_what_to_rate_and_what_there_is(counted: Town, ada: Reader) -> None:
    page = await ada.get("/carousels")

    assert keys_of(page)[:2] == ["rate_next", "popular"]
    assert len(set(keys_of(page)[2:])) == 3
    assert all(key.startswith("language:") for key in keys_of(page)[2:])


async def test_guests_see_rows_that_caches_keep(counted: Town) -> None:
    answer = await counted.nobody.get("/recommendations/carousels", params={"limit": 5, "max_genres": 2})

    page = answer.json()
    headers = answer.headers
    assert (headers["cache-control"], headers["vary"].partition(", ")[0]) == ("public, max-age=300", "Authorization")
    assert page["recommendation_id"] is None
    # forty items have each of the four languages; ties go by name
    assert keys_of(page) == ["popular", "language:en", "language:fr"]
    shown = items_of(page)
    assert len(shown) == len(set(shown)) == 15
    assert [item["score"] for item in page["rows"][0]["items"]] == [
        item["score"] for item in (await answered(counted.nobody, "GET", "/popular", limit=5))["items"]
    ]
    assert [row["title"] for row in page["rows"][1:]] == ["English films and books", "French films and books"]


async def test_guests_see_what_trends(counted: Town, ada: Reader, bob: Reader) -> None:
    async with counted.reader() as cid:
        for reader in (ada, bob, cid):
            await reader.do("like", 97, 98, 99)

    page = await answered(counted.nobody, "GET", "/carousels")

    assert (keys_of(page)[0], sorted(items_of(page)[:3])) == ("trending", [97, 98, 99])
    write(counted.url, "update cinelibre.item_stats set trend = 0, third_mover_at = null where trend > 0")


async def test_ones_own_rows_are_nobody_elses(fan: Reader) -> None:
    headers = (await fan.client.get("/recommendations/carousels")).headers

    assert (headers["cache-control"], headers["vary"].partition(", ")[0]) == ("private, no-store", "Authorization")


async def test_a_bad_token_is_refused_and_nobody_acts_without_one(town: Town) -> None:
    answer = await town.nobody.get("/recommendations/carousels", headers={"Authorization": "Bearer nonsense"})

    assert (answer.status_code, answer.json()["error"]) == (401, "token_invalid")
    assert await refused(town.nobody, "/carousels", user_id=1) == (401, "token_missing")
