"""Preferences and their trend, by hand and against the function that lists use."""

from datetime import UTC, date, datetime
from math import log
from typing import Any

import pytest

from tests.support.readers import Row, rows, write

MONTHS = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
# ½ + ½ · 2^(−days / 30)
AGE_28, AGE_31, AGE_59 = 0.761824, 0.744290, 0.627922


@pytest.fixture
def url(database_url: str) -> str:
    """Ada rated three of four films, one in each month; Bob one. Dune and Emma have opposite descriptions."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, genres, language, year, people) values
        (1, 'movie', 'Dune', '{War,Epic}', 'en', 1984, '{Lynch}'),
        (2, 'movie', 'Ran', '{War}', 'ja', 1985, '{Kurosawa}'),
        (3, 'book', 'Emma', '{Love}', 'en', 1815, '{Austen}'),
        (4, 'movie', 'Ikiru', '{Drama}', 'ja', 1952, '{Kurosawa}');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob'), (3, 'cid');
        insert into cinelibre.ratings (user_id, item_id, rating, rated_at) values
        (1, 1, 5, '2026-01-10'), (1, 2, 1, '2026-02-10'), (1, 3, 4, '2026-03-10'), (2, 4, 5, '2026-01-01');
        """,
    )
    write(database_url, "select public.refresh_features()")
    return database_url


def embed(url: str, item_id: int, sign: str) -> None:
    """An item's description points this way or the other."""
    write(
        url,
        """
        insert into cinelibre.models (id, kind, name, dimension)
        values (1, 'embedding', 'one', 384) on conflict do nothing
        """,
    )
    write(
        url,
        f"""
        insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id)
        select i.id, i.item_type,
            extensions.l2_normalize(array_fill({sign}1, array[384])::extensions.vector)::extensions.halfvec,
            'h', 1
        from cinelibre.items as i where i.id = {item_id}
        """,
    )


def preferences(url: str, user_id: int, history_limit: int = 200, per_kind: int = 50) -> dict[tuple[str, str], Row]:
    """What is told of each feature."""
    found = rows(url, "select * from cinelibre.list_preferences(%s, %s, %s)", user_id, history_limit, per_kind)
    return {(row[0], row[1]): row[2:] for row in found}


def test_an_item_is_evidence_of_its_own_decade_and_of_a_person_once(url: str) -> None:
    write(url, "update cinelibre.items set people = '{Austen,Austen}' where id = 3")
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)"
        " values (1, 4, 'view', '2026-03-11')",
    )
    query = "select kind, name, n_items, newest_at::date::text from cinelibre.list_evidence(1, %s, %s) order by 1, 2"

    found = rows(url, query, [3, 2], [4])

    assert found == [
        ("decade", "1810", 1, "2026-03-10"), ("decade", "1950", 1, "2026-03-11"), ("decade", "1980", 1, "2026-02-10"),
        ("genre", "Drama", 1, "2026-03-11"), ("genre", "Love", 1, "2026-03-10"), ("genre", "War", 1, "2026-02-10"),
        ("language", "en", 1, "2026-03-10"), ("language", "ja", 2, "2026-03-11"),
        ("person", "Austen", 1, "2026-03-10"), ("person", "Kurosawa", 2, "2026-03-11"),
        ("type", "book", 1, "2026-03-10"), ("type", "movie", 2, "2026-03-11"),
    ]  # fmt: skip
    assert rows(url, query, [], None) == []


def test_two_items_of_one_moment_are_two(url: str) -> None:
    write(
        url,
        "insert into cinelibre.ratings (user_id, item_id, rating, rated_at) values (1, 4, 5, '2026-02-10')",
    )

    found = rows(url, "select n_items from cinelibre.list_evidence(1, '{2,4}', null) where name = 'Kurosawa'")

    assert found == [(2,)]


