"""A page of each part of an account, as an export has it."""

from typing import Any

import pytest

from tests.support.readers import rows, write

DUNE = {"id": 1, "item_type": "movie", "title": "Dune"}
EMMA = {"id": 3, "item_type": "movie", "title": "Emma"}
DAY = "2026-01-0{}T00:00:00+00:00"
PERSON = "00000000-0000-4000-8000-0000000000{}"


LIBRARIES = """
    insert into cinelibre.items (id, item_type, title) values
    (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma');
    insert into cinelibre.users (id, external_id, token_version) values (1, 'ada', 1), (2, 'bob', 1);
    insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at) values
    (1, 3, 4.5, 'rating', '2026-01-03'), (1, 1, 1, 'rating', '2026-01-01'), (2, 1, 2, 'rating', '2026-01-01'),
    (1, 2, 5, 'superlike', '2026-01-02');
    insert into cinelibre.shelf
    (user_id, item_id, on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at) values
    (1, 3, '2026-01-01', '2026-01-02', 'hide', '2026-01-03', '2026-01-04', 'like', '2026-01-05'),
    (1, 1, null, null, null, '2026-01-03', null, null, null),
    (2, 1, '2026-01-01', null, null, null, null, null, null);
    insert into cinelibre.interactions
    (user_id, item_id, interaction_type, occurred_at, on_day, rating, seconds, fraction, query, context,
    idempotency_key) values
    (1, 1, 'watch', '2026-01-01', '2026-01-01', 4, 60, 0.5, 'a', '{"b": null}', 'c'),
    (2, 1, 'view', '2026-01-01', null, null, null, null, null, null, null),
    (1, null, 'search', '2026-01-02', null, null, null, null, 'd', null, null);
    insert into cinelibre.preference_rollups
    (user_id, item_id, interaction_type, event_count, weight, first_at, last_at) values
    (1, 1, 'view', 2, 1, '2026-01-01', '2026-01-02'), (2, 1, 'view', 3, 1, '2026-01-01', '2026-01-02'),
    (1, null, 'search', 4, 1, '2026-01-03', '2026-01-04');
    insert into cinelibre.influences (user_id, kind, name, item_id, weight, set_at) values
    (1, 'item', null, 1, 0, '2026-01-01'), (2, 'genre', 'War', null, 0, '2026-01-01'),
    (1, 'genre', 'War', null, 1.5, '2026-01-02');
    insert into cinelibre.audit_events (user_id, action, occurred_at) values
    (1, 'rate_item', '2026-01-01'), (2, 'rate_item', '2026-01-01'), (1, 'mark_item', '2026-01-02');
    insert into cinelibre.groups (id, name, code) values
    ('00000000-0000-4000-8000-000000000001', 'Friday', 'A'),
    ('00000000-0000-4000-8000-000000000002', 'Sunday', 'B'),
    ('00000000-0000-4000-8000-000000000003', 'Others', 'C');
    insert into cinelibre.group_members (id, group_id, user_id, joined_at) values
    ('00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-000000000001', 1, '2026-01-01'),
    ('00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-000000000002', 2, '2026-01-02'),
    ('00000000-0000-4000-8000-00000000000c', '00000000-0000-4000-8000-000000000002', 1, '2026-01-03');
    insert into cinelibre.group_evenings (group_id, item_id, watched_at) values
    ('00000000-0000-4000-8000-000000000001', 1, '2026-01-01'),
    ('00000000-0000-4000-8000-000000000003', 1, '2026-01-01'),
    ('00000000-0000-4000-8000-000000000002', 3, '2026-01-03');
    insert into cinelibre.evening_members (evening_id, member_id, expected, best, satisfaction) values
    (1, '00000000-0000-4000-8000-00000000000a', 4, 5, 0.75), (3, '00000000-0000-4000-8000-00000000000b', 4, 5, 1);
    insert into cinelibre.feature_snapshots (user_id, taken_at, features) values
    (1, '2026-01-01', '{"average": 1}'), (2, '2026-01-01', '{"average": 2}'),
    (1, '2026-01-02', '{"average": null}');
"""
PEOPLE = """
    insert into cinelibre.users (id, external_id, name, person_id) values
    (11, 'kim', 'Kim', '00000000-0000-4000-8000-000000000011'),
    (13, 'lee', 'Lee', '00000000-0000-4000-8000-000000000013'),
    (17, 'max', 'Max', '00000000-0000-4000-8000-000000000017');
    insert into cinelibre.relations (user_id, other_id, said, said_at) values
    (1, 11, 'accepted', '2026-01-01'), (11, 1, 'accepted', '2026-01-02'), (1, 13, 'accepted', '2026-01-03'),
    (13, 1, 'blocked', '2026-01-04'), (17, 1, 'declined', '2026-01-05'), (2, 13, 'declined', '2026-01-05');
    insert into cinelibre.person_reports (user_id, other_id, reason, reported_at) values
    (1, 11, 'Rude.', '2026-01-01'), (1, 13, 'Ruder.', '2026-01-02'), (2, 1, 'Rude, too.', '2026-01-03');
"""

