"""What weights are tried on is what is served: the trainer's copy of the ranking against the SQL it copies."""

from collections.abc import AsyncIterator

import numpy as np
import pytest

from api.chores.features import refresh_features
from api.db import Database
from api.jobs.training.factoring import write_factors
from api.jobs.training.fitting.factors import factors_of
from api.jobs.training.fitting.gate import matrix_of, rows_of
from api.jobs.training.job import read_model, read_ratings
from api.jobs.training.weights.candidates import stack_of
from api.jobs.training.weights.hiding import Reader, Trial, ages_of
from api.jobs.training.weights.likings import taste_of
from api.jobs.training.weights.traits import read_catalogue
from api.ranking.blend import TUNED, blend, weights_for
from api.ranking.candidates import CANDIDATES, FROM_CONTENT, parse_material
from api.ranking.taste import parse_taste
from tests.api.recommendations.town import Town, a_town
from tests.support.readers import rows
from tests.support.servers import Server

HISTORIES = {
    "one like": [(8, 5.0)],
    "likes and dislikes": [(16, 4.5), (24, 4.0), (23, 1.0), (130, 3.5)],
    "movies alone": [(n, 5.0 if n % 8 < 2 else 1.5) for n in range(20, 32)],
    "a long one": [(n, 5.0 if n % 8 == 3 else 2.0 if n % 8 == 5 else 4.0) for n in range(40, 140, 3)],
}


@pytest.fixture(scope="module")
async def town(servers: dict[int, Server]) -> AsyncIterator[Town]:
    async with a_town(servers[18]) as made:
        yield made


@pytest.mark.parametrize("name", HISTORIES)
async def test_a_score_is_the_served_one(town: Town, name: str) -> None:
    history = HISTORIES[name]
    weights = weights_for(len(history))
    item_ids, stars = [item_id for item_id, _ in history], [rating for _, rating in history]
    ratings = await read_ratings(town.db)
    catalogue = await read_catalogue(town.db, ratings.item_ids)
    models = {
        model["kind"]: matrix_of(
            rows_of(await read_model(town.db, model["name"]), ratings.item_ids), len(ratings.item_ids)
        )
        for model in await town.db.rows("get_models")
        if model["kind"] in ("ease", "cosine")
    }
    columns = np.searchsorted(ratings.item_ids, item_ids).astype(np.int32)
    reader = Reader(-1, columns, np.array(stars, np.float32), np.ones(len(stars)), frozenset({0}))

    stack = stack_of(Trial(ratings, [reader]), catalogue, models, weights)
    found = parse_material(
        await town.db.one(
            "get_session_candidates",
            item_ids=item_ids,
            ratings=stars,
            per_source=CANDIDATES,
            content_limit=FROM_CONTENT,
            weights={str(start): TUNED[start] for start in TUNED},
            uses_trained=False,
        )
    )

    served = {one.candidate.item_id: one.score for one in blend(found.candidates, found.taste, found.weights or {})}
    scores = stack.scores(weights)[0]
    copied = {int(ratings.item_ids[position]): float(scores[n]) for n, position in enumerate(stack.positions[0])}
    both = copied.keys() & served.keys()
    # list_by_taste ends among items that are liked alike, by sums that differ in the sixteenth digit with their order.
    assert len(copied.keys() ^ served.keys()) <= 6
    assert {item_id: copied[item_id] for item_id in both} == pytest.approx(
        {item_id: served[item_id] for item_id in both}, abs=1e-4
    )
    assert best_of(copied) == best_of(served)


async def test_factors_score_as_they_are_served(town: Town) -> None:
    history, weights = HISTORIES["a long one"], {"factors": 1.0, "popular": 0.25}
    item_ids, stars = [item_id for item_id, _ in history], [rating for _, rating in history]
    ratings = await read_ratings(town.db)
    catalogue = await read_catalogue(town.db, ratings.item_ids)
    await write_factors(town.db, ratings, {})
    columns = np.searchsorted(ratings.item_ids, item_ids).astype(np.int32)
    reader = Reader(-1, columns, np.array(stars, np.float32), np.ones(len(stars)), frozenset({0}))

    stack = stack_of(Trial(ratings, [reader]), catalogue, {"factors": factors_of(ratings.liking())}, weights)
    found = parse_material(
        await town.db.one(
            "get_session_candidates",
            item_ids=item_ids,
            ratings=stars,
            per_source=CANDIDATES,
            content_limit=FROM_CONTENT,
            weights={"0": weights},
            uses_trained=False,
        )
    )

    served = {one.candidate.item_id: one.score for one in blend(found.candidates, found.taste, weights)}
    scores = stack.scores(weights)[0]
    copied = {int(ratings.item_ids[position]): float(scores[n]) for n, position in enumerate(stack.positions[0])}
    by_factors = {one.item_id for one in found.candidates if "factors" in one.scores}
    # Unrated items may be popular, but the trainer knows rated ones alone. Factors are stored as halves: 11 bits.
    assert len(by_factors) >= 20
    assert {item_id: copied[item_id] for item_id in by_factors} == pytest.approx(
        {item_id: served[item_id] for item_id in by_factors}, abs=5e-3
    )


