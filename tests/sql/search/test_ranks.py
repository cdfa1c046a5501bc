"""In which order each list of a search puts its items, worked by hand."""

import psycopg
import pytest

from tests.support.readers import refusal, rows, write

MEANING = """
    select item_id, similarity, place from cinelibre.find_by_meaning(%s::extensions.vector, %s, %s, %s) order by place
"""
WORDS = """
    select item_id, share, place from cinelibre.rank_by_words(%s::tsquery[], %s::float8[], %s, %s::float8[])
    order by place
"""
RATED = "select item_id from cinelibre.rate_items(%s, %s, %s) order by place"


def vector(*values: float) -> str:
    """A vector of 384 numbers that begins with these."""
    return str([*values, *[0.0] * (384 - len(values))])


EMBED = """
    with made as (
        insert into cinelibre.items (id, item_type, title, year) values (%s, %s, 'A', %s) returning id, item_type
    )
    insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id)
    select made.id, made.item_type, %s::extensions.vector::extensions.halfvec, 'a', m.id
    from made cross join cinelibre.models as m
"""


def embed(url: str, *items: tuple[int, str, tuple[float, ...]], year: int | None = None) -> None:
    """Items by id and type with vectors that begin with these numbers."""
    with psycopg.connect(url) as connection:
        given = [(item_id, item_type, year, vector(*values)) for item_id, item_type, values in items]
        connection.cursor().executemany(EMBED.encode(), given)


@pytest.fixture
def url(database_url: str) -> str:
    """A database whose catalogue a model "one" embeds."""
    rows(database_url, "select cinelibre.claim_embedding_model('one', 384)")
    return database_url


def test_the_nearest_items_of_each_asked_type_are_ranked_together(url: str) -> None:
    embed(url, (1, "movie", (0.6, 0.8)), (3, "book", (1,)), (4, "book", (0, 1)))
    embed(url, (2, "movie", (1,)), year=1990)
    asked = vector(1)
    # 0.6 · 1 = 0.6, which half a float gives to three digits
    near, far = pytest.approx(0.6, abs=1e-3), pytest.approx(0, abs=1e-3)

    assert rows(url, MEANING, asked, None, "true", "one") == [(2, 1, 1), (3, 1, 2), (1, near, 3), (4, far, 4)]
    assert rows(url, MEANING, asked, "movie", "true", None) == [(2, 1, 1), (1, near, 2)]
    assert rows(url, MEANING, asked, None, "i.year = 1990", "one") == [(2, 1, 1)]
    assert rows(url, MEANING, None, None, "true", "one") == []
    assert refusal(url, MEANING, asked, None, "true", "two") == ("PT503", "embedding_model_mismatch")


def test_descriptions_of_some_types_are_matched_above_a_threshold_with_what_the_reader_did(url: str) -> None:
    embed(url, (1, "movie", (0.6, 0.8)), (2, "movie", (1,)), (3, "book", (1,)), (4, "book", (0, 1)))
    write(
        url,
        """
        insert into cinelibre.users (id, external_id) values (1, 'ada');
        insert into cinelibre.shelf (user_id, item_id, seen_at) values (1, 2, now());
        insert into cinelibre.shelf (user_id, item_id, hidden_at, hidden_by) values (1, 3, now(), 'hide')
        """,
    )
    query = """
        select to_jsonb(m) ->> 'id', to_jsonb(m) ->> 'seen', to_jsonb(m) ->> 'hidden', m.mine ->> 'is_seen'
        from cinelibre.match_by_meaning(%s, %s::extensions.vector, %s, %s, 'one', %s, %s) as m
    """
    both, asked = ["movie", "book"], vector(1)

    assert rows(url, query, both, asked, 0.5, 9, 1, 9) == [
        ("2", "true", "false", "true"),
        ("3", "false", "true", "false"),
        ("1", "false", "false", "false"),
    ]
    assert rows(url, query, both, asked, 0.7, 9, None, 9) == [("2", None, None, None), ("3", None, None, None)]
    assert rows(url, query, ["movie"], asked, 0.5, 1, None, 9) == [("2", None, None, None)]
    assert rows(url, query, both, asked, -1.0, 9, None, 1) == [("2", None, None, None), ("3", None, None, None)]


def test_a_hundred_items_of_a_type_are_near_enough(url: str) -> None:
    embed(url, (1, "book", (1,)), *((n, "movie", (1, n / 1000)) for n in range(2, 103)))

    found = [row[0] for row in rows(url, MEANING, vector(1), None, "true", "one")]

    assert (len(found), found[0]) == (101, 1)


