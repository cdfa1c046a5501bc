"""What is exported reads back in, here and where the same items have other ids, and nothing of it is lost."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.api.library.shelves import CATALOGUE, DUNE, N_ITEMS, RAN, Place, Reader, a_place, snapshot
from tests.support.readers import assert_counts_equal_a_recount, rows, write
from tests.support.servers import Server

# A database may have types of its own.
NEW_TYPES = """
    insert into cinelibre.interaction_types
    (name, affinity, preference, hides, mark, undoes, implied_rating, in_history)
    values
    ('adore', 4, 0.9, false, 'opinion', null, 4, false),
    ('block', -4, -0.5, true, null, null, 0.5, false),
    ('skim', 0.1, 0.1, false, null, null, null, true)
"""
KINDS = (
    *("view", "click", "watch", "seen", "unseen", "like", "superlike", "dislike", "unlike", "favorite", "unfavorite"),
    *("watchlist_add", "watchlist_remove", "hide", "unhide", "unrate", "adore", "block", "skim"),
)
ELSEWHERE = ({"item_type": "movie", "title": "Not Here", "year": 1900}, *reversed(CATALOGUE))


@pytest.fixture(scope="module")
async def here(place: Place) -> Place:
    """The file's service, with types of its own."""
    write(place.url, NEW_TYPES)
    return place


@pytest.fixture(scope="module")
async def elsewhere(servers: dict[int, Server]) -> AsyncIterator[Place]:
    """Another service on the same items, each under another id."""
    name = servers[18].create_database("shipped")
    async with a_place(servers[18].url_of(name), ELSEWHERE) as opened:
        write(opened.url, NEW_TYPES)
        yield opened
    servers[18].drop_database(name)


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXT = (
    st.text(LETTERS, min_size=1, max_size=20)
    | st.sampled_from(["🎬", 'a "b" \\', "a\nb\r\n\tc", "बारिश", "=1+1", "''"])
).filter(lambda text: bool(text.strip()))
NUMBER = st.integers(-(10**40), 10**40) | st.floats(allow_nan=False, allow_infinity=False)
VALUE = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
CONTEXT = st.dictionaries(TEXT, VALUE, max_size=3)
ITEM = st.integers(1, N_ITEMS)
STARS = st.integers(1, 10).map(lambda half: half / 2)
SAID: dict[str, st.SearchStrategy[Any]] = {
    "minutes_ago": st.integers(1, 3),
    "microseconds": st.sampled_from([0, 1, 999_999]),
}
CIRCUMSTANCES: dict[str, st.SearchStrategy[Any]] = {"context": CONTEXT, "idempotency_key": TEXT}
EVENT = (
    st.fixed_dictionaries(
        {"interaction_type": st.sampled_from(KINDS), "item_id": ITEM, **SAID},
        optional={
            "seconds": st.integers(0, 10_000_000),
            "fraction": st.floats(0, 1, width=32) | st.just(0.9),
            "query": TEXT,
            **CIRCUMSTANCES,
        },
    )
    | st.fixed_dictionaries(
        {"interaction_type": st.just("rate"), "item_id": ITEM, "rating": STARS, **SAID}, optional=CIRCUMSTANCES
    )
    | st.fixed_dictionaries({"interaction_type": st.just("search"), "query": TEXT, **SAID}, optional=CIRCUMSTANCES)
)


def told_apart(event: dict[str, Any]) -> str:
    """What two events of one moment differ in: such as are equal in everything are one."""
    told = ("interaction_type", "item_id", *SAID, "rating", "seconds", "query", "idempotency_key")
    return repr([str(event.get(name)).strip() for name in told])


STEP = (
    st.tuples(st.just("events"), st.lists(EVENT, min_size=1, max_size=6, unique_by=told_apart))
    | st.tuples(st.just("rate"), st.tuples(ITEM, STARS))
    | st.tuples(st.just("unrate"), st.none())
    | st.tuples(st.sampled_from(["watchlist_add", "watchlist_remove", "hide", "unhide"]), ITEM)
)
STORY = st.lists(STEP, max_size=8)


