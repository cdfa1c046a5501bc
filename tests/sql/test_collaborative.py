"""Recommendations by Pearson's correlation alone, with numbers worked by hand."""

import math
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write_items

CLASSICAL = {"min_common": 3, "min_correlation": 0.3, "neighbor_limit": 50}


async def people(db: Database, **ratings: dict[int, float]) -> dict[str, int]:
    """Readers with these ratings by item; their ids by name."""
    await write_items(db)
    ids = {}
    for name, stars in ratings.items():
        caller = await a_caller(db, name)
        for item_id, rating in stars.items():
            await caller.one("rate_item", item_id=item_id, rating=rating)
        ids[name] = caller.user_id
    return ids


async def recommended(db: Database, user_id: int, **given: Any) -> list[dict[str, Any]]:
    """What the function answers."""
    return await db.rows("get_collaborative_recommendations", target_user_id=user_id, **given)


def weight(correlation: float, common: int, mine: int, theirs: int) -> float:
    """w = (r + 1) / 2 · (n / √((n_u + 30) (n_v + 30)))^1.5."""
    return float((correlation + 1) / 2 * (common / math.sqrt((mine + 30) * (theirs + 30))) ** 1.5)


async def test_three_people_and_four_items_come_out_as_by_hand(db: Database) -> None:
    ids = await people(
        db,
        ada={DUNE: 5, RAN: 3, EMMA: 4},
        bob={DUNE: 4.5, RAN: 2.5, EMMA: 3.5, SOLARIS: 5},
        cid={DUNE: 3, RAN: 5, EMMA: 4, SOLARIS: 2},
    )

    found = await recommended(db, ids["ada"], **CLASSICAL)

    # Around their means of the common three, Ada is (1, −1, 0), Bob (1, −1, 0), Cid (−1, 1, 0): r is 1 and −1, so Cid
    # is nobody's neighbor. Bob liked Solaris, which two rated: w / 2^0.1. His mean is 15.5 / 4 = 3.875, Solaris 1.125
    # above; one neighbor of a damping of 2 counts a third: Ada's mean 4 + 1.125 / 3 = 4.375.
    assert found == [
        {
            "item_id": SOLARIS,
            "title": "Solaris",
            "score": pytest.approx(weight(1, 3, 3, 4) / 2**0.1, rel=1e-6),
            "predicted_rating": pytest.approx(4.375),
            "support": 1,
        }
    ]


async def test_two_neighbors_add_up_and_are_averaged_by_weight(db: Database) -> None:
    ids = await people(
        db,
        ada={DUNE: 5, RAN: 3, EMMA: 4},
        bob={DUNE: 5, RAN: 3, EMMA: 4, SOLARIS: 4},
        cid={DUNE: 5, RAN: 4, EMMA: 3, SOLARIS: 2},
    )

    [found] = await recommended(db, ids["ada"])

    # Bob r = 1. Cid (1, 0, −1) against Ada (1, −1, 0): 1 / (√2 · √2) = 0.5. Bob's 4 counts whole, Cid's 2 a quarter.
    # Both are at their distance from their own means: Bob 4 − 4 = 0, Cid 2 − 3.5 = −1.5.
    bob, cid = weight(1, 3, 3, 4), weight(0.5, 3, 3, 4)
    assert found["score"] == pytest.approx((bob + cid / 4) / 2**0.1, rel=1e-6)
    assert found["predicted_rating"] == pytest.approx(4 + -1.5 * cid / (bob + cid) * 2 / 4)
    assert found["support"] == 2


async def test_who_rates_everything_alike_is_no_classical_neighbor_and_divides_by_nothing(db: Database) -> None:
    ids = await people(
        db, ada={DUNE: 5, RAN: 3, EMMA: 4}, dot={DUNE: 4, RAN: 4, EMMA: 4, SOLARIS: 4}, eve={DUNE: 3, RAN: 3, EMMA: 3}
    )

    assert await recommended(db, ids["ada"], **CLASSICAL) == []
    # Undefined counts as 0: half of what they have in common.
    [by_default] = await recommended(db, ids["ada"])
    assert by_default["score"] == pytest.approx(weight(0, 3, 3, 4), rel=1e-6)
    assert [one["item_id"] for one in await recommended(db, ids["eve"])] == [SOLARIS]


