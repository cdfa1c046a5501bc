"""Writes a ranker as an ONNX file that `RECOMMENDER` serves: one input, candidates by FEATURES, one output, scores."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from api.errors import InvalidInput, Misconfigured
from api.jobs.training.ranker.boosted import Boosted
from api.jobs.training.ranker.examples import FEATURES
from api.jobs.training.ranker.linear import Linear

OPSETS = {"": 17, "ai.onnx.ml": 3}
IR_VERSION = 8

Node = dict[str, Any]


def require_onnx() -> Any:
    """Return the package. Raises `Misconfigured` without it."""
    try:
        import onnx
    except ImportError:
        raise Misconfigured("train --ranker needs onnx: pip install -r requirements-models.txt.") from None
    return onnx


def write_ranker(ranker: Linear | Boosted, file: Path) -> None:
    """Write the file; the metadata names the features, so that the service gives them in this order.

    It stands under its name only once it is whole. Raises `InvalidInput` if it cannot be written.
    """
    onnx = require_onnx()
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    if isinstance(ranker, Linear):
        nodes, vector = [helper.make_node("MatMul", ["features", "weights"], ["scores"])], ranker.weights
    else:
        nodes, vector = _boosted_nodes(helper, ranker), ranker.rest
    graph = helper.make_graph(
        nodes,
        "ranker",
        [helper.make_tensor_value_info("features", kind, [None, len(FEATURES)])],
        [helper.make_tensor_value_info("scores", kind, [None, 1])],
        [helper.make_tensor("weights", kind, [len(FEATURES), 1], vector.tolist())],
    )
    opsets = [helper.make_opsetid(domain, version) for domain, version in OPSETS.items()]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
    helper.set_model_props(model, {"features": ",".join(FEATURES)})
    onnx.checker.check_model(model)
    _replace(file, model.SerializeToString())


def _replace(file: Path, content: bytes) -> None:
    part = file.with_name(f".{file.name}.part")  # a service may read the file at any moment
    try:
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InvalidInput(f"--ranker {file} cannot be written: {error.strerror}.") from None


def _boosted_nodes(helper: Any, ranker: Boosted) -> list[Any]:
    return [
        helper.make_node(
            "TreeEnsembleRegressor", ["features"], ["trees"], domain="ai.onnx.ml", n_targets=1,
            aggregate_function="SUM", post_transform="NONE", **tree_attributes(ranker.trees, ranker.scale),
        ),
        helper.make_node("MatMul", ["features", "weights"], ["rest"]),
        helper.make_node("Add", ["trees", "rest"], ["scores"]),
    ]  # fmt: skip


def tree_attributes(trees: list[Node], scale: float) -> dict[str, list[Any]]:
    """Return LightGBM's trees as the attributes of a TreeEnsembleRegressor."""
    found: dict[str, list[Any]] = {
        **{f"nodes_{name}": [] for name in ("treeids", "nodeids", "featureids", "modes", "values")},
        **{f"nodes_{name}": [] for name in ("truenodeids", "falsenodeids")},
        **{f"target_{name}": [] for name in ("treeids", "nodeids", "ids", "weights")},
    }
    for tree_id, tree in enumerate(trees):
        for node_id, node, left, right in _numbered(tree):
            is_leaf = "split_feature" not in node
            values = ("LEAF", 0, 0.0, 0, 0)
            if not is_leaf:
                values = ("BRANCH_LEQ", node["split_feature"], floor_of(node["threshold"]), left, right)
            else:
                _append(found, "target", treeids=tree_id, nodeids=node_id, ids=0, weights=scale * node["leaf_value"])
            mode, feature, value, true_id, false_id = values
            _append(found, "nodes", treeids=tree_id, nodeids=node_id, featureids=feature, modes=mode, values=value,
                    truenodeids=true_id, falsenodeids=false_id)  # fmt: skip
    return found


def floor_of(threshold: float) -> float:
    """Return the largest number of 32 bits that is not above a threshold, so that the same features pass it."""
    nearest = np.float32(threshold)
    return float(nearest if float(nearest) <= threshold else np.nextafter(nearest, np.float32(-np.inf)))


def _append(found: dict[str, list[Any]], group: str, **values: Any) -> None:
    for name, value in values.items():
        found[f"{group}_{name}"].append(value)


def _numbered(tree: Node) -> Iterator[tuple[int, Node, int, int]]:
    """Yield each node with its number and those of its children, the root first."""
    waiting, n_nodes = [tree], 1
    for node_id, node in enumerate(waiting):
        if "split_feature" in node:
            waiting += [node["left_child"], node["right_child"]]
            yield node_id, node, n_nodes, n_nodes + 1
            n_nodes += 2
        else:
            yield node_id, node, 0, 0
