"""Which titles tell most of a reader: known widely, of divided opinions, liked by others than the rated ones."""

import math
from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.sql.recommendations.test_source_scores import write_model
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write, write_items

near = pytest.approx
ASKED: dict[str, Any] = {"item_type": None, "skip_ids": [], "enough": 3, "per_type": 10, "overlap_weight": 2}


def entropy(liked: float) -> float:
    """Of liking something or not, in bits."""
    return -(liked * math.log2(liked) + (1 - liked) * math.log2(1 - liked))


async def a_newcomer(db: Database, database_url: str) -> Caller:
    """Ada, in a catalogue with these raters and likes."""
    await write_items(db)
    for item_id, n_raters, n_liked, n_simulated in ((DUNE, 40, 20, 0), (RAN, 50, 45, 30), (EMMA, 20, 5, 10)):
        write(
            database_url,
            "insert into cinelibre.item_stats (item_id, rater_count, like_count, rating_count, simulated_count)"
            " values (%s, %s, %s, %s, %s)",
            item_id, n_raters, n_liked, n_raters, n_simulated,
        )  # fmt: skip
    return await a_caller(db)


async def gains(me: Caller, **given: Any) -> dict[int, float]:
    """How much each title would tell, in their order."""
    found = await me.one("get_questions", **ASKED | given)
    return {item["id"]: item["gain"] for item in found["items"]}


async def test_titles_that_many_know_and_half_of_them_like_tell_most(db: Database, database_url: str) -> None:
    ada = await a_newcomer(db, database_url)

    found = await ada.one("get_questions", **ASKED)

    # Ten more raters are imagined, half of whom like it: Dune 25 of 50, Ran 50 of 60, Emma 10 of 30.
    told = {DUNE: 40 * 1.0, RAN: 50 * entropy(50 / 60), EMMA: 20 * entropy(10 / 30)}
    assert [item["id"] for item in found["items"]] == [DUNE, RAN, EMMA]
    assert {item["id"]: item["gain"] for item in found["items"]} == near({one: told[one] / 40 for one in told})
    ran = found["items"][1]
    assert [ran[name] for name in ("title", "n_raters", "n_liked", "is_simulated", "overlap", "near")] == [
        "Ran", 50, 45, True, 0, {},
    ]  # fmt: skip
    assert found["items"][2]["is_simulated"] is False  # half of them are no majority
    assert found["n_rated"] == 0


async def test_what_the_same_people_like_as_the_rated_tells_less(db: Database, database_url: str) -> None:
    ada = await a_newcomer(db, database_url)
    before = await gains(ada)
    await ada.one("rate_item", item_id=EMMA, rating=4)
    write_model(database_url, "phi", {RAN: {EMMA: 0.25, DUNE: 0.5}, DUNE: {SOLARIS: 0.9}})
    write_model(database_url, "phi", {RAN: {EMMA: 1.0}}, is_active=False)
    write_model(database_url, "cosine", {RAN: {EMMA: 1.0}})

    found = await ada.one("get_questions", **ASKED)

    assert {item["id"]: item["gain"] for item in found["items"]} == near(
        {DUNE: 1.0, RAN: before[RAN] * 0.5}
    )  # 1 − 2 · 0.25
    assert await gains(ada, overlap_weight=1) == near({DUNE: 1.0, RAN: before[RAN] * 0.75})
    assert await gains(ada, overlap_weight=4) == {DUNE: 1.0}
    assert [(item["overlap"], item["near"]) for item in found["items"]] == [(0, {}), (0.25, {str(DUNE): 0.5})]


async def test_what_is_known_or_skipped_is_not_asked(db: Database, database_url: str) -> None:
    ada, bob = await a_newcomer(db, database_url), await a_caller(db, "bob")
    await record(ada, {"interaction_type": "seen", "item_id": DUNE})

    assert list(await gains(ada)) == [RAN, EMMA]
    assert list(await gains(ada, skip_ids=[RAN])) == [EMMA]
    assert list(await gains(bob)) == [DUNE, RAN, EMMA]


