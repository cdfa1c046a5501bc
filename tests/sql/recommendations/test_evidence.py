"""What neighbors and item models went by, as it is told of a list: counts, shares and averages worked by hand."""

from typing import Any

import psycopg
import pytest

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write, write_items

READER = (
    "row(%(user_id)s, %(ids)s::integer[], %(ratings)s::real[], '{}', %(near)s::integer[], null, null, null, null, null)"
)


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


def told(
    database_url: str,
    function: str,
    history: dict[int, float],
    near: list[int],
    user_id: int | None = None,
    given: str = "",
) -> dict[int, Any]:
    """What is told of each item to somebody with this history and these neighbors."""
    asked = {"user_id": user_id, "ids": list(history), "ratings": list(history.values()), "near": near}
    query = (
        f"select e.item_id, e.found from cinelibre.{function}('{{1,2,3,4,5}}', {READER}::cinelibre.reader{given}) as e"
    )
    with psycopg.connect(database_url) as connection:
        return dict(connection.execute(query.encode(), asked).fetchall())


async def test_neighbors_with_three_items_in_common_who_agree_are_counted(db: Database, database_url: str) -> None:
    ids = await people(
        db,
        bob={DUNE: 5, RAN: 3, EMMA: 4, SOLARIS: 4},
        cid={DUNE: 4, RAN: 3, EMMA: 5, SOLARIS: 3.5, DRACULA: 5},
        dot={DUNE: 5, RAN: 3, SOLARIS: 5},  # two in common
        eve={DUNE: 1, RAN: 3, EMMA: 1, SOLARIS: 5},  # −3.9375 + 0.0625 − 2.1875: does not agree
        fay={DUNE: 5, RAN: 3, EMMA: 4, SOLARIS: 5},  # is no neighbor
    )
    history = {DUNE: 5.0, RAN: 3.0, EMMA: 4.0}
    near = [ids[name] for name in ("bob", "cid", "dot", "eve")]

    found = told(database_url, "explain_by_neighbors", history, near)

    # Of Solaris 4 and 3.5: one liked it, 3.75 on average.
    assert found[SOLARIS] == {"count": 2, "n_liked": 1, "average": 3.75, "is_simulated": False}
    assert found[DRACULA] == {"count": 1, "n_liked": 1, "average": 5, "is_simulated": False}
    two_are_enough = told(database_url, "explain_by_neighbors", history, near, given=", least_common => 2")
    assert two_are_enough[SOLARIS]["count"] == 3


async def test_of_a_shorter_history_all_must_be_in_common(db: Database, database_url: str) -> None:
    ids = await people(
        db, bob={DUNE: 5, RAN: 3, SOLARIS: 4}, cid={DUNE: 4, SOLARIS: 3.5}, dot={RAN: 3, SOLARIS: 3.5, EMMA: 4}
    )
    near = list(ids.values())

    def n_told(history: dict[int, float]) -> int:
        return int(told(database_url, "explain_by_neighbors", history, near).get(SOLARIS, {"count": 0})["count"])

    assert n_told({DUNE: 5.0}) == 2
    assert n_told({DUNE: 5.0, RAN: 3.0}) == 1
    assert n_told({DUNE: 5.0, RAN: 3.0, EMMA: 4.0}) == 0


async def test_who_no_longer_agrees_is_not_counted_whatever_was_stored(db: Database, database_url: str) -> None:
    ids = await people(db, bob={DUNE: 5, RAN: 4, EMMA: 4, SOLARIS: 4})
    stored = {DUNE: 5.0, RAN: 3.0, EMMA: 4.0}

    before = told(database_url, "explain_by_neighbors", stored, [ids["bob"]])
    mine_changed = told(database_url, "explain_by_neighbors", dict.fromkeys(stored, 0.5), [ids["bob"]])
    write(database_url, "update cinelibre.ratings set rating = 0.5 where item_id in (%s, %s)", DUNE, RAN)
    theirs_changed = told(database_url, "explain_by_neighbors", stored, [ids["bob"]])

    assert before[SOLARIS]["count"] == 1
    assert mine_changed == theirs_changed == {}


async def test_one_simulated_neighbor_makes_all_of_them_simulated(db: Database, database_url: str) -> None:
    ids = await people(db, bob={DUNE: 5, SOLARIS: 4}, cid={DUNE: 5, SOLARIS: 4, DRACULA: 4})
    write(database_url, "update cinelibre.users set external_id = 'simulated:1' where id = %s", ids["bob"])

    found = told(database_url, "explain_by_neighbors", {DUNE: 5.0}, list(ids.values()))

    assert (found[SOLARIS]["is_simulated"], found[DRACULA]["is_simulated"]) == (True, False)


def write_model(database_url: str, neighbors: dict[int, dict[int, float]]) -> None:
    """An active EASE model with these weights from item to item, and a former one that nobody asks."""
    write(
        database_url,
        "insert into cinelibre.models (id, kind, name, is_active) overriding system value"
        " values (101, 'ease', 'now', true), (102, 'ease', 'former', false)",
    )
    for item_id, weights in neighbors.items():
        write(
            database_url,
            "insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)"
            " select m.id, %s, %s::integer[], %s::real[] from cinelibre.models as m where m.kind = 'ease'",
            item_id, list(weights), [float(weight) for weight in weights.values()],
        )  # fmt: skip


