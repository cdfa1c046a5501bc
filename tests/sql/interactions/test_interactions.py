"""The log of events: when they happened, what repeats, and what the newest says to the shelf."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.db import Database
from api.db.postgres import open_postgres
from api.db.supabase import open_supabase
from api.errors import NotFound
from api.http.callers import Caller
from tests.support.readers import ABSENT, DUNE, RAN, SOLARIS, a_caller, ago, record, rows, write, write_items
from tests.support.servers import Server, running_postgrest, token

HOUR = 3600


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
def url(shared: tuple[str, Database]) -> str:
    """The address of the database, where no reader is left of former tests."""
    write(shared[0], "delete from cinelibre.users where true")
    return shared[0]


@pytest.fixture
async def ada(shared: tuple[str, Database], url: str) -> Caller:
    """The only reader."""
    return await a_caller(shared[1])


def event(kind: str, item_id: int | None = DUNE, **more: Any) -> dict[str, Any]:
    """One event."""
    return {"interaction_type": kind, "item_id": item_id, **more}


async def shelf_of(me: Caller, item_id: int = DUNE) -> set[str]:
    """The names of what is set on a movie's shelf."""
    shelf = await me.one("get_shelf", item_type="movie", item_id=item_id)
    return {name.removesuffix("_at") for name, value in shelf.items() if name.endswith("_at") and value is not None}


@pytest.mark.parametrize(
    ("seconds_ago", "expected"),
    [
        (None, "between now() - interval '1 minute' and now()"),
        (23.9 * HOUR, "between now() - interval '24 hours' and now() - interval '23 hours 50 minutes'"),
        (-290, "between now() - interval '1 minute' and now()"),  # a clock that runs fast
    ],
)
async def test_an_event_keeps_its_time_but_none_is_of_the_future(
    ada: Caller, url: str, seconds_ago: float | None, expected: str
) -> None:
    await record(ada, event("watch", occurred_at=None if seconds_ago is None else ago(seconds_ago)))

    assert rows(url, f"select occurred_at {expected} from cinelibre.interactions") == [(True,)]


@pytest.mark.parametrize(("seconds_ago", "slug"), [(-310, "in_the_future"), (24 * HOUR + 5, "too_old")])
async def test_an_event_beyond_a_day_back_or_five_minutes_ahead_is_refused(
    ada: Caller, url: str, seconds_ago: float, slug: str
) -> None:
    answer = await record(ada, event("view", occurred_at=ago(seconds_ago)))

    assert answer == {"n_recorded": 0, "n_repeated": 0, "ids": [], "refused": [{"index": 0, "error": slug}]}
    assert rows(url, "select count(*) from cinelibre.interactions") == [(0,)]


@pytest.mark.parametrize("kind", ["view", "click", "recommendation_click"])
async def test_looking_again_within_a_minute_says_nothing_new(ada: Caller, kind: str) -> None:
    await record(ada, event(kind))

    again = await record(ada, event(kind), event(kind, RAN), event(kind, RAN))

    assert (again["n_recorded"], again["n_repeated"]) == (1, 2)


async def test_looking_again_after_more_than_a_minute_is_another_time(ada: Caller) -> None:
    moments = [ago(300), ago(230), ago(200), ago(100)]

    answers = [await record(ada, event("view", occurred_at=moment)) for moment in moments]

    # 70 s after the first; 30 s after the second, a repeat; 130 s after the second.
    assert [answer["n_recorded"] for answer in answers] == [1, 1, 0, 1]


async def test_searching_other_words_is_no_repeat(ada: Caller) -> None:
    first = await record(ada, *(event("search", None, query=words) for words in ("dune", "dune", "ran")))
    second = await record(ada, event("search", None, query="ran"), event("search", None, query="emma"))

    assert (first["n_recorded"], first["n_repeated"]) == (2, 1)
    assert (second["n_recorded"], second["n_repeated"]) == (1, 1)


@pytest.mark.parametrize("kind", ["watch", "like", "seen"])
async def test_what_is_not_debounced_is_kept_each_time(ada: Caller, kind: str) -> None:
    answer = await record(ada, event(kind), event(kind))

    assert (answer["n_recorded"], answer["n_repeated"]) == (2, 0)


