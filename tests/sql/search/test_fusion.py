"""What the lists of a search give to each item, and their sum; worked by hand."""

import math
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

WEIGHTS = {
    "meaning": 1, "words": 2, "person": 3, "keyword": 4, "order_by": 5, "similarity": 6, "share": 7, "prominence": 0.5,
}  # fmt: skip
LANTERN, HERON, BOTH, SEED, BARE = 1, 2, 3, 4, 5


@pytest.fixture
def url(database_url: str) -> str:
    """Movies that have a lantern, a heron or both; number 4 has a genre in common with number 2."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, description, genres, year) values
        (1, 'movie', 'One', 'lantern', '{}', 2001), (2, 'movie', 'Two', 'heron', '{War}', null),
        (3, 'movie', 'Three', 'lantern heron', '{}', 2003), (4, 'movie', 'Four', '', '{War}', null),
        (5, 'book', 'Five', '', '{}', 2005)
        """,
    )
    return database_url


def weigh(url: str, **given: Any) -> list[tuple[Any, ...]]:
    """The rows of weigh_findings, by item and points."""
    taken = {
        "queries": [], "query_weights": [], "like_id": None, "order_by": None, "meant_ids": [], "similarities": [],
        "named_ids": [], "kinds": [], "places": [],
    } | given  # fmt: skip
    query = """
        select item_id, kind, points, similarity
        from cinelibre.weigh_findings(
            %s::tsquery[], %s::float8[], %s, %s, %s::integer[], %s::float8[], %s::integer[], %s::text[],
            %s::bigint[], %s
        )
        order by item_id, points
    """
    return rows(url, query, *taken.values(), Jsonb(WEIGHTS))


def about(value: float) -> Any:
    """The value but for its last digits."""
    return pytest.approx(value, abs=1e-9)


def test_meaning_gives_for_the_rank_and_for_the_nearness_among_all(url: str) -> None:
    found = weigh(url, meant_ids=[LANTERN, HERON], similarities=[0.8, 0.4])

    assert found == [
        (LANTERN, "meaning", about(1 / 61 + 6 * 1), 0.8),
        (HERON, "meaning", about(1 / 62 + 6 * 0.5), 0.4),
    ]


def test_what_is_hardly_near_is_not_called_near(url: str) -> None:
    # 0.004 of at least 0.01
    assert weigh(url, meant_ids=[BARE], similarities=[0.004]) == [(BARE, "meaning", about(1 / 61 + 6 * 0.4), 0.004)]


def test_words_give_for_the_rank_and_the_share_and_are_told_above_a_half(url: str) -> None:
    words = {"queries": ["lantern", "heron"], "query_weights": [1, 1]}

    found = weigh(url, **words, meant_ids=[LANTERN, BOTH], similarities=[0.8, 0.4], named_ids=[HERON])

    by_words = [row for row in found if row[1] != "meaning"]
    # 3 has both words; 1 and 2 have half of them, and 1 is near
    assert by_words == [
        (LANTERN, None, about(2 / 62 + 7 * 0.5), None),  # was found by meaning too
        (HERON, "words", about(2 / 63 + 7 * 0.5), None),
        (BOTH, "words", about(2 / 61 + 7 * 1), None),
    ]


def test_names_give_what_their_kind_weighs(url: str) -> None:
    named = {"named_ids": [1, 2, 3], "kinds": ["title", "person", "keyword"], "places": [1, 2, 3]}

    assert weigh(url, **named) == [
        (1, "title", 1, None),
        (2, "person", about(3 / 62), None),
        (3, "keyword", about(4 / 63), None),
    ]


def test_kinship_with_what_it_should_be_like_counts_twice_as_words(url: str) -> None:
    pool = {"meant_ids": [HERON, BARE], "similarities": [0.8, 0.4]}

    found = [row for row in weigh(url, **pool, like_id=SEED) if row[1] != "meaning"]

    assert found == [(HERON, None, about(2 * (2 / 61 + 7 * 1)), None)]  # is the nearest in kind


def test_an_order_gives_for_the_rank_in_it(url: str) -> None:
    pool = {"meant_ids": [LANTERN], "similarities": [0.8], "named_ids": [BARE, BOTH]}

    found = [row for row in weigh(url, **pool, order_by="newest") if row[1] != "meaning"]

    assert found == [
        (LANTERN, None, about(5 / 63), None),
        (BOTH, None, about(5 / 62), None),
        (BARE, None, about(5 / 61), None),
    ]


def fuse(url: str, limit: int = 10, vector: str | None = None, **question: Any) -> list[tuple[Any, ...]]:
    """The rows of fuse_items."""
    query = """
        select item_id, similarity, score, matched
        from cinelibre.fuse_items(%s, %s::extensions.vector, 'one', %s, %s)
    """
    return rows(url, query, Jsonb({"filters": {}} | question), vector, Jsonb(WEIGHTS), limit)


ASKED: dict[str, Any] = {"words": "lantern", "ranking_words": "lantern"}


def test_an_items_score_is_the_sum_of_its_points_and_its_fame(url: str) -> None:
    write(url, "update cinelibre.items set external_count = 9 where id = 3")
    write(url, "update cinelibre.items set external_count = 3, description = 'lantern' where id = 5")
    write(url, "delete from cinelibre.items where id = 1")
    word = 7 * 1
    fame = 0.5 * math.log(1 + 9)  # movies have 9 ratings and books 3, so each of a book counts three times

    assert fuse(url, **ASKED) == [
        (BOTH, None, about(2 / 61 + word + fame), ["words"]),
        (BARE, None, about(2 / 62 + word + fame), ["words"]),
    ]
    assert fuse(url, 1, **ASKED) == fuse(url, **ASKED)[:1]
    assert [row[0] for row in fuse(url, **ASKED, item_type="book")] == [BARE]
    assert fuse(url, **ASKED | {"filters": {"year_from": 2006}}) == []


def test_an_item_tells_all_that_it_was_found_by(url: str) -> None:
    rows(url, "select cinelibre.claim_embedding_model('one', 384)")
    asked = str([1.0] + [0.0] * 383)
    write(
        url,
        "insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id)"
        " select 1, 'movie', %s::extensions.vector::extensions.halfvec, 'a', m.id from cinelibre.models as m",
        asked,
    )

    assert fuse(url, vector=asked, **ASKED) == [
        (LANTERN, 1, about(1 / 61 + 6 + 2 / 61 + 7), ["meaning", "words"]),
        (BOTH, None, about(2 / 62 + 7), ["words"]),
    ]


def test_what_is_excluded_and_what_it_should_be_like_are_left_out(url: str) -> None:
    assert [row[0] for row in fuse(url, **ASKED)] == [LANTERN, BOTH]
    assert [row[0] for row in fuse(url, **ASKED, exclude_words=["heron"])] == [LANTERN]
    assert [row[0] for row in fuse(url, **ASKED, like_id=LANTERN)] == [BOTH]
    write(url, "update cinelibre.items set title = 'ONE!' where id = 3")
    assert fuse(url, **ASKED, like_id=LANTERN) == []  # is an edition of the same
    write(url, "update cinelibre.items set title = 'One', description = 'lantern' where id = 5")
    assert [row[0] for row in fuse(url, **ASKED, like_id=LANTERN)] == [BARE]  # the book of the movie is not
