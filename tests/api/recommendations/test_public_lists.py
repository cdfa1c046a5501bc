"""Popular, trending and similar: the same for everybody, but for what the caller knows."""

from typing import Any

import pytest

from tests.api.recommendations.town import BOOKS, MOVIES, Reader, Town, answered, ids_of, refused, vector_of
from tests.support.readers import rows, write

PATHS = ("/popular", "/trending", "/similar/movie/8")


@pytest.mark.parametrize("path", PATHS)
async def test_what_the_caller_knows_is_left_out_for_them_alone(town: Town, ada: Reader, path: str) -> None:
    everybodys = ids_of(await answered(town.nobody, "GET", path, limit=12))
    rated, seen, hidden, saved = everybodys[:4]
    await ada.rate(rated, 2)
    await ada.do("seen", seen)
    await ada.do("hide", hidden)
    await ada.do("watchlist_add", saved)

    adas = await ada.ids(path, limit=100)

    assert {rated, seen, hidden} & set(adas) == set()
    assert saved in adas
    assert set(everybodys[3:]) <= set(adas)


@pytest.mark.parametrize("path", PATHS)
async def test_caches_keep_what_nobody_in_particular_asked_for_and_nothing_else(
    town: Town, ada: Reader, path: str
) -> None:
    shared = (await town.nobody.get(f"/recommendations{path}")).headers
    own = (await ada.client.get(f"/recommendations{path}")).headers

    assert (shared["cache-control"], shared["vary"].partition(", ")[0]) == ("public, max-age=300", "Authorization")
    assert (own["cache-control"], own["vary"].partition(", ")[0]) == ("private, no-store", "Authorization")


@pytest.mark.parametrize("path", PATHS)
async def test_a_bad_token_is_refused_and_never_anonymous(town: Town, path: str) -> None:
    answer = await town.nobody.get(f"/recommendations{path}", headers={"Authorization": "Bearer nonsense"})

    assert (answer.status_code, answer.json()["error"]) == (401, "token_invalid")


@pytest.mark.parametrize("path", ["/popular", "/trending"])
@pytest.mark.parametrize(("item_type", "ids"), [("movie", MOVIES), ("book", BOOKS)])
async def test_a_type_is_that_type_alone(town: Town, path: str, item_type: str, ids: range) -> None:
    found = await answered(town.nobody, "GET", path, item_type=item_type, limit=30)

    assert len(set(ids_of(found))) == 30
    assert set(ids_of(found)) <= set(ids)
    scores = [item["score"] for item in found["items"]]
    assert scores == sorted(scores, reverse=True)


async def test_popular_is_by_likes_here_and_a_share_of_the_fame_elsewhere(town: Town) -> None:
    found = await answered(town.nobody, "GET", "/popular", limit=100)

    likes = {
        item_id: (n_likes, n_fame / total)
        for item_id, n_likes, n_fame, total in rows(
            town.url,
            "select i.id, s.like_count, i.external_count, t.external_total from cinelibre.items as i"
            " join cinelibre.item_stats as s on s.item_id = i.id"
            " join cinelibre.catalogue_totals as t using (item_type)",
        )
    }
    assert found["method"] == "popular"
    for item in found["items"]:
        n_likes, share = likes[item["id"]]
        assert item["score"] == pytest.approx(n_likes + 1000 * share)
        assert item["like_count"] == n_likes
    best = sorted(likes, key=lambda item_id: (-likes[item_id][0] - 1000 * likes[item_id][1], item_id))
    assert ids_of(found) == best[:100]


@pytest.mark.parametrize("asked", [{"genres": "noir"}, {"languages": "ja"}, {"year_from": 1990, "year_to": 2000}])
async def test_popular_takes_filters(town: Town, asked: dict[str, Any]) -> None:
    found = await answered(town.nobody, "GET", "/popular", limit=100, **asked)

    for item in found["items"]:
        assert asked.get("genres", "noir") in [genre.lower() for genre in item["genres"]] or "genres" not in asked
        assert item["language"] == asked.get("languages", item["language"])
        assert asked.get("year_from", 0) <= item["year"] <= asked.get("year_to", 9999)
    assert len(found["items"]) >= 15


