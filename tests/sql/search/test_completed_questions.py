"""A reading of a question made complete: its words, their spelling, and the vector to start from."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

DUNE, HARBOUR, FORREST = 1, 2, 3
QUERY = """
    select r.question, r.query_embedding::text
    from cinelibre.build_question(%s, %s, %s, %s, %s::extensions.vector) as r
"""
GIVEN = str([0.5] + [0] * 383)
DUNES = "[1," + ",".join("0" * 383) + "]"


@pytest.fixture
def url(database_url: str) -> str:
    """Three movies, of which the first has a vector, genres and keywords."""
    rows(database_url, "select cinelibre.claim_embedding_model('one', 384)")
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, genres, keywords) values
        (1, 'movie', 'Dune', '{Drama,War}', '{k1,k2,k3,k4,k5,k6}'),
        (2, 'movie', 'Harbour', '{}', '{forest}'), (3, 'movie', 'Forrest Gump', '{}', '{}')
        """,
    )
    write(
        database_url,
        "insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id)"
        " select 1, 'movie', %s::extensions.vector::extensions.halfvec, 'a', m.id from cinelibre.models as m",
        DUNES,
    )
    return database_url


def complete(
    url: str,
    reading: dict[str, Any],
    words: str | None = None,
    item_type: str | None = None,
    filters: dict[str, Any] | None = None,
) -> tuple[dict[str, Any], str | None]:
    """The question that a reading becomes, and its vector; half a vector is given along."""
    [(question, vector)] = rows(url, QUERY, Jsonb(reading), words, item_type, filters and Jsonb(filters), GIVEN)
    return question, vector


def given() -> str:
    """The vector that is given along, as the database writes it."""
    return GIVEN.replace(" ", "")


def question(words: str, **more: Any) -> dict[str, Any]:
    """A complete question; what ranks is the words unless it is said."""
    whole: dict[str, Any] = {
        "words": words,
        "ranking_words": words,
        "item_type": None,
        "filters": {},
        "corrected": None,
    }
    return whole | more


def test_what_the_reading_leaves_out_the_arguments_say(url: str) -> None:
    assert complete(url, {}, "harbour") == (question("harbour"), given())
    assert complete(url, {}, "harbour", "movie", {"year_to": 1}) == (
        question("harbour", item_type="movie", filters={"year_to": 1}),
        given(),
    )
    reading = {"words": "dune", "item_type": "book", "filters": {"year_from": 1}, "order_by": "newest"}
    said = question("dune", item_type="book", filters={"year_from": 1}, order_by="newest")
    assert complete(url, reading, "harbour", None, {"year_to": 1}) == (said, given())
    # of the type alone the argument says more
    assert complete(url, reading, "harbour", "movie", {"year_to": 1})[0] == said | {"item_type": "movie"}


def test_hints_rank_and_are_not_looked_up_as_words(url: str) -> None:
    assert complete(url, {"hints": "quiet"}, "harbour")[0] == question(
        "harbour", ranking_words="harbour quiet", hints="quiet"
    )
    assert complete(url, {"hints": ""}, "harbour")[0] == question("harbour", hints="")


@pytest.mark.parametrize(
    ("reading", "typed", "meant"),
    [
        ({}, "harbuor", "harbour"),
        ({}, "the harbuor", "the harbour"),
        ({}, "forest gump", "forrest gump"),  # each word is known, and the name is another
        ({"words": "harbuor"}, "dune", "harbour"),
    ],
)
def test_misspelled_words_are_corrected_and_it_is_said(
    url: str, reading: dict[str, Any], typed: str, meant: str
) -> None:
    assert complete(url, reading, typed)[0] == question(meant, corrected=meant)


@pytest.mark.parametrize("reading", [{"is_demand_only": True}, {"like_id": DUNE}, {"title_id": DUNE}])
def test_words_are_not_corrected_where_they_are_not_what_is_asked(url: str, reading: dict[str, Any]) -> None:
    found, _ = complete(url, reading, "harbuor")

    assert (found["ranking_words"], found["corrected"]) == ("harbuor", None)


def test_what_is_the_title_of_something_is_spelled_right(url: str) -> None:
    write(url, "insert into cinelibre.items (id, item_type, title) values (4, 'book', 'Forest Gump')")

    assert complete(url, {}, "forest gump")[0] == question("forest gump")


def test_likeness_and_titles_start_from_their_items_vector(url: str) -> None:
    # likeness looks up the item's genres and five of its keywords as well
    like = question("a b Drama War k1 k2 k3 k4 k5", ranking_words="a b", like_id=DUNE)

    assert complete(url, {"like_id": DUNE}, "a b") == (like, DUNES)
    assert complete(url, {"like_id": DUNE, "title_id": HARBOUR}, "a b") == (like | {"title_id": HARBOUR}, DUNES)
    assert complete(url, {"title_id": DUNE}, "dune") == (question("dune", title_id=DUNE), DUNES)
    assert complete(url, {"title_id": FORREST}, "x")[1] is None  # has no vector
