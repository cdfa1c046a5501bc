"""A list stays standing: what changes it, how much of it changes, and what takes which items away."""

from typing import Any

import pytest

from tests.api.recommendations.town import BOOKS, MOVIES, Json, Reader, Town, answered, ids_of
from tests.support.readers import write

SOME = [(8, 5.0), (16, 4.5), (24, 2.0)]


async def a_list(reader: Reader, **asked: Any) -> Json:
    """The list of somebody who rated three movies."""
    for item_id, stars in SOME:
        await reader.rate(item_id, stars)
    return await reader.get("/personalized", **asked)


def n_new(first: Json, new: Json) -> int:
    """How many of the first twenty were not among the first twenty before."""
    assert len(new["items"]) == 20
    return len(set(ids_of(new)) - set(ids_of(first)))


# A reader of dramas rates a western five, a drama half a star; likes, hides. Each alone would turn the list over.
DEEDS: list[tuple[str, int, float]] = [
    ("rate", 6, 5), ("rate", 32, 0.5), ("like", 14, 0), ("superlike", 22, 0), ("dislike", 40, 0), ("hide", 48, 0),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "item_id", "stars"), DEEDS)
async def test_a_rating_or_a_hide_changes_at_most_six_of_the_first_twenty(
    ada: Reader, kind: str, item_id: int, stars: float
) -> None:
    first = await a_list(ada)

    await (ada.rate(item_id, stars) if kind == "rate" else ada.do(kind, item_id))
    new = await ada.get("/personalized")

    assert new["is_stored"] is False
    assert n_new(first, new) <= 6
    assert item_id not in ids_of(new)


async def test_what_would_change_more_changes_exactly_a_third(town: Town, ada: Reader, bob: Reader) -> None:
    async def turned_over(reader: Reader) -> tuple[Json, Json]:
        first = await a_list(reader)
        for item_id in (8, 16):
            await reader.rate(item_id, 0.5)  # ratings changed, none more
        return first, await reader.get("/personalized")

    first, new = await turned_over(ada)
    bobs_first, _ = await turned_over(bob)
    write(town.url, "delete from cinelibre.recommendation_lists where user_id = %s", bob.id)
    anew = await bob.get("/personalized")

    assert n_new(bobs_first, anew) > 6
    assert n_new(first, new) == 6


async def test_every_further_rating_allows_another_third(ada: Reader, bob: Reader) -> None:
    changed = []
    for reader, n_ratings in ((ada, 1), (bob, 2)):
        first = await a_list(reader)
        for item_id in (8, 16):
            await reader.rate(item_id, 0.5)
        for item_id in (6, 14)[:n_ratings]:
            await reader.rate(item_id, 5)
        changed.append(n_new(first, await reader.get("/personalized")))

    assert changed[0] <= 6 < changed[1] <= 12


async def test_a_new_day_keeps_nothing_back(town: Town, ada: Reader) -> None:
    first = await a_list(ada)
    for item_id in (8, 16):
        await ada.rate(item_id, 0.5)
    write(town.url, "update cinelibre.recommendation_lists set day = day - 1 where user_id = %s", ada.id)

    assert n_new(first, await ada.get("/personalized")) > 6


async def test_each_tab_is_steady_by_its_own_list(ada: Reader) -> None:
    both, movies = await a_list(ada), await ada.get("/personalized", item_type="movie")
    for item_id in (8, 16):
        await ada.rate(item_id, 0.5)

    new_movies, new_both = await ada.get("/personalized", item_type="movie"), await ada.get("/personalized")

    assert n_new(movies, new_movies) <= 6
    assert n_new(both, new_both) <= 6


async def test_tabs_do_not_take_each_others_items(ada: Reader) -> None:
    both = await a_list(ada)

    movies = await answered(ada.client, "POST", "/refresh", item_type="movie")
    books = await ada.get("/personalized", item_type="book", refresh=True)

    shown = set(ids_of(both))
    assert set(ids_of(movies)) & shown
    assert set(ids_of(movies)) <= set(MOVIES)
    assert set(ids_of(books)) <= set(BOOKS)
    anew = await answered(ada.client, "POST", "/refresh", item_type="movie")
    assert set(ids_of(anew)) & set(ids_of(movies)) == set()


async def test_a_rating_leaves_out_nothing_that_was_shown(ada: Reader) -> None:
    first = await a_list(ada)
    await ada.rate(6, 4)

    assert len(set(ids_of(await ada.get("/personalized"))) & set(ids_of(first))) >= 14


async def test_as_many_first_items_are_kept_as_a_request_has(town: Town, ada: Reader) -> None:
    settings = town.app.state.settings
    town.app.state.settings = settings.model_copy(update={"recommendations_per_request": 6})
    try:
        first = await a_list(ada)
        for item_id in (8, 16):
            await ada.rate(item_id, 0.5)
        new = await ada.get("/personalized")
    finally:
        town.app.state.settings = settings

    assert len(first["items"]) == len(new["items"]) == 6
    assert len(set(ids_of(new)) - set(ids_of(first))) <= 2