async def test_two_readers_who_look_at_once_both_count(ada: Caller, shared: tuple[str, Database]) -> None:
    bob = await a_caller(shared[1], "bob")

    answers = [await record(me, event("view")) for me in (ada, bob)]

    assert [answer["n_recorded"] for answer in answers] == [1, 1]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["watchlist_add"], {"on_watchlist"}),
        (["watchlist_add", "watchlist_remove"], set()),
        (["hide"], {"hidden"}),
        (["hide", "unhide"], set()),
        (["hide", "hide", "unhide"], set()),
        (["seen", "favorite", "watchlist_add", "hide"], {"seen", "favorite", "on_watchlist", "hidden"}),
        (["seen", "favorite", "unseen"], {"favorite"}),
        (["rate", "unrate"], set()),
        (["like"], set()),  # an opinion: beside the marks
    ],
)
async def test_the_shelf_holds_what_was_said_last_of_each_mark(
    ada: Caller, said: list[str], expected: set[str]
) -> None:
    for kind in said:
        await record(ada, event(kind, rating=4 if kind == "rate" else None))

    assert await shelf_of(ada) == expected


@pytest.mark.parametrize(
    ("newer", "late", "expected"),
    [
        ("watchlist_remove", "watchlist_add", set()),
        ("watchlist_add", "watchlist_remove", {"on_watchlist"}),
        ("unhide", "hide", set()),
        ("hide", "unhide", {"hidden"}),
        ("hide", "watchlist_add", {"hidden", "on_watchlist"}),
    ],
)
async def test_a_late_event_moves_no_mark_that_is_known_newer(
    ada: Caller, newer: str, late: str, expected: set[str]
) -> None:
    await record(ada, event(newer, occurred_at=ago(HOUR)))

    await record(ada, event(late, occurred_at=ago(2 * HOUR)))

    assert await shelf_of(ada) == expected


async def test_a_late_event_does_not_undo_what_was_done_at_the_door(ada: Caller) -> None:
    for kind in ("watchlist_add", "hide"):
        await ada.one("mark_item", item_type="movie", item_id=DUNE, interaction_type=kind)

    await record(ada, *(event(kind, occurred_at=ago(HOUR)) for kind in ("watchlist_remove", "unhide")))

    assert await shelf_of(ada) == {"on_watchlist", "hidden"}


async def test_one_item_of_a_batch_says_nothing_of_another(ada: Caller) -> None:
    await record(ada, event("hide", DUNE), event("watchlist_add", RAN), event("unhide", RAN))

    assert (await shelf_of(ada, DUNE), await shelf_of(ada, RAN)) == ({"hidden"}, {"on_watchlist"})


async def test_a_type_that_both_marks_and_hides_does_both_and_takes_both_back(ada: Caller, url: str) -> None:
    write(
        url,
        "insert into cinelibre.interaction_types (name, hides, mark, undoes)"
        " values ('shelve', true, 'watchlist', null), ('unshelve', false, null, 'shelve') on conflict do nothing",
    )

    await record(ada, event("shelve"))
    both = await shelf_of(ada)
    await record(ada, event("unshelve"))

    assert (both, await shelf_of(ada)) == ({"on_watchlist", "hidden"}, set())


async def test_a_type_without_an_item_takes_none(ada: Caller, url: str) -> None:
    write(
        url,
        "insert into cinelibre.interaction_types (name, takes_item) values ('open_app', false) on conflict do nothing",
    )

    answer = await record(ada, event("open_app", None), event("open_app", DUNE))

    assert (answer["n_recorded"], answer["refused"]) == (1, [{"index": 1, "error": "item_unexpected"}])


@pytest.mark.parametrize(
    "values",
    [
        "(name) values ('Like')",
        "(name) values ('')",
        "(name, mark) values ('applaud', 'applauded')",
        "(name, undoes) values ('unapplaud', 'applaud')",
        "(name, mark, undoes) values ('both', 'seen', 'like')",
        "(name, implied_rating) values ('applaud', 5)",  # nothing would hold it
        "(name, mark, implied_rating) values ('applaud', 'opinion', 3.3)",
    ],
)
async def test_a_type_that_could_not_work_cannot_be_inserted(ada: Caller, url: str, values: str) -> None:
    with pytest.raises(psycopg.errors.IntegrityError):
        write(url, f"insert into cinelibre.interaction_types {values}")


async def test_a_mark_on_an_absent_item_is_a_404_that_leaves_nothing(ada: Caller, url: str) -> None:
    for item_type, item_id in (("movie", ABSENT), ("movie", SOLARIS)):
        with pytest.raises(NotFound) as refusal:
            await ada.one("mark_item", item_type=item_type, item_id=item_id, interaction_type="hide")
        assert refusal.value.slug == "item_not_found"

    assert rows(url, "select count(*) from cinelibre.interactions") == [(0,)]


