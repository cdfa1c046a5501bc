"""A client's events on their way into the log: their time and faults, and which of them repeat others."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import ago, rows, write

ADA, BOB = 1, 2
DUNE, SOLARIS, ABSENT = 1, 2, 99
DAY = 24 * 3600
NOON, EARLIER, LATER = "2026-01-01T12:00:00Z", "2026-01-01T11:59:00Z", "2026-01-01T12:01:00Z"


@pytest.fixture
def url(database_url: str) -> str:
    """A movie, a book, two readers, and Ada's log of one noon."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'book', 'Solaris');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        insert into cinelibre.interactions
        (user_id, item_id, interaction_type, occurred_at, query, idempotency_key) values
        (1, 1, 'view', '2026-01-01 12:00:00+00', null, null),
        (1, null, 'search', '2026-01-01 12:00:00+00', 'dune', null),
        (1, 1, 'like', '2026-01-01 12:00:00+00', null, 'known');
        """,
    )
    return database_url


def test_a_key_is_known_of_one_reader(url: str) -> None:
    query = "select cinelibre.has_key(%s, %s)"

    asked = [(ADA, "known"), (ADA, "other"), (BOB, "known"), (ADA, None)]
    assert [rows(url, query, *each)[0][0] for each in asked] == [True, False, False, False]


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        ({"interaction_type": "like", "item_id": DUNE}, None),
        ({"interaction_type": "like", "item_id": DUNE, "item_type": "movie"}, None),
        ({"interaction_type": "clap", "item_id": ABSENT}, "unknown_type"),
        ({"item_id": DUNE}, "unknown_type"),
        ({"interaction_type": "like"}, "item_missing"),
        ({"interaction_type": "search", "query": "a", "item_id": DUNE}, "item_unexpected"),
        ({"interaction_type": "like", "item_id": ABSENT}, "item_not_found"),
        ({"interaction_type": "like", "item_id": DUNE, "item_type": "book"}, "item_not_found"),
        ({"interaction_type": "rate", "item_id": DUNE}, "rating_missing"),
        ({"interaction_type": "rate", "item_id": DUNE, "rating": 4}, None),
        ({"interaction_type": "watch", "item_id": DUNE, "rating": 4}, None),
        ({"interaction_type": "unrate", "item_id": DUNE, "rating": 4}, "rating_unexpected"),
        ({"interaction_type": "search", "query": "a", "rating": 4}, "rating_unexpected"),
        ({"interaction_type": "search"}, "query_missing"),
        ({"interaction_type": "search", "query": "a"}, None),
    ],
)
def test_an_event_is_at_fault_if_it_lacks_something_or_has_too_much(
    url: str, event: dict[str, Any], fault: str | None
) -> None:
    found = rows(url, "select e.fault from cinelibre.parse_events(%s, %s) as e", ADA, Jsonb([event]))

    assert found == [(fault,)]


@pytest.mark.parametrize(
    ("user_id", "seconds", "key", "fault"),
    [
        (ADA, -290, None, None),
        (ADA, -310, None, "in_the_future"),
        (ADA, -310, "known", "in_the_future"),
        (ADA, DAY - 60, None, None),
        (ADA, DAY + 60, None, "too_old"),
        (ADA, DAY + 60, "known", None),  # a late retry
        (BOB, DAY + 60, "known", "too_old"),
    ],
)
def test_an_event_is_of_the_last_day_or_at_most_five_minutes_ahead(
    url: str, user_id: int, seconds: int, key: str | None, fault: str | None
) -> None:
    event = {"interaction_type": "view", "item_id": DUNE, "occurred_at": ago(seconds), "idempotency_key": key}
    query = """
        select e.fault, round(extract(epoch from now() - e.happened_at) / 30)::integer
        from cinelibre.parse_events(%s, %s) as e
    """

    assert rows(url, query, user_id, Jsonb([event])) == [(fault, max(seconds, 0) // 30)]  # ahead is now


@pytest.mark.parametrize(
    ("kind", "n_days"),
    [
        *((kind, 30) for kind in ("rate", "unrate", "hide", "unhide", "watchlist_add", "watchlist_remove")),
        *((kind, 30) for kind in ("seen", "unseen", "like", "superlike", "dislike", "unlike", "favorite")),
        *((kind, 1) for kind in ("view", "click", "watch", "dwell", "recommendation_click")),
    ],
)
def test_ratings_and_marks_may_be_thirty_days_old_and_all_else_a_day(url: str, kind: str, n_days: int) -> None:
    events = [
        {"interaction_type": kind, "item_id": DUNE, "occurred_at": ago(n_days * DAY + seconds)}
        | ({"rating": 4} if kind == "rate" else {})
        for seconds in (-60, 60)
    ]

    found = rows(url, "select e.fault from cinelibre.parse_events(%s, %s) as e", ADA, Jsonb(events))

    assert found == [(None,), ("too_old",)]


def test_events_are_read_in_their_order_and_say_nothing_that_only_we_may_say(url: str) -> None:
    events = [
        {
            "interaction_type": "view", "item_id": DUNE, "rating": 4, "seconds": 5, "fraction": 0.5, "query": "a",
            "context": {"b": 1}, "idempotency_key": "c", "place": 7, "fault": "d", "is_debounced": False,
            "happened_at": NOON,
        },
        {"interaction_type": "like", "item_id": DUNE, "item_type": "movie"},
    ]  # fmt: skip
    query = """
        select jsonb_strip_nulls(to_jsonb(e) - 'happened_at'), e.happened_at = now()
        from cinelibre.parse_events(1, %s) as e
    """

    said = {name: events[0][name] for name in events[0] if name not in ("happened_at", "fault")}
    assert rows(url, query, Jsonb(events)) == [
        (said | {"place": 0, "is_debounced": True}, True),
        (events[1] | {"place": 1, "is_debounced": False}, True),
    ]


def event(place: int, at: str = NOON, kind: str = "view", item_id: int | None = DUNE, **more: Any) -> dict[str, Any]:
    """A good event that may be debounced."""
    return {
        "place": place, "happened_at": at, "interaction_type": kind, "item_id": item_id, "is_debounced": True, **more,
    }  # fmt: skip


FRESH = "2026-01-05T12:0{}:00Z"  # days after what the log has


@pytest.mark.parametrize(
    ("events", "repeats"),
    [
        ([event(0, EARLIER), event(1, LATER)], [0, 1]),  # a minute to either side
        ([event(0, "2026-01-01T11:58:59Z"), event(1, "2026-01-01T12:01:01Z")], []),
        ([event(0, is_debounced=False), event(1, kind="click"), event(2, item_id=SOLARIS), event(3, query="a")], []),
        ([event(0, kind="search", item_id=None, query="dune")], [0]),
        ([event(0, kind="search", item_id=None, query="ran")], []),
        ([event(0, fault="too_old")], []),
        ([event(0, FRESH.format(1), "like", is_debounced=False, idempotency_key="known")], [0]),
        ([event(0, FRESH.format(1), fault="too_old", idempotency_key="known")], []),
        # of the batch
        ([event(0, FRESH.format(1)), event(1, FRESH.format(2)), event(2, FRESH.format(4))], [1]),
        ([event(0, FRESH.format(2)), event(1, FRESH.format(1))], [1]),
        ([event(0, FRESH.format(1), fault="too_old"), event(1, FRESH.format(1))], []),
        ([event(0, FRESH.format(1)), event(1, FRESH.format(1), is_debounced=False)], []),
        ([event(0, FRESH.format(1)), event(1, FRESH.format(1), "click")], []),
        ([event(0, FRESH.format(1)), event(1, FRESH.format(1), item_id=SOLARIS)], []),
        ([event(0, FRESH.format(1)), event(1, FRESH.format(1), query="a")], []),
        ([event(0, FRESH.format(1), idempotency_key="a"), event(1, FRESH.format(8), "like", idempotency_key="a")], [1]),
        ([event(0, FRESH.format(1), idempotency_key="a"), event(1, FRESH.format(8), "like", idempotency_key="b")], []),
    ],
)  # fmt: skip
def test_an_event_repeats_one_of_its_key_or_an_equal_one_within_a_minute(
    url: str, events: list[dict[str, Any]], repeats: list[int]
) -> None:
    query = """
        select r from cinelibre.find_repeats(
            %s, array(select e from jsonb_populate_recordset(null::cinelibre.incoming_event, %s) as e){}
        ) as r
    """

    assert [row[0] for row in rows(url, query.format(""), ADA, Jsonb(events))] == repeats
    if repeats == [0, 1]:
        assert rows(url, query.format(", '59 seconds'"), ADA, Jsonb(events)) == []
        assert rows(url, query.format(""), BOB, Jsonb(events)) == []


def test_good_events_are_stored_and_the_others_told(url: str) -> None:
    write(url, "update cinelibre.interactions set occurred_at = now() where true")
    [(last,)] = rows(url, "select max(id) from cinelibre.interactions")
    events = [
        {"interaction_type": "clap", "item_id": DUNE},
        {"interaction_type": "view", "item_id": DUNE},  # repeats what the log has
        {
            "interaction_type": "watch", "item_id": SOLARIS, "rating": 4, "seconds": 5, "fraction": 0.5, "query": "a",
            "context": {"b": 1}, "idempotency_key": "c",
        },
        {"interaction_type": "like"},
        {"interaction_type": "view", "item_id": SOLARIS},
    ]  # fmt: skip

    answer = rows(url, "select ids, n_repeated, refused from cinelibre.record_events(%s, %s)", ADA, Jsonb(events))

    refused = [{"index": 0, "error": "unknown_type"}, {"index": 3, "error": "item_missing"}]
    assert answer == [([last + 1, last + 2], 1, refused)]
    stored = """
        select user_id, interaction_type, item_id, rating, seconds, fraction, query, context, idempotency_key
        from cinelibre.interactions where id > %s and occurred_at > now() - interval '1 minute' order by id
    """
    assert rows(url, stored, last) == [
        (ADA, "watch", SOLARIS, 4, 5, 0.5, "a", {"b": 1}, "c"),
        (ADA, "view", SOLARIS, None, None, None, None, None, None),
    ]
    assert rows(url, "select ids, n_repeated, refused from cinelibre.record_events(1, '[]')") == [([], 0, [])]