def test_items_are_ranked_by_the_share_of_the_words_they_have_then_by_nearness(database_url: str) -> None:
    texts = ("lantern", "lantern heron", "nothing", "heron", "lantern", "lantern", "lantern")
    for item_id, text in enumerate(texts, 1):
        statement = "insert into cinelibre.items (id, item_type, title, description) values (%s, 'movie', 'A', %s)"
        write(database_url, statement, item_id, text)

    found = rows(
        database_url, WORDS, ["lantern", "heron"], [1, 3], [7, 6, 5, 4, 3, 2, 1], [None, 0.9, 0.2, 0.1, 1.0, None, None]
    )

    # a lantern is a quarter of the weight and a heron three; of the equal ones 6 and 5 are near, and 1 and 7 unknown
    assert found == [(2, 1, 1), (4, 0.75, 2), (6, 0.25, 3), (5, 0.25, 4), (1, 0.25, 5), (7, 0.25, 6)]


@pytest.fixture
def rated(database_url: str) -> str:
    """Movies 1 to 5 and a book, rated here and elsewhere."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, year, genres, external_rating, external_count) values
        (1, 'movie', 'A', 2001, '{Drama}', 8.3, 50), (2, 'book', 'B', null, '{Drama,War}', 4.8, 50),
        (3, 'movie', 'C', 2003, '{War}', null, null), (4, 'movie', 'D', 2003, '{}', 4.3, 50),
        (5, 'movie', 'E', 2001, '{}', null, null);
        """,
    )
    return database_url


def count(url: str, item_id: int, **counts: float) -> None:
    """What our readers said of an item."""
    write(url, "delete from cinelibre.item_stats where item_id = %s", item_id)
    columns = ", ".join(counts)
    values = ", ".join("%s" for _ in counts)
    write(
        url, f"insert into cinelibre.item_stats (item_id, {columns}) values (%s, {values})", item_id, *counts.values()
    )


@pytest.mark.parametrize(
    ("n_stars", "stars", "order"),
    [
        # elsewhere: 1 (50 · 8.3 + 50 · 6.3) / 100 = 7.3, (7.3 − 6.3) / 2 = 0.5; 2 (4.8 + 3.8) / 2 − 3.8 = 0.5;
        # 4 (4.3 + 6.3) / 2 = 5.3, −0.5; 5 has nothing, 0
        # here: 3 with four times 5 stars (20 + 35) / 14 − 3.5 = 0.43
        (4, 20, [2, 1, 3, 5, 4]),
        (6, 30, [3, 2, 1, 5, 4]),  # (30 + 35) / 16 − 3.5 = 0.56
        (6, 3, [2, 1, 5, 4, 3]),  # (3 + 35) / 16 − 3.5 = −1.13
        (4, 8, [2, 1, 5, 3, 4]),  # (8 + 35) / 14 − 3.5 = −0.43
    ],
)
def test_ratings_of_both_sides_are_added_on_one_scale(rated: str, n_stars: int, stars: float, order: list[int]) -> None:
    count(rated, 3, rating_count=n_stars, rating_sum=stars)
    count(rated, 2, like_count=1)  # as well rated as 1, and liked more

    assert [row[0] for row in rows(rated, RATED, [1, 2, 3, 4, 5], "rating", [])] == order


def test_items_are_ordered_by_popularity_among_their_type_or_by_year(rated: str) -> None:
    # all ratings of a type are 1,000 likes: each movie with 50 of 100 has 500, the book with all 50 has 1,000
    everything = [1, 2, 3, 4, 5]

    assert [row[0] for row in rows(rated, RATED, everything, "popular", [])] == [2, 1, 4, 3, 5]
    count(rated, 3, like_count=499)
    assert [row[0] for row in rows(rated, RATED, everything, "popular", [])] == [2, 1, 4, 3, 5]
    count(rated, 3, like_count=501)
    assert [row[0] for row in rows(rated, RATED, everything, "popular", [])] == [2, 3, 1, 4, 5]
    assert [row[0] for row in rows(rated, RATED, everything, "newest", [])] == [3, 4, 1, 5, 2]
    assert [row[0] for row in rows(rated, RATED, [5, 1], "newest", [])] == [1, 5]


def test_items_with_more_of_the_asked_genres_come_first(rated: str) -> None:
    found = rows(rated, RATED, [1, 2, 3, 4, 5], "newest", ["drama", "war"])

    assert [row[0] for row in found] == [2, 3, 1, 4, 5]
    assert rows(rated, "select item_id from cinelibre.rate_items('{1,3}', 'newest') order by place") == [(3,), (1,)]