def test_a_preference_is_what_lists_use_with_the_items_it_rests_on(url: str) -> None:
    found = preferences(url, 1)
    used = rows(
        url,
        "select l.* from cinelibre.list_rated(1) as h"
        " cross join cinelibre.list_likings(h.item_ids, h.ratings, shares => h.shares) as l",
    )

    assert {(kind, name): likings for kind, name, *likings in used} == {
        feature: list(row[:2]) for feature, row in found.items()
    }
    assert found["genre", "War"][2:] == (2, datetime(2026, 2, 10, tzinfo=UTC))
    assert found["type", "movie"][2] == 2
    assert found["person", "Kurosawa"][2:] == (1, datetime(2026, 2, 10, tzinfo=UTC))
    assert found["genre", "Drama"][2:] == (0, None)
    assert preferences(url, 3) == {}


def test_what_was_only_looked_at_says_something_too(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at) values
        (1, 4, 'view', '2026-03-11'), (1, 4, 'click', '2026-03-10'), (2, 4, 'view', '2026-03-12'),
        (1, 1, 'view', '2026-03-12')
        """,
    )

    found = preferences(url, 1)

    # Dune is rated, so that its view says nothing.
    assert found["genre", "Drama"][2:] == (1, datetime(2026, 3, 11, tzinfo=UTC))
    assert found["person", "Kurosawa"][2:] == (2, datetime(2026, 3, 11, tzinfo=UTC))
    assert found["genre", "War"][3] == datetime(2026, 2, 10, tzinfo=UTC)


def test_the_newest_event_with_an_item_is_found_in_the_log_and_in_what_is_left_of_it(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at) values
        (1, 4, 'view', '2026-03-11'), (1, 4, 'view', '2026-03-10'), (1, 2, 'view', '2026-03-12'),
        (2, 4, 'view', '2026-03-12');
        insert into cinelibre.preference_rollups
        (user_id, item_id, interaction_type, event_count, weight, first_at, last_at) values
        (1, 3, 'view', 2, 1, '2026-01-01', '2026-01-02'), (2, 3, 'view', 2, 1, '2026-01-01', '2026-01-03')
        """,
    )
    query = "select item_id, moment::date::text from cinelibre.list_newest_events(1, '{3,4}', %s) order by 1"

    assert rows(url, query, 2) == [(3, "2026-01-02"), (4, "2026-03-11")]
    assert rows(url, query, 1) == [(3, "2026-01-02")]


def test_what_it_rests_on_ends_with_the_history_that_counts(url: str) -> None:
    assert preferences(url, 1, history_limit=2)["genre", "War"][2] == 1
    assert preferences(url, 1, history_limit=1)["genre", "War"][2:] == (0, None)


def test_each_kind_has_those_of_which_most_is_said_and_all_decades(url: str) -> None:
    everything, found = preferences(url, 1), preferences(url, 1, per_kind=1)

    said = {name: abs(row[0] - row[1]) for (kind, name), row in everything.items() if kind == "genre"}
    assert [name for kind, name in found if kind == "genre"] == [max(said, key=lambda name: said[name])]
    decades = {name for kind, name in everything if kind == "decade"}
    assert {name for kind, name in found if kind == "decade"} == decades
    assert len(decades) > 1


@pytest.mark.parametrize(
    ("until", "limit", "told"),
    [
        ("2026-03-11", 9, ([3, 2, 1], [4, 1, 5], [1, AGE_28, AGE_59])),
        ("2026-03-10", 9, ([2, 1], [1, 5], [1, AGE_31])),
        ("2026-03-11", 2, ([3, 2], [4, 1], [1, AGE_28])),
        ("2026-01-10", 9, ([], [], [])),
    ],
)
def test_a_history_ends_before_a_moment_and_is_aged_from_its_newest_rating(
    url: str, until: str, limit: int, told: Row
) -> None:
    [(*history, shares)] = rows(url, "select * from cinelibre.list_rated(1, %s, %s)", limit, until)

    assert (*history, shares) == (*told[:2], pytest.approx(told[2], abs=1e-5))


