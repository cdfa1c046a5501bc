"""A list that is stored: when it is still valid, whose it is, what is served and shown of it, and when it goes."""

import json
from datetime import date
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write, write_items

TODAY, TOMORROW = date(2026, 11, 29), date(2026, 11, 30)
LIST_ID = "00000000-0000-0000-0000-000000000001"
OTHER_ID = "00000000-0000-0000-0000-000000000002"


def write_list(database_url: str, user_id: int, list_id: str = LIST_ID, age: str = "0", **given: Any) -> None:
    """A stored list of this age: of no type, with taste version 3, by popularity alone, with two items."""
    fields: dict[str, Any] = {
        "id": list_id, "user_id": user_id, "item_type": None, "taste_version": 3, "day": TODAY, "is_current": True,
        "sources": ["popular"], "item_ids": [DUNE, RAN], "items": [{"item_id": DUNE}, {"item_id": RAN}], "rows": None,
    } | given  # fmt: skip
    write(
        database_url,
        "insert into cinelibre.recommendation_lists"
        " (id, user_id, item_type, taste_version, day, is_current, sources, item_ids, items, rows, created_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, now() - %s::interval)",
        *({**fields, "items": json.dumps(fields["items"])}.values()),
        age,
    )


async def a_reader(db: Database, name: str = "ada") -> int:
    """The id of a new reader."""
    return (await a_caller(db, name)).user_id


def served(database_url: str, user_id: int, entries: list[dict[str, Any]], skip: int, size: int) -> list[Any]:
    """A batch of a list of these entries: each item's id, position and score."""
    query = "select cinelibre.describe_batch(%s, %s, %s, %s, null)"
    [(found,)] = rows(database_url, query, user_id, json.dumps(entries), skip, size)
    return [(one["id"], one["place"], one["score"]) for one in found]


ENTRIES = [{"item_id": item_id, "score": item_id / 8} for item_id in (EMMA, 999, DUNE, SOLARIS, RAN, DRACULA)]


async def test_a_batch_has_the_positions_from_skip_to_size_and_nothing_deleted(db: Database, database_url: str) -> None:
    await write_items(db)
    ada = await a_reader(db)

    # Second is what is no longer there; its position stays empty.
    whole = [(EMMA, 1, 0.375), (DUNE, 3, 0.125), (SOLARIS, 4, 0.5), (RAN, 5, 0.25), (DRACULA, 6, 0.625)]
    assert served(database_url, ada, ENTRIES, 0, 6) == whole
    assert served(database_url, ada, ENTRIES, 0, 3) == whole[:2]
    assert served(database_url, ada, ENTRIES, 2, 2) == whole[1:3]
    assert served(database_url, ada, ENTRIES, 6, 20) == served(database_url, ada, [], 0, 20) == []


async def test_an_entry_is_served_with_what_is_stored_of_it_and_the_item_as_it_is_now(
    db: Database, database_url: str
) -> None:
    await write_items(db)
    ada = await a_reader(db)
    write(database_url, "update cinelibre.items set title = 'Dune, anew' where id = %s", DUNE)
    stored = {"score": 0.5, "contributions": [{"source": "ease"}], "variety": {"n": 1}, "evidence": {"popular": {}}}
    stored["prediction"] = {"support": 2}

    [(found,)] = rows(
        database_url,
        "select cinelibre.describe_batch(%s, %s, 0, 1, null)",
        ada,
        json.dumps([{"item_id": DUNE} | stored]),
    )

    nothing = dict.fromkeys([
        "original_title", "language", "description", "image_url", "external_rating", "external_count", "runtime",
        "page_count", "average", "image_srcset",
    ])  # fmt: skip
    item = {"id": DUNE, "item_type": "movie", "title": "Dune, anew", "year": 2001, "genres": [], "people": []}
    item |= {"rating_count": 0, "ids": {}, "exploring": None}
    mine = {"rating": None, "on_watchlist": False, "is_hidden": False, "is_seen": False, "is_favorite": False}
    nobody = {"matched_users": {"named": [], "others": 0}, "potential_matches": {"count": 0, "named": []}}
    assert found == [nothing | item | {"mine": mine, "place": 1} | stored | nobody]


