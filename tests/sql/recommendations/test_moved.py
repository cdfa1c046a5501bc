"""What came since a list was made: which events count, by their ids, and what they weigh together."""

from typing import Any

import pytest

from tests.support.readers import rows, write

ADA, BOB = 1, 2
MOVED = "select cinelibre.count_moved(%s, %s, now() - make_interval(hours => %s))"


@pytest.fixture
def url(database_url: str) -> str:
    """An item and two readers."""
    write(
        database_url,
        "insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune');"
        " insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob')",
    )
    return database_url


def add(url: str, *kinds: str, hours: float = 0, user_id: int = ADA) -> None:
    """Events of these types."""
    for kind in kinds:
        write(
            url,
            "insert into cinelibre.interactions (user_id, item_id, interaction_type, query, occurred_at) values"
            " (%s, case when %s <> 'search' then 1 end, %s, 'x', now() - make_interval(secs => 3600 * %s::float8))",
            user_id, kind, kind, hours,
        )  # fmt: skip


def moved(url: str, newest_event: int | None, hours: int = 0, user_id: int = ADA) -> Any:
    """What the events weigh that came since a list of some hours ago."""
    [(found,)] = rows(url, MOVED, user_id, newest_event, hours)
    return found


def test_weak_events_after_the_newest_that_a_list_knew_add_up_without_their_signs(url: str) -> None:
    add(url, "view", "click", "watchlist_remove", "search", "recommendation_click")
    add(url, "view", user_id=BOB)

    # 0.2, 0.1, 0.2, 0.1 and 0.3
    assert [moved(url, known) for known in (0, 1, 2, 3, 4, 5)] == [0.9, 0.7, 0.6, 0.4, 0.3, 0]
    assert moved(url, None) == 0
    assert moved(url, 0, user_id=BOB) == 0.2


@pytest.mark.parametrize("kind", ["like", "dislike", "hide", "seen", "favorite", "rate", "dwell", "unhide"])
def test_what_changes_ratings_or_weighs_nothing_moves_nothing(url: str, kind: str) -> None:
    add(url, kind, "click")

    assert moved(url, 0) == 0.1


def test_events_of_up_to_two_days_before_a_list_count_if_they_came_after_it(url: str) -> None:
    add(url, "click", hours=57.9)
    add(url, "view", hours=58.1)

    assert (moved(url, 0, 10), moved(url, 0, 11), moved(url, 0, 9)) == (0.1, pytest.approx(0.3), 0)


def test_the_newest_event_is_that_with_the_largest_id_of_the_last_two_days(url: str) -> None:
    add(url, "click", hours=1)
    add(url, "view", hours=30)  # arrived late
    add(url, "view", hours=49)
    add(url, "view", user_id=BOB)

    def newest(user_id: int) -> int:
        [(found,)] = rows(url, "select cinelibre.find_newest_event(%s)", user_id)
        return int(found)

    assert (newest(ADA), newest(BOB), newest(3)) == (2, 4, 0)


def test_putting_on_the_watchlist_and_taking_from_it_raises_the_version_of_the_taste(url: str) -> None:
    def versions() -> list[Any]:
        return rows(url, "select taste_version from cinelibre.users order by id")

    write(url, "insert into cinelibre.shelf (user_id, item_id, favorite_at) values (1, 1, now()), (2, 1, now())")
    assert versions() == [(0,), (0,)]
    write(url, "update cinelibre.shelf set on_watchlist_at = now() where user_id = 1")
    assert versions() == [(1,), (0,)]
    write(url, "update cinelibre.shelf set favorite_at = null where user_id = 1")
    assert versions() == [(1,), (0,)]
    write(url, "update cinelibre.shelf set on_watchlist_at = null where true")
    assert versions() == [(2,), (0,)]
    write(url, "delete from cinelibre.shelf where true")
    write(url, "insert into cinelibre.shelf (user_id, item_id, on_watchlist_at) values (2, 1, now())")
    assert versions() == [(2,), (1,)]
