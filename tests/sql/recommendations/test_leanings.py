"""What readers lean to by what they clicked, viewed and saved: sums that fade, worked by hand."""

from typing import Any

import pytest

from tests.sql.recommendations.events import ADA, ADD, BOB, READERS, SEARCH
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, rows, write

LEANINGS = "select item_id, weight from cinelibre.list_leanings(%s{more})"
near = pytest.approx


@pytest.fixture
def url(database_url: str) -> str:
    """Five items and two readers; the weights of events halve in 30 days."""
    write(database_url, READERS)
    return database_url


def add(url: str, kind: str, item_id: int | None, days: float = 0, user_id: int = ADA, rating: Any = None) -> None:
    """An event of so many days ago."""
    if item_id is None:
        write(
            url, "insert into cinelibre.interactions (user_id, interaction_type, query) values (%s, %s, 'x')", ADA, kind
        )
    else:
        write(url, ADD, user_id, item_id, kind, days, rating)


def leanings(url: str, user_id: int = ADA, more: str = "") -> dict[int, Any]:
    """What somebody leans to, the strongest first, to the sixth decimal: time goes on between two calls."""
    return {item_id: near(weight, abs=1e-6) for item_id, weight in rows(url, LEANINGS.replace("{more}", more), user_id)}


def test_the_weights_of_events_add_up_and_halve_every_thirty_days(url: str) -> None:
    for kind, days in (("click", 0), ("view", 30), ("recommendation_click", 60), ("watchlist_add", 90)):
        add(url, kind, DUNE, days)
    add(url, "watch", RAN, 15)
    add(url, "view", DUNE, user_id=BOB)

    # 0.1 + 0.2 / 2 + 0.3 / 4 + 0.4 / 8; 0.2 · 2^(−½)
    assert leanings(url) == {DUNE: 0.325, RAN: 0.2 / 2**0.5}
    assert leanings(url, BOB) == {DUNE: 0.2}


def test_taking_from_the_watchlist_speaks_against_and_the_stronger_leanings_stand_first(url: str) -> None:
    add(url, "watchlist_remove", DUNE)
    add(url, "click", RAN)
    add(url, "watchlist_add", EMMA)

    assert list(leanings(url).items()) == [(EMMA, 0.4), (DUNE, -0.2), (RAN, 0.1)]
    assert leanings(url, more=", item_limit => 2") == {EMMA: 0.4, DUNE: -0.2}


@pytest.mark.parametrize(
    "kind", ["like", "dislike", "superlike", "favorite", "seen", "hide", "rate", "unlike", "dwell"]
)
def test_what_stands_for_a_rating_and_what_has_no_weight_leans_to_nothing(url: str, kind: str) -> None:
    add(url, kind, DUNE, rating=5 if kind == "rate" else None)
    add(url, "click", RAN)

    assert leanings(url) == {RAN: 0.1}


def search(url: str, query: str, days: float, user_id: int = ADA) -> None:
    """A search of so many days ago."""
    write(url, SEARCH, user_id, query, days)


def test_a_search_shares_its_weight_among_what_it_finds_best(url: str) -> None:
    write(url, "update cinelibre.items set keywords = '{samurai}' where id in (2, 3)")
    search(url, "Dune", 30)
    search(url, "samurai", 0)
    search(url, "nothing of the kind", 0)
    search(url, "solaris", 0, BOB)

    # 0.1 / 2 for Dune, after a half-life; 0.1 shared by two.
    assert leanings(url) == {DUNE: 0.05, RAN: 0.05, EMMA: 0.05}
    assert leanings(url, BOB) == {SOLARIS: 0.1}


def test_the_newest_three_searches_count_each_text_once_and_find_three_items_each(url: str) -> None:
    for day, query in enumerate(("dracula", "dracula", "emma", "ran")):
        search(url, query, day)

    searched = "select item_id from cinelibre.list_searched(%s, interval '30 days'{more})"
    assert leanings(url) == {DRACULA: 0.1, EMMA: 0.1 * 2 ** (-2 / 30)}
    assert rows(url, searched.replace("{more}", ""), ADA) == [(DRACULA,), (EMMA,)]
    write(url, "update cinelibre.items set keywords = '{kites}' where true")
    search(url, "kites", 0, BOB)
    assert len(rows(url, "select * from cinelibre.find_searched('kites', 3)")) == 3
    assert len(rows(url, searched.replace("{more}", ""), BOB)) == 3
    assert len(rows(url, searched.replace("{more}", ", per_query => 2"), BOB)) == 2


def test_impressions_belong_to_no_item(url: str) -> None:
    add(url, "impression", None)

    assert leanings(url) == {}


def test_an_item_that_one_rated_is_left_to_the_rating(url: str) -> None:
    for user_id in (ADA, BOB):
        add(url, "view", DUNE, user_id=user_id)
        add(url, "view", RAN, user_id=user_id)
    write(url, "insert into cinelibre.ratings (user_id, item_id, rating) values (%s, %s, 1)", ADA, DUNE)

    assert leanings(url) == {RAN: 0.2}
    assert leanings(url, BOB) == {DUNE: 0.2, RAN: 0.2}


def test_every_event_of_the_log_counts_however_many_there_are(url: str) -> None:
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)"
        " select 2, case n when 6000 then 1 else 2 end, 'click', now() - make_interval(mins => n)"
        " from generate_series(1, 6000) as n",
    )

    assert leanings(url, BOB)[DUNE] == 0.1 * 2 ** (-6000 / 1440 / 30)