async def test_what_three_people_do_something_with_comes_first_and_what_is_popular_follows(
    town: Town, ada: Reader, bob: Reader
) -> None:
    before = await answered(town.nobody, "GET", "/trending", limit=100)
    loud, quiet = 97, 98
    async with town.reader() as cid:
        for reader in (ada, bob, cid):
            await reader.do("like", loud)
        for reader in (ada, bob):
            await reader.do("like", quiet)

    found = await answered(town.nobody, "GET", "/trending", limit=100)

    popular = await answered(town.nobody, "GET", "/popular", limit=100)
    assert (before["method"], found["method"]) == ("popular", "trending+popular")
    assert (found["items"][0]["id"], found["items"][0]["method"]) == (loud, "trending")
    assert {item["method"] for item in found["items"][1:]} == {"popular"}
    assert [item["score"] for item in found["items"][1:]] == [
        item["score"] for item in popular["items"] if item["id"] != loud
    ][:99]
    assert len(set(ids_of(found))) == len(before["items"]) == 100
    write(town.url, "update cinelibre.item_stats set trend = 0, third_mover_at = null where item_id = %s", loud)


async def test_similar_is_what_is_alike_and_says_in_what(town: Town) -> None:
    found = await answered(town.nobody, "GET", "/similar/movie/8", limit=14)

    # the fourteen other movies of its genre, whose descriptions have a cosine of 0.8 · 0.8
    assert set(ids_of(found)) == {n for n in MOVIES if n % 8 == 0} - {8}
    scores = [item["score"] for item in found["items"]]
    assert scores == sorted(scores, reverse=True)
    assert found["method"] == "story+rated_together+genres"
    for item in found["items"]:
        said = {reason["key"]: reason for reason in item["reasons"]}
        assert said["story"] == {"key": "story", "params": {"likeness": 0.64}, "text": "A similar story"}
        assert said["genres"] == {"key": "genres", "params": {"names": ["Drama"]}, "text": "Also Drama"}
    assert vector_of(8)[0] * vector_of(16)[0] == pytest.approx(0.64)


async def test_similar_is_read_page_by_page_and_down_to_a_score(town: Town) -> None:
    whole = await answered(town.nobody, "GET", "/similar/movie/8", limit=20)
    second = await answered(town.nobody, "GET", "/similar/movie/8", limit=5, skip=5)
    least = whole["items"][9]["score"]

    down_to = await answered(town.nobody, "GET", "/similar/movie/8", limit=20, threshold=least)

    assert ids_of(second) == ids_of(whole)[5:10]
    assert ids_of(down_to) == [item["id"] for item in whole["items"] if item["score"] >= least]


async def test_across_leads_from_a_film_to_books_and_back(town: Town) -> None:
    books = ids_of(await answered(town.nobody, "GET", "/similar/movie/8", across="book", limit=5))
    movies = ids_of(await answered(town.nobody, "GET", "/similar/book/128", across="movie", limit=15))

    assert set(books) == {n for n in BOOKS if n % 8 == 0}
    assert set(movies) == {n for n in MOVIES if n % 8 == 0}


async def test_similar_shows_what_was_seen_when_asked(town: Town, ada: Reader) -> None:
    await ada.do("seen", 16, 24)

    without, with_it = (
        await ada.ids("/similar/movie/8", limit=14),
        await ada.ids("/similar/movie/8", limit=14, include_seen=True),
    )

    assert {16, 24} & set(without) == set()
    assert {16, 24} <= set(with_it)
    assert 8 not in with_it


@pytest.mark.parametrize("path", ["/similar/movie/999", f"/similar/movie/{BOOKS[0]}", "/similar/book/8"])
async def test_nothing_is_similar_to_what_is_not_there(town: Town, path: str) -> None:
    assert await refused(town.nobody, path) == (404, "item_not_found")


async def test_unknown_to_the_embedder_is_similar_to_nothing(town: Town) -> None:
    [(item_id,)] = rows(
        town.url, "insert into cinelibre.items (item_type, title) values ('movie', 'Undescribed') returning id"
    )
    try:
        assert (await answered(town.nobody, "GET", f"/similar/movie/{item_id}"))["items"] == []
    finally:
        write(town.url, "delete from cinelibre.items where id = %s", item_id)