async def test_a_stored_list_shows_what_its_reader_saved_since(db: Database, database_url: str) -> None:
    await write_items(db)
    ada, bob = await a_caller(db), await a_caller(db, "bob")

    def saved(user_id: int) -> list[int]:
        [(found,)] = rows(
            database_url, "select cinelibre.describe_batch(%s, %s, 0, 6, null)", user_id, json.dumps(ENTRIES)
        )
        return [one["id"] for one in found if one["mine"]["on_watchlist"]]

    await record(ada, {"interaction_type": "watchlist_add", "item_id": RAN})
    assert (saved(ada.user_id), saved(bob.user_id)) == ([RAN], [])

    await record(ada, {"interaction_type": "watchlist_remove", "item_id": RAN})
    assert saved(ada.user_id) == []


@pytest.mark.parametrize(
    ("deed", "is_left"), [("rate", False), ("seen", False), ("hide", False), ("watchlist_add", True), ("view", True)]
)
async def test_what_the_reader_has_come_to_know_is_not_served_in_any_edition(
    db: Database, database_url: str, deed: str, is_left: bool
) -> None:
    await write_items(db)
    write(database_url, "update cinelibre.items set work_id = %s where id in (%s, %s)", DUNE, DUNE, RAN)
    ada, bob = await a_caller(db), await a_reader(db, "bob")
    for item_id in (RAN, EMMA):
        if deed == "rate":
            await ada.one("rate_item", item_id=item_id, rating=3)
        else:
            await record(ada, {"interaction_type": deed, "item_id": item_id})

    ids = [item_id for item_id, *_ in served(database_url, ada.user_id, ENTRIES, 0, 6)]

    # Dune is another edition of Ran.
    assert ids == ([EMMA, DUNE, SOLARIS, RAN, DRACULA] if is_left else [SOLARIS, DRACULA])
    assert len(served(database_url, bob, ENTRIES, 0, 6)) == 5


READ = "select cinelibre.find_stored_list(%s, %s, %s, %s, now() - %s::interval, 0.5)"


def is_valid(database_url: str, user_id: int, item_type: str | None = None, **asked: Any) -> bool:
    """Whether a list of the type is still valid, by default for its taste, day and neighbors of an hour ago."""
    values = {"taste_version": 3, "day": TODAY, "neighbors_age": "1 hour"} | asked
    [(found,)] = rows(database_url, READ, user_id, item_type, *values.values())
    return found is not None


async def test_a_list_is_valid_for_its_reader_type_taste_and_day(db: Database, database_url: str) -> None:
    await write_items(db)
    ada, bob = await a_reader(db), await a_reader(db, "bob")
    write_list(database_url, ada)

    assert is_valid(database_url, ada)
    assert not is_valid(database_url, bob)
    assert not is_valid(database_url, ada, "movie")
    assert not is_valid(database_url, ada, taste_version=4)
    assert not is_valid(database_url, ada, taste_version=2)
    assert not is_valid(database_url, ada, day=TOMORROW)
    write(database_url, "update cinelibre.recommendation_lists set item_type = 'movie' where user_id = %s", ada)
    assert is_valid(database_url, ada, "movie")
    assert not is_valid(database_url, ada)
    write(database_url, "update cinelibre.recommendation_lists set is_current = false where user_id = %s", ada)
    assert not is_valid(database_url, ada, "movie")


@pytest.mark.parametrize(
    ("sources", "neighbors_age", "valid"),
    [
        (["popular"], "61 minutes", True),
        (["popular"], "59 minutes", False),
        (["popular", "neighbors"], "59 minutes", True),
        (["popular"], None, True),
    ],
)
async def test_a_list_without_neighbors_ends_once_there_are_newer_ones(
    db: Database, database_url: str, sources: list[str], neighbors_age: str | None, valid: bool
) -> None:
    await write_items(db)
    ada = await a_reader(db)
    write_list(database_url, ada, age="1 hour", sources=sources)

    assert is_valid(database_url, ada, neighbors_age=neighbors_age) is valid
