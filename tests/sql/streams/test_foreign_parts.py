"""Events of other services on their way in: whom they name, what is wrong with them, and which were there before."""

from typing import Any
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import ago, rows, write

ADA, BOB, EVE, ADMIN, ABSENT = 1, 2, 3, 4, 99
DUNE, SOLARIS = 1, 2
KNOWN, FIRST, SECOND = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))
MAY_1 = "2020-05-01T10:00:00Z"
LIKE = {"event_id": FIRST, "user_id": ADA, "interaction_type": "like", "item_id": DUNE, "occurred_at": MAY_1}
JUDGED = "select place, outcome, reason from cinelibre.judge_foreign_events(%s)"


@pytest.fixture(scope="module")
def url(servers: dict[int, Any]) -> Any:
    """A movie, a book, three readers, an admin, and an inbox with one event."""
    name = servers[18].create_database("shipped")
    url = servers[18].url_of(name)
    write(
        url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'book', 'Solaris');
        insert into cinelibre.users (id, external_id, email, role) values
        (1, 'https://issuer.example ada', 'ada@example.org', 'user'), (2, 'bob', null, 'user'),
        (3, 'eve', null, 'service'), (4, null, 'root@example.org', 'admin');
        insert into cinelibre.inbox (event_id) values ('00000000-0000-4000-8000-000000000001');
        """,
    )
    yield url
    servers[18].drop_database(name)


def without(*names: str) -> dict[str, Any]:
    """The like without some of its fields."""
    return {name: value for name, value in LIKE.items() if name not in names}


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ({"user_id": ADA}, [(ADA, None)]),
        ({"external_id": "https://issuer.example ada"}, [(ADA, None)]),
        ({"email": "Ada@Example.org"}, [(ADA, None)]),
        ({"user_id": str(BOB)}, [(BOB, None)]),
        ({"user_id": ABSENT}, [(None, None)]),
        ({"user_id": EVE}, [(None, None)]),
        ({"email": "root@example.org"}, [(None, None)]),
        ({}, [(None, "user_missing")]),
        ({"user_id": ADA, "email": "ada@example.org"}, [(None, "user_ambiguous")]),
        ({"external_id": "bob", "email": "ada@example.org"}, [(None, "user_ambiguous")]),
        ({"user_id": 1.5}, [(None, "user_id_invalid")]),
    ],
)
def test_an_event_names_exactly_one_reader(url: str, named: dict[str, Any], found: list[Any]) -> None:
    given = Jsonb([{**without("user_id"), **named}])

    assert rows(url, "select user_id, reason from cinelibre.parse_foreign_events(%s)", given) == found


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event_id", "one"),
        ("user_id", "ada"),
        ("item_id", 3_000_000_000),
        ("rating", "five"),
        ("seconds", 1.5),
        ("fraction", []),
        ("occurred_at", "the first of May"),
        ("occurred_at", "2020-02-30T00:00:00Z"),
    ],
)
def test_a_value_that_no_column_could_take_is_named_and_stops_nothing(url: str, field: str, value: Any) -> None:
    given = Jsonb([{**LIKE, field: value}, LIKE])

    assert rows(url, JUDGED, given) == [(0, "refused", f"{field}_invalid"), (1, "applied", None)]


@pytest.mark.parametrize("event", [None, 7, "like", [LIKE], {}])
def test_what_is_no_event_is_refused_beside_one_that_is(url: str, event: Any) -> None:
    assert rows(url, JUDGED, Jsonb([event, LIKE])) == [(0, "refused", "user_missing"), (1, "applied", None)]


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        ({"interaction_type": "watch", "rating": 0.5, "seconds": 0, "fraction": 0}, None),
        ({"interaction_type": "watch", "rating": 5, "fraction": 1, "context": {"page": "tv"}}, None),
        ({"rating": 0}, "rating_invalid"),
        ({"rating": 5.5}, "rating_invalid"),
        ({"rating": 3.7}, "rating_invalid"),
        ({"rating": "NaN"}, "rating_invalid"),
        ({"seconds": -1}, "seconds_invalid"),
        ({"fraction": -0.1}, "fraction_invalid"),
        ({"fraction": 1.1}, "fraction_invalid"),
        ({"query": ""}, "query_invalid"),
        ({"context": ["tv"]}, "context_invalid"),
    ],
)
def test_a_value_that_the_log_refuses_has_a_name(url: str, event: dict[str, Any], fault: str | None) -> None:
    query = "select cinelibre.find_value_fault(jsonb_populate_record(null::cinelibre.incoming_event, %s))"

    assert rows(url, query, Jsonb(event)) == [(fault,)]


@pytest.mark.parametrize(
    ("event", "is_known", "fault"),
    [
        ({"interaction_type": "like", "item_id": DUNE}, True, None),
        ({"interaction_type": "like", "item_id": DUNE}, False, "item_not_found"),
        ({"interaction_type": "clap", "item_id": DUNE}, True, "unknown_type"),
        ({"interaction_type": "search", "query": "dune"}, False, None),
        ({"interaction_type": "search"}, False, "query_missing"),
    ],
)
def test_a_fault_of_an_event_has_a_name(url: str, event: dict[str, Any], is_known: bool, fault: str | None) -> None:
    query = """
        select cinelibre.find_event_fault(event, kind, %s)
        from jsonb_populate_record(null::cinelibre.incoming_event, %s) as event
        left join cinelibre.interaction_types as kind on kind.name = event.interaction_type
    """

    assert rows(url, query, is_known, Jsonb(event)) == [(fault,)]


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (LIKE, ("applied", None)),
        ({**LIKE, "event_id": KNOWN}, ("repeated", None)),
        ({**LIKE, "event_id": KNOWN, "user_id": ABSENT}, ("repeated", None)),  # its reader is gone since
        (without("event_id"), ("refused", "event_id_missing")),
        ({**LIKE, "user_id": ABSENT}, ("refused", "user_not_found")),
        ({**LIKE, "item_id": ABSENT}, ("refused", "item_not_found")),
        ({**LIKE, "item_type": "book"}, ("refused", "item_not_found")),
        ({**LIKE, "interaction_type": "clap"}, ("refused", "unknown_type")),
        ({**LIKE, "rating": 9}, ("refused", "rating_invalid")),
        (without("occurred_at"), ("refused", "occurred_at_missing")),
        ({**LIKE, "occurred_at": "infinity"}, ("refused", "in_the_future")),
        ({**LIKE, "occurred_at": "1970-01-01T00:00:00Z"}, ("applied", None)),
        ({**LIKE, "occurred_at": "1969-12-31T23:59:59Z"}, ("refused", "before_1970")),
        ({**LIKE, "occurred_at": "-infinity"}, ("refused", "before_1970")),
    ],
)
def test_each_event_is_judged_by_itself(url: str, event: dict[str, Any], outcome: tuple[str, str | None]) -> None:
    assert rows(url, JUDGED, Jsonb([event])) == [(0, *outcome)]


@pytest.mark.parametrize(("seconds_ahead", "outcome"), [(290, ("applied", None)), (330, ("refused", "in_the_future"))])
def test_a_clock_may_be_five_minutes_fast(url: str, seconds_ahead: int, outcome: tuple[str, str | None]) -> None:
    assert rows(url, JUDGED, Jsonb([{**LIKE, "occurred_at": ago(-seconds_ahead)}])) == [(0, *outcome)]


def test_of_twins_in_a_batch_the_first_good_one_counts(url: str) -> None:
    bad = {**LIKE, "item_id": ABSENT}

    judged = rows(url, JUDGED, Jsonb([bad, LIKE, LIKE, {**LIKE, "event_id": SECOND}, bad]))

    assert [outcome for _, outcome, _ in judged] == ["refused", "applied", "repeated", "applied", "repeated"]


def test_what_another_call_has_just_taken_is_a_repeat(url: str) -> None:
    query = """
        select taken.place, taken.outcome, taken.reason
        from unnest(cinelibre.take_foreign_events(array[
            (1, %s, 1, 'applied', null, null),
            (2, %s, 1, 'applied', null, null),
            (3, %s, 1, 'refused', 'unknown_type', null)
        ]::cinelibre.foreign_event[])) as taken
    """

    assert rows(url, query, KNOWN, SECOND, FIRST) == [
        (1, "repeated", None),
        (2, "applied", None),
        (3, "refused", "unknown_type"),
    ]
    assert rows(url, "select event_id from cinelibre.inbox order by 1") == [(UUID(KNOWN),), (UUID(SECOND),)]
    write(url, "delete from cinelibre.inbox where event_id = %s", SECOND)


def test_outcomes_are_told_in_the_order_of_the_events(url: str) -> None:
    query = """
        select cinelibre.describe_outcomes(array[
            (1, null, 1, 'refused', 'unknown_type', null), (0, null, 1, 'applied', null, null)
        ]::cinelibre.foreign_event[]), cinelibre.describe_outcomes('{}')
    """

    told = [{"outcome": "applied", "reason": None}, {"outcome": "refused", "reason": "unknown_type"}]
    assert rows(url, query) == [(told, [])]


def test_each_reader_is_locked_once_and_nobody_for_events_without_one(url: str) -> None:
    locked = """
        with locked as materialized (select cinelibre.lock_readers(array[2, 1, null, 2]) as n)
        select l.n, array(
            select p.objid::integer from pg_locks as p
            where p.locktype = 'advisory'
                and p.classid = hashtext('cinelibre.lock_user')::bit(32)::bigint
                and p.pid = pg_backend_pid()
            order by 1
        )
        from locked as l
    """

    assert rows(url, locked) == [(2, [ADA, BOB])]