EXPERIMENTS = """
    insert into cinelibre.experiments (name, variants, changes, share, salt, most_worse, starts) values
    ('bolder', '[]', '{}', 1, 'a', 0.05, '2026-01-01'), ('other', '[]', '{}', 1, 'b', 0.05, '2026-01-01'),
    ('shorter', '[]', '{}', 1, 'c', 0.05, '2026-01-01');
    insert into cinelibre.experiment_readers (experiment_id, user_id, variant, entered_at) values
    (1, 1, 'bold', '2026-01-01'), (2, 2, 'control', '2026-01-01'), (3, 1, 'control', '2026-01-02');
    insert into cinelibre.experiment_days
    (experiment_id, user_id, day, n_shown, n_clicked, n_accepted, n_refused, n_rated, stars) values
    (1, 1, '2026-01-02', 40, 0, 0, 0, 0, 0), (1, 1, '2026-01-01', 20, 3, 2, 1, 2, 7.5),
    (2, 2, '2026-01-01', 10, 1, 1, 1, 1, 4);
"""
DAYS = [
    {"day": "2026-01-01", "n_shown": 20, "n_clicked": 3, "n_accepted": 2, "n_refused": 1, "n_rated": 2, "stars": 7.5},
    {"day": "2026-01-02", "n_shown": 40, "n_clicked": 0, "n_accepted": 0, "n_refused": 0, "n_rated": 0, "stars": 0},
]


@pytest.fixture
def url(database_url: str) -> str:
    """What Ada has three of, and Bob one."""
    write(database_url, LIBRARIES)
    write(database_url, PEOPLE)
    write(database_url, EXPERIMENTS)
    return database_url


PAGES: dict[str, list[tuple[int, dict[str, Any]]]] = {
    "ratings": [  # what is implied is left out
        (1, {"item": DUNE, "rating": 1, "rated_at": DAY.format(1)}),
        (3, {"item": EMMA, "rating": 4.5, "rated_at": DAY.format(3)}),
    ],
    "shelf": [
        (1, {"item": DUNE, "seen_at": DAY.format(3)}),
        (
            3,
            {
                "item": EMMA,
                "watchlist_at": DAY.format(1),
                "hidden_at": DAY.format(2),
                "hidden_by": "hide",
                "seen_at": DAY.format(3),
                "favorite_at": DAY.format(4),
                "opinion": "like",
                "opinion_at": DAY.format(5),
            },
        ),
    ],
    "interactions": [
        (
            1,
            {
                "item": DUNE,
                "interaction_type": "watch",
                "occurred_at": DAY.format(1),
                "on_day": "2026-01-01",
                "rating": 4,
                "seconds": 60,
                "fraction": 0.5,
                "query": "a",
                "context": {"b": None},  # a client's own, to the last null
                "idempotency_key": "c",
            },
        ),
        (3, {"interaction_type": "search", "occurred_at": DAY.format(2), "query": "d"}),
    ],
    "rollups": [
        (
            1,
            {
                "item": DUNE,
                "interaction_type": "view",
                "event_count": 2,
                "first_at": DAY.format(1),
                "last_at": DAY.format(2),
            },
        ),
        (3, {"interaction_type": "search", "event_count": 4, "first_at": DAY.format(3), "last_at": DAY.format(4)}),
    ],
    "groups": [
        (1, {"name": "Friday", "joined_at": DAY.format(1), "is_host": True}),
        (3, {"name": "Sunday", "joined_at": DAY.format(3), "is_host": False}),
    ],
    "evenings": [
        (
            1,
            {
                "group": "Friday",
                "item": DUNE,
                "watched_at": DAY.format(1),
                "expected": 4,
                "best": 5,
                "satisfaction": 0.75,
            },
        ),
        (3, {"group": "Sunday", "item": EMMA, "watched_at": DAY.format(3)}),
    ],
    "experiments": [
        (1, {"experiment": "bolder", "variant": "bold", "entered_at": DAY.format(1), "days": DAYS}),
        (3, {"experiment": "shorter", "variant": "control", "entered_at": DAY.format(2), "days": []}),
    ],
    "snapshots": [
        (1, {"taken_at": DAY.format(1), "features": {"average": 1}}),
        (3, {"taken_at": DAY.format(2), "features": {"average": None}}),
    ],
    "influences": [
        (1, {"kind": "item", "item": DUNE, "weight": 0, "set_at": DAY.format(1)}),
        (3, {"kind": "genre", "name": "War", "weight": 1.5, "set_at": DAY.format(2)}),
    ],
    "services": [
        (1, {"action": "rate_item", "occurred_at": DAY.format(1)}),
        (3, {"action": "mark_item", "occurred_at": DAY.format(2)}),
    ],
    "people": [  # who blocked or declined the reader is not told
        (11, {"person_id": PERSON.format(11), "name": "Kim", "relation": "friends", "said_at": DAY.format(1)}),
        (13, {"person_id": PERSON.format(13), "relation": "asked", "said_at": DAY.format(3)}),
    ],
    "person_reports": [
        (11, {"person_id": PERSON.format(11), "reason": "Rude.", "reported_at": DAY.format(1)}),
        (13, {"person_id": PERSON.format(13), "reason": "Ruder.", "reported_at": DAY.format(2)}),
    ],
}
FUNCTIONS = {
    "ratings": "list_exported_ratings",
    "shelf": "list_exported_shelf",
    "interactions": "list_exported_interactions",
    "rollups": "list_exported_rollups",
    "influences": "list_exported_influences",
    "services": "list_exported_services",
    "groups": "list_exported_groups",
    "evenings": "list_exported_evenings",
    "snapshots": "list_exported_snapshots",
    "experiments": "list_exported_experiments",
    "people": "list_exported_people",
    "person_reports": "list_exported_person_reports",
}