async def test_events_go_with_their_item(ada: Caller, shared: tuple[str, Database], url: str) -> None:
    record_of_gone = {"item_type": "movie", "title": "Gone", "year": 2001, "movielens_id": 2000}
    await shared[1].one("upsert_items", records=[record_of_gone], embedding_model="one", dimension=384)
    [(gone,)] = rows(url, "select id from cinelibre.items where title = 'Gone'")
    await record(ada, event("like", gone), event("watch", gone), event("like", RAN))

    write(url, "delete from cinelibre.items where id = %s", gone)

    assert rows(url, "select item_id from cinelibre.interactions") == [(RAN,)]
    assert (await ada.one("get_history", item_skip=0, item_limit=20))["total"] == 0


@pytest.mark.parametrize("years", [12, 21, 90])
async def test_an_event_of_long_ago_is_written_down_and_is_no_trend(
    db: Database, database_url: str, years: int
) -> None:
    await write_items(db)
    ada = await a_caller(db)
    statement = """
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
        values (%s, %s, 'watch', now() - make_interval(years => %s))
    """

    write(database_url, statement, ada.user_id, DUNE, years)

    # 0.2 · 2^(−52 · 12), and 2^(−1096), which is too little for a number.
    [(trend,)] = rows(database_url, "select trend from cinelibre.item_stats where item_id = %s", DUNE)
    assert 0 <= trend < 1e-100
    assert await db.one("get_trending_items", item_limit=20, item_skip=0, list_limit=200) == {"total": 0, "items": []}


async def test_a_reader_rates_tells_and_looks_back_over_postgrest(server: Server, tmp_path: Path) -> None:
    name = server.create_database("shipped")
    with running_postgrest(server, name, tmp_path) as address:
        async with open_supabase(address, token("service_role"), 5) as db:
            await write_items(db)
            ada, bob = await a_caller(db, "ada"), await a_caller(db, "bob")

            kept = await ada.one("rate_item", item_id=DUNE, item_type="movie", rating=4.5)
            told = await record(ada, event("watch", RAN, fraction=0.95), event("like", ABSENT), event("view", DUNE))
            looked_back = await ada.one("get_history", item_skip=0, item_limit=20)
            listed = await ada.one("get_my_ratings", item_skip=0, item_limit=20, sort="newest", filters={})
            with pytest.raises(NotFound) as refusal:
                await bob.one("delete_rating", rating_id=kept["id"])
            deleted = await ada.one("delete_rating", rating_id=kept["id"])
    server.drop_database(name)

    assert (kept["item_id"], kept["rating"], kept["is_changed"]) == (DUNE, 4.5, True)
    assert (told["n_recorded"], told["refused"]) == (2, [{"index": 1, "error": "item_not_found"}])
    [[entry]] = [day["entries"] for day in looked_back["days"]]
    assert (entry["item"]["id"], entry["interaction_type"], entry["fraction"]) == (RAN, "watch", 0.95)
    assert (listed["total"], listed["ratings"][0]["id"]) == (1, kept["id"])
    assert refusal.value.slug == "rating_not_found"
    assert deleted == {"id": kept["id"], "item_id": DUNE, "implied": None}


@pytest.mark.parametrize(("fraction", "is_seen"), [(0.89, False), (0.9, True), (1, True)])
async def test_nine_tenths_watched_is_seen_and_less_is_not(ada: Caller, fraction: float, is_seen: bool) -> None:
    await record(ada, event("watch", fraction=fraction))

    assert await shelf_of(ada) == ({"seen"} if is_seen else set())


@pytest.mark.parametrize("taken_back", [None, "watchlist_remove", "unseen", "unfavorite", "unlike"])
async def test_each_mark_stays_whatever_is_said_of_the_others(ada: Caller, taken_back: str | None) -> None:
    marks = {"watchlist_remove": "watchlist_add", "unseen": "seen", "unfavorite": "favorite", "unlike": "like"}
    kinds = list(marks.values())
    for kind in [*kinds, *reversed(kinds), *([taken_back] if taken_back else [])]:
        await record(ada, event(kind))

    shelf = await ada.one("get_shelf", item_type="movie", item_id=DUNE)
    said = {
        "watchlist_add": shelf["on_watchlist_at"] is not None,
        "seen": shelf["seen_at"] is not None,
        "favorite": shelf["favorite_at"] is not None,
        "like": shelf["opinion"] == "like",
    }
    assert said == {kind: kind != marks.get(taken_back or "") for kind in kinds}
