"""Days, months and runs of days; what was seen and how varied it is; stars beside those of others."""

from datetime import date
from math import exp, log, sqrt
from typing import Any

import pytest

from tests.support.readers import Row, rows, write

TODAY = date(2026, 3, 10)


@pytest.fixture
def url(database_url: str) -> str:
    """Ada did something in three months; Bob did the same thing once."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, genres, language, year) values
        (1, 'movie', 'Dune', '{War,Epic}', 'en', 1984), (2, 'movie', 'Ran', '{War}', 'ja', 1985),
        (3, 'book', 'Emma', '{Love}', 'en', 1815), (4, 'movie', 'Ikiru', '{}', null, null);
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob'), (3, 'cid');
        insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at) values
        (1, 1, 5, 'rating', '2026-01-10'), (1, 2, 2, 'rating', '2026-03-09'), (1, 4, 1, 'hide', '2026-03-01'),
        (2, 1, 3, 'rating', '2026-01-01');
        insert into cinelibre.shelf (user_id, item_id, seen_at, on_watchlist_at) values
        (1, 1, '2026-02-01', null), (1, 4, null, '2026-02-01'), (2, 4, '2026-02-01', null);
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at, on_day) values
        (1, 3, 'watch', '2026-03-10 00:00Z', '2026-03-10'), (1, 1, 'view', '2026-03-09 20:00Z', null),
        (1, null, 'search', '2026-03-08 10:00Z', null), (1, null, 'impression', '2026-03-07 10:00Z', null),
        (1, 4, 'view', '2026-03-08 11:00Z', null), (2, 4, 'view', '2026-02-01', null);
        """,
    )
    return database_url


def test_a_day_has_its_events_and_its_ratings(url: str) -> None:
    query = "select * from cinelibre.list_activity(1, %s, '{impression}') order by day"

    # At 20:00 UTC it is the next day in Kolkata; a viewing of which only the day is known stays on it.
    assert rows(url, query, "UTC") == [
        (date(2026, 1, 10), 0, 0, 1, 5), (date(2026, 3, 8), 2, 1, 0, 0), (date(2026, 3, 9), 1, 0, 1, 2),
        (date(2026, 3, 10), 1, 0, 0, 0),
    ]  # fmt: skip
    assert rows(url, query, "Asia/Kolkata")[2:] == [(date(2026, 3, 9), 0, 0, 1, 2), (date(2026, 3, 10), 2, 0, 0, 0)]
    assert len(rows(url, "select * from cinelibre.list_activity(1, 'UTC', '{}')")) == 5


@pytest.mark.parametrize(
    ("days", "current", "longest", "span"),
    [
        ([], 0, 0, (None, None)),
        ([10], 1, 1, (10, 10)),
        ([9, 8, 8], 2, 2, (8, 9)),
        ([8, 7], 0, 2, (7, 8)),
        ([10, 8, 7, 6], 1, 3, (6, 8)),
        ([10, 9, 7, 6], 2, 2, (9, 10)),  # of two as long the later
        ([12, 11, 10], 1, 1, (10, 10)),  # what an import brings of tomorrow does not count
    ],
)
def test_a_run_of_days_goes_on_until_a_day_is_missed(
    database_url: str, days: list[int], current: int, longest: int, span: Row
) -> None:
    given = [date(2026, 3, day) for day in days]

    [(told,)] = rows(database_url, "select cinelibre.measure_streaks(%s::date[], %s)", given, TODAY)

    first, last = (day and date(2026, 3, day).isoformat() for day in span)
    counted = [day for day in given if day <= TODAY]
    assert told == {
        "current": current,
        "longest": longest,
        "longest_from": first,
        "longest_to": last,
        "last_active_on": max(counted).isoformat() if counted else None,
    }


def test_activity_is_told_by_month_and_of_the_last_days(url: str) -> None:
    query = "select cinelibre.describe_activity(%s, '{2026-02-01,2026-03-01}', 'UTC', %s, %s, '{impression}')"
    none = {"n_active_days": 0, "n_events": 0, "n_searches": 0, "n_ratings": 0, "average": None}

    [(told,)] = rows(url, query, 1, TODAY, 2)
    [(nothing,)] = rows(url, query, 3, TODAY, 2)

    assert told["months"] == [
        {"month": "2026-02-01", **none},
        {"month": "2026-03-01", "n_active_days": 3, "n_events": 4, "n_searches": 1, "n_ratings": 1, "average": 2},
    ]
    assert told["streaks"]["current"] == 3
    assert told["recent"] == {"n_days": 2, "n_active_days": 2, "n_events": 2}
    assert rows(url, query, 1, TODAY, 3)[0][0]["recent"]["n_events"] == 4
    assert nothing["months"][1] == {"month": "2026-03-01", **none}
    assert nothing["recent"] == {"n_days": 2, "n_active_days": 0, "n_events": 0}


