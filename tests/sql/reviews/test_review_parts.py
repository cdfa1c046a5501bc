"""What notes and reviews are made of, with one reader's beside another's."""

import pytest

from tests.support.readers import refusal, rows, write

ADA, BOB = 1, 2
DUNE, RAN = 1, 2


@pytest.fixture
def url(database_url: str) -> str:
    """Two films, two readers; each wrote of Dune, and Ada of Ran."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'movie', 'Ran');
        insert into cinelibre.users (id, external_id, name) values (1, 'ada', 'Ada'), (2, 'bob', null);
        insert into cinelibre.notes (user_id, item_id, body, written_at) values
        (1, 1, 'abcdef', '2026-01-01'), (1, 2, 'abc', '2026-01-02'), (2, 1, 'of bob', '2026-01-03');
        insert into cinelibre.reviews (id, user_id, item_id, body, has_spoilers, written_at, changed_at, hidden_at)
        overriding system value values
        (11, 1, 1, 'Fine', false, '2026-01-01', '2026-01-02', null),
        (12, 2, 1, 'Dull', true, '2026-01-03', '2026-01-03', null),
        (13, 1, 2, 'Hidden', false, '2026-01-04', '2026-01-04', '2026-01-05');
        insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at) values
        (1, 1, 4, 'rating', '2026-01-01'), (2, 1, 4.5, 'like', '2026-01-01');
        """,
    )
    return database_url


def test_a_note_is_told_with_its_item_and_only_its_readers(url: str) -> None:
    query = "select cinelibre.describe_note(%s, %s)"

    assert rows(url, query, ADA, RAN) == [
        ({"item_id": 2, "item_type": "movie", "note": "abc", "written_at": "2026-01-02T00:00:00.000000Z"},)
    ]
    assert rows(url, query, BOB, RAN) == [({"item_id": 2, "item_type": "movie", "note": None, "written_at": None},)]


@pytest.mark.parametrize(("most", "told"), [(6, "abcdef"), (5, "abcd…"), (1, "…")])
def test_a_long_note_is_cut_so_that_the_ellipsis_fits(url: str, most: int, told: str) -> None:
    query = "select item_id, note from cinelibre.list_notes(%s, %s, %s) order by item_id"

    assert rows(url, query, ADA, [DUNE], most) == [(DUNE, told)]
    assert rows(url, query, ADA, [RAN, DUNE, 99], 6) == [(DUNE, "abcdef"), (RAN, "abc")]


def test_only_reviews_with_a_text_that_are_not_hidden_are_shown(url: str) -> None:
    query = "select id from cinelibre.list_shown_reviews(%s, null) order by id"

    assert rows(url, query, DUNE) == [(11,), (12,)]
    assert rows(url, query, RAN) == []
    write(url, "update cinelibre.reviews set body = null where id = 11")
    assert rows(url, query, DUNE) == [(12,)]


@pytest.mark.parametrize(("who", "whom"), [(ADA, BOB), (BOB, ADA)])
@pytest.mark.parametrize("said", ["blocked", "declined", "accepted"])
def test_people_of_whom_one_blocked_the_other_do_not_read_each_other(url: str, who: int, whom: int, said: str) -> None:
    write(url, "insert into cinelibre.users (id, external_id) values (3, 'cid')")
    write(url, "insert into cinelibre.relations (user_id, other_id, said) values (%s, %s, %s)", who, whom, said)
    query = "select id from cinelibre.list_shown_reviews(1, %s) order by id"

    shown = {reader: [number for (number,) in rows(url, query, reader)] for reader in (ADA, BOB, 3, None)}

    both = [11, 12]
    is_blocked = said == "blocked"
    assert shown == {ADA: [11] if is_blocked else both, BOB: [12] if is_blocked else both, 3: both, None: both}
    if is_blocked:
        report = "select (cinelibre.require_review(%s, %s)).id"
        assert refusal(url, report, 12, ADA) == ("PT404", "review_not_found")