def best_of(scores: dict[int, float]) -> list[int]:
    """The first ten."""
    return sorted(scores, key=lambda item_id: (-round(scores[item_id], 4), item_id))[:10]


STORED = [
    ("movie", ["Drama", "War"], "en", 1979, ["Ada Ash", "Bo Birch"]),
    ("movie", ["Drama"], "hi", 1984, ["Ada Ash", "Ada Ash", "Cy Cedar"]),
    ("movie", ["Comedy"], "en", 2001, ["Bo Birch"]),
    ("movie", ["Comedy", "War"], None, None, []),
    ("book", ["Fantasy"], "en", 1954, ["Di Dogwood"]),
    ("book", ["Drama"], "en", 1962, ["Di Dogwood", "Cy Cedar"]),
]


async def test_a_taste_is_the_served_one(db: Database, database_url: str) -> None:
    names = ("item_type", "genres", "language", "year", "directors")
    records = [
        {**dict(zip(names, stored, strict=True)), "title": f"Title {n}", "external_count": n * 100}
        for n, stored in enumerate(STORED)
    ]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)
    await refresh_features(db)
    item_ids = [row[0] for row in rows(database_url, "select id from cinelibre.items order by id")]
    history = [(0, 5.0), (1, 1.0), (4, 4.0), (5, 2.0)]
    columns, stars = (np.array(column) for column in zip(*history, strict=True))
    ages = ages_of(np.array([300, 200, 100, 0]) * 86_400)
    reader = Reader(-1, columns.astype(np.int32), stars.astype(np.float32), ages, frozenset())

    catalogue = await read_catalogue(db, np.array([*item_ids, max(item_ids) + 1], np.int32))
    taste = taste_of(reader, catalogue)

    served = rows(
        database_url,
        "select l.kind, l.name, l.liked, l.disliked from cinelibre.list_likings(%s, %s::real[], shares => array("
        "select cinelibre.age_of_rating(d.days) from unnest('{0,100,200,300}'::integer[]) as d (days))) as l",
        [item_ids[column] for column, _ in history],
        [given for _, given in history],
    )
    expected = parse_taste([dict(zip(("kind", "name", "liked", "disliked"), row, strict=True)) for row in served])
    assert taste.features.keys() == expected.features.keys()
    for feature, liking in expected.features.items():
        assert tuple(taste.features[feature]) == pytest.approx(tuple(liking), abs=1e-6), feature
    assert taste.types == pytest.approx(expected.types)
    assert ("person", "Ada Ash") in taste.features
    assert ("person", "Bo Birch") in taste.features


async def test_what_items_are_is_told_with_what_is_known_of_them(db: Database, database_url: str) -> None:
    # The second is worth all of what is known of movies outside, 1,000 likes.
    vector = [1.0, 0.5] + [0.0] * 382
    records = [
        {"item_type": "book", "title": "Emma", "year": 1815, "genres": ["Romance"], "authors": ["Jane Austen"]},
        {"item_type": "movie", "title": "Ran", "external_count": 50, "embedding": vector, "text_hash": "x"},
    ]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)
    book, movie = (row[0] for row in rows(database_url, "select id from cinelibre.items order by item_type"))

    told = {one["item_id"]: one for one in await db.one("get_item_traits", item_ids=[movie, book, movie + book])}
    catalogue = await read_catalogue(db, np.array([book, movie], np.int32))

    assert told.keys() == {book, movie}
    assert (told[book]["genres"], told[book]["people"], told[book]["vector"]) == (["Romance"], ["Jane Austen"], None)
    assert [(item.external_count, item.outside) for item in catalogue.items] == [(0, 0), (50, 1000)]
    assert catalogue.vectors[:, :3].tolist() == [[0, 0, 0], [1, 0.5, 0]]


async def test_shares_are_of_all_of_a_kind_or_of_the_named(db: Database) -> None:
    # Of two movies both are dramas and one is a war film; a decade spreads by half to the two beside it.
    records = [
        {
            "item_type": "movie",
            "title": f"Film {n}",
            "genres": genres,
            "directors": ["Ada Ash", f"Bo {n}"],
            "year": 1985,
        }
        for n, genres in enumerate([["Drama"], ["Drama", "War"]])
    ]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)
    await refresh_features(db)

    async def shares(**asked: object) -> list[tuple[str, float]]:
        return [(row["name"], row["share"]) for row in await db.rows("get_feature_shares", **asked)]

    assert await shares(kind="genre") == [("Drama", 1), ("War", 0.5)]
    assert await shares(kind="decade", names=["1980", "1990", "2000"]) == [("1980", 1), ("1990", 0.5)]
    assert await shares(kind="person", names=["Ada Ash", "Bo 1"]) == [("Ada Ash", 1)]
    assert await shares(kind="genre", share_limit=1) == [("Drama", 1)]