def test_what_was_rated_marked_or_watched_was_seen(url: str) -> None:
    found = rows(url, "select item_id, first_at::date from cinelibre.list_seen(1) order by 1")

    assert found == [(1, date(2026, 1, 10)), (2, date(2026, 3, 9)), (3, date(2026, 3, 10))]
    assert rows(url, "select count(*) from cinelibre.list_seen(3)") == [(0,)]


def test_variety_is_the_entropy_of_shares(url: str) -> None:
    [(told,)] = rows(url, "select cinelibre.describe_diversity(1, '2026-03-09', 2)")
    kinds: dict[str, Any] = {row["kind"]: row for row in told["kinds"]}

    # Dune is half of War and half of Epic, Ran all of War, Emma all of Love: 1.5, 1, 0.5 of 3.
    assert told["n_items"] == 3
    assert kinds["genre"]["shares"] == [
        {"key": "War", "n_items": 2, "share": 0.5},
        {"key": "Love", "n_items": 1, "share": pytest.approx(1 / 3)},
    ]
    assert kinds["genre"]["n_names"] == 3
    assert exp(kinds["genre"]["entropy"]) == pytest.approx(sqrt(2) * 3 ** (1 / 3) * 6 ** (1 / 6))
    assert kinds["language"]["entropy"] == pytest.approx(2 / 3 * log(1.5) + 1 / 3 * log(3))
    assert kinds["decade"]["shares"][0] == {"key": "1980", "n_items": 2, "share": pytest.approx(2 / 3)}
    assert kinds["genre"]["new"] == [{"kind": "genre", "key": "Love", "n_items": 1}]
    assert kinds["language"]["new"] == [{"kind": "language", "key": "ja", "n_items": 1}]
    assert rows(url, "select cinelibre.describe_diversity(3, now(), 2)") == [({"n_items": 0, "kinds": []},)]


def test_agreement_is_with_the_others_who_rated_the_same(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title)
        select n, 'movie', 'Film ' || n from generate_series(1, 4) as n;
        insert into cinelibre.users (id, external_id) select n, 'reader ' || n from generate_series(1, 4) as n;
        insert into cinelibre.ratings (user_id, item_id, rating, source) values
        (1, 1, 5, 'rating'), (2, 1, 4, 'rating'), (3, 1, 3, 'rating'),
        (1, 2, 1, 'rating'), (2, 2, 2, 'rating'), (3, 2, 3, 'rating'),
        (1, 3, 3, 'rating'), (2, 3, 2, 'rating'), (3, 3, 1, 'rating'), (4, 3, 4.5, 'like'),
        (1, 4, 2, 'rating'), (2, 4, 5, 'rating');
        """,
    )

    [(told,)] = rows(database_url, "select cinelibre.compare_stars(1, 2)")

    # Others gave 3.5, 2.5 and 1.5 where Ada gave 5, 1 and 3; the like is no stars; film 4 has one other rater.
    # Means 3 and 2.5: (2 · 1 + 0 · −2 + −1 · 0) / √((4 + 4 + 0) · (1 + 0 + 1)) = 2 / 4.
    assert (told["n_compared"], told["correlation"]) == (3, pytest.approx(0.5))
    assert (told["average_of_compared"], told["crowds_average"]) == (3, 2.5)
    assert (told["n_ratings"], told["average"]) == (4, 2.75)
    assert told["deviation"] == pytest.approx(sqrt((2.25**2 + 1.75**2 + 0.25**2 + 0.75**2) / 4))
    assert [bar["mine"] for bar in told["histogram"]] == [0, 1, 0, 1, 0, 1, 0, 0, 0, 1]
    assert rows(database_url, "select cinelibre.compare_stars(1, 1) ->> 'n_compared'") == [("4",)]
    assert rows(database_url, "select cinelibre.compare_stars(1, 3) ->> 'n_compared'") == [("0",)]