def test_a_trend_is_what_lists_would_have_used_at_the_end_of_each_month(url: str) -> None:
    kinds, names = zip(*preferences(url, 1), strict=True)
    query = "select * from cinelibre.list_trends(1, %s, 'UTC', %s, %s, %s)"

    found = rows(url, query, MONTHS, list(kinds), list(names), 200)

    told: dict[date, dict[tuple[str, str], Any]] = {month: {} for month in MONTHS}
    for month, kind, name, *likings in found:
        told[month][kind, name] = tuple(likings)
    query_of_one = "select * from cinelibre.list_likings(%s, %s, shares => %s::float8[])"
    histories = (([1], [5], [1.0]), ([2, 1], [1, 5], [1.0, AGE_31]), ([3, 2, 1], [4, 1, 5], [1.0, AGE_28, AGE_59]))
    for month, history in zip(MONTHS, histories, strict=True):
        used = {row[:2]: pytest.approx(row[2:], abs=1e-5) for row in rows(url, query_of_one, *history)}
        assert {feature: used[feature] for feature in told[month]} == told[month]
        assert {feature for feature in used if feature[0] != "person"} <= told[month].keys()
    # In January Dune alone is liked, wholly. Two of three films are of War: ln((1 + 1) / (2 / 3 + 1)).
    assert told[MONTHS[0]]["genre", "War"] == pytest.approx((log(1.2), 0))
    assert {row[0] for row in rows(url, query, MONTHS, list(kinds), list(names), 1)} == set(MONTHS)


def test_a_month_ends_in_the_readers_timezone(url: str) -> None:
    write(url, "update cinelibre.ratings set rated_at = '2026-02-28 20:00Z' where user_id = 1 and item_id = 2")
    query = "select liked from cinelibre.list_trends(1, '{2026-02-01}', %s, '{language}', '{ja}', 9)"

    # In Kolkata it is March already. Of Dune alone, ln(1 / (1 * 2 / 3 + 1)); with Ran it is 49.83 days old:
    # ½ + ½ · 2^(−49.8333 / 30) = 0.658098.
    assert rows(url, query, "Asia/Kolkata") == [(pytest.approx(log(1 / (2 / 3 + 1))),)]
    assert rows(url, query, "UTC") == [(pytest.approx(log(1 / (0.658098 * 2 / 3 + 1)), abs=1e-6),)]


def test_every_preference_has_every_month_and_nought_where_nothing_is_said(url: str) -> None:
    [(told,)] = rows(url, "select cinelibre.describe_trends(1, %s, 'UTC', 200, 50)", [date(2025, 12, 1), *MONTHS])

    trends = {(row["kind"], row["name"]): row["trend"] for row in told}
    now = preferences(url, 1)
    assert trends.keys() == now.keys()
    assert {tuple(point["month"] for point in trend) for trend in trends.values()} == {
        ("2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01")
    }
    assert trends["genre", "War"][0] == {"month": "2025-12-01", "liked": 0, "disliked": 0}
    assert trends["genre", "War"][3]["liked"] == pytest.approx(now["genre", "War"][0])
    assert rows(url, "select cinelibre.describe_trends(3, %s, 'UTC', 200, 50)", MONTHS) == [([],)]


def test_opposite_stories_leave_a_short_taste_vector(url: str) -> None:
    assert rows(url, "select cinelibre.measure_taste(1)") == [(None,)]
    embed(url, 1, "")
    assert rows(url, "select cinelibre.measure_taste(1)") == [(pytest.approx(1, abs=1e-3),)]
    embed(url, 3, "-")

    # m = (16.25 + 10) / 8 = 3.28125: Emma weighs 0.71875 / 1.71875 = 0.418182, Dune 1, by its age 0.627922:
    # (0.627922 - 0.418182) / 1.046104.
    assert rows(url, "select cinelibre.measure_taste(1)") == [(pytest.approx(0.200497, abs=1e-3),)]


def test_features_are_all_of_it_for_one_reader(url: str) -> None:
    [(told,)] = rows(url, "select cinelibre.describe_features(1, 200, 50)")

    assert len(told.pop("preferences")) == len(preferences(url, 1))
    assert told == {
        "counts": {
            "ratings": 3, "likes": 2, "watchlist": 0, "favorites": 0, "seen": 0, "hidden": 0, "events": 0,
            "searches": 0,
        },
        "average": pytest.approx(10 / 3),
        "first_at": "2026-01-10T00:00:00+00:00",
        "last_at": "2026-03-10T00:00:00+00:00",
        "taste_norm": None,
    }  # fmt: skip
