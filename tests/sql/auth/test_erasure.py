"""Deleting an account leaves nothing of it in any column of any table, and right counts."""

import asyncio
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from api.db import Database
from api.errors import NotFound, Unauthorized
from api.http.callers import Caller
from api.security.tokens import Claims
from tests.support.readers import (
    DUNE,
    EMMA,
    RAN,
    SOLARIS,
    Row,
    a_caller,
    assert_counts_equal_a_recount,
    record,
    register,
    rows,
    save_list,
    speak,
    write,
    write_items,
)

ADA_ID = 1_234_567_890  # a number that nothing else in the database holds
NAME = "adalovelaceofnowhere"
WORDS = "quiltedsubmarines"  # she searched for
PLACE = "balconyoftheopera"  # a value of a context
MARKERS = (str(ADA_ID), f"{NAME}@example.org", NAME, WORDS, PLACE)

# Where a full life leaves each of them.
HELD = {
    str(ADA_ID): [
        "audit_events.user_id", "daily_counts.user_id", "experiment_days.user_id", "experiment_readers.user_id",
        "explorations.user_id", "feature_snapshots.user_id", "feedback.user_id", "group_members.user_id",
        "impressions.user_id", "influences.user_id",
        "interactions.user_id", "notes.user_id", "person_reports.other_id", "person_reports.user_id",
        "preference_rollups.user_id", "ratings.user_id", "recommendation_lists.user_id", "relations.other_id",
        "relations.user_id", "reset_codes.user_id", "review_reports.user_id", "reviews.user_id", "shelf.user_id",
        "user_interaction_summary.user_id", "user_neighbors.neighbor_ids", "user_neighbors.user_id", "users.id",
    ],
    f"{NAME}@example.org": ["users.email"],
    NAME: ["interactions.idempotency_key", "users.email", "users.name"],
    WORDS: ["interactions.query"],
    PLACE: ["interactions.context"],
}  # fmt: skip

# Every column of every table of ours, whatever its type, found from the catalogue.
COLUMNS = """
    select c.relname, a.attname
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'cinelibre'::regnamespace
        and c.relkind in ('r', 'p', 'm')
    order by c.relname, a.attname
"""

NEIGHBORS = """
    select
        n.user_id,
        coalesce((
            select jsonb_agg(jsonb_build_array(f.id, f.weight) order by f.place)
            from unnest(n.neighbor_ids, n.weights)
            with ordinality as f (id, weight, place)
        ), '[]')
    from cinelibre.user_neighbors as n
    order by n.user_id
"""


def columns_holding(database_url: str, marker: str) -> list[str]:
    """`table.column` of each column where a value written as text has `marker` in it: arrays and documents too."""

    def search() -> Iterator[str]:
        with psycopg.connect(database_url) as connection:
            for table, column in connection.execute(COLUMNS.encode()).fetchall():
                query = sql.SQL("select exists (select from {} as t where strpos(t.{}::text, {}) > 0)").format(
                    sql.Identifier("cinelibre", table), sql.Identifier(column), sql.Literal(marker)
                )
                if connection.execute(query).fetchone() == (True,):
                    yield f"{table}.{column}"

    return list(search())


def event(kind: str, item_id: int | None = DUNE, **more: Any) -> dict[str, Any]:
    """One event."""
    return {"interaction_type": kind, "item_id": item_id, **more}


IN_AN_EXPERIMENT = f"""
    insert into cinelibre.experiments (name, variants, changes, share, salt, most_worse, starts)
    values ('bolder', '[]', '{{}}', 1, 'a', 0.05, now());
    insert into cinelibre.experiment_readers (experiment_id, user_id, variant) values (1, {ADA_ID}, 'bold');
    insert into cinelibre.experiment_days values (1, {ADA_ID}, '2026-01-01', 20, 3, 2, 1, 2, 7.5);
"""