def told_by_ease(database_url: str, history: dict[int, float], user_id: int | None = None) -> dict[int, Any]:
    """Which of the history EASE goes by for each item, as a receipt keeps it."""
    asked = {"user_id": user_id, "ids": list(history), "ratings": list(history.values()), "near": []}
    query = (
        f"select g.item_id, g.evidence #> '{{ease,top}}' from cinelibre.gather_evidence('{{1,2,3,4,5}}',"
        f" {READER}::cinelibre.reader, '{{ease}}') as g"
    )
    with psycopg.connect(database_url) as connection:
        return dict(connection.execute(query.encode(), asked).fetchall())


async def test_what_an_item_model_goes_by_is_told_with_shares_of_all_it_says(db: Database, database_url: str) -> None:
    await write_items(db)
    ada = await a_caller(db)
    await ada.one("rate_item", item_id=DUNE, rating=5)
    await record(ada, {"interaction_type": "like", "item_id": RAN})
    write_model(database_url, {DUNE: {SOLARIS: 0.5, DRACULA: 1}, RAN: {SOLARIS: 0.5}, EMMA: {SOLARIS: 9}})

    found = told_by_ease(database_url, {DUNE: 5.0, RAN: 4.5, EMMA: 2.0}, ada.user_id)

    # Dune is worth (5 − 2) / 3 = 1, Ran (4.5 − 2) / 3 = 0.833333, Emma's two stars nothing:
    # of 0.5 + 0.416667 are 0.545455 and 0.454545.
    assert [list(one.values()) for one in found[SOLARIS]] == [
        [DUNE, "Dune", 5, pytest.approx(0.545455, abs=1e-5), True],
        [RAN, "Ran", 4.5, pytest.approx(0.454545, abs=1e-5), False],
    ]
    assert [(one["item_id"], one["share"]) for one in found[DRACULA]] == [(DUNE, 1)]


async def test_the_weightiest_three_are_told_what_speaks_against_last(db: Database, database_url: str) -> None:
    await write_items(db)
    write_model(
        database_url, {DUNE: {SOLARIS: 0.25}, RAN: {SOLARIS: 0.5}, EMMA: {SOLARIS: -0.5}, DRACULA: {SOLARIS: 0.5}}
    )
    history = {DUNE: 5.0, RAN: 5.0, EMMA: 5.0}

    three = told_by_ease(database_url, history)[SOLARIS]
    four = told_by_ease(database_url, {**history, DRACULA: 5.0})[SOLARIS]

    assert [one["item_id"] for one in three] == [RAN, DUNE, EMMA]
    # 0.5 and 0.25 less 0.5 leave 0.25
    assert [one["share"] for one in three] == pytest.approx([2, 1, -2], abs=2e-5)
    assert [one["item_id"] for one in four] == [RAN, DRACULA, DUNE]


async def test_popularity_is_told_with_whose_ratings_it_is(db: Database, database_url: str) -> None:
    await write_items(db)
    write(
        database_url,
        "insert into cinelibre.item_stats (item_id, rater_count, rating_count, rating_sum, simulated_count, like_count)"
        " values (%s, 5, 4, 15, 3, 2)",
        DUNE,
    )
    write(database_url, "update cinelibre.items set external_count = 90, external_rating = 7.5 where id = %s", RAN)

    found: dict[int, Any] = dict(
        rows(database_url, "select * from cinelibre.explain_by_popularity(%s::integer[])", [DUNE, RAN])
    )

    nothing = {"like_count": 0, "rating_count": 0, "simulated_count": 0, "average": None}
    assert found == {
        DUNE: {"like_count": 2, "rating_count": 4, "simulated_count": 3, "average": 3.75,
               "external_count": None, "external_rating": None},
        RAN: {**nothing, "external_count": 90, "external_rating": 7.5},
    }  # fmt: skip


async def test_only_the_sources_of_a_list_are_asked_and_popularity_always(db: Database, database_url: str) -> None:
    ids = await people(db, bob={DUNE: 5, SOLARIS: 4})
    write_model(database_url, {DUNE: {SOLARIS: 1}})

    def sources(asked: str) -> set[str]:
        values = {"user_id": None, "ids": [DUNE], "ratings": [5.0], "near": [ids["bob"]], "asked": asked}
        query = (
            f"select g.evidence from cinelibre.gather_evidence('{{{SOLARIS}}}',"
            f" {READER}::cinelibre.reader, %(asked)s::text[]) as g"
        )
        with psycopg.connect(database_url) as connection:
            [(found,)] = connection.execute(query.encode(), values).fetchall()
        return set(found)

    assert sources("{neighbors,ease,cosine,content,popular}") == {"neighbors", "ease", "popular"}
    assert sources("{neighbors}") == {"neighbors", "popular"}
    assert sources("{}") == {"popular"}
