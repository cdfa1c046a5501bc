"""How old events of some readers become sums, worked by hand."""

import pytest

from tests.support.readers import rows, write

DUNE, RAN = 1, 2
ADA, BOB = 1, 2
LEFT = "select user_id, item_id, interaction_type from cinelibre.interactions order by id"
SUMS = """
    select user_id, item_id, interaction_type, event_count, weight, first_at::date::text, last_at::date::text
    from cinelibre.preference_rollups order by user_id, item_id, interaction_type
"""


@pytest.fixture
def url(database_url: str) -> str:
    """Two movies, two readers, and a clock that began on 2026-01-21 and halves every 10 days."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'movie', 'Ran');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        update cinelibre.decay_clocks set half_life_days = 10, landmark = '2026-01-21' where name = 'preference';
        update cinelibre.decay_clocks set half_life_days = 3, landmark = '2026-02-21' where name <> 'preference';
        """,
    )
    return database_url


def add(url: str, user_id: int, item_id: int, kind: str, day: str, rating: float | None = None) -> None:
    """An event."""
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at, rating)"
        " values (%s, %s, %s, %s, %s)",
        user_id, item_id, kind, day, rating,
    )  # fmt: skip


def roll_up(url: str, user_ids: list[int], before: str, event_limit: int = 100) -> int:
    """How many events went."""
    [(n_gone,)] = rows(url, "select cinelibre.roll_up_users(%s, %s, 99, %s)", user_ids, before, event_limit)
    return int(n_gone)


def test_events_of_a_kind_are_summed_by_reader_and_item_as_their_age_weighs(url: str) -> None:
    add(url, ADA, DUNE, "view", "2026-01-01")
    add(url, ADA, DUNE, "view", "2026-01-11")
    add(url, ADA, DUNE, "like", "2026-01-21")
    add(url, ADA, RAN, "view", "2026-01-31")

    assert roll_up(url, [ADA], "2026-02-01") == 4

    # a view weighs 0.2, a like 0.5; 20 days before the landmark a quarter, 10 days a half; 10 days after it twice
    assert rows(url, SUMS) == [
        (ADA, DUNE, "like", 1, pytest.approx(0.5), "2026-01-21", "2026-01-21"),
        (ADA, DUNE, "view", 2, pytest.approx(0.2 * 0.25 + 0.2 * 0.5), "2026-01-01", "2026-01-11"),
        (ADA, RAN, "view", 1, pytest.approx(0.2 * 2), "2026-01-31", "2026-01-31"),
    ]
    assert rows(url, LEFT) == []


@pytest.mark.parametrize(
    ("stars", "weight"),
    [
        (0.5, -0.3),
        (1.5, -0.3),
        (2, -0.3),
        (2.5, -0.1),  # −0.3 + 0.4 · 0.5
        (3.5, 0.3),  # −0.3 + 0.4 · 1.5
        (4, 0.5),
        (4.5, 0.6),  # 0.5 + 0.2 · 0.5
        (5, 0.7),
    ],
)
def test_stars_weigh_what_they_say(url: str, stars: float, weight: float) -> None:
    add(url, ADA, DUNE, "rate", "2026-01-21", stars)

    roll_up(url, [ADA], "2026-02-01")

    assert [row[4] for row in rows(url, SUMS)] == [pytest.approx(weight)]
    assert rows(url, "select cinelibre.weigh_event(0.2, %s::real)", stars) == [(pytest.approx(weight),)]
    assert rows(url, "select cinelibre.weigh_event(0.2, null)") == [(0.2,)]


def test_later_sums_are_added_to_what_is_there(url: str) -> None:
    for day in ("2026-01-11", "2026-01-01", "2026-01-21"):
        add(url, ADA, DUNE, "view", day)
        roll_up(url, [ADA], "2026-02-01")

    weight = pytest.approx(0.2 * (0.5 + 0.25 + 1))
    assert rows(url, SUMS) == [(ADA, DUNE, "view", 3, weight, "2026-01-01", "2026-01-21")]


