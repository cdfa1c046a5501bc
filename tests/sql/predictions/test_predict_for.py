"""Predicted ratings and their intervals, with numbers worked by hand."""

import pytest

from api.db import Database
from tests.sql.recommendations.test_source_scores import write_model
from tests.support.readers import ABSENT, DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, rows, write, write_items

near = pytest.approx
PREDICTED = "select * from cinelibre.predict_for(%s, %s::integer[]) order by item_id"


async def people(db: Database, **ratings: dict[int, float]) -> dict[str, int]:
    """Readers with these ratings by item, whose stars are totalled; their ids by name."""
    await write_items(db)
    ids = {}
    for name, stars in ratings.items():
        caller = await a_caller(db, name)
        for item_id, rating in stars.items():
            await caller.one("rate_item", item_id=item_id, rating=rating)
        ids[name] = caller.user_id
    await db.one("refresh_features")
    return ids


async def test_a_prediction_is_the_item_s_mean_and_how_far_the_reader_is_above_it(
    db: Database, database_url: str
) -> None:
    ids = await people(db, ada={DUNE: 5, SOLARIS: 4}, bob={DUNE: 4, RAN: 2, EMMA: 3}, cid={RAN: 1, EMMA: 3.5})

    [ran, dracula] = rows(database_url, PREDICTED, ids["ada"], [RAN, DRACULA, RAN, ABSENT])

    # Six stars of movies sum to 18.5, and 50 imagined ones of 3.5 make the mean 193.5 / 56 = 3.455357. Dune has 9 of 2:
    # 3.455357 + (9 − 2 · 3.455357) / 7 = 3.753827. Books: (4 + 175) / 51 = 3.509804, and Solaris has 4 of 1:
    # 3.509804 + 0.490196 / 6 = 3.591503. Ada is 1.246173 and 0.408497 above: 1.654671 / (2 + 5) = 0.236382.
    # Ran has 3 of 2: 3.455357 + (3 − 6.910714) / 7 = 2.896684, with hers 3.133066. Of her two titles others rated one.
    assert ran == (RAN, near(3.133066, abs=1e-6), 0.5, 5, 1)  # half the width is 3.38
    assert dracula[:2] == (DRACULA, near(3.509804 + 0.236382, abs=1e-6))
    assert dracula[4] == 0


async def test_titles_that_the_same_people_like_correct_it(db: Database, database_url: str) -> None:
    ids = await people(db, ada={DUNE: 5, EMMA: 1}, bob={DUNE: 4, RAN: 4, EMMA: 4})
    [plain] = rows(database_url, PREDICTED, ids["ada"], [RAN])
    write_model(database_url, "phi", {RAN: {DUNE: 0.4, SOLARIS: 1.0}, EMMA: {DUNE: 1.0}})
    write_model(database_url, "phi", {RAN: {EMMA: 9.0}}, is_active=False)
    write_model(database_url, "ease", {RAN: {EMMA: 9.0}})

    [ran] = rows(database_url, PREDICTED, ids["ada"], [RAN])

    # The mean is (18 + 175) / 55 = 3.509091. Dune: (9 + 5 · 3.509091) / 7 = 3.792208, Ada 1.207792 above it. Emma:
    # (5 + 17.545455) / 7 = 3.220779, she is 2.220779 below: −1.012987 / 7 = −0.144712 is her own. Dune is 1.352505
    # above what was expected of her: 0.4 · 1.352505 / (0.4 + 1) = 0.386430. She did not rate Solaris.
    assert ran[1] - plain[1] == near(0.386430, abs=1e-6)


async def test_somebody_without_ratings_gets_the_mean_and_a_wide_interval(db: Database, database_url: str) -> None:
    ids = await people(db, ada={DUNE: 5}, zoe={})

    found = rows(database_url, PREDICTED, ids["zoe"], [DUNE, SOLARIS])

    # Movies: (5 + 175) / 51 = 3.529412; Dune (5 + 5 · 3.529412) / 6 = 3.774510. Nobody rated a book: 3.5.
    assert found == [
        (DUNE, near(3.774510, abs=1e-6), 0.5, 5, 0),
        (SOLARIS, 3.5, 0.5, 5, 0),
    ]


@pytest.mark.parametrize(("stars", "predicted"), [(5.0, 5.0), (0.5, 0.5)])
async def test_a_prediction_and_its_interval_stay_on_the_scale(
    db: Database, database_url: str, stars: float, predicted: float
) -> None:
    ids = await people(db, **{f"reader{n}": {DUNE: stars, RAN: stars} for n in range(8)}, ada={DUNE: stars})
    undamped = PREDICTED.replace("[])", "[], item_damping => 0, reader_damping => 0)")
    write_model(database_url, "phi", {RAN: {DUNE: 1.0}})

    [(_, found, low, high, support)] = rows(database_url, undamped, ids["ada"], [RAN])

    assert (found, support) == (near(predicted), 1)
    assert 0.5 <= low <= found <= high <= 5


TOTALS = "select item_type, rating_count, rating_sum from cinelibre.catalogue_totals order by item_type"


async def test_stars_are_totalled_by_type_and_anew_when_they_change(db: Database, database_url: str) -> None:
    ids = await people(db, ada={DUNE: 5, RAN: 2.5, SOLARIS: 4}, bob={DUNE: 1})
    assert rows(database_url, TOTALS) == [("book", 1, 4), ("movie", 3, 8.5)]
    write(database_url, "delete from cinelibre.ratings where user_id = %s", ids["ada"])

    rows(database_url, "select cinelibre.total_stars()")

    assert rows(database_url, TOTALS) == [("book", 0, 0), ("movie", 1, 1)]
    write(database_url, "update cinelibre.catalogue_totals set rating_count = 9 where true")
    await db.one("refresh_features", only_kind="language")
    assert rows(database_url, TOTALS) == [("book", 9, 0), ("movie", 9, 1)]
    await db.one("refresh_features", only_kind="type")
    assert rows(database_url, TOTALS) == [("book", 0, 0), ("movie", 1, 1)]


def test_the_interval_of_a_prediction_narrows_with_ratings(database_url: str) -> None:
    found = rows(
        database_url, "select cinelibre.doubt_rating(a, b) from (values (0, 1), (1, 0), (100, 10)) as n (a, b)"
    )

    # 1.25 · √(0.593 + 6.3 + 0.78) = 3.462523; 1.25 · √(0.593 + 0.063 + 0.078) = 1.070922.
    assert [row[0] for row in found] == [near(3.462523, abs=1e-6), near(3.462523, abs=1e-6), near(1.070922, abs=1e-6)]


async def test_an_average_reader_is_expected_to_give_the_damped_mean(db: Database, database_url: str) -> None:
    await people(db, ada={DUNE: 5})

    [dune] = rows(database_url, "select * from cinelibre.expect_rating(%s, 2)", DUNE)

    # The mean is (5 + 175) / 51 = 3.529412: (5 + 2 · 3.529412) / 3.
    assert dune == (near(4.019608, abs=1e-6), 1)