def test_a_review_tells_its_authors_name_and_stars_that_were_given(url: str) -> None:
    query = "select cinelibre.describe_review(%s, %s)"
    [(adas,)], [(bobs,)], [(guests,)] = (rows(url, query, *asked) for asked in ((11, ADA), (12, ADA), (12, None)))

    assert adas == {
        "id": 11,
        "author": "Ada",
        "rating": 4,
        "is_mine": True,
        "text": "Fine",
        "has_spoilers": False,
        "written_at": "2026-01-01T00:00:00+00:00",
        "changed_at": "2026-01-02T00:00:00+00:00",
    }
    assert (bobs["author"], bobs["rating"], bobs["is_mine"], bobs["has_spoilers"]) == (None, None, False, True)
    assert guests == bobs


def test_ones_own_review_says_whether_it_is_hidden(url: str) -> None:
    query = "select cinelibre.describe_my_review(%s, %s)"
    [(dune,)], [(ran,)], [(none,)] = (rows(url, query, *asked) for asked in ((ADA, DUNE), (ADA, RAN), (BOB, RAN)))

    assert (dune["review"]["id"], dune["review"]["text"], dune["review"]["is_hidden"]) == (11, "Fine", False)
    assert (ran["review"]["id"], ran["review"]["is_hidden"]) == (13, True)
    assert none == {"item_id": RAN, "item_type": "movie", "review": None}


def test_a_day_takes_as_much_as_it_says_and_the_next_begins_anew(url: str) -> None:
    query = "select cinelibre.count_towards(%s, %s, %s)"

    assert [rows(url, query, ADA, "reports", 2) for _ in range(2)] == [[(1,)], [(2,)]]
    assert refusal(url, query, ADA, "reports", 2) == ("PT429", "too_many_today")
    assert rows(url, query, ADA, "reviews", 1) == rows(url, query, BOB, "reports", 1) == [(1,)]
    write(url, "update cinelibre.daily_counts set day = day - 1 where user_id = 1 and name = 'reports'")
    assert rows(url, query, ADA, "reports", 2) == [(1,)]


def test_reports_are_counted_since_a_decision(url: str) -> None:
    write(
        url,
        "insert into cinelibre.review_reports (review_id, user_id, reason, reported_at) values"
        " (11, 2, 'Spam', '2026-02-01'), (12, 1, 'Spam', '2026-02-02'), (11, 1, 'Spam', '2026-02-03')",
    )
    query = "select cinelibre.count_reports(%s, %s::timestamptz)"

    assert rows(url, query, 11, None) == [(2,)]
    assert rows(url, query, 11, "2026-02-01") == [(1,)]
    assert rows(url, query, 11, "2026-02-03") == [(0,)]


def test_a_review_is_reported_only_if_another_wrote_it_and_everybody_sees_it(url: str) -> None:
    query = "select (cinelibre.require_review(%s, %s)).id"

    assert rows(url, query, 12, ADA) == [(12,)]
    assert refusal(url, query, 11, ADA) == ("PT422", "own_review")
    assert refusal(url, query, 13, BOB) == ("PT404", "review_not_found")
    assert refusal(url, query, 99, BOB) == ("PT404", "review_not_found")


def test_a_report_hides_one_review_from_so_many_people_on(url: str) -> None:
    write(url, "update cinelibre.users set email = external_id || '@example.org', token_version = 1 where true")
    query = "select public.report_review(%s, 1, %s, 'Spam', %s, 9)"
    hidden = "select id from cinelibre.reviews where hidden_at is not null order by id"
    write(url, "insert into cinelibre.review_reports (review_id, user_id, reason) values (12, 2, 'Spam')")

    rows(url, query, BOB, 11, 2)
    assert rows(url, hidden) == [(13,)]
    rows(url, query, ADA, 12, 2)
    assert rows(url, hidden) == [(12,), (13,)]
