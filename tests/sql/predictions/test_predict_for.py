"""Predicted ratings and their intervals, with numbers worked by hand."""

import pytest

from api.db import Database
from tests.sql.recommendations.test_source_scores import write_model
from tests.support.readers import ABSENT, DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, rows, write, write_items

near = pytest.approx
KNOWN = "update cinelibre.items set external_rating = %s, external_count = %s where id = %s"
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
    # (9 + 10 · 3.455357) / 12 = 3.629464. Books: (4 + 175) / 51 = 3.509804, and Solaris has 4 of 1:
    # (4 + 10 · 3.509804) / 11 = 3.554367. Ada is 1.370536 and 0.445633 above: 1.816169 / (2 + 5) = 0.259453.
    # Ran has 3 of 2: (3 + 34.553571) / 12 = 3.129464, with hers 3.388917. Of her two titles others rated one.
    assert ran == (RAN, near(3.388917, abs=1e-6), 0.5, 5, 1)  # half the width is 3.35
    assert dracula[:2] == (DRACULA, near(3.509804 + 0.259453, abs=1e-6))
    assert dracula[4] == 0


async def test_titles_that_the_same_people_like_correct_it(db: Database, database_url: str) -> None:
    ids = await people(db, ada={DUNE: 5, EMMA: 1}, bob={DUNE: 4, RAN: 4, EMMA: 4})
    [plain] = rows(database_url, PREDICTED, ids["ada"], [RAN])
    write_model(database_url, "phi", {RAN: {DUNE: 0.4, SOLARIS: 1.0}, EMMA: {DUNE: 1.0}})
    write_model(database_url, "phi", {RAN: {EMMA: 9.0}}, is_active=False)
    write_model(database_url, "ease", {RAN: {EMMA: 9.0}})

    [ran] = rows(database_url, PREDICTED, ids["ada"], [RAN])

    # The mean is (18 + 175) / 55 = 3.509091. Dune: (9 + 10 · 3.509091) / 12 = 3.674242, Ada 1.325758 above it. Emma:
    # (5 + 35.090909) / 12 = 3.340909, she is 2.340909 below: −1.015152 / 7 = −0.145022 is her own. Dune is 1.470780
    # above what was expected of her: 0.4 · 1.470780 / (0.4 + 1) = 0.420223. She did not rate Solaris.
    assert ran[1] - plain[1] == near(0.420223, abs=1e-6)


async def test_somebody_without_ratings_gets_the_mean_and_a_wide_interval(db: Database, database_url: str) -> None:
    ids = await people(db, ada={DUNE: 5}, zoe={})

    found = rows(database_url, PREDICTED, ids["zoe"], [DUNE, SOLARIS])

    # Movies: (5 + 175) / 51 = 3.529412; Dune (5 + 10 · 3.529412) / 11 = 3.663102. Nobody rated a book: 3.5.
    assert found == [
        (DUNE, near(3.663102, abs=1e-6), 0.5, 5, 0),
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


TOTALS = """
    select item_type, rating_count, rating_sum, source_count, source_sum
    from cinelibre.catalogue_totals order by item_type
"""


async def test_stars_are_totalled_by_type_and_anew_when_they_change(db: Database, database_url: str) -> None:
    ids = await people(db, ada={DUNE: 5, RAN: 2.5, SOLARIS: 4}, bob={DUNE: 1})
    assert rows(database_url, TOTALS) == [("book", 1, 4, 0, 0), ("movie", 3, 8.5, 0, 0)]
    write(database_url, KNOWN, 8, 50, DUNE)  # damped (8 · 50 + 6.3 · 50) / 100 = 7.15, of two ratings here
    rows(database_url, "select cinelibre.total_stars()")
    assert rows(database_url, TOTALS)[1] == ("movie", 3, 8.5, 2, near(14.3))
    write(database_url, "delete from cinelibre.ratings where user_id = %s", ids["ada"])

    rows(database_url, "select cinelibre.total_stars()")

    assert rows(database_url, TOTALS) == [("book", 0, 0, 0, 0), ("movie", 1, 1, 1, near(7.15))]
    write(database_url, "update cinelibre.catalogue_totals set rating_count = 9 where true")
    await db.one("refresh_features", only_kind="language")
    assert rows(database_url, TOTALS) == [("book", 9, 0, 0, 0), ("movie", 9, 1, 1, near(7.15))]
    await db.one("refresh_features", only_kind="type")
    assert rows(database_url, TOTALS) == [("book", 0, 0, 0, 0), ("movie", 1, 1, 1, near(7.15))]


def test_the_interval_of_a_prediction_narrows_with_ratings(database_url: str) -> None:
    found = rows(
        database_url, "select cinelibre.doubt_rating(a, b) from (values (0, 1), (1, 0), (100, 10)) as n (a, b)"
    )

    # 1.22 · √(0.59 + 6.7 + 0.5) = 3.405090; 1.22 · √(0.59 + 0.067 + 0.05) = 1.025816.
    assert [row[0] for row in found] == [near(3.405090, abs=1e-6), near(3.405090, abs=1e-6), near(1.025816, abs=1e-6)]


async def test_an_average_reader_is_expected_to_give_the_damped_mean(db: Database, database_url: str) -> None:
    await people(db, ada={DUNE: 5})

    [dune] = rows(database_url, "select * from cinelibre.expect_rating(%s, 2)", DUNE)

    # The mean is (5 + 175) / 51 = 3.529412: (5 + 2 · 3.529412) / 3.
    assert dune == (near(4.019608, abs=1e-6), 1)


async def test_a_title_starts_as_far_above_the_mean_as_at_its_source(db: Database, database_url: str) -> None:
    await people(db, bob={DUNE: 4, SOLARIS: 4})
    for rating, count, item_id in ((8, 50, DUNE), (7, 150, RAN), (4.4, 50, SOLARIS), (4.5, 150, DRACULA)):
        write(database_url, KNOWN, rating, count, item_id)
    before = rows(database_url, EXPECTED)
    await db.one("refresh_features")

    found = rows(database_url, EXPECTED)

    # The means are (4 + 175) / 51 = 3.509804. At their sources Dune has 7.15, Solaris (220 + 190) / 100 = 4.1.
    # Ran has (1050 + 315) / 200 = 6.825 of ten points: 0.325 / 2 less. Dracula (675 + 190) / 200 = 4.325 of five: 0.225
    # more. Of Emma nothing is known. Before they were totalled, nobody was above anything.
    assert [row[0] for row in found] == [near(3.347304, abs=1e-6), near(3.509804, abs=1e-6), near(3.734804, abs=1e-6)]
    assert [row[0] for row in before] == [near(3.509804, abs=1e-6)] * 3


EXPECTED = f"""
    select e.expected from unnest(array[{RAN}, {EMMA}, {DRACULA}]) with ordinality as a (id, place)
    cross join cinelibre.expect_rating(a.id, 10) as e order by a.place
"""


async def test_only_the_newest_ratings_count(db: Database, database_url: str) -> None:
    ids = await people(db, ada={DUNE: 5, EMMA: 1}, bob={DUNE: 4, RAN: 4, EMMA: 4}, cid={RAN: 4})
    newest = PREDICTED.replace("[])", "[], history_limit => %s)")

    [both] = rows(database_url, newest, ids["ada"], [RAN], 2)
    [one] = rows(database_url, newest, ids["ada"], [RAN], 1)

    # Emma is the newest, and lower than what was expected of her.
    assert (both[4], one[4]) == (2, 1)
    assert one[1] < both[1]
