"""What jobs report, which totals are wrong, and every feature of the catalogue; each worked by hand."""

import math
from typing import Any

import pytest

from tests.support.readers import rows, write


def add_run(url: str, job_name: str, hours: int, outcome: str | None, *errors: str, minutes: int = 0) -> None:
    """A run that began `hours` ago; it took an hour, or if it has no outcome was last heard of `minutes` ago."""
    write(
        url,
        """
        insert into cinelibre.job_runs (job_name, holder, started_at, beat_at, ended_at, outcome, counts, errors)
        select %s, 'somebody', run.began_at, coalesce(run.ended_at, now() - make_interval(mins => %s::integer)),
            run.ended_at, run.outcome, jsonb_build_object('hours', %s::integer), %s::text[]
        from (
            select now() - make_interval(hours => %s::integer) as began_at, o.outcome,
                case when o.outcome is not null then now() - make_interval(hours => %s::integer - 1) end as ended_at
            from (select %s::text as outcome) as o
        ) as run
        """,
        job_name, minutes, hours, list(errors), hours, hours, outcome,
    )  # fmt: skip


def test_the_newest_run_of_each_job_is_told_with_the_time_since_one_succeeded(database_url: str) -> None:
    assert rows(database_url, "select cinelibre.describe_jobs()") == [([],)]
    add_run(database_url, "sync", 9, "done")
    add_run(database_url, "sync", 7, "done")
    add_run(database_url, "sync", 5, "failed", "a title", "another")
    add_run(database_url, "train", 3, "failed")
    add_run(database_url, "train", 2, None, minutes=11)
    add_run(database_url, "embed", 2, None, minutes=9)

    [(told,)] = rows(database_url, "select cinelibre.describe_jobs()")

    def brief(run: dict[str, Any]) -> tuple[Any, ...]:
        return run["job_name"], run["outcome"], run["counts"], run["n_errors"], run["idle_seconds"] // 360 / 10

    # sync ended well 7 − 1 hours ago; the others never did, and began 2 and 3 hours ago
    assert [brief(run) for run in told] == [
        ("embed", "under way", {"hours": 2}, 0, 2.0),
        ("sync", "failed", {"hours": 5}, 2, 6.0),
        ("train", "lost", {"hours": 2}, 0, 3.0),
    ]
    assert [run["seconds"] for run in told] == [6660, 3600, 6540]  # until the last sign of life, or the end
    assert [run["ended_at"] is None for run in told] == [True, False, True]
    assert set(told[0]) == {
        "job_name", "started_at", "ended_at", "outcome", "seconds", "counts", "n_errors", "idle_seconds",
    }  # fmt: skip


def test_a_run_is_dead_ten_minutes_after_its_last_beat(database_url: str) -> None:
    query = "select (now() - cinelibre.last_beat_of_the_dead())::text"

    assert rows(database_url, query) == [("00:10:00",)]


@pytest.fixture
def totals(database_url: str) -> str:
    """Two movies with 30 ratings and a popularity of 3 in all, and a book with 5 and 0.5; the totals are right."""
    write(
        database_url,
        """
        insert into cinelibre.items (item_type, title, external_count, external_popularity) values
        ('movie', 'Dune', 10, 1), ('movie', 'Ran', 20, 2), ('book', 'Solaris', 5, 0.5), ('book', 'Bare', null, null)
        """,
    )
    return database_url


WRONG = "select item_type, external_total, popularity_total from cinelibre.find_wrong_totals() order by item_type"
MOVIES, BOOKS = ("movie", 30, 3), ("book", 5, 0.5)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("external_total = external_total", []),
        ("external_total = external_total + 1", [BOOKS, MOVIES]),
        ("external_total = external_total - 1 where item_type = 'book'", [BOOKS]),
        ("popularity_total = popularity_total + 1e-3", [BOOKS, MOVIES]),
        # a millionth of 3 is allowed, and a millionth for less than 1
        ("popularity_total = popularity_total + 4e-6", [BOOKS, MOVIES]),
        ("popularity_total = popularity_total - 2e-6", [BOOKS]),
        ("popularity_total = popularity_total + 0.9e-6", []),
    ],
)
def test_totals_are_wrong_beyond_the_last_digits_of_popularity(
    totals: str, change: str, wrong: list[tuple[Any, ...]]
) -> None:
    write(totals, f"update cinelibre.catalogue_totals set {change}")

    assert rows(totals, WRONG) == wrong


