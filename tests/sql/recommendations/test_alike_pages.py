"""A page of the items most like one item, and what they have in common with it, worked by hand."""

from typing import Any

import pytest

from api.db import Database
from tests.sql.catalogue.test_catalogue_functions import book, movie, upsert
from tests.support.readers import rows, write

ONE, TWO, THREE, FOUR, RAN, RAN_AGAIN, EMMA, EMMA_AGAIN, NOVEL = range(1, 10)
# Liking together weighs 1.3 of 4.45, and a phi of 0.4 is all of it.
PHI = {TWO: 0.1, THREE: 0.2, FOUR: 0.2, RAN: 0.05, RAN_AGAIN: 0.3, EMMA: 0.025, EMMA_AGAIN: 0.025, NOVEL: 0.2}
NOTHING = {"has_title": False, "story": None, "is_simulated": False}


@pytest.fixture
async def catalogue(db: Database, database_url: str) -> str:
    """A database with films and a book that go with the first film; two films have two editions."""
    undated = [movie(title) | {"year": None} for title in ("One", "Two", "Three", "Four")]
    prints = [
        movie(title, directors=["Somebody"]) | {"year": year} for title in ("Ran", "Emma") for year in (1985, 1986)
    ]
    await upsert(db, *undated, *prints, book("One") | {"year": None})
    write(
        database_url,
        "with phi as (insert into cinelibre.models (kind, name, is_active) values ('phi', 'now', true) returning id)"
        " insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)"
        " select id, 1, %s::integer[], %s::real[] from phi",
        list(PHI),
        list(PHI.values()),
    )
    return database_url


def page(url: str, item_type: str = "movie", known: str = f"{{{ONE}}}", least: float = 0, n: int = 12) -> Any:
    """The page: each item with its score and what was measured."""
    query = "select * from cinelibre.rank_alike(1, 'movie', %s, %s::integer[], %s, %s)"
    return rows(url, query, item_type, known, least, n)


async def test_the_most_alike_come_first_equals_by_their_ids_and_one_edition_of_a_work(catalogue: str) -> None:
    found = page(catalogue)

    # 1.3 / 4.45 = 0.292135 of phi / 0.4: three quarters, twice a half, a quarter and a sixteenth.
    near = pytest.approx
    assert found == [
        (RAN_AGAIN, near(0.219101, abs=1e-6), NOTHING | {"together": near(0.3)}),
        (THREE, near(0.146067, abs=1e-6), NOTHING | {"together": near(0.2)}),
        (FOUR, near(0.146067, abs=1e-6), NOTHING | {"together": near(0.2)}),
        (TWO, near(0.073034, abs=1e-6), NOTHING | {"together": near(0.1)}),
        (EMMA, near(0.018258, abs=1e-6), NOTHING | {"together": near(0.025)}),
    ]
    # Across types liking together is 0.65 of 3.75, half of it 0.086667, and the same title is 1 more.
    assert page(catalogue, "book") == [
        (NOVEL, near(1.086667, abs=1e-6), NOTHING | {"has_title": True, "together": near(0.2)})
    ]


async def test_a_list_ends_where_it_is_told_and_has_nothing_known(catalogue: str) -> None:
    def ids(**asked: Any) -> list[int]:
        return [other_id for other_id, *_ in page(catalogue, **asked)]

    whole = [RAN_AGAIN, THREE, FOUR, TWO, EMMA]
    assert ids(n=3) == whole[:3]
    assert ids(least=0.0730) == whole[:4]
    assert ids(least=0.0731) == whole[:3]
    [(score,)] = {(score,) for other_id, score, _ in page(catalogue) if other_id == THREE}
    assert ids(least=score) == whole[:3]
    assert ids(known=f"{{{ONE},{RAN_AGAIN},{THREE}}}") == [FOUR, TWO, RAN, EMMA]


@pytest.mark.parametrize(("n_simulated", "is_simulated", "score"), [(2, False, 0.219101), (3, True, 0.128289)])
async def test_most_of_the_raters_being_simulated_halves_what_they_like_together(
    catalogue: str, n_simulated: int, is_simulated: bool, score: float
) -> None:
    counted = "insert into cinelibre.item_stats (item_id, rating_count, simulated_count) values (1, 4, %s)"
    write(catalogue, counted, n_simulated)

    # 1.3 · 0.75 / 4.45, or 0.65 · 0.75 / 3.8.
    [(item_id, found, alike), *_] = page(catalogue)
    assert (item_id, found, alike["is_simulated"]) == (RAN_AGAIN, pytest.approx(score, abs=1e-6), is_simulated)


async def test_what_two_items_have_in_common_is_told_as_the_first_spells_it(db: Database, database_url: str) -> None:
    await upsert(
        db,
        movie(
            "One", genres=["Drama", "War", "Crime", "Uncounted"], keywords=["Rain", "Neón", "noir"],
            directors=["Béla Tarr"], cast=["Ann", "Bob"],
        ),
        movie("Two", genres=["uncounted", "DRAMA", "war", "Crime"], keywords=["noir", "neon"],
              cast=["Bob", "Béla Tarr"]),
        movie("Three", genres=["Comedy"], keywords=["sun"], directors=["Cid", "Bela  Tarr"], cast=["bob"]),
        book("Four", genres=["War"], authors=["Ann"]),
        movie("Five"),
    )  # fmt: skip
    write(
        database_url,
        "insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids) values"
        " ('genre', 'Drama', 'movie', 1, 0.5, '{}'), ('genre', 'War', 'movie', 1, 0.25, '{}'),"
        " ('genre', 'Crime', 'movie', 1, 0.25, '{}'), ('genre', 'Drama', 'book', 1, 0.01, '{}'),"
        " ('person', 'Drama', 'movie', 1, 0.01, '{}')",
    )
    described = "select * from cinelibre.describe_likeness(1, %s) order by other_id"

    found: dict[int, Any] = dict(rows(database_url, described, [5, 4, 3, 2, 999]))

    # Drama is the commonest genre; crime and war are as rare. Who made only one of both is no maker.
    nothing: dict[str, Any] = {"genres": [], "keywords": [], "people": [], "maker": None}
    assert found == {
        2: {
            "genres": ["Uncounted", "Crime", "War", "Drama"],
            "keywords": ["Neón", "noir"],
            "people": ["Béla Tarr", "Bob"],
            "maker": None,
        },
        3: nothing | {"people": ["Béla Tarr", "Bob"], "maker": "Béla Tarr"},
        4: nothing | {"genres": ["War"], "people": ["Ann"]},
        5: nothing,
    }
