"""Which model embeds the catalogue, how another takes its place, and what becomes of the former vectors."""

import pytest

from tests.support.readers import refusal, rows, write

CLAIM = "select cinelibre.claim_embedding_model(%s, %s)"
REQUIRE = "select model_id from cinelibre.require_embedding_model(%s, %s)"
REPLACE = "select public.replace_embedding_model(%s, 384)"
MODELS = "select kind, name, is_active from cinelibre.models order by kind, name"
MISMATCH = ("PT503", "embedding_model_mismatch")


def embed(url: str, first: int, last: int, model: str) -> None:
    """Items with these ids, embedded by a model."""
    write(
        url,
        """
        with made as (
            insert into cinelibre.items (id, item_type, title)
            select n, 'movie', 'Film ' || n from generate_series(%s::integer, %s::integer) as n
            returning id
        )
        insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id)
        select i.id, 'movie', array_fill(1, '{384}')::extensions.halfvec, 'a', m.id
        from made as i join cinelibre.models as m on m.name = %s
        """,
        first, last, model,
    )  # fmt: skip


def test_the_first_writers_model_is_the_catalogues(database_url: str) -> None:
    write(database_url, "insert into cinelibre.models (kind, name, is_active) values ('ease', 'a', true)")

    assert rows(database_url, REQUIRE, "one", 384) == []
    [(model_id,)] = rows(database_url, CLAIM, "one", 384)

    assert rows(database_url, CLAIM, "one", 384) == [(model_id,)]
    assert rows(database_url, MODELS) == [("ease", "a", True), ("embedding", "one", True)]
    assert rows(database_url, "select dimension from cinelibre.models where id = %s", model_id) == [(384,)]
    for name in ("one", None):  # a question may leave its model's name out
        assert rows(database_url, REQUIRE, name, 384) == [(model_id,)]


def test_another_model_or_dimension_is_refused(database_url: str) -> None:
    rows(database_url, CLAIM, "one", 384)

    for query in (CLAIM, REQUIRE):
        assert refusal(database_url, query, "another", 384) == MISMATCH
        assert refusal(database_url, query, "one", 768) == MISMATCH
        assert refusal(database_url, query, None, 768) == MISMATCH
    assert rows(database_url, MODELS) == [("embedding", "one", True)]


def test_another_model_takes_the_place_of_the_former_and_may_give_it_back(database_url: str) -> None:
    write(database_url, "insert into cinelibre.models (kind, name, is_active) values ('ease', 'a', true)")
    age = "update cinelibre.models set created_at = '2026-01-01' where true"
    young = "select name from cinelibre.models where created_at > now() - interval '1 minute'"

    assert rows(database_url, REPLACE, "one") == [({"former": None},)]
    write(database_url, age)
    assert rows(database_url, REPLACE, "one") == [({"former": "one"},)]
    assert rows(database_url, young) == []  # nothing was replaced
    assert rows(database_url, REPLACE, "two") == [({"former": "one"},)]
    assert rows(database_url, MODELS) == [("ease", "a", True), ("embedding", "one", False), ("embedding", "two", True)]
    write(database_url, age)
    assert rows(database_url, REPLACE, "one") == [({"former": "two"},)]

    assert rows(database_url, MODELS) == [("ease", "a", True), ("embedding", "one", True), ("embedding", "two", False)]
    assert rows(database_url, young) == [("one",)]


@pytest.fixture
def url(database_url: str) -> str:
    """Vectors of items 1 to 3 that a former model made and of item 4 that the present one made."""
    rows(database_url, REPLACE, "former")
    embed(database_url, 1, 3, "former")
    rows(database_url, REPLACE, "present")
    embed(database_url, 4, 4, "present")
    write(database_url, "insert into cinelibre.models (kind, name) values ('ease', 'untrained')")
    return database_url


def test_former_vectors_are_deleted_a_limited_number_at_a_time_and_then_their_model(url: str) -> None:
    delete = "select public.delete_former_embeddings(%s)"
    left = "select item_id from cinelibre.item_embeddings order by item_id"
    both = [("ease", "untrained", False), ("embedding", "former", False), ("embedding", "present", True)]

    assert rows(url, delete, 2) == [(2,)]
    assert rows(url, left) == [(3,), (4,)]
    assert rows(url, MODELS) == both
    assert rows(url, delete, 1) == [(1,)]
    assert rows(url, MODELS) == both  # as many as were allowed: there may be more
    assert rows(url, delete, 1) == [(0,)]

    assert rows(url, left) == [(4,)]
    assert rows(url, MODELS) == [both[0], both[2]]