async def a_full_life(db: Database, database_url: str) -> Caller:
    """Ada, of whom there is something in every place where there can be something of a reader."""
    write(database_url, f"alter table cinelibre.users alter column id restart with {ADA_ID}")
    ada = Caller(db, await register(db, NAME))
    write(database_url, "alter table cinelibre.users alter column id restart with 500")
    for item_id, stars in ((DUNE, 5), (RAN, 2)):
        await ada.one("rate_item", item_id=item_id, rating=stars)
    await record(
        ada,
        event("search", None, query=WORDS),
        event("watch", RAN, fraction=0.95, context={"deep": [{"place": PLACE}]}),
        event("like", EMMA, idempotency_key=f"key of {NAME}"),
        event("favorite", DUNE),
    )
    for kind in ("watchlist_add", "hide"):
        await ada.one("mark_item", item_type="movie", item_id=EMMA, interaction_type=kind)
    service_id = (await db.one("set_role", email="service@example.org", initial_hash="none", role="service"))["id"]
    await db.one("record_acting", caller_id=service_id, caller_version=1, acts_for=ADA_ID, action="GET /history")
    await speak(ada, await save_list(ada, SOLARIS, taste_version=1), service_id, database_url)
    await db.one("make_reset_code", email=f"{NAME}@example.org", code_hash="hash of a code")
    await ada.one("set_influence", kind="item", item_id=DUNE, weight=0)
    await db.one("refresh_neighbors", user_id=ADA_ID)
    group = await ada.one("make_group", name="Two", code="A", group_limit=9, evening_limit=9)
    watched = {"item_id": RAN, "satisfactions": [], "repeat_hours": 1.0, "evening_limit": 9}
    await ada.one("record_evening", group_id=group["group_id"], **watched)
    await ada.one("save_features", history_limit=9, per_kind=9, snapshot_limit=9)
    await db.one("refresh_summaries", after_id=0, max_seconds=10)
    for user_id, other_id in ((ADA_ID, service_id), (service_id, ADA_ID)):
        write(database_url, "insert into cinelibre.relations values (%s, %s, 'accepted')", user_id, other_id)
        write(database_url, "insert into cinelibre.person_reports values (%s, %s, 'Rude.')", user_id, other_id)
    write(
        database_url,
        "update cinelibre.interactions set occurred_at = now() - interval '2 years'"
        f" where interaction_type = 'hide' and user_id = {ADA_ID};"
        f" insert into cinelibre.explorations (recommendation_id, user_id) select gen_random_uuid(), {ADA_ID}",
    )
    write(database_url, IN_AN_EXPERIMENT)
    await db.one("roll_up_interactions", keep_days=365, after_id=0, max_seconds=10)
    return ada


async def test_nothing_of_a_deleted_account_is_left_in_any_column(db: Database, database_url: str) -> None:
    await write_items(db)
    before = {table: contents(database_url, table) for table in ("items", "interaction_types", "movies")}
    ada = await a_full_life(db, database_url)
    others = [await a_caller(db, name) for name in ("bob", "cid", "dot")]
    for other in others:
        await other.one("rate_item", item_id=DUNE, rating=5)
    await others[0].one("rate_item", item_id=RAN, rating=2)
    for other in others:
        await db.one("refresh_neighbors", user_id=other.user_id)
    near: dict[int, Any] = dict(rows(database_url, NEIGHBORS))
    held = {marker: columns_holding(database_url, marker) for marker in MARKERS}

    answer = await ada.one("delete_account")

    # That the search finds what is there is half of the proof.
    assert held == HELD
    assert answer == {"deleted": True}
    assert {marker: columns_holding(database_url, marker) for marker in MARKERS} == {marker: [] for marker in MARKERS}
    assert {table: contents(database_url, table) for table in before} == before
    # Everybody else's neighbors are as they were, each with its own weight; Ada was among those of all three.
    assert [len(near.pop(ADA_ID)), *(len(found) for found in near.values())] == [0, 3, 3, 3]
    left = {user_id: [one for one in found if one[0] != ADA_ID] for user_id, found in near.items()}
    assert [len(found) for found in left.values()] == [2, 2, 2]
    assert dict(rows(database_url, NEIGHBORS)) == left


def contents(database_url: str, table: str) -> list[Row]:
    """Every row of a table, as text."""
    return rows(database_url, f"select t::text from cinelibre.{table} as t order by 1")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("held integer", "1234567890"),
        ("held bigint", "1234567890"),
        ("held integer[]", "'{7,1234567890,9}'"),
        ("held jsonb", """'{"a": [{"b": 1234567890}]}'"""),
        ("held jsonb", """'{"1234567890": true}'"""),
        ("held text", "'of 1234567890'"),
        ("held text[]", "'{of,1234567890}'"),
    ],
)
async def test_the_search_sees_into_every_kind_of_column(database_url: str, column: str, value: str) -> None:
    write(database_url, f"create table cinelibre.packed ({column})")
    write(database_url, f"insert into cinelibre.packed values ({value})")

    assert columns_holding(database_url, str(ADA_ID)) == ["packed.held"]


