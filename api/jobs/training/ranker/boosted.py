"""A boosted ranker: trees by LightGBM (Ke et al. 2017), fitted to nDCG by LambdaMART (Burges 2010)."""

from typing import Any

import numpy as np

from api.errors import Misconfigured
from api.jobs.training.ranker.examples import CONTRIBUTIONS, FEATURES, Examples, Floats

PARAMETERS = {
    "objective": "lambdarank", "lambdarank_truncation_level": 15, "learning_rate": 0.05, "num_leaves": 4,
    "min_data_in_leaf": 200, "feature_fraction": 0.7, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 10.0,
    "num_threads": 1, "deterministic": True, "seed": 0, "verbosity": -1,
}  # fmt: skip
N_TREES = 100


class Boosted:
    """Scores by trees, and by what the blend's score has beside the features, such as what friends gave."""

    def __init__(self, trees: list[dict[str, Any]], scale: float) -> None:
        self.trees, self.scale = trees, scale
        self.rest = np.zeros(len(FEATURES), np.float32)
        self.rest[FEATURES.index("score")] = 1
        self.rest[[FEATURES.index(name) for name in CONTRIBUTIONS]] = -1

    def scores(self, features: Floats) -> Floats:
        """Return the scores of candidates by features."""
        found = np.sum([[_leaf_of(tree, row) for row in features] for tree in self.trees], axis=0)
        return np.asarray(self.scale * found + features @ self.rest, np.float32)


def _leaf_of(node: dict[str, Any], row: Any) -> float:
    while "split_feature" in node:
        node = node["left_child" if row[node["split_feature"]] <= node["threshold"] else "right_child"]
    return float(node["leaf_value"])


def fit_boosted(examples: Examples, n_trees: int = N_TREES, **parameters: Any) -> Boosted:
    """Fit the trees, and scale them to the spread of the blend's score. Raises `Misconfigured` without LightGBM."""
    try:
        import lightgbm
    except ImportError:
        raise Misconfigured("A boosted ranker needs lightgbm: pip install -r requirements-models.txt.") from None
    known = lightgbm.Dataset(examples.features, examples.is_wanted.astype(np.int32), group=examples.sizes)
    booster = lightgbm.train({**PARAMETERS, **parameters}, known, n_trees)
    found = np.asarray(booster.predict(examples.features))
    spread = float(found.std())
    scale = float(examples.column("score").std()) / spread if spread > 0 else 0.0
    return Boosted([one["tree_structure"] for one in booster.dump_model()["tree_info"]], scale)