def dated(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The event as a client sends it at this moment."""
    rest = {name: value for name, value in event.items() if name not in SAID}
    moment = now - timedelta(minutes=event["minutes_ago"], microseconds=event["microseconds"])
    return {**rest, "occurred_at": moment.isoformat()}


async def live(reader: Reader, story: list[Any]) -> None:
    """Does what the story says, as a client would."""
    for kind, what in story:
        if kind == "events":
            now = datetime.now(UTC)
            await reader.asked("POST", "/interactions/batch", json={"events": [dated(event, now) for event in what]})
        elif kind == "rate":
            await reader.caller.one("rate_item", item_id=what[0], rating=what[1])
        elif kind == "unrate":
            for (rating_id,) in rows(
                reader.place.url,
                "select id from cinelibre.ratings where user_id = %s and source = 'rating' order by id limit 1",
                reader.claims.user_id,
            ):
                await reader.caller.one("delete_rating", rating_id=rating_id)
        else:
            item_type = CATALOGUE[what - 1]["item_type"]
            await reader.caller.one("mark_item", item_type=item_type, item_id=what, interaction_type=kind)


def parts(document: dict[str, Any], *, with_ids: bool = True) -> dict[str, list[Any]]:
    """What an account brings along. Without their ids, ratings and marks stand in no order: it was that of the ids."""
    found = {part: document[part] for part in ("ratings", "shelf", "interactions")}
    if with_ids:
        return found
    for entry in [entry for entries in found.values() for entry in entries if "item" in entry]:
        del entry["item"]["id"]
    return {**found, **{part: sorted(found[part], key=json.dumps) for part in ("ratings", "shelf")}}


def nameless(reader: Reader) -> list[Any]:
    """Every rating, implied ones too, by the title and year of its item."""
    query = """
        select i.item_type, i.title, i.year, i.folded_people, r.rating, r.source, r.rated_at, m.tmdb_id
        from cinelibre.ratings as r
        join cinelibre.items as i on i.id = r.item_id
        left join cinelibre.movies as m on m.item_id = i.id
        where r.user_id = %s
    """
    return sorted(rows(reader.place.url, query, reader.claims.user_id), key=str)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=STORY)
@example(story=[])
@example(
    story=[
        ("rate", (RAN, 4.5)),
        ("hide", DUNE),
        (
            "events",
            [
                {
                    "interaction_type": "block",
                    "item_id": RAN,
                    "minutes_ago": 1,
                    "microseconds": 1,
                    "context": {"a": 1e300},
                },
                {
                    "interaction_type": "adore",
                    "item_id": RAN,
                    "minutes_ago": 2,
                    "microseconds": 1,
                    "context": {"a": -0.0},
                },
                {"interaction_type": "skim", "item_id": RAN, "minutes_ago": 2, "microseconds": 1, "fraction": 0.1},
                {"interaction_type": "skim", "item_id": RAN, "minutes_ago": 2, "microseconds": 1, "fraction": 0.2},
                {"interaction_type": "search", "query": " '\"\n🎬", "minutes_ago": 2, "microseconds": 0},
                {
                    "interaction_type": "view",
                    "item_id": 2,
                    "minutes_ago": 1,
                    "microseconds": 0,
                    "context": {"a": [0] * 1020},
                },
            ],
        ),
    ]
)
async def test_any_account_reads_back_in_with_nothing_lost(here: Place, elsewhere: Place, story: list[Any]) -> None:
    ada = await here.reader()
    await live(ada, story)
    before = snapshot(here.url)
    document = await ada.exported()
    content = json.dumps(document)

    again = await ada.imported(content)
    heir, emigrant = await here.reader(), await elsewhere.reader()
    inherited, taken_along = await heir.imported(content), await emigrant.imported(content)

    n_entries = sum(map(len, parts(document).values()))
    after = snapshot(here.url)
    assert again["counts"] == ({"already_there": n_entries} if n_entries else {})
    assert {
        table: [row for row in kept if row.get("user_id") == ada.claims.user_id] for table, kept in after.items()
    } == {table: [row for row in kept if row.get("user_id") == ada.claims.user_id] for table, kept in before.items()}
    for report in (inherited, taken_along):
        assert report["counts"] == ({"created": n_entries} if n_entries else {})
    assert parts(await heir.exported()) == parts(document)
    assert heir.ratings() == ada.ratings()
    assert heir.shelf() == ada.shelf()
    assert nameless(emigrant) == nameless(ada)
    assert parts(await emigrant.exported(), with_ids=False) == parts(document, with_ids=False)
    assert_counts_equal_a_recount(here.url)
    assert_counts_equal_a_recount(elsewhere.url)
