"""What one reader does to one item leaves everything else as it was: other readers, and other items of their own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from api.db import Database
from api.db.postgres import open_postgres
from api.http.callers import Caller
from tests.support.readers import DUNE, EMMA, RAN, SOLARIS, Row, a_caller, ago, record, rows, write, write_items
from tests.support.servers import Server

# Tables of what readers did, by what a row of theirs is about; `audit_events` and lists are nobody's doing to an item.
OF_ITEMS = ("ratings", "shelf", "interactions", "notes", "reviews", "feedback")
HOUR = 3600
DUNE_FILM = {"item_type": "movie", "title": "Dune", "year": 2001}
NEWLY_RATED = {**DUNE_FILM, "rating": 5}
MAY_1 = "2024-05-01T00:00:00Z"
KEPT = {"seen_at": MAY_1, "favorite_at": MAY_1, "events": [{"interaction_type": "seen", "occurred_at": MAY_1}]}

Act = Callable[[Caller], Awaitable[Any]]


@pytest.fixture(scope="module")
async def shared(servers: dict[int, Server]) -> AsyncIterator[tuple[str, Database]]:
    """A database with five items for all of these tests, by its address and through the port."""
    name = servers[18].create_database("shipped")
    url = servers[18].url_of(name)
    async with open_postgres(url, 2) as opened:
        await write_items(opened)
        yield url, opened
    servers[18].drop_database(name)


@pytest.fixture
async def house(shared: tuple[str, Database]) -> tuple[str, Caller, Caller]:
    """Ada and Bob, who each rated, liked, hid, saved and saw things hours ago."""
    url, db = shared
    write(url, "delete from cinelibre.users where true")
    ada, bob = await a_caller(db, "ada"), await a_caller(db, "bob")
    for reader in (ada, bob):
        for item_id in (DUNE, RAN):
            said = {"interaction_type": "rate", "item_id": item_id, "rating": 4, "occurred_at": ago(5 * HOUR)}
            await record(reader, said)
        for kind, item_id in (("like", EMMA), ("watchlist_add", EMMA), ("hide", SOLARIS), ("seen", SOLARIS)):
            await record(reader, {"interaction_type": kind, "item_id": item_id, "occurred_at": ago(5 * HOUR)})
    return url, ada, bob


def everything_of(url: str, user_id: int) -> dict[str, list[Row]]:
    """All rows of all tables that have a `user_id`, and the account."""
    tables = [
        name
        for (name,) in rows(
            url,
            "select table_name from information_schema.columns where table_schema = 'cinelibre'"
            " and column_name = 'user_id' order by 1",
        )
    ]
    kept = {
        name: rows(url, f"select to_jsonb(t)::text from cinelibre.{name} as t where user_id = %s order by 1", user_id)
        for name in tables
    }
    account = rows(url, "select to_jsonb(u)::text from cinelibre.users as u where id = %s", user_id)
    return {**kept, "users": account}


def of_other_items(url: str, user_id: int, item_id: int) -> dict[str, list[Row]]:
    """What a reader has of all items but one."""
    question = "select to_jsonb(t)::text from cinelibre.{} as t where user_id = %s and item_id <> %s order by 1"
    return {name: rows(url, question.format(name), user_id, item_id) for name in OF_ITEMS}


def says(kind: str, item_id: int, **more: Any) -> Act:
    """An act: one event."""
    return lambda me: record(me, {"interaction_type": kind, "item_id": item_id, **more})


def marks(kind: str, item_type: str, item_id: int) -> Act:
    """An act: a mark set or taken back at its own address."""
    return lambda me: me.one("mark_item", item_type=item_type, item_id=item_id, interaction_type=kind)


def imports(record: dict[str, Any]) -> Act:
    """An act: a library of one row."""
    return lambda me: me.one("import_library", records=[record], daily_reviews=50)


async def take_back(me: Caller) -> None:
    """An act: the rating of Dune deleted by its id."""
    mine = await me.one("rate_item", item_id=DUNE, rating=2)
    await me.one("delete_rating", rating_id=mine["id"])


ACTS: dict[str, tuple[int, Act]] = {
    "rates anew": (DUNE, says("rate", DUNE, rating=1)),
    "rates what was liked": (EMMA, says("rate", EMMA, rating=1)),
    "takes a rating back by an event": (DUNE, says("unrate", DUNE)),
    "takes a rating back by its id": (DUNE, take_back),
    "rates at the door": (DUNE, lambda me: me.one("rate_item", item_id=DUNE, rating=0.5)),
    "dislikes": (EMMA, says("dislike", EMMA)),
    "takes a like back": (EMMA, says("unlike", EMMA)),
    "likes what is rated": (DUNE, says("like", DUNE)),
    "hides": (DUNE, marks("hide", "movie", DUNE)),
    "shows again": (SOLARIS, marks("unhide", "book", SOLARIS)),
    "saves": (DUNE, marks("watchlist_add", "movie", DUNE)),
    "takes off the watchlist": (EMMA, marks("watchlist_remove", "movie", EMMA)),
    "has seen": (DUNE, says("seen", DUNE)),
    "has not seen after all": (SOLARIS, says("unseen", SOLARIS)),
    "watches": (DUNE, says("watch", DUNE)),
    "views": (DUNE, says("view", DUNE)),
    "imports": (DUNE, imports({**NEWLY_RATED, "rated_at": ago(60)})),
    "imports marks and events": (DUNE, imports({**DUNE_FILM, **KEPT})),
    "imports a choice": (
        DUNE,
        lambda me: me.one("import_choices", choices=[{"item_id": DUNE, "kept": KEPT}], daily_reviews=50),
    ),
}


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_leaves_others_and_other_items_as_they_were(house: tuple[str, Caller, Caller], act: str) -> None:
    url, ada, bob = house
    item_id, does = ACTS[act]
    bobs, others = everything_of(url, bob.user_id), of_other_items(url, ada.user_id, item_id)
    adas = everything_of(url, ada.user_id)

    await does(ada)

    assert everything_of(url, ada.user_id) != adas, "the act did nothing: this would show nothing"
    assert everything_of(url, bob.user_id) == bobs
    assert of_other_items(url, ada.user_id, item_id) == others


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_of_a_service_for_a_reader_is_that_readers_and_not_its_own(
    house: tuple[str, Caller, Caller], shared: tuple[str, Database], act: str
) -> None:
    url, ada, bob = house
    write(url, "update cinelibre.users set role = 'service' where id = %s", bob.user_id)
    item_id, does = ACTS[act]
    services, others = everything_of(url, bob.user_id), of_other_items(url, ada.user_id, item_id)
    adas = everything_of(url, ada.user_id)

    await does(Caller(shared[1], bob.claims, ada.user_id))

    assert everything_of(url, ada.user_id) != adas
    assert everything_of(url, bob.user_id) == services
    assert of_other_items(url, ada.user_id, item_id) == others


ACCOUNT_ACTS: dict[str, Act] = {
    "changes the name": lambda me: me.one("change_account", name="Augusta"),
    "changes the password": lambda me: me.one("change_account", verified_hash="none", new_hash="another"),
    "ends all logins": lambda me: me.one("end_tokens", ends_all=True),
    "deletes the account": lambda me: me.one("delete_account"),
}


@pytest.mark.parametrize("act", ACCOUNT_ACTS)
async def test_an_act_on_an_account_leaves_the_others_as_they_were(house: tuple[str, Caller, Caller], act: str) -> None:
    url, ada, bob = house
    bobs, adas = everything_of(url, bob.user_id), everything_of(url, ada.user_id)

    await ACCOUNT_ACTS[act](ada)

    assert everything_of(url, ada.user_id) != adas
    assert everything_of(url, bob.user_id) == bobs