def test_what_is_new_in_the_history_or_somebody_elses_stays(url: str) -> None:
    add(url, ADA, DUNE, "view", "2026-01-09 23:59:59+00")
    add(url, ADA, RAN, "view", "2026-01-10 00:00:00+00")
    add(url, ADA, DUNE, "watch", "2026-01-01")
    add(url, ADA, DUNE, "seen", "2026-01-01")
    add(url, BOB, DUNE, "view", "2026-01-01")

    assert roll_up(url, [ADA], "2026-01-10 00:00:00+00") == 1

    assert rows(url, LEFT) == [(ADA, RAN, "view"), (ADA, DUNE, "watch"), (ADA, DUNE, "seen"), (BOB, DUNE, "view")]
    assert [row[:4] for row in rows(url, SUMS)] == [(ADA, DUNE, "view", 1)]


def test_the_newest_old_events_of_the_first_readers_go_first(url: str) -> None:
    add(url, BOB, DUNE, "click", "2026-01-09")
    add(url, ADA, DUNE, "click", "2026-01-01")
    add(url, ADA, DUNE, "view", "2026-01-08")
    add(url, ADA, RAN, "like", "2026-01-08")

    assert roll_up(url, [ADA, BOB], "2026-02-01", 1) == 1
    assert rows(url, LEFT) == [(BOB, DUNE, "click"), (ADA, DUNE, "click"), (ADA, RAN, "like")]
    assert roll_up(url, [ADA, BOB], "2026-02-01", 2) == 2
    assert rows(url, LEFT) == [(BOB, DUNE, "click")]
    assert roll_up(url, [ADA, BOB], "2026-02-01", 2) == 1
    assert roll_up(url, [ADA, BOB], "2026-02-01", 2) == 0


def test_an_event_too_old_for_a_number_weighs_nothing(url: str) -> None:
    add(url, ADA, DUNE, "view", "2015-02-10")  # 3,998 days: 399.8 half-lives
    add(url, ADA, RAN, "view", "2015-02-08")  # 4,000 days: 400

    roll_up(url, [ADA], "2026-02-01")

    assert [row[4] for row in rows(url, SUMS)] == [pytest.approx(0.2 * 2**-399.8), 0]


def test_of_whoever_has_more_events_than_are_kept_the_older_ones_go(url: str) -> None:
    for user_id, n_events in ((ADA, 3), (BOB, 2)):
        for day in range(n_events):
            add(url, user_id, DUNE, "view", f"2026-01-0{5 - day}")

    query = "select cinelibre.roll_up_users('{1,2}', '2026-01-01', 2, 9)"

    assert rows(url, query) == [(1,)]
    assert rows(url, "select user_id, count(*) from cinelibre.interactions group by 1 order by 1") == [
        (ADA, 2),
        (BOB, 2),
    ]
    assert rows(url, query) == [(0,)]


def test_the_newest_three_searches_stay(url: str) -> None:
    for day in range(1, 6):
        write(
            url,
            "insert into cinelibre.interactions (user_id, interaction_type, query, occurred_at)"
            " values (1, 'search', %s, %s)",
            f"q{day}",
            f"2026-01-0{day}",
        )

    assert roll_up(url, [ADA], "2026-02-01") == 2
    assert rows(url, "select query from cinelibre.interactions order by id") == [("q3",), ("q4",), ("q5",)]
    assert roll_up(url, [ADA], "2026-02-01") == 0


@pytest.mark.parametrize(
    ("keep_events", "spare_days", "days"),
    [
        (3, 30, 365),  # three are there
        (2, 30, 50),  # the third is older than the second
        (1, 30, 40),
        (1, 45, 45),  # nothing of the last 45 days
        (1, 400, 365),
    ],
)
def test_of_more_events_than_are_kept_the_older_ones_go_early(
    url: str, keep_events: int, spare_days: int, days: int
) -> None:
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)"
        " select 1, 1, 'view', now() - make_interval(days => d) from unnest('{40,50}'::integer[]) as d",
    )
    query = """
        select round(extract(epoch from now() - moment) / 86400)
        from cinelibre.find_roll_up_moment(%s, now() - interval '365 days', %s, %s) as moment
    """

    assert rows(url, query, ADA, keep_events, spare_days) == [(days,)]
    assert rows(url, query, BOB, keep_events, spare_days) == [(365,)]
