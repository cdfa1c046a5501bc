"""The item-item models on matrices that can be followed by hand, and what their training refuses."""

import math
import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse

from api.db import Database
from api.ease import N_KEPT, growth, kept_for
from api.errors import InvalidInput
from api.jobs.training import job
from api.jobs.training.fitting import models
from api.jobs.training.fitting.models import NeighborRow, Ratings, cosine, ease, phi
from api.jobs.training.fitting.ridges import ridges
from api.settings import ROOT
from tests.support.processes import environment
from tests.support.readers import DUNE, EMMA, RAN, a_caller, rows, write_items


def weights_of(rows: list[NeighborRow], n_items: int) -> np.ndarray:
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
    liking = sparse.random(400, 150, 0.3, "csr", np.float32, drawn, drawn.random)

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


def test_a_ridge_is_fitted_to_the_nearest_alone() -> None:
    # Ten like 0 and 1, two like 0 and 2: of 0 the nearest is 1. With λ = 1 its weight is 10 / (10 + 1), and 2 has none.
    # Of 1 and of 2 the nearest is 0, liked by twelve: 10 / 13 and 2 / 13.
    liking = sparse.csr_matrix(np.array([[1, 1, 0]] * 10 + [[1, 0, 1]] * 2, np.float32))

    found = weights_of(list(ease(liking, 1, n_near=1)), 3)

    assert found == pytest.approx(np.array([[0, 10 / 13, 2 / 13], [10 / 11, 0, 0], [0, 0, 0]]), abs=1e-6)


def test_only_heads_say_something_of_others() -> None:
    liking = sparse.csr_matrix(np.array([[1, 1, 0]] * 10 + [[1, 0, 1]] * 2, np.float32))

    found = ridges(liking, 1, 2, most_heads=1).toarray()

    assert found == pytest.approx(np.array([[0, 10 / 13, 2 / 13], [0, 0, 0], [0, 0, 0]]), abs=1e-6)


def test_a_few_ratings_are_fitted_with_half_the_regularisation_of_a_hundred_thousand() -> None:
    # XᵀX is (2 1; 1 1) as above: 1 / (1 + 125) and 1 / (2 + 125).
    liking = sparse.csr_matrix(np.array([[1, 1], [1, 0]], np.float32))

    assert weights_of(list(ease(liking)), 2) == pytest.approx(np.array([[0, 1 / 127], [1 / 126, 0]]), abs=1e-6)


@pytest.mark.parametrize(
    ("n_liked", "expected"),
    [(9_900, 0.5), (10_000, 0.5012), (100_000, 1), (1_000_000, 1.9953), (1_010_000, 2), (50_000_000, 2)],
)
def test_what_a_model_keeps_grows_with_the_ratings(n_liked: int, expected: float) -> None:
    # 0.1^0.3 = 0.5012, 0.099^0.3 = 0.4997, 10^0.3 = 1.9953, 10.1^0.3 = 2.0012
    assert growth(n_liked) == pytest.approx(expected, abs=2e-4)


@pytest.mark.parametrize(
    ("n_liked", "n_items", "expected"),
    [
        (1_000, 50, 100),  # never less than cosine keeps
        (100_000, 9_000, 100),
        (300_000, 9_000, 139),  # 3^0.3 = 1.390
        (9_000_000, 10_000, 200),
        (9_000_000, 10_051, 198),  # two million weights
        (9_000_000, 20_000, 100),
        (9_000_000, 60_000, 100),
    ],
)
def test_the_rows_stay_within_the_budget_of_storage(n_liked: int, n_items: int, expected: int) -> None:
    assert kept_for(n_liked, n_items) == expected


def test_cosine_counts_who_rates_little_for_more_and_is_shrunk() -> None:
    # The first rated one of two items, the second both: ln(1 + 2) and ln(1 + 1).
    liking = sparse.csr_matrix(np.array([[1, 0], [1, 1]], np.float32))
    first, second = math.log(3), math.log(2)

    found = weights_of(list(cosine(liking, 0.5)), 2)

    expected = second * second / (math.hypot(first, second) * second + 0.5)
    assert found == pytest.approx(np.array([[0, expected], [expected, 0]]), abs=1e-6)


