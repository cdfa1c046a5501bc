"""Factors of items: folding a reader in, by hand, and what training does with them."""

import numpy as np
import pytest
from scipy import sparse

from api.db import Database
from api.jobs.training.factoring import is_weighed, records_of, write_factors
from api.jobs.training.fitting.factors import Factors, factors_of, fold_in
from api.jobs.training.fitting.models import Ratings
from api.jobs.training.job import train
from tests.support.readers import DUNE, EMMA, RAN, rows, write_items

near = pytest.approx


def test_a_reader_is_folded_in_by_what_they_liked() -> None:
    # Two factors: z1 = (1, 0) is liked by 1, z2 = (0.5, 1) by a half. 1 · (1, 0) + 1/2 · (0.5, 1) = (1.25, 0.5).
    # SQL finds the same (tests/sql/recommendations/test_factors.py).
    vectors = np.array([[1, 0], [0.5, 1], [0.5, 0.5]], np.float32)
    history = sparse.csr_matrix(np.array([[1, 0.5, 0], [0, 0, 0]], np.float32))

    assert fold_in(vectors, history).tolist() == [[1.25, 0.5], [0, 0]]
    # z1 · u = 1.25, z2 · u = 0.625 + 0.5, z3 · u = 0.625 + 0.25. Who liked nothing gets nothing.
    assert Factors(vectors).points(history).tolist() == [[1.25, 1.125, 0.875], [0, 0, 0]]


def test_two_factors_are_shrunk_by_the_ridge() -> None:
    # Two people like 0 and 1 alike, one likes 2. XᵀX has the eigenvalues 4 along (1, 1, 0) / √2 and 1 along (0, 0, 1).
    # With λ = 1 the first is shrunk by 4/5, the second by 1/2: who likes 0 by 1 gets 4/5 · 1/2 for 0 and for 1.
    liking = sparse.csr_matrix(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]], np.float32))

    found = factors_of(liking, regularisation=1, n_factors=2)

    assert found.points(sparse.csr_matrix(np.array([[1, 0, 0]], np.float32))) == near(
        np.array([[0.4, 0.4, 0]]), abs=1e-6
    )
    assert found.points(sparse.csr_matrix(np.array([[0, 0, 1]], np.float32))) == near(np.array([[0, 0, 0.5]]), abs=1e-6)
    assert (np.abs(found.vectors[:, 0]) ** 2).tolist() == near([0.4, 0.4, 0], abs=1e-6)  # the largest first


def test_the_sum_solves_the_normal_equations() -> None:
    # min |x − V a|² + λ |S⁻¹ a|² by a solver, for whoever likes items 0 and 5.
    draw = np.random.default_rng(5)
    liking = sparse.random(40, 12, 0.4, "csr", np.float32, draw, draw.random)
    history = np.zeros((1, 12), np.float32)
    history[0, [0, 5]] = 1, 0.5

    found = factors_of(liking, regularisation=2, n_factors=4).points(sparse.csr_matrix(history))

    _, values, vectors = np.linalg.svd(liking.toarray(), full_matrices=False)
    basis = vectors[:4].T
    solved = np.linalg.solve(basis.T @ basis + 2 * np.diag(values[:4] ** -2.0), basis.T @ history[0])
    assert found[0] == near(basis @ solved, abs=1e-5)


def test_fewer_people_than_factors_leave_zeros() -> None:
    found = factors_of(sparse.csr_matrix(np.array([[1, 1, 0], [0, 1, 1]], np.float32)))

    assert found.vectors.shape == (3, 32)
    assert np.count_nonzero(found.vectors.any(axis=0)) == 1
    assert not factors_of(sparse.csr_matrix(np.array([[1, 1]], np.float32))).vectors.any()


def test_only_what_anybody_likes_has_factors() -> None:
    ids = np.array([7, 8], np.int32)
    ratings = Ratings(ids, ids, np.array([5, 1], np.float32), np.zeros(2, np.int64), ids, ids)

    assert records_of(Factors(np.array([[0.5, 0.25], [0, 0]], np.float32)), ratings) == [[7, [0.5, 0.25]]]


def test_factors_are_written_if_any_length_of_history_gains() -> None:
    assert is_weighed({"1": {"cosine": 0.3, "factors": 0.0}, "15": {"factors": 0.1}})
    assert not is_weighed({"1": {"factors": 0.0}, "15": {"ease": 1.0}})
    assert not is_weighed(None)


async def rated(db: Database) -> None:
    """Three people's ratings of three items."""
    await write_items(db)
    movies = [{"item_type": "movie", "title": f"Film {n}", "movielens_id": n} for n in range(1, 4)]
    await db.one("upsert_items", records=movies, embedding_model="one", dimension=384)
    records = [[rater, movie, 4.0 + rater % 2, 0] for rater in range(1, 4) for movie in range(1, 4)]
    await db.one("import_ratings", records=records)


async def test_few_ratings_bring_no_factors(db: Database, database_url: str) -> None:
    await rated(db)
    said: list[str] = []

    await train(db, said.append, has_factors=True)

    assert "factors: no length of history gains by them, so none are written and no list asks for them" in said
    assert rows(database_url, "select count(*) from cinelibre.item_factors") == [(0,)]


async def test_written_factors_take_over_from_the_former(db: Database, database_url: str) -> None:
    await write_items(db)
    ids = np.array([DUNE, RAN, EMMA], np.int32)
    people = np.repeat(np.arange(3, dtype=np.int32), 3)
    items = np.tile(np.arange(3, dtype=np.int32), 3)
    ratings = Ratings(people, items, np.full(9, 5, np.float32), np.zeros(9, np.int64), ids, ids)

    assert await write_factors(db, ratings, {"n_items": 3}) == 3
    assert await write_factors(db, ratings, {"n_items": 3}) == 3

    assert rows(database_url, "select is_active, metrics from cinelibre.models where kind = 'factors'") == [
        (True, {"n_items": 3, "n_rows": 3})
    ]
    assert rows(database_url, "select count(*) from cinelibre.item_factors") == [(3,)]