def test_an_empty_catalogue_has_totals_of_nothing(totals: str) -> None:
    write(totals, "delete from cinelibre.items where true")
    assert rows(totals, WRONG) == []
    write(totals, "update cinelibre.catalogue_totals set external_total = 1 where true")

    assert rows(totals, WRONG) == [("book", 0, 0), ("movie", 0, 0)]


@pytest.fixture
def described(database_url: str) -> str:
    """A movie of 1999 in two genres that two readers like, and a bare book."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, year, language, genres, people, external_count) values
        (1, 'movie', 'Dune', 1999, 'en', '{Drama,War}', '{Ann Lee}', 9),
        (2, 'book', 'Bare', null, null, '{Drama}', '{}', null),
        (3, 'movie', 'Plain', null, null, '{}', '{}', null);
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        insert into cinelibre.ratings (user_id, item_id, rating) values (1, 1, 5), (2, 1, 4), (1, 2, 3);
        """,
    )
    return database_url


FEATURES = """
    select kind, name, item_type, item_id, share, known, n_of_type from cinelibre.list_catalogue_features(%s)
    order by kind collate "C", name collate "C", item_id
"""


def test_an_item_has_its_features_and_its_pairs_of_a_genre_with_another(described: str) -> None:
    # 9 ratings elsewhere and 2 likes here: ln 10 + ln 3; there are two movies and a book
    known = pytest.approx(math.log(10) + math.log(3))
    dune = ("movie", 1)
    bare = ("book", 2, 1, 0, 1)

    assert rows(described, FEATURES, None) == [
        ("decade", "1980", *dune, 0.5, known, 2),
        ("decade", "1990", *dune, 1, known, 2),
        ("decade", "2000", *dune, 0.5, known, 2),
        ("genre", "Drama", *dune, 1, known, 2),
        ("genre", "Drama", *bare),
        ("genre", "War", *dune, 1, known, 2),
        ("language", "en", *dune, 1, known, 2),
        ("pair", "decade 1990|genre Drama", *dune, 1, known, 2),
        ("pair", "decade 1990|genre War", *dune, 1, known, 2),
        ("pair", "decade 1990|language en", *dune, 1, known, 2),
        ("pair", "genre Drama|genre War", *dune, 1, known, 2),
        ("pair", "genre Drama|language en", *dune, 1, known, 2),
        ("pair", "genre War|language en", *dune, 1, known, 2),
        ("person", "Ann Lee", *dune, 1, known, 2),
        ("type", "book", "book", 2, 1, 0, 3),
        ("type", "movie", *dune, 1, known, 3),
        ("type", "movie", "movie", 3, 1, 0, 3),
    ]


@pytest.mark.parametrize(("kind", "n_rows"), [("genre", 3), ("pair", 6), ("type", 3), ("person", 1), ("mood", 0)])
def test_features_of_one_kind_are_listed_alone(described: str, kind: str, n_rows: int) -> None:
    assert [row[0] for row in rows(described, FEATURES, kind)] == [kind] * n_rows


def test_ratings_are_counted_by_what_they_are(described: str) -> None:
    write(
        described,
        """
        insert into cinelibre.users (id, external_id) select n, 'r' || n from generate_series(3, 5) as n;
        insert into cinelibre.ratings (user_id, item_id, rating, source) values
        (3, 1, 3.5, 'simulated'), (4, 1, 4.5, 'like'), (5, 1, 1, 'hide')
        """,
    )
    query = "select * from cinelibre.count_raters('{1,2,3}') order by item_id"

    # Dune: 5 and 4 stars, a simulated 3.5 and two that marks imply; of all five three are 4 or more
    assert rows(described, query) == [(1, 5, 3, 12.5, 1, 3), (2, 1, 1, 3, 0, 0), (3, 0, 0, 0, 0, 0)]