@pytest.mark.parametrize("part", FUNCTIONS)
def test_a_part_of_an_account_is_read_page_by_page(url: str, part: str) -> None:
    query = f"select place, body from cinelibre.{FUNCTIONS[part]}(%s, %s, %s)"
    first, second = PAGES[part]

    assert rows(url, query, 1, 0, 9) == [first, second]
    assert rows(url, query, 1, 0, 1) == [first]
    assert rows(url, query, 1, first[0], 9) == [second]
    assert rows(url, query, 1, second[0], 9) == []
    assert len(rows(url, query, 2, 0, 9)) == 1
    assert rows(url, "select * from cinelibre.list_exported(%s, %s, %s, %s)", 1, part, 0, 9) == [first, second]


def page(url: str, part: str, *asked: int, caller_id: int = 1, acts_for: int | None = None) -> dict[str, Any]:
    """What the caller is answered: page(url, "shelf", after, page_limit)."""
    query = "select public.get_library_page(%s, 1, %s, %s, %s, %s)"
    [(answer,)] = rows(url, query, caller_id, part, *asked, acts_for)
    return dict(answer)


@pytest.mark.parametrize("part", FUNCTIONS)
def test_a_page_has_its_part_alone_and_says_where_the_next_goes_on(url: str, part: str) -> None:
    [place, first], [end, second] = PAGES[part]

    assert page(url, part, 0, 3) == {"entries": [first, second], "last": None}  # shorter than it may be: the last
    assert page(url, part, 0, 2) == {"entries": [first, second], "last": end}
    assert page(url, part, 0, 1) == {"entries": [first], "last": place}
    assert page(url, part, place, 1) == {"entries": [second], "last": end}
    assert page(url, part, end, 1) == {"entries": [], "last": None}


@pytest.mark.parametrize("part", ["account", *FUNCTIONS])
def test_a_service_is_answered_the_part_of_whom_it_acts_for(url: str, part: str) -> None:
    write(
        url,
        """
        insert into cinelibre.users (id, external_id, token_version, name, role) values (3, 'cat', 1, 'Cat', 'service');
        update cinelibre.users set name = 'Ada' where id = 1;
        """,
    )

    of_ada = page(url, part, 0, 9, caller_id=3, acts_for=1)

    assert of_ada == page(url, part, 0, 9)
    assert of_ada != page(url, part, 0, 9, caller_id=3)


def test_the_account_is_one_page_without_its_id(url: str) -> None:
    write(url, "update cinelibre.users set name = 'Ada' where id = 1")

    whole = page(url, "account", 0, 1)

    [account] = whole["entries"]
    assert whole["last"] == 1
    assert account["name"] == "Ada"
    assert "id" not in account
    assert page(url, "account", 1, 1) == page(url, "nothing", 0, 1) == {"entries": [], "last": None}


def test_the_row_that_counts_an_account_is_read_once(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.user_interaction_summary
        select s.* from cinelibre.summarize_users('{1,2}') as s
        """,
    )
    query = "select place, body from cinelibre.list_exported_summary(%s, %s, %s)"

    [(place, body)] = rows(url, query, 1, 0, 9)

    # 4.5 and 1 are stars, the superlike's 5 is implied; three events and six that were rolled up.
    assert place == 1
    assert body.pop("counted_at")
    assert body == {
        "rating_count": 2,
        "rating_average": 2.75,
        "star_counts": [0, 1, 0, 0, 0, 0, 0, 0, 1, 0],
        "liked_count": 2,
        "watchlist_count": 1,
        "favorite_count": 1,
        "seen_count": 2,
        "hidden_count": 1,
        "event_count": 8,
        "search_count": 5,
        "first_at": DAY.format(1),
        "last_at": DAY.format(4),
    }
    assert len(rows(url, "select * from cinelibre.list_exported(1, 'summary', 0, 9)")) == 1
    assert rows(url, query, 1, 1, 9) == rows(url, query, 1, 0, 0) == rows(url, query, 3, 0, 9) == []
