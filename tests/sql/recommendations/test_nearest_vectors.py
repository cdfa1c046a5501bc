"""The items nearest to a vector that a reader does not know."""

import pytest

from tests.support.readers import rows, write

NEAREST = """
    select item_id, similarity
    from cinelibre.scan_by_vector('movie', %s::extensions.vector, %s::integer[], %s, %s)
    order by similarity desc, item_id
"""
ASKED = str([1] + [0] * 383)


@pytest.fixture
def url(database_url: str) -> str:
    """Movies 1 to 3 with the cosines 1, 0.6 and 0 to what is asked, and a book; a former model made the vector of 5."""
    rows(database_url, "select public.replace_embedding_model('former', 384)")
    rows(database_url, "select public.replace_embedding_model('present', 384)")
    vectors = [
        (1, "movie", 1, 0),
        (2, "movie", 0.6, 0.8),
        (3, "movie", 0, 1),
        (4, "book", 1, 0),
        (5, "movie", 0.8, 0.6),
    ]
    for item_id, item_type, one, other in vectors:
        write(
            database_url,
            """
            with made as (
                insert into cinelibre.items (id, item_type, title, year) values (%s, %s, 'A', 1990)
                returning id, item_type
            )
            insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id)
            select made.id, made.item_type, %s::extensions.vector::extensions.halfvec, 'a', m.id
            from made join cinelibre.models as m on m.name = %s
            """,
            item_id, item_type, str([one, other] + [0] * 382), "former" if item_id == 5 else "present",
        )  # fmt: skip
    write(database_url, "update cinelibre.items set year = 2001 where id in (2, 3)")
    return database_url


@pytest.mark.parametrize(
    ("known_ids", "conditions", "limit", "found"),
    [
        ([5], "true", 10, [(1, 1), (2, 0.6), (3, 0)]),
        ([5, 1], "true", 10, [(2, 0.6), (3, 0)]),
        ([5], "true", 2, [(1, 1), (2, 0.6)]),
        ([], "i.year = 2001", 10, [(2, 0.6), (3, 0)]),
        ([2], "i.year = 2001", 10, [(3, 0)]),
        ([], "i.year = 2001", 1, [(2, 0.6)]),
        ([], "i.year = 1990", 10, [(1, 1)]),  # with conditions a former model's vector does not count
    ],
)
def test_the_nearest_of_a_type_are_found_without_what_is_known(
    url: str, known_ids: list[int], conditions: str, limit: int, found: list[tuple[int, float]]
) -> None:
    near = [(item_id, pytest.approx(similarity, abs=1e-3)) for item_id, similarity in found]

    assert rows(url, NEAREST, ASKED, known_ids, conditions, limit) == near


def test_nothing_is_near_to_no_vector(url: str) -> None:
    assert rows(url, NEAREST, None, [], "true", 10) == []
    assert rows(url, NEAREST, None, [], "i.year = 2001", 10) == []
