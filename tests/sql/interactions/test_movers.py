"""How many people moved an item lately, and since when there are three; worked by hand."""

import pytest

from tests.support.readers import rows, write

DUNE, RAN, EMMA = 1, 2, 3
QUERY = """
    select item_id, n_people, round(extract(epoch from now() - third_at) / 3600)::integer
    from cinelibre.count_movers(%s{}) order by item_id
"""


@pytest.fixture
def url(database_url: str) -> str:
    """Three movies, 101 readers and a window of two days."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma');
        insert into cinelibre.users (id, external_id) select n, 'r' || n from generate_series(1, 101) as n;
        insert into cinelibre.decay_clocks (name, half_life_days, window_days) values ('another', 7, 99);
        update cinelibre.decay_clocks set window_days = 2 where name = 'trend';
        """,
    )
    return database_url


def tell(url: str, user_id: int, item_id: int, kind: str, hours: int, rating: float | None = None) -> None:
    """An event of some hours ago."""
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at, rating)"
        " values (%s, %s, %s, now() - make_interval(hours => %s::integer), %s)",
        user_id, item_id, kind, hours, rating,
    )  # fmt: skip


def movers(url: str, *item_ids: int, **more: int) -> list[tuple[int, int, int | None]]:
    """Each item, how many moved it, and how many hours ago the third newest of them did."""
    query = QUERY.format("".join(f", {name} => {value}" for name, value in more.items()))
    return [(row[0], row[1], row[2]) for row in rows(url, query, list(item_ids))]


def test_people_count_once_by_their_newest_event_that_says_something_good(url: str) -> None:
    tell(url, 1, DUNE, "like", 9)
    tell(url, 1, DUNE, "view", 1)
    tell(url, 2, DUNE, "like", 3)
    tell(url, 3, DUNE, "rate", 5, 3)
    tell(url, 4, DUNE, "watchlist_add", 47)
    tell(url, 5, DUNE, "rate", 2, 2.5)  # fewer than three stars
    tell(url, 6, DUNE, "dislike", 2)
    tell(url, 7, DUNE, "favorite", 2, 1)  # its stars count
    tell(url, 8, DUNE, "unseen", 2)  # weighs nothing
    tell(url, 9, DUNE, "like", 49)  # before the window
    tell(url, 1, RAN, "like", 1)
    tell(url, 2, RAN, "like", 2)

    # Dune: 1, 3, 5 and 47 hours ago; of Ran there is no third
    assert movers(url, RAN, DUNE, EMMA) == [(DUNE, 4, 5), (RAN, 2, None)]
    assert movers(url, RAN) == [(RAN, 2, None)]
    # the newest three events are two of the first reader's, with one of the second
    assert movers(url, DUNE, event_limit=2) == [(DUNE, 2, None)]
    assert movers(url, DUNE, event_limit=3) == [(DUNE, 3, 5)]


def test_a_hundred_events_are_read_unless_asked_otherwise(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
        select n, 1, 'like', now() - interval '1 hour' from generate_series(1, 101) as n
        """,
    )
    write(url, "update cinelibre.item_stats set mover_count = 0 where true")

    assert movers(url, DUNE) == [(DUNE, 100, 1)]


@pytest.mark.parametrize(
    ("n_movers", "third", "more", "expected"),
    [
        (30, "59 minutes", {}, (30, 1)),
        (29, "59 minutes", {}, (2, None)),  # too few to be settled
        (30, "60 minutes", {}, (2, None)),  # too long ago
        (3, "59 minutes", {"many_count": 3}, (3, 1)),
        (30, "59 minutes", {"many_count": 31}, (2, None)),
    ],
)
def test_an_item_that_many_moved_within_the_hour_is_not_counted_again(
    url: str, n_movers: int, third: str, more: dict[str, int], expected: tuple[int, int | None]
) -> None:
    tell(url, 1, DUNE, "like", 2)
    tell(url, 2, DUNE, "like", 3)
    write(
        url,
        "update cinelibre.item_stats set mover_count = %s, third_mover_at = now() - %s::interval where item_id = 1",
        n_movers, third,
    )  # fmt: skip

    assert movers(url, DUNE, **more) == [(DUNE, *expected)]