async def test_a_share_compares_with_the_first_question_though_it_was_answered_or_skipped(
    db: Database, database_url: str
) -> None:
    ada = await a_newcomer(db, database_url)
    write_model(database_url, "phi", {RAN: {DUNE: 0.25}})
    write(database_url, "update cinelibre.items set external_count = 300 where id = %s", SOLARIS)
    ran, emma = 50 * entropy(50 / 60) / 40, 20 * entropy(10 / 30) / 40  # Dune tells 40

    async def shares(**given: Any) -> dict[int, float]:
        found = await ada.one("get_questions", **ASKED | given)
        return {item["id"]: item["share"] for item in found["items"]}

    assert await shares(item_type="movie") == near({DUNE: 1, RAN: ran, EMMA: emma})
    assert await shares(item_type="movie", skip_ids=[DUNE]) == near({RAN: ran, EMMA: emma})
    assert (await gains(ada, item_type="movie", skip_ids=[DUNE]))[RAN] == 1
    assert await shares(item_type="book", skip_ids=[DUNE]) == {SOLARIS: 1}  # each type has a first of its own
    await ada.one("rate_item", item_id=DUNE, rating=4)
    dune = 41 * entropy(26 / 51)  # one more rater, who likes it; who likes Dune likes Ran: 1 − 2 · 0.25
    assert await shares(item_type="movie") == near({RAN: 40 * ran / dune * 0.5, EMMA: 40 * emma / dune})


async def test_of_each_type_the_most_telling_has_one(db: Database, database_url: str) -> None:
    ada = await a_newcomer(db, database_url)
    counted = "update cinelibre.items set external_count = %s where id = %s"
    write(database_url, counted, 300, SOLARIS)
    write(database_url, counted, 100, DRACULA)

    # Nobody here rated a book: how often the source rated them stands in, 750 and 250 of 1,000.
    assert (await gains(ada))[SOLARIS] == 1
    assert await gains(ada, item_type="book") == near({SOLARIS: 1, DRACULA: 1 / 3})
    assert await gains(ada, item_type="book", per_type=1) == {SOLARIS: 1}
    assert list(await gains(ada, item_type="movie")) == [DUNE, RAN, EMMA]


async def test_from_enough_ratings_on_nothing_is_asked(db: Database, database_url: str) -> None:
    ada = await a_newcomer(db, database_url)
    await ada.one("rate_item", item_id=SOLARIS, rating=4)
    await ada.one("rate_item", item_id=DRACULA, rating=4)
    assert len(await gains(ada)) == 3
    await ada.one("rate_item", item_id=EMMA, rating=4)

    found = await ada.one("get_questions", **ASKED)

    assert found == {"n_rated": 3, "items": []}


def test_opinions_are_most_divided_in_halves(database_url: str) -> None:
    asked = (
        "select cinelibre.divide_opinions(liked, raters, 2) from (values (0, 0), (5, 10), (6, 6)) as n (liked, raters)"
    )

    # (0 + 1) / 2, (5 + 1) / 12 and (6 + 1) / 8.
    assert [value for (value,) in rows(database_url, asked)] == [near(1), near(1), near(entropy(7 / 8))]


async def test_of_a_list_those_that_are_near_an_item_are_told(db: Database, database_url: str) -> None:
    await write_items(db)
    write_model(database_url, "phi", {RAN: {EMMA: 0.25, DUNE: 0.5, SOLARIS: 0.9}, DUNE: {SOLARIS: 0.9}})

    asked = "select * from cinelibre.list_near(%s::integer[], %s::integer[])"

    assert rows(database_url, asked, [RAN, DUNE], [EMMA, DUNE]) == [(RAN, {str(EMMA): 0.25, str(DUNE): 0.5}, 0.5)]


async def test_of_the_pool_the_most_telling_are_listed(db: Database, database_url: str) -> None:
    ada = await a_newcomer(db, database_url)
    asked = "select item_id, gain from cinelibre.list_telling(%s, 'movie', '{}', 2, 2, pool_size => 2, n_spare => 1)"

    # The pool are the two that most like, Ran and Dune.
    found = rows(database_url, asked, ada.user_id)

    assert found == [(DUNE, 1), (RAN, near(50 * entropy(50 / 60) / 40))]
