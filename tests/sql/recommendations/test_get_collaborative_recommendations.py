"""Recommendations by constrained Pearson correlation alone, with numbers worked by hand."""

import math
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write_items

ONE_IS_ENOUGH = {"min_common": 1, "min_correlation": 0}


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
    """w = r · (n / √((n_u + 30) (n_v + 30)))^1.5."""
    return float(correlation * (common / math.sqrt((mine + 30) * (theirs + 30))) ** 1.5)


async def test_three_people_and_four_items_come_out_as_by_hand(db: Database) -> None:
    ids = await people(
        db,
        ada={DUNE: 5, RAN: 3, EMMA: 4},
        bob={DUNE: 4.5, RAN: 2.5, EMMA: 3.5, SOLARIS: 5},
        cid={DUNE: 1, RAN: 4, EMMA: 2, SOLARIS: 2},
    )

    found = await recommended(db, ids["ada"])

    # Around 2.75, Ada is (2.25, 0.25, 1.25), Bob (1.75, −0.25, 0.75): r = 4.8125 / √(6.6875 · 3.6875) = 0.969109.
    # Cid (−1.75, 1.25, −0.75): −4.5625 is below 0, so that Cid is nobody's neighbor. Bob liked Solaris, which two
    # rated: w / 2^0.1. His mean is 15.5 / 4 = 3.875, Solaris 1.125 above; one neighbor of a damping of 2 counts a
    # third: Ada's mean 4 + 1.125 / 3 = 4.375.
    assert found == [
        {
            "item_id": SOLARIS,
            "title": "Solaris",
            "score": pytest.approx(weight(0.969109, 3, 3, 4) / 2**0.1, rel=1e-5),
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

    # Bob r = 1. Cid (2.25, 1.25, 0.25): (5.0625 + 0.3125 + 0.3125) / 6.6875 = 0.850467. Bob's 4 counts whole, Cid's 2
    # a quarter. Both are at their distance from their own means: Bob 4 − 4 = 0, Cid 2 − 3.5 = −1.5.
    bob, cid = weight(1, 3, 3, 4), weight(0.850467, 3, 3, 4)
    assert found["score"] == pytest.approx((bob + cid / 4) / 2**0.1, rel=1e-5)
    assert found["predicted_rating"] == pytest.approx(4 + -1.5 * cid / (bob + cid) * 2 / 4, rel=1e-5)
    assert found["support"] == 2


@pytest.mark.parametrize(("mine", "theirs", "predicted"), [(4.5, 3, 5.0), (1, 2.5, 0.5)])
async def test_a_predicted_rating_stays_on_the_scale(
    db: Database, mine: float, theirs: float, predicted: float
) -> None:
    # Without damping: 4.5 and the distance of 5 from a mean of 4 would be 5.5; 1 and that of 0.5 from 1.5 nothing.
    readers = {f"reader{n}": {DUNE: theirs, SOLARIS: 5.0 if mine == 4.5 else 0.5} for n in range(5)}
    ids = await people(db, ada={DUNE: mine}, **readers)

    found = await recommended(db, ids["ada"], **ONE_IS_ENOUGH, damping=0)

    assert [one["predicted_rating"] for one in found] == [predicted]


async def test_who_rates_everything_alike_is_near_by_the_side_of_the_middle_they_stand_on(db: Database) -> None:
    ids = await people(
        db,
        ada={DUNE: 5, RAN: 3, EMMA: 4},
        dot={DUNE: 4, RAN: 4, EMMA: 4, SOLARIS: 4},
        eve={DUNE: 1, RAN: 1, EMMA: 1, DRACULA: 5},
    )

    [found] = await recommended(db, ids["ada"])

    # Dot is 1.25 above the middle everywhere: 1.25 · 3.75 / √(6.6875 · 3 · 1.5625) = 0.837218. Eve is below it: r < 0.
    assert (found["item_id"], found["support"]) == (SOLARIS, 1)
    assert found["score"] == pytest.approx(weight(0.837218, 3, 3, 4), rel=1e-5)


async def test_the_classical_thresholds_are_the_defaults(db: Database) -> None:
    # Each is Ada's but for one thing. Bob has two items in common with her, Cid three.
    # Dot: (−0.75, 0.75, 2.25) · (2.25, 0.25, 1.25) = 1.3125, / √(6.6875 · 6.1875) = 0.204037: no neighbor above 0.3.
    ids = await people(
        db,
        ada={DUNE: 5, RAN: 3, EMMA: 4},
        bob={DUNE: 5, EMMA: 4, SOLARIS: 5},
        dot={DUNE: 2, RAN: 3.5, EMMA: 5, DRACULA: 5},
    )

    async def found(**given: Any) -> list[int]:
        return [one["item_id"] for one in await recommended(db, ids["ada"], **given)]

    assert await found() == []
    assert await found(min_common=2) == [SOLARIS]
    assert await found(min_common=3, min_correlation=0.2) == [DRACULA]
    assert await found(min_common=3, min_correlation=0.21) == []
    assert await found(**ONE_IS_ENOUGH) == [SOLARIS, DRACULA]
    assert await found(**ONE_IS_ENOUGH, neighbor_limit=1) == [SOLARIS]


async def test_a_correlation_of_three_tenths_is_not_enough(db: Database, database_url: str) -> None:
    ids = await people(
        db,
        ada={DUNE: 5, RAN: 3, EMMA: 4},
        low={DUNE: 2, RAN: 3, EMMA: 5, SOLARIS: 5},
        high={DUNE: 2.5, RAN: 3, EMMA: 5, DRACULA: 5},
    )
    correlations: dict[int, float] = dict(
        rows(
            database_url,
            f"select user_id, correlation from cinelibre.find_neighbors('{{{DUNE},{RAN},{EMMA}}}', '{{5,3,4}}', %s)",
            ids["ada"],
        )
    )

    # low: (−0.75, 0.25, 2.25): −1.6875 + 0.0625 + 2.8125 = 1.1875, / √(6.6875 · 5.6875) = 0.192547
    # high: (−0.25, 0.25, 2.25): −0.5625 + 0.0625 + 2.8125 = 2.3125, / √(6.6875 · 5.1875) = 0.392619
    assert correlations == {
        ids["low"]: pytest.approx(0.192547, abs=1e-5),
        ids["high"]: pytest.approx(0.392619, abs=1e-5),
    }
    assert [one["item_id"] for one in await recommended(db, ids["ada"])] == [DRACULA]
    with_equal = await recommended(db, ids["ada"], min_correlation=correlations[ids["high"]])
    assert with_equal == []


async def test_one_rating_is_enough_but_not_for_the_textbook(db: Database) -> None:
    ids = await people(db, ada={DUNE: 4.5}, bob={DUNE: 4.5, RAN: 4.5}, cid={SOLARIS: 5})

    assert [one["item_id"] for one in await recommended(db, ids["ada"], **ONE_IS_ENOUGH)] == [RAN]
    assert await recommended(db, ids["ada"]) == []


async def test_fifty_neighbors_count_by_default(db: Database, database_url: str) -> None:
    ids = await people(db, ada={DUNE: 5, RAN: 3, EMMA: 4})
    rows(
        database_url,
        "with reader as ("
        " insert into cinelibre.users (email, password_hash) select format('%s@example.org', n), 'none'"
        " from generate_series(1, 60) as n returning id) "
        "insert into cinelibre.ratings (user_id, item_id, rating)"
        " select reader.id, stars.item_id, stars.rating from reader"
        f" cross join (values ({DUNE}, 5), ({RAN}, 3), ({EMMA}, 4), ({SOLARIS}, 5)) as stars (item_id, rating)"
        " returning 1",
    )

    [found] = await recommended(db, ids["ada"])
    [of_all] = await recommended(db, ids["ada"], neighbor_limit=1000)

    assert (found["support"], of_all["support"]) == (50, 60)


async def test_equals_stand_in_the_order_of_their_ids_and_are_cut_after_that(db: Database) -> None:
    ids = await people(db, ada={DUNE: 5, RAN: 3}, bob={DUNE: 5, RAN: 3, DRACULA: 4, EMMA: 4, SOLARIS: 4})

    async def found(**given: Any) -> list[int]:
        return [one["item_id"] for one in await recommended(db, ids["ada"], **ONE_IS_ENOUGH, **given)]

    assert await found() == [EMMA, SOLARIS, DRACULA]
    assert await found(recommendation_count=2) == [EMMA, SOLARIS]
    assert await found(item_type="movie") == [EMMA]


async def test_what_was_hidden_is_not_recommended_and_nobody_gets_nothing(db: Database) -> None:
    ids = await people(db, bob={DUNE: 5, RAN: 3, EMMA: 4, SOLARIS: 5})
    ada = await a_caller(db)
    assert await recommended(db, ada.user_id) == await recommended(db, 2_000_000_000) == []

    await ada.one("rate_item", item_id=DUNE, rating=5)
    await record(ada, {"interaction_type": "hide", "item_id": SOLARIS})

    assert [one["item_id"] for one in await recommended(db, ada.user_id, **ONE_IS_ENOUGH)] == [EMMA, RAN]
    assert [one["item_id"] for one in await recommended(db, ids["bob"], **ONE_IS_ENOUGH)] == []


async def test_the_target_is_a_bigint(db: Database, database_url: str) -> None:
    ids = await people(db, ada={DUNE: 5}, bob={DUNE: 5, RAN: 4})

    found = rows(
        database_url,
        "select item_id from public.get_collaborative_recommendations(%s::bigint, min_common => 1)",
        ids["ada"],
    )

    assert found == [(RAN,)]
    assert await recommended(db, 5_000_000_000) == []


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


@pytest.mark.parametrize(
    ("n_ratings", "limit", "n_kept"), [(14, "", 50), (15, "", 25), (15, ", neighbor_limit => 40", 40)]
)
async def test_long_histories_have_half_as_many_neighbors(
    db: Database, database_url: str, n_ratings: int, limit: str, n_kept: int
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
        database_url, f"select count(*) from cinelibre.find_neighbors('{{{item_ids}}}', '{{{ratings}}}'{limit})"
    )

    assert n_found == n_kept