async def test_one_rating_is_enough_but_not_for_the_textbook(db: Database) -> None:
    ids = await people(db, ada={DUNE: 4.5}, bob={DUNE: 4.5, RAN: 4.5}, cid={SOLARIS: 5})

    assert [one["item_id"] for one in await recommended(db, ids["ada"])] == [RAN]
    assert await recommended(db, ids["ada"], **CLASSICAL) == []


async def test_equals_stand_in_the_order_of_their_ids_and_are_cut_after_that(db: Database) -> None:
    ids = await people(db, ada={DUNE: 5, RAN: 3}, bob={DUNE: 5, RAN: 3, DRACULA: 4, EMMA: 4, SOLARIS: 4})

    assert [one["item_id"] for one in await recommended(db, ids["ada"])] == [EMMA, SOLARIS, DRACULA]
    assert [one["item_id"] for one in await recommended(db, ids["ada"], recommendation_count=2)] == [EMMA, SOLARIS]
    assert [one["item_id"] for one in await recommended(db, ids["ada"], item_type="movie")] == [EMMA]


async def test_what_was_hidden_is_not_recommended_and_nobody_gets_nothing(db: Database) -> None:
    ids = await people(db, bob={DUNE: 5, RAN: 3, EMMA: 4, SOLARIS: 5})
    ada = await a_caller(db)
    assert await recommended(db, ada.user_id) == await recommended(db, 2_000_000_000) == []

    await ada.one("rate_item", item_id=DUNE, rating=5)
    await record(ada, {"interaction_type": "hide", "item_id": SOLARIS})

    assert [one["item_id"] for one in await recommended(db, ada.user_id)] == [EMMA, RAN]
    assert [one["item_id"] for one in await recommended(db, ids["bob"])] == []


@pytest.mark.parametrize(
    ("limits", "n_kept"),
    [("", 14), (", neighbor_limit => 12", 12), (", rating_limit => 28", 11), (", rating_limit => 5", 10)],
)
async def test_the_nearest_are_cut_by_number_and_by_how_much_they_rated(
    db: Database, database_url: str, limits: str, n_kept: int
) -> None:
    # All rated the same two films alike, the last seven a book besides, which makes them less near. The first ten have
    # 7 · 2 + 3 · 3 = 23 ratings together, eleven 26, twelve 29; ten are kept whatever they rated.
    alike = {f"reader{number:02}": {DUNE: 5.0, RAN: 3.0} | ({EMMA: 4} if number > 6 else {}) for number in range(14)}
    ids = await people(db, **alike)

    found = rows(
        database_url,
        f"select user_id from cinelibre.find_neighbors('{{{DUNE},{RAN}}}', '{{5,3}}'{limits})",
    )

    assert [user_id for (user_id,) in found] == list(ids.values())[:n_kept]


@pytest.mark.parametrize(("n_ratings", "n_kept"), [(14, 50), (15, 25)])
async def test_long_histories_have_half_as_many_neighbors(
    db: Database, database_url: str, n_ratings: int, n_kept: int
) -> None:
    await write_items(db)
    rows(
        database_url,
        "with reader as ("
        " insert into cinelibre.users (email, password_hash) select format('%s@example.org', n), 'none'"
        " from generate_series(1, 60) as n returning id) "
        f"insert into cinelibre.ratings (user_id, item_id, rating) select id, {DUNE}, 4 from reader returning 1",
    )
    item_ids = ",".join(map(str, [DUNE, *range(10_001, 10_000 + n_ratings)]))
    ratings = ",".join(["4"] * n_ratings)

    [[n_found]] = rows(
        database_url, f"select count(*) from cinelibre.find_neighbors('{{{item_ids}}}', '{{{ratings}}}')"
    )

    assert n_found == n_kept
