"""A reader's stars after some events: the newest counts, and what comes late neither overwrites nor revives."""

import pytest

from tests.support.readers import rows, write

ADA, BOB = 1, 2
DUNE, RAN, EMMA = 1, 2, 3
RATINGS = "select user_id, item_id, rating, source, rated_at::date::text from cinelibre.ratings order by 1, 2"


@pytest.fixture
def url(database_url: str) -> str:
    """Three movies and two readers."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        """,
    )
    return database_url


def tell(url: str, kind: str, item_id: int | None, day: int, rating: float | None = None, user_id: int = ADA) -> int:
    """Writes an event of a day in January to the log; answers its id."""
    statement = """
        insert into cinelibre.interactions (user_id, interaction_type, item_id, occurred_at, rating)
        values (%s, %s, %s, make_date(2026, 1, %s::integer), %s) returning id
    """
    [(event_id,)] = rows(url, statement, user_id, kind, item_id, day, rating)
    return int(event_id)


def rate(url: str, item_id: int, day: int, rating: float, source: str = "rating", user_id: int = ADA) -> None:
    """A rating that is there."""
    write(
        url,
        "insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at)"
        " values (%s, %s, %s, %s, make_date(2026, 1, %s::integer))",
        user_id, item_id, rating, source, day,
    )  # fmt: skip


def apply(url: str, *ids: int) -> list[int]:
    """The items whose rating Ada's events deleted."""
    return list(rows(url, "select cinelibre.apply_stars(%s, %s)", ADA, list(ids))[0][0])


def test_the_newest_stars_of_each_item_are_kept(url: str) -> None:
    ids = [
        tell(url, "rate", DUNE, 3, 4),
        tell(url, "rate", DUNE, 2, 1),  # before that
        tell(url, "rate", RAN, 2, 1),
        tell(url, "rate", RAN, 2, 5),  # at the same time, but written later
        tell(url, "watch", EMMA, 2, 2.5),  # stars beside another event
        tell(url, "like", EMMA, 4),
        tell(url, "search", None, 4),
    ]

    assert apply(url, *ids) == []

    assert rows(url, RATINGS) == [
        (ADA, DUNE, 4, "rating", "2026-01-03"),
        (ADA, RAN, 5, "rating", "2026-01-02"),
        (ADA, EMMA, 2.5, "rating", "2026-01-02"),
    ]


def test_only_the_given_events_are_applied(url: str) -> None:
    tell(url, "rate", RAN, 2, 5)

    assert apply(url, tell(url, "rate", DUNE, 2, 4)) == []
    assert [row[:3] for row in rows(url, RATINGS)] == [(ADA, DUNE, 4)]


@pytest.mark.parametrize(
    ("source", "day", "expected"),
    [
        ("rating", 1, (5, "rating", "2026-01-02")),
        ("rating", 2, (5, "rating", "2026-01-02")),
        ("rating", 3, (1, "rating", "2026-01-03")),  # is newer
        ("like", 3, (5, "rating", "2026-01-02")),  # was only implied
        ("simulated", 3, (5, "rating", "2026-01-02")),
    ],
)
def test_stars_overwrite_older_stars_and_whatever_was_implied(
    url: str, source: str, day: int, expected: tuple[float, str, str]
) -> None:
    rate(url, DUNE, day, 1, source)
    rate(url, DUNE, 1, 3, user_id=BOB)

    assert apply(url, tell(url, "rate", DUNE, 2, 5)) == []

    assert rows(url, RATINGS) == [(ADA, DUNE, *expected), (BOB, DUNE, 3, "rating", "2026-01-01")]


@pytest.mark.parametrize(
    ("source", "day", "is_deleted"),
    [("rating", 1, True), ("rating", 2, True), ("rating", 3, False), ("like", 1, False)],
)
def test_taking_back_deletes_older_stars_and_nothing_implied(url: str, source: str, day: int, is_deleted: bool) -> None:
    rate(url, DUNE, day, 1, source)
    rate(url, DUNE, 1, 3, user_id=BOB)
    rate(url, RAN, 1, 3)

    assert apply(url, tell(url, "unrate", DUNE, 2)) == [DUNE] * is_deleted

    left = [(ADA, RAN), (BOB, DUNE)]
    assert [row[:2] for row in rows(url, RATINGS)] == (left if is_deleted else [(ADA, DUNE), *left])


def test_the_items_are_told_in_the_order_of_their_ids(url: str) -> None:
    for item_id in (RAN, DUNE):
        rate(url, item_id, 1, 3)

    assert apply(url, *(tell(url, "unrate", item_id, 2) for item_id in (RAN, EMMA, DUNE))) == [DUNE, RAN]
    assert rows(url, RATINGS) == []


@pytest.mark.parametrize(
    ("kind", "item_id", "day", "rating", "user_id", "is_overtaken"),
    [
        ("unrate", DUNE, 3, None, ADA, True),  # would be brought back
        ("watch", DUNE, 3, 1, ADA, True),
        ("unrate", DUNE, 2, None, ADA, False),  # at the same time
        ("watch", DUNE, 3, None, ADA, False),  # says nothing of stars
        ("unrate", RAN, 3, None, ADA, False),
        ("unrate", DUNE, 3, None, BOB, False),
    ],
)
def test_stars_that_the_log_overtook_are_not_set(
    url: str, kind: str, item_id: int, day: int, rating: float | None, user_id: int, is_overtaken: bool
) -> None:
    tell(url, kind, item_id, day, rating, user_id)

    apply(url, tell(url, "rate", DUNE, 2, 5))

    assert len(rows(url, RATINGS)) == (not is_overtaken)