def test_the_newest_three_searches_of_a_reader_are_told(url: str) -> None:
    for day, query in enumerate(("dracula", "emma", "ran", "dune")):
        search(url, query, day)
    search(url, "solaris", 0, BOB)
    newest = "select query from cinelibre.list_newest_searches(%s{more}) order by occurred_at desc"

    assert rows(url, newest.replace("{more}", ""), ADA) == [("dracula",), ("emma",), ("ran",)]
    assert rows(url, newest.replace("{more}", ", 1"), ADA) == [("dracula",)]


def test_what_cleanup_left_of_old_events_counts_from_the_landmark_of_the_clock(url: str) -> None:
    write(url, "update cinelibre.decay_clocks set landmark = now() - interval '60 days' where name = 'preference'")
    write(
        url,
        "insert into cinelibre.preference_rollups"
        " (user_id, item_id, interaction_type, event_count, weight, first_at, last_at) values"
        " (1, 1, 'view', 3, 0.6, now(), now()), (1, 2, 'rate', 1, 0.7, now(), now()),"
        " (1, null, 'search', 1, 0.1, now(), now()), (2, 3, 'view', 1, 0.2, now(), now())",
    )
    add(url, "click", DUNE)

    # Two half-lives since the landmark: 0.6 / 4 + 0.1. Stars that are gone are no leaning.
    assert leanings(url) == {DUNE: 0.25}


def test_a_reader_leans_as_much_as_to_five_stars_and_never_more_than_three_quarters_of_that(url: str) -> None:
    add(url, "view", DUNE)
    for n in range(6):
        add(url, "click", RAN, n / 1e6)
    for n in range(3):
        add(url, "watchlist_remove", EMMA, n / 1e6)

    [(ids, weights)] = rows(url, "select r.leaning_ids, r.leaning_weights from cinelibre.build_reader(1) as r")
    [(nobodys,)] = rows(url, "select r.leaning_ids from cinelibre.build_reader(2) as r")

    # 0.6 / 0.7 is cut to 0.75, −0.6 / 0.7 to −0.75; 0.2 / 0.7.
    assert dict(zip(ids, weights, strict=True)) == {RAN: 0.75, EMMA: -0.75, DUNE: near(0.285714, abs=1e-5)}
    assert nobodys is None


@pytest.mark.parametrize(("n_clicks", "counts_as"), [(0, 0), (2, 0), (3, 1), (7, 1), (8, 2), (22, 4), (23, 5), (40, 5)])
def test_half_a_point_of_leanings_counts_as_a_rating_for_who_has_none_and_five_at_most(
    url: str, n_clicks: int, counts_as: int
) -> None:
    for n in range(n_clicks):
        add(url, "click", 1 + n % 5, n / 1e6)

    def told(user_id: int, n_ratings: int) -> int:
        [(found,)] = rows(url, "select cinelibre.count_told(%s, %s)", user_id, n_ratings)
        return int(found)

    # 0.1 a click: 0.2 / 0.5 is nearer to 0, 0.3 / 0.5 to 1, 0.7 / 0.5 to 1, 0.8 / 0.5 to 2.
    assert told(ADA, 0) == counts_as
    assert told(BOB, 0) == 0
    assert told(ADA, 1) == 1
    assert told(ADA, 400) == 400


def test_ratings_and_leanings_are_weighed_for_item_models_and_for_tastes(url: str) -> None:
    given = "'{1,2}', '{5,2}', {more}'{3,4}', '{0.5,-0.25}', %s::float8[]"
    liked = "select item_id, rating, weight from cinelibre.weigh_liked(" + given.replace("{more}", "") + ")"
    said = "select * from cinelibre.weigh_signals(" + given.replace("{more}", "{n}, ") + ")"

    # 5 stars are (5 − 2) / 3, two nothing; m = (16.25 + 7) / 7 = 3.321429: 2 is 1.321429 of 2.821429 down.
    assert rows(url, liked, None) == [(DUNE, 5, 1), (EMMA, None, 0.5)]
    assert rows(url, liked, [0.5, 2.0]) == [(DUNE, 5, 0.5), (EMMA, None, 0.5)]
    leaned = [(EMMA, 0.5, 0), (SOLARIS, 0, 0.25)]
    against = near(0.468354, abs=1e-5)
    assert rows(url, said.replace("{n}", "2"), None) == [(DUNE, 1, 0), (RAN, 0, against), *leaned]
    assert rows(url, said.replace("{n}", "1"), None) == [(DUNE, 1, 0), *leaned]
    against = near(0.468354 * 2, abs=1e-5)
    assert rows(url, said.replace("{n}", "2"), [0.5, 2.0]) == [(DUNE, 0.5, 0), (RAN, 0, against), *leaned]


def test_a_taste_is_made_of_ratings_and_leanings(url: str) -> None:
    write(
        url,
        "update cinelibre.items set genres = case id when 3 then '{War}' else '{Noir}'::text[] end where true;"
        " insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids) values"
        " ('genre', 'War', 'movie', 1, 0.25, '{}'), ('genre', 'Noir', 'movie', 1, 0.75, '{}')",
    )
    reader = "jsonb_populate_record(null::cinelibre.reader, %s::jsonb)"
    found = rows(
        url,
        f"select name, liked, disliked from cinelibre.list_tastes({reader}) where kind = 'genre' order by name",
        '{"item_ids": [1], "ratings": [5], "leaning_ids": [3, 2], "leaning_weights": [0.5, -0.25], "shares": [2]}',
    )

    # For: Dune 2, Emma ½ of 2.5; against: Ran ¼. Noir ln(3 / (0.75 · 2.5 + 1)) and ln(1.25 / (0.75 · 0.25 + 1)).
    assert found == [
        ("Noir", near(0.042560, abs=1e-5), near(0.051293, abs=1e-5)),
        ("War", near(-0.080043, abs=1e-5), 0),  # ln(1.5 / (0.25 · 2.5 + 1)); less than by chance
    ]