def stars(*rows: list[float]) -> sparse.csr_matrix:
    """Liking by stars: (stars − 2) / 3."""
    return sparse.csr_matrix(np.maximum(np.array(rows, np.float32) - 2, 0) / 3)


def test_phi_is_how_much_liking_one_goes_with_liking_the_other() -> None:
    # Eight raters. Liked (4 stars or more): the first item by five, the second by four, both by four, where chance
    # would have 5 · 4 / 8 = 2.5; their spreads are 5 · 3/8 = 1.875 and 4 · 4/8 = 2. The third is liked by two, who both
    # like the first: two prove nothing; 3.5 stars are no like. The fourth is liked by three, and the first with it:
    # chance 15/8, a spread of 3 · 5/8 = 1.875; with the second it is liked by two.
    liked: list[list[float]] = [[5, 4, 0, 5], [4, 4, 3.5, 5], [4, 4, 5, 0], [5, 4, 5, 0], [5, 0, 3.5, 4]]
    liking = stars(*liked, [1, 0, 0, 0], [1, 3, 0, 0], [0, 0, 0, 0])

    found = weights_of(list(phi(liking)), 4)

    second, fourth = 1.5 / (math.sqrt(1.875 * 2) + 5), 1.125 / (1.875 + 5)
    assert found == pytest.approx(
        np.array([[0, second, 0, fourth], [second, 0, 0, 0], [0, 0, 0, 0], [fourth, 0, 0, 0]]), abs=1e-6
    )


@pytest.mark.parametrize(("n_common", "n_kept", "value"), [(5, 300, 3 / 23), (4, 100, 2 / 23)])
def test_phi_keeps_a_hundred_and_up_to_three_hundred_from_a_tenth_on(n_common: int, n_kept: int, value: float) -> None:
    # 200 raters. Twenty like the first item, twenty each of the next 310: two in common by chance, spreads of 18.
    drawn = np.zeros((200, 311), np.float32)
    drawn[:20, 0] = 1
    drawn[:n_common, 1:] = 1
    drawn[20 : 40 - n_common, 1:] = 1

    [row] = [row for row in phi(sparse.csr_matrix(drawn)) if row.item == 0]

    assert row.neighbors.tolist() == list(range(1, n_kept + 1))
    assert row.weights == pytest.approx([value] * n_kept)


def test_phi_is_the_same_whatever_the_size_of_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = np.random.default_rng(7)
    liking = sparse.random(300, 60, 0.2, "csr", np.float32, drawn, drawn.random)
    whole = weights_of(list(phi(liking)), 60)

    monkeypatch.setattr(models, "BLOCK", 7)

    assert weights_of(list(phi(liking)), 60) == pytest.approx(whole)
    assert whole == pytest.approx(whole.T)
    assert whole.max() > 0


async def test_training_puts_the_models_in_place_and_the_next_takes_over(db: Database) -> None:
    await write_items(db)
    for name in ("ada", "bob", "cid"):
        reader = await a_caller(db, name)
        for item_id in (DUNE, RAN, EMMA):
            await reader.one("rate_item", item_id=item_id, rating=5)

    sizes = await job.train(db)
    first = {model["name"] for model in await db.rows("get_models") if model["kind"] != "embedding"}
    await job.train(db)
    now = [model for model in await db.rows("get_models") if model["kind"] != "embedding"]

    assert sizes == {"n_ratings": 9, "n_users": 3, "n_items": 3}
    assert sorted(model["kind"] for model in now) == ["cosine", "ease", "phi"]
    assert first.isdisjoint({model["name"] for model in now})


async def test_nothing_to_train_on_is_a_sentence(db: Database) -> None:
    await write_items(db)
    with pytest.raises(InvalidInput, match="fewer than two items are rated"):
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
