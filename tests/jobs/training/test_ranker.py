"""A learned ranking: it ignores noise, its file says what it says, and what it keeps of the blend."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from api.errors import InvalidInput
from api.jobs.training.learning import judge
from api.jobs.training.ranker.boosted import Boosted, fit_boosted
from api.jobs.training.ranker.examples import FEATURES, Examples
from api.jobs.training.ranker.linear import Linear, fit_linear
from api.jobs.training.ranker.onnx_files import floor_of, tree_attributes, write_ranker
from api.ranking.candidates import Candidate, Ranked, Summand
from api.ranking.onnx_ranker import OnnxRanker
from api.ranking.taste import Taste

N_READERS, N_CANDIDATES = 120, 40
EASE, POPULAR, SCORE = (FEATURES.index(name) for name in ("ease", "popular", "score"))
FITS: dict[str, Callable[[Examples], Linear | Boosted]] = {"linear": fit_linear, "boosted": fit_boosted}


def made(seed: int = 3) -> Examples:
    """Readers who want the five candidates that EASE puts first; what is popular is noise and weighs twice as much."""
    draw = np.random.default_rng(seed)
    features = np.zeros((N_READERS, N_CANDIDATES, len(FEATURES)), np.float32)
    features[:, :, EASE] = draw.uniform(0, 1, features.shape[:2])
    features[:, :, POPULAR] = draw.uniform(0, 2, features.shape[:2])
    features[:, :, SCORE] = features[:, :, EASE] + features[:, :, POPULAR]
    places = np.argsort(np.argsort(-features[:, :, EASE], axis=1), axis=1)
    sizes, wanted = np.full(N_READERS, N_CANDIDATES), np.full(N_READERS, 5)
    return Examples(features.reshape(-1, len(FEATURES)), (places < 5).ravel(), sizes, wanted)


@pytest.mark.parametrize("kind", FITS)
def test_a_source_that_is_noise_is_ignored(kind: str) -> None:
    examples, others = made(), made(seed=4)
    ranker = FITS[kind](examples)

    found = ranker.scores(others.features)

    assert np.mean(others.ndcg(others.column("score"))) < 0.5
    assert np.mean(others.ndcg(found)) > 0.95
    # with another noise the order of a reader's candidates stays as it was
    turned = others.features.copy()
    turned[:, POPULAR] = 2 - turned[:, POPULAR]
    turned[:, SCORE] = turned[:, EASE] + turned[:, POPULAR]
    moved = np.abs(ranker.scores(turned) - found)
    assert moved.max() < 0.2 * np.ptp(found)


def test_what_is_noise_is_taken_out_of_the_score() -> None:
    ranker = fit_linear(made())

    # the score has EASE and what is popular once each: EASE keeps far more than is left of the noise
    of_ease, of_noise = (1 + ranker.weights[column] for column in (EASE, POPULAR))
    assert ranker.weights[SCORE] == 1
    assert abs(of_noise) < 0.1 * of_ease


@pytest.mark.parametrize("kind", FITS)
def test_a_file_scores_as_the_ranker_does(kind: str, tmp_path: Path) -> None:
    examples = made()
    ranker = FITS[kind](examples)

    write_ranker(ranker, tmp_path / "ranker.onnx")
    served = OnnxRanker(tmp_path / "ranker.onnx")
    asked = examples.features[: 2 * N_CANDIDATES]
    found = served(
        [
            Ranked(
                Candidate(item_id, {}),
                float(row[SCORE]),
                (Summand("ease", 1, float(row[EASE]), 1), Summand("popular", 1, float(row[POPULAR]), 1)),
            )
            for item_id, row in enumerate(asked)
        ],
        Taste(),
    )

    assert list(found.values()) == pytest.approx(ranker.scores(asked).tolist(), abs=1e-5)


def test_a_file_that_cannot_be_written_leaves_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "ranker.onnx").mkdir()

    with pytest.raises(InvalidInput, match=r"--ranker .* cannot be written: Is a directory"):
        write_ranker(fit_linear(made()), tmp_path / "ranker.onnx")

    assert [path.name for path in tmp_path.iterdir()] == ["ranker.onnx"]


def test_what_friends_add_to_a_score_stays(tmp_path: Path) -> None:
    tree = {
        "split_feature": EASE,
        "threshold": 0.5,
        "left_child": {"leaf_value": 1.0},
        "right_child": {"leaf_value": 3.0},
    }
    write_ranker(Boosted([tree, {"leaf_value": 0.25}], 2), tmp_path / "ranker.onnx")

    found = OnnxRanker(tmp_path / "ranker.onnx")(
        [
            Ranked(Candidate(1, {}), 0.5, (Summand("ease", 1, 0.5, 1),)),
            Ranked(Candidate(2, {}), 1.1, (Summand("ease", 1, 0.9, 1), Summand("friends", 0.2, 1, 1))),
        ],
        Taste(),
    )

    # 2 · (1 + 0.25) + 0.5 − 0.5; 2 · (3 + 0.25) + 1.1 − 0.9
    assert found == {1: pytest.approx(2.5), 2: pytest.approx(6.7)}


def test_values_are_over_the_largest_of_the_candidates() -> None:
    features = ["ease_value", "popular_value", "popular"]
    from api.ranking.candidates import largest
    from api.ranking.onnx_ranker import features_of

    candidates = [Candidate(1, {"ease": 2.0, "popular": 30.0}), Candidate(2, {"popular": 60.0})]
    ranked = [Ranked(one, 0.0, (Summand("popular", 0.5, one.scores["popular"], 60.0),)) for one in candidates]

    assert [features_of(one, features, largest(candidates)) for one in ranked] == [[1, 0.5, 0.25], [0, 1, 0.5]]


def test_a_threshold_is_rounded_down_so_that_the_same_features_pass() -> None:
    below = float(np.nextafter(np.float32(0.1), np.float32(0)))

    assert floor_of(float(np.float32(0.1))) == float(np.float32(0.1))
    assert floor_of(0.1) == below  # 0.1 as a number of 32 bits is above 0.1
    assert floor_of(0.5) == 0.5


def test_a_tree_is_numbered_from_its_root() -> None:
    leaf = [{"leaf_value": float(n)} for n in range(3)]
    inner = {"split_feature": 1, "threshold": 0.25, "left_child": leaf[0], "right_child": leaf[1]}
    root = {"split_feature": 0, "threshold": 0.5, "left_child": inner, "right_child": leaf[2]}

    found = tree_attributes([root], 2)

    assert found["nodes_modes"] == ["BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF"]
    assert found["nodes_truenodeids"] == [1, 3, 0, 0, 0]
    assert found["nodes_falsenodeids"] == [2, 4, 0, 0, 0]
    assert list(zip(found["target_nodeids"], found["target_weights"], strict=True)) == [(2, 4.0), (3, 0.0), (4, 2.0)]


def test_the_judged_are_not_those_who_taught() -> None:
    found = judge(made(), fit_linear)

    assert found["n_judged"] == N_READERS
    assert found["ndcg_at_10"] > 0.95
    assert found["ndcg_at_10_blend"] < 0.5
    assert found["paired_t"] > 10
