"""What an admin is told of a reader, and that nothing is left behind but the event that says so."""

from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DUNE, EMMA, RAN, a_caller, record, rows, save_list, write, write_items

ROOT = "select id from cinelibre.users where role = 'admin'"
LOOK = """
    select public.examine_reader(
        (select u.id from cinelibre.users as u where u.role = 'admin'), 1, per_source => 60, content_limit => 20,
        batch_size => 20, first_count => 20, weights => '{"0": {"popular": 1}}', uses_trained => false,
        moved_from => 0.5, match_threshold => 0.8, email => 'ada@example.org'
    )
"""
KEPT = """
    select
        (select count(*) from cinelibre.recommendation_lists), (select count(*) from cinelibre.impressions),
        (select count(*) from cinelibre.user_neighbors), (select count(*) from cinelibre.interactions)
"""


@pytest.fixture
async def ada(db: Database, database_url: str) -> int:
    """Ada rated Dune; three films and two books are there, and an admin."""
    await write_items(db)
    me = await a_caller(db, "ada")
    await record(me, {"interaction_type": "rate", "item_id": DUNE, "rating": 5})
    write(
        database_url,
        "insert into cinelibre.users (email, role, token_version) values ('root@example.org', 'admin', 1);"
        "insert into cinelibre.users (external_id) values ('one'), ('two');"
        "insert into cinelibre.ratings (user_id, item_id, rating)"
        f" select u.id, {RAN}, 5 from cinelibre.users as u where u.external_id is not null;",
    )
    return me.user_id


def ids_of(material: Any) -> set[int]:
    """The ids of candidates."""
    return {one["item_id"] for one in material["candidates"]}


async def test_a_list_is_made_of_what_the_reader_does_not_know(ada: int, database_url: str) -> None:
    before = rows(database_url, KEPT)

    [(told,)] = rows(database_url, LOOK)

    assert told["stored"] is None
    assert told["made_of"]["weights"] == {"popular": 1}
    assert DUNE not in ids_of(told["made_of"]) | ids_of(told["every"])
    assert RAN in ids_of(told["made_of"])
    assert rows(database_url, KEPT) == before


async def test_every_source_is_asked_whatever_its_weight(ada: int, database_url: str) -> None:
    write(
        database_url,
        f"""
        insert into cinelibre.models (id, kind, name, is_active) values (90, 'ease', 'e', true);
        insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)
        values (90, {DUNE}, '{{{EMMA}}}', '{{0.5}}');
        """,
    )

    [(told,)] = rows(database_url, LOOK)

    ease = {one["item_id"]: one["ease"] for one in told["every"]["candidates"] if one["ease"]}
    assert list(ease) == [EMMA]
    assert all(one["ease"] is None for one in told["made_of"]["candidates"])


async def test_the_list_that_the_reader_has_is_told(ada: int, db: Database, database_url: str) -> None:
    me = await a_caller(db, "eve")
    list_id = await save_list(me, RAN, EMMA)
    write(database_url, "update cinelibre.recommendation_lists set day = (now() at time zone 'UTC')::date where true")

    [(told,)] = rows(database_url, LOOK.replace("ada@", "eve@"))

    assert told["stored"]["recommendation_id"] == list_id
    assert [item["id"] for item in told["stored"]["items"]] == [RAN, EMMA]
    assert told["made_at"] is not None


async def test_a_ranked_list_gets_its_evidence_and_other_items_their_names(ada: int, database_url: str) -> None:
    [(told,)] = rows(database_url, LOOK)
    ranked = f'[{{"item_id": {RAN}, "score": 1.0, "contributions": []}}]'

    [(shown,)] = rows(
        database_url,
        f"""
        select public.get_examined_list(
            ({ROOT}), 1, audit_event_id => %s, ranked => %s, sources => '{{popular}}', named_ids => %s,
            neighbors => null, batch_size => 20, match_threshold => 0.8
        )
        """,
        told["audit_event_id"], ranked, [EMMA, 99],
    )  # fmt: skip

    [item] = shown["items"]
    assert (item["id"], item["place"], item["evidence"]["popular"]["like_count"]) == (RAN, 1, 2)
    assert shown["named"] == [{"id": EMMA, "item_type": "movie", "title": "Emma", "year": 2001}]


async def test_what_is_told_of_a_reader_is_what_lists_go_by(ada: int, database_url: str) -> None:
    query = """
        select cinelibre.describe_reader(u, n)
        from cinelibre.users as u
        left join cinelibre.user_neighbors as n on n.user_id = u.id
        where u.id = %s
    """
    [(alone,)] = rows(database_url, query, ada)
    write(
        database_url,
        f"""
        insert into cinelibre.user_neighbors (user_id, neighbor_ids, weights, taste_version)
        select u.id, '{{7,8}}', '{{1,1}}', u.taste_version from cinelibre.users as u where u.id = {ada};
        """,
    )
    [(near,)] = rows(database_url, query, ada)
    write(database_url, f"update cinelibre.users set taste_version = taste_version + 1 where id = {ada}")
    [(later,)] = rows(database_url, query, ada)

    assert (alone["name"], alone["n_ratings"], alone["n_neighbors"], alone["are_neighbors_current"]) == (
        "ada", 1, 0, False,
    )  # fmt: skip
    assert (near["n_neighbors"], near["are_neighbors_current"]) == (2, True)
    assert (later["n_neighbors"], later["are_neighbors_current"]) == (2, False)
    assert not any("@" in str(value) for value in near.values())
