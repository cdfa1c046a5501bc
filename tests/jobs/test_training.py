"""The item-item models on matrices that can be followed by hand, and what their training refuses."""

import math
import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse

from api.db import Database
from api.errors import InvalidInput
from api.jobs.training import job
from api.jobs.training.models import N_KEPT, Ratings, Row, cosine, ease
from api.settings import ROOT
from tests.support.processes import environment
from tests.support.readers import DUNE, EMMA, RAN, a_caller, rows, write_items


def weights_of(rows: list[Row], n_items: int) -> np.ndarray:
    """The rows as one matrix."""
    found = np.zeros((n_items, n_items))
    for row in rows:
        found[row.item, row.neighbors] = row.weights
    return found


def test_liking_is_a_third_of_the_stars_above_two() -> None:
    numbers = np.arange(4, dtype=np.int32)
    ratings = Ratings(numbers, numbers, np.array([5, 3.5, 2, 0.5], np.float32), np.zeros(4, np.int64), numbers, numbers)

    assert ratings.liking().toarray().diagonal().tolist() == pytest.approx([1, 0.5, 0, 0])


def test_ease_of_two_items_is_as_by_hand() -> None:
    # XᵀX of (1, 1), (1, 0) is (2 1; 1 1); with λ = 1: (3 1; 1 2), whose inverse is (2 −1; −1 3) / 5.
    # B[0, 1] = −P[0, 1] / P[1, 1] = 1/3; B[1, 0] = 1/2.
    liking = sparse.csr_matrix(np.array([[1, 1], [1, 0]], np.float32))

    found = weights_of(list(ease(liking, 1)), 2)

    assert found == pytest.approx(np.array([[0, 1 / 3], [1 / 2, 0]]), abs=1e-6)


def test_ease_is_the_closed_form_and_keeps_what_is_largest_by_size() -> None:
    drawn = np.random.default_rng(7)
    liking = sparse.random(400, 150, 0.1, "csr", np.float32, drawn, drawn.random)

    found = weights_of(list(ease(liking, 10)), 150)

    inverse = np.linalg.inv((liking.T @ liking).toarray().astype(float) + 10 * np.eye(150))
    whole = -inverse / np.diag(inverse)
    np.fill_diagonal(whole, 0)
    assert (np.count_nonzero(found, axis=1) <= N_KEPT).all()
    assert (found < 0).any()
    kept = found != 0
    assert found[kept] == pytest.approx(whole[kept], abs=1e-5)
    for mine, row in zip(kept, np.abs(whole), strict=True):
        assert row[mine].min() >= row[~mine].max() - 1e-5


def test_cosine_counts_who_rates_little_for_more_and_is_shrunk() -> None:
    # The first rated one of two items, the second both: ln(1 + 2) and ln(1 + 1).
    liking = sparse.csr_matrix(np.array([[1, 0], [1, 1]], np.float32))
    first, second = math.log(3), math.log(2)

    found = weights_of(list(cosine(liking, 0.5)), 2)

    expected = second * second / (math.hypot(first, second) * second + 0.5)
    assert found == pytest.approx(np.array([[0, expected], [expected, 0]]), abs=1e-6)


async def test_training_puts_both_models_in_place_and_the_next_takes_over(db: Database) -> None:
    await write_items(db)
    for name in ("ada", "bob", "cid"):
        reader = await a_caller(db, name)
        for item_id in (DUNE, RAN, EMMA):
            await reader.one("rate_item", item_id=item_id, rating=5)

    sizes = await job.train(db)
    first = {model["name"] for model in await db.rows("get_models") if model["kind"] != "embedding"}
    await job.train(db)
    models = [model for model in await db.rows("get_models") if model["kind"] != "embedding"]

    assert sizes == {"n_ratings": 9, "n_users": 3, "n_items": 3}
    assert sorted(model["kind"] for model in models) == ["cosine", "ease"]
    assert first.isdisjoint({model["name"] for model in models})


async def test_nothing_to_train_on_and_too_much_are_sentences(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await write_items(db)
    with pytest.raises(InvalidInput, match="fewer than two items are rated"):
        await job.train(db)

    reader = await a_caller(db)
    for item_id in (DUNE, RAN, EMMA):
        await reader.one("rate_item", item_id=item_id, rating=5)
    monkeypatch.setattr(job, "MAX_ITEMS", 2)
    with pytest.raises(InvalidInput, match="does not fit into 16 GB"):
        await job.train(db)


def run(program: list[str], database_url: str) -> "subprocess.CompletedProcess[str]":
    """A run of the job."""
    return subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url),
        capture_output=True,
        text=True,
        check=False,
    )


async def test_the_command_trains_under_its_lease_and_leaves_a_row(db: Database, database_url: str) -> None:
    await write_items(db)
    for name in ("ada", "bob"):
        reader = await a_caller(db, name)
        for item_id in (DUNE, RAN):
            await reader.one("rate_item", item_id=item_id, rating=5)

    done = run(["-m", "api.jobs", "train"], database_url)
    held = await db.one("begin_job", job_name="train", holder="elsewhere:1")
    refused = run(["-m", "api.jobs", "train"], database_url)

    assert done.stdout.startswith("train: 4 ratings, 2 users, 2 items (")
    assert (refused.returncode, "train: train is under way: begun " in refused.stderr) == (1, True)
    runs = rows(database_url, "select id, job_name, outcome, counts from cinelibre.job_runs order by id")
    assert runs == [
        (held - 1, "train", "done", {"n_ratings": 4, "n_users": 2, "n_items": 2}),
        (held, "train", None, {}),
    ]


async def test_without_its_requirements_train_says_what_to_install(db: Database, database_url: str) -> None:
    bare = "import sys; sys.modules['scipy'] = None; from api.jobs.__main__ import main; sys.exit(main(['train']))"

    done = run(["-c", bare], database_url)

    sentence = "train: train needs scipy: pip install -r requirements-train.txt.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)
