"""What was shown on five days and passed by steps back: days, touches and zones, worked by hand."""

from typing import Any

import pytest

from tests.support.readers import DUNE, EMMA, RAN, rows, write

ADA, BOB = 1, 2
LIST_ID = "00000000-0000-0000-0000-0000000000{:02}"


@pytest.fixture
def url(database_url: str) -> str:
    """Three items and two readers."""
    write(
        database_url,
        "insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'movie', 'Ran'),"
        " (3, 'movie', 'Emma'); insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob')",
    )
    return database_url


def show(url: str, *days: float, item_id: int = DUNE, user_id: int = ADA) -> None:
    """A list showed an item so many days ago."""
    for day in days:
        write(
            url,
            "insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, shown_at)"
            " values (%s, %s, gen_random_uuid(), 1, now() - make_interval(secs => 86400 * %s::float8))",
            user_id, item_id, float(day),
        )  # fmt: skip


def happen(url: str, kind: str, day: float, item_id: int | None = DUNE, context: str | None = None) -> None:
    """An event of Ada's, so many days ago."""
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at, context)"
        " values (1, %s, %s, now() - make_interval(secs => 86400 * %s::float8), %s::jsonb)",
        item_id, kind, float(day), context,
    )  # fmt: skip


def tired(url: str, user_id: int = ADA, zone: str = "UTC") -> Any:
    """Which items step back."""
    [(found,)] = rows(url, "select cinelibre.list_tired(%s, %s)", user_id, zone)
    return found


@pytest.mark.parametrize(
    ("days", "steps_back"),
    [
        ((0, 1, 2, 3, 4), True),
        ((0, 1, 2, 3), False),
        ((1, 1, 1, 2, 3, 4), False),  # four days
        ((13.9, 15, 16, 17, 18), True),
        ((14.1, 15, 16, 17, 18), False),  # it had its rest
        ((1, 2, 3, 4, 29.9), True),
        ((1, 2, 3, 4, 30.1), False),
    ],
)
def test_five_days_of_the_last_thirty_are_too_many_until_two_weeks_later(
    url: str, days: tuple[float, ...], steps_back: bool
) -> None:
    show(url, *days)
    show(url, 0, 1, 2, 3, item_id=RAN)
    show(url, 0, 1, 2, 3, 4, item_id=EMMA, user_id=BOB)

    assert tired(url) == ([DUNE] if steps_back else [])
    assert tired(url, BOB) == [EMMA]


@pytest.mark.parametrize("kind", ["click", "view", "watchlist_add", "hide", "dwell", "rate"])
def test_whatever_somebody_does_with_an_item_starts_the_count_anew(url: str, kind: str) -> None:
    show(url, 1, 2, 3, 4, 5, 6)
    show(url, 1, 2, 3, 4, 5, 6, item_id=RAN)

    happen(url, kind, 2.5)
    assert tired(url) == [RAN]
    show(url, 0.4, 0.1)  # with yesterday's and the day before's at most four
    assert tired(url) == [RAN]


def test_a_touch_before_the_fifth_last_day_changes_nothing(url: str) -> None:
    show(url, 1, 2, 3, 4, 5, 6)
    happen(url, "click", 5.5)

    assert tired(url) == [DUNE]


def test_impressions_that_clients_record_count_like_those_of_lists(url: str) -> None:
    show(url, 1, 2, 3)
    for day in (4, 5):
        happen(url, "impression", day, None, '{"items": [{"id": 1}, {"id": 2}, {"id": "x"}, {"id": 3e10}, {}]}')
    happen(url, "impression", 6, None, '{"items": 7}')

    assert tired(url) == [DUNE]


def test_days_are_those_of_the_readers_zone(url: str) -> None:
    write(
        url,
        "insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, shown_at)"
        " select 1, 1, gen_random_uuid(), 1, date_trunc('day', now(), 'UTC') - make_interval(hours => h)"
        " from unnest(array[1, 9, 28, 33, 52]) as h",
    )

    # In UTC 23:00 and 15:00 of yesterday, 20:00 and 15:00 of the day before, 20:00 of the third: three days.
    # In Kolkata 4:30 of today, 20:30 of yesterday, 1:30 of yesterday, 20:30 and 1:30 of the day before: three as well.
    assert (tired(url), tired(url, zone="Asia/Kolkata")) == ([], [])
    write(
        url,
        "insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, shown_at)"
        " select 1, 1, gen_random_uuid(), 1, date_trunc('day', now(), 'UTC') - make_interval(hours => h)"
        " from unnest(array[57, 76]) as h",
    )
    # 15:00 of the third and 20:00 of the fourth day: four in UTC. In Kolkata 20:30 and 1:30 of the third: four.
    assert (tired(url), tired(url, zone="Asia/Kolkata")) == ([], [])
    write(
        url,
        "insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, shown_at)"
        " values (1, 1, gen_random_uuid(), 1, date_trunc('day', now(), 'UTC') - interval '81 hours')",
    )
    # 15:00 of the fourth day in UTC; in Kolkata 20:30 of the fourth, the fifth with that of today.
    assert (tired(url), tired(url, zone="Asia/Kolkata")) == ([], [DUNE])


def test_of_a_reader_the_newest_impressions_stay(url: str) -> None:
    show(url, 1, 2, 3)
    show(url, 9, user_id=BOB)

    assert rows(url, "select cinelibre.delete_former_impressions(1, 2)") == [(1,)]
    left = (
        "select user_id, round(extract(epoch from now() - shown_at) / 86400) from cinelibre.impressions order by 1, 2"
    )
    assert rows(url, left) == [(ADA, 1), (ADA, 2), (BOB, 9)]
    assert rows(url, "select cinelibre.delete_former_impressions(1)") == [(0,)]
