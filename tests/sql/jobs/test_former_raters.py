"""Simulated raters of a former release's demo are deleted, a number a call; real people are not."""

from api.db import Database
from tests.support.readers import DUNE, EMMA, RAN, a_caller, rows, write_items

USERS = "select external_id from cinelibre.users where email is null order by id"
THEN = 1_700_000_000


async def test_other_communities_are_deleted_a_number_a_call(db: Database, database_url: str) -> None:
    await write_items(db)
    raters = ("1", "2", "1:1", "2:1", "2:2", "22:1")
    await db.one("write_simulated_ratings", records=[[rater, DUNE, 4, THEN] for rater in raters])

    counted = await db.one("delete_former_raters", kept="2", user_limit=0)
    first = await db.one("delete_former_raters", kept="2", user_limit=3)
    second = await db.one("delete_former_raters", kept="2", user_limit=3)
    third = await db.one("delete_former_raters", kept="2", user_limit=50)

    assert counted == {"n_deleted": 0, "n_left": 4}
    assert first == {"n_deleted": 3, "n_left": 1}
    assert second == {"n_deleted": 1, "n_left": 0}
    assert third == {"n_deleted": 0, "n_left": 0}
    assert rows(database_url, USERS) == [("simulated:2:1",), ("simulated:2:2",)]
    query = "select rater_count, simulated_count, rating_sum from cinelibre.item_stats where item_id = %s"
    assert rows(database_url, query, DUNE) == [(2, 2, 8)]


async def test_real_people_keep_everything_but_neighbors_who_are_gone(db: Database, database_url: str) -> None:
    await write_items(db)
    ada, bob, cid = [await a_caller(db, name) for name in ("ada", "bob", "cid")]
    for reader in (ada, bob):
        await reader.one("rate_item", item_id=DUNE, rating=5)
        await reader.one("rate_item", item_id=RAN, rating=3)
    await cid.one("rate_item", item_id=EMMA, rating=5)
    await db.one("refresh_stale_neighbors", max_seconds=10)
    of_cid = "select user_id from cinelibre.user_neighbors where user_id = %s"
    kept = rows(database_url, of_cid, cid.user_id)
    await db.one("write_simulated_ratings", records=[["1", DUNE, 5, THEN], ["1", RAN, 3, THEN]])
    await ada.one("rate_item", item_id=DUNE, rating=4.5)
    await db.one("refresh_neighbors", user_id=ada.user_id)
    [(former,)] = rows(database_url, "select id from cinelibre.users where external_id = 'simulated:1'")
    neighbors = "select neighbor_ids from cinelibre.user_neighbors where user_id = %s"
    assert former in rows(database_url, neighbors, ada.user_id)[0][0]

    await db.one("delete_former_raters", kept="2", user_limit=50)

    assert rows(database_url, neighbors, ada.user_id) == []
    assert rows(database_url, neighbors, bob.user_id) == [([ada.user_id],)]
    assert rows(database_url, of_cid, cid.user_id) == kept
    query = "select user_id, item_id, rating from cinelibre.ratings order by user_id, item_id"
    assert rows(database_url, query) == [
        (ada.user_id, DUNE, 4.5),
        (ada.user_id, RAN, 3),
        (bob.user_id, DUNE, 5),
        (bob.user_id, RAN, 3),
        (cid.user_id, EMMA, 5),
    ]


async def test_whoever_can_log_in_is_no_simulated_rater(db: Database, database_url: str) -> None:
    ada = await a_caller(db, "ada")
    rows(database_url, "update cinelibre.users set external_id = 'simulated:1' where id = %s returning id", ada.user_id)

    assert await db.one("delete_former_raters", kept="2", user_limit=50) == {"n_deleted": 0, "n_left": 0}