# Beside these there is the trend: what is going on lately, a decaying sum that tells of nobody and fades by itself.
COUNTS = """
    select item_id, rater_count, rating_count, rating_sum, simulated_count, like_count
    from cinelibre.item_stats
    order by item_id
"""


async def test_the_counts_of_what_a_deleted_reader_rated_are_right_again(db: Database, database_url: str) -> None:
    await write_items(db)
    bob = await a_caller(db, "bob")
    await bob.one("rate_item", item_id=DUNE, rating=3)
    await record(bob, event("like", EMMA))
    before = rows(database_url, COUNTS)
    ada = await a_full_life(db, database_url)
    assert rows(database_url, COUNTS) != before

    await ada.one("delete_account")

    # Bob's three stars and like are left; of Ran, which nobody else rated, noughts.
    assert rows(database_url, COUNTS) == [
        (DUNE, 1, 1, 3, 0, 0),
        (RAN, 0, 0, 0, 0, 0),
        (EMMA, 1, 0, 0, 0, 1),
    ]
    assert_counts_equal_a_recount(database_url)


async def test_others_keep_everything(db: Database, database_url: str) -> None:
    await write_items(db)
    bob = await a_caller(db, "bob")
    await bob.one("rate_item", item_id=DUNE, rating=3)
    await record(bob, event("search", None, query="words of bob"), event("hide", RAN), event("watch", EMMA))
    tables = ("ratings", "shelf", "interactions")
    before = {table: contents(database_url, table) for table in tables}
    ada = await a_full_life(db, database_url)

    await ada.one("delete_account")

    assert {table: contents(database_url, table) for table in tables} == before
    [(name, n_ratings)] = rows(database_url, "select name, rating_count from cinelibre.users where role = 'user'")
    assert (name, n_ratings) == ("bob", 2)


async def test_a_deleted_account_calls_nothing_any_more(db: Database, database_url: str) -> None:
    await write_items(db)
    ada = await a_full_life(db, database_url)
    await ada.one("delete_account")

    for call in (
        ada.one("delete_account"),
        ada.one("get_history", item_skip=0, item_limit=20),
        ada.one("rate_item", item_id=DUNE, rating=4),
        record(ada, event("like")),
        ada.one("mark_item", item_type="movie", item_id=DUNE, interaction_type="hide"),
    ):
        with pytest.raises(Unauthorized) as refusal:
            await call
        assert refusal.value.slug == "token_revoked"
    assert columns_holding(database_url, str(ADA_ID)) == []


async def test_the_same_e_mail_starts_anew_with_nothing(db: Database) -> None:
    await write_items(db)
    claims = await register(db, "ada")
    ada = Caller(db, claims)
    await ada.one("rate_item", item_id=DUNE, rating=4)
    await ada.one("delete_account")

    again: Claims = await register(db, "ada")

    assert again.user_id != claims.user_id
    page: dict[str, Any] = {"item_skip": 0, "item_limit": 20, "sort": "newest", "filters": {}}
    assert (await Caller(db, again).one("get_my_ratings", **page))["total"] == 0
    with pytest.raises(Unauthorized):
        await ada.one("get_my_ratings", **page)


async def test_a_service_erases_only_the_user_it_acts_for(db: Database, database_url: str) -> None:
    await write_items(db)
    await a_full_life(db, database_url)
    service = Claims((await db.one("set_role", email="s@example.org", initial_hash="none", role="service"))["id"], 1)
    bob = await register(db, "bob")

    with pytest.raises(NotFound):
        await Caller(db, service, service.user_id).one("delete_account")
    answer = await Caller(db, service, ADA_ID).one("delete_account")

    assert answer == {"deleted": True}
    assert columns_holding(database_url, str(ADA_ID)) == []
    assert rows(database_url, "select count(*) from cinelibre.users where id = %s", bob.user_id) == [(1,)]


async def test_deleting_many_times_at_once_deletes_once(db: Database, database_url: str) -> None:
    await write_items(db)
    ada = await a_full_life(db, database_url)

    answers = await asyncio.gather(*(ada.one("delete_account") for _ in range(5)), return_exceptions=True)

    assert answers.count({"deleted": True}) == 1
    assert sum(isinstance(answer, Unauthorized) for answer in answers) == 4
    assert columns_holding(database_url, str(ADA_ID)) == []
