"""Scores candidates by an ONNX model. Only RECOMMENDER imports it, because numpy and onnxruntime take 33 MB."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from api.ranking.candidates import SOURCES, Ranked
from api.ranking.taste import Taste

FEATURES = (*SOURCES, "taste", "type", "score")  # what a model gets of a candidate, in this order


class OnnxRanker:
    """Scores by an ONNX model of one input, n candidates by the features, and of one output, n scores.

    The features are `FEATURES`, or those that the model's metadata names under `features`, separated by commas. A
    feature is what the source, or taste, or the type adds to the blend's score; `score` is that score.
    """

    def __init__(self, path: Path) -> None:
        self._session = _open(path)
        named = self._session.get_modelmeta().custom_metadata_map.get("features", "")
        self._features = [name.strip() for name in named.split(",")] if named else list(FEATURES)
        if unknown := set(self._features).difference(FEATURES):
            raise ValueError(f"its metadata names the unknown features {', '.join(sorted(unknown))}")

    def __call__(self, ranked: Sequence[Ranked], taste: Taste) -> Mapping[int, float]:
        asked = np.array([features_of(one, self._features) for one in ranked], dtype=np.float32)
        name = self._session.get_inputs()[0].name
        [scores, *_] = self._session.run(None, {name: asked.reshape(len(ranked), len(self._features))})
        found = np.asarray(scores, dtype=np.float64).reshape(-1)
        if len(found) != len(ranked):
            raise ValueError(f"it answered {len(found)} scores for {len(ranked)} candidates")
        return {one.candidate.item_id: score for one, score in zip(ranked, found.tolist(), strict=True)}


def features_of(one: Ranked, names: Iterable[str] = FEATURES) -> list[float]:
    """Return what each named feature adds to a candidate's score; 0 if it says nothing."""
    found = dict.fromkeys(FEATURES, 0.0)
    for part in one.contributions:
        if part.source in found:
            found[part.source] += part.points
    found["score"] = one.score
    return [found[name] for name in names]


def _open(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
