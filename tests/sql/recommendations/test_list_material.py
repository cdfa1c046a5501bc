"""How deep each source is read, what tempers it, and when what was shown comes again, worked by hand."""

from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, rows, save_list, write, write_items

SCORE = """
    select c.item_id, c.neighbors, c.ease, c.cosine
    from cinelibre.find_candidates(
        row(
            null, %s::integer[], %s::real[], %s::integer[], %s::integer[], %s::real[], null, null, null, null
        )::cinelibre.reader,
        null, '{movie,book}', 'true', 60, 20, %s::text[], 180
    ) as c
    where c.item_id = %s
"""


def write_model(database_url: str, kind: str, neighbors: dict[int, dict[int, float]]) -> None:
    """An active model of this kind with these weights from item to item."""
    write(database_url, "insert into cinelibre.models (kind, name, is_active) values (%s, 'now', true)", kind)
    for item_id, weights in neighbors.items():
        write(
            database_url,
            "insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)"
            " select m.id, %s, %s::integer[], %s::real[] from cinelibre.models as m where m.kind = %s",
            item_id, list(weights), [float(weight) for weight in weights.values()], kind,
        )  # fmt: skip


async def test_each_source_says_what_it_does_and_how_much_raters_temper_it(db: Database, database_url: str) -> None:
    await write_items(db)
    bob = await a_caller(db, "bob")
    for item_id, stars in ((SOLARIS, 4), (DRACULA, 3.5)):
        await bob.one("rate_item", item_id=item_id, rating=stars)
    for kind in ("ease", "cosine"):
        write_model(database_url, kind, {DUNE: {SOLARIS: 0.5, EMMA: -1}, RAN: {SOLARIS: 1}})

    write(database_url, "update cinelibre.item_stats set rater_count = 32 where item_id = %s", SOLARIS)

    def said(item_id: int, *sources: str) -> list[Any]:
        history = [DUNE, RAN, EMMA]
        return rows(
            database_url, SCORE, history, [5.0, 3.5, 2.0], history, [bob.user_id], [0.5], list(sources), item_id
        )

    # Dune is worth (5 − 2) / 3 = 1, Ran ½; 4 stars count whole, 3.5 a quarter. Of Solaris' 32
    # raters EASE is tempered by 32^0.2 = 2, neighbors by 32^0.1 = √2, cosine by nothing.
    near = pytest.approx
    all_three = [(SOLARIS, near(0.5 / 2**0.5), near(0.5), near(1))]
    assert said(SOLARIS, "neighbors", "ease", "cosine", "popular") == all_three
    assert said(DRACULA, "neighbors", "ease", "cosine") == [(DRACULA, near(0.125), None, None)]
    assert said(SOLARIS, "ease") == [(SOLARIS, None, near(0.5), None)]
    assert said(SOLARIS, "popular", "taste") == [(SOLARIS, None, None, None)]


async def material(me: Caller, weights: dict[str, float], **asked: Any) -> list[int]:
    """Which items a list could be made of."""
    usual = {
        "is_daily": True,
        "content_limit": 20,
        "batch_size": 20,
        "first_count": 20,
        "moved_from": 0.5,
        "is_brief": False,
    }
    found = await me.one("get_recommendations", weights={"0": weights}, uses_trained=False, **{**usual, **asked})
    return sorted(one["item_id"] for one in found["made_of"]["candidates"])


@pytest.mark.parametrize(("rare", "best"), [(4, 4), (5, 2)])
async def test_thrice_as_many_as_are_wanted_are_tempered(db: Database, database_url: str, rare: int, best: int) -> None:
    await write_items(db, tuple(("movie", f"Title {n}") for n in range(6)))
    ada = await a_caller(db)
    await ada.one("rate_item", item_id=1, rating=5)
    write_model(database_url, "ease", {1: {2: 1, 3: 0.9, 4: 0.8, 5: 0.7}})
    # 1024^0.2 = 4: 1 becomes 0.25. What one person rated keeps its 0.8 as the third, and its 0.7 as the fourth, which
    # is not looked at where one is wanted.
    write(
        database_url,
        "insert into cinelibre.item_stats (item_id, rater_count)"
        " select n, case when n = %s then 1 else 1024 end from generate_series(2, 5) as n",
        rare,
    )

    assert await material(ada, {"ease": 1}, per_source=1, is_daily=False) == [best]
    assert await material(ada, {"ease": 1}, per_source=1, is_daily=False, item_type="movie") == [rare]


@pytest.mark.parametrize(("n_shown", "found"), [(3, [SOLARIS, DRACULA]), (4, [DUNE, RAN, EMMA, SOLARIS, DRACULA])])
async def test_what_was_shown_comes_again_where_less_than_two_batches_are_left(
    db: Database, database_url: str, n_shown: int, found: list[int]
) -> None:
    await write_items(db)
    ada = await a_caller(db)
    await save_list(ada, *range(1, 6), n_shown=n_shown)

    asked = {"refresh": True, "per_source": 5, "first_count": 1}
    assert await material(ada, {"popular": 1}, **asked) == found
    assert await material(ada, {"popular": 1}, **{**asked, "is_daily": False}) == [1, 2, 3, 4, 5]


async def test_what_is_liked_lately_is_averaged_five_stars_twice_as_much_as_four(
    db: Database, database_url: str
) -> None:
    records = [
        {"item_type": "movie", "title": f"Title {n}", "year": 1900 + n, "text_hash": "x",
         "embedding": [float(axis == n) for axis in range(384)]}
        for n in range(22)
    ]  # fmt: skip
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)

    def axes(item_ids: list[int], ratings: list[float]) -> list[float]:
        [(found,)] = rows(
            database_url, "select cinelibre.average_liked(%s::integer[], %s::real[])::text", item_ids, ratings
        )
        return [float(number) for number in found.strip("[]").split(",")][:22] if found else []

    assert axes([1, 2, 3], [5.0, 4.0, 3.5])[:3] == [pytest.approx(1), pytest.approx(0.5), 0]
    assert axes([1], [3.5]) == axes([], []) == []
    of_all = axes(list(range(1, 23)), [1.0] + [5.0] * 21)
    assert [n for n, number in enumerate(of_all, 1) if number > 0] == list(range(2, 22))  # twenty of twenty-one


async def test_a_history_is_the_newest_thousand_ratings(db: Database, database_url: str) -> None:
    ada = await a_caller(db)
    write(
        database_url,
        "with item as (insert into cinelibre.items (item_type, title) select 'movie', n::text"
        " from generate_series(1, 1001) as n returning id)"
        " insert into cinelibre.ratings (user_id, item_id, rating, rated_at)"
        " select %s, id, 4, now() - make_interval(hours => id) from item",
        ada.user_id,
    )

    [(item_ids, ratings, shares)] = rows(database_url, "select * from cinelibre.list_rated(%s)", ada.user_id)

    assert item_ids == list(range(1, 1001))
    assert ratings == [4] * 1000
    assert len(shares) == 1000
