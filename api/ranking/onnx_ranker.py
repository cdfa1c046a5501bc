"""Scores candidates by an ONNX model. Only RECOMMENDER imports it, because numpy and onnxruntime take 33 MB."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from api.ranking.candidates import SOURCES, Ranked, largest
from api.ranking.taste import Taste

# What a model gets of a candidate, in this order, unless its metadata names others.
FEATURES = ("neighbors", "ease", "cosine", "content", "popular", "taste", "type", "score")
N_TRIED = 3  # rows that a file must score before it serves
VALUES = {f"{source}_value": source for source in SOURCES}
NAMED = {*FEATURES, *SOURCES, *VALUES}


class OnnxRanker:
    """Scores by an ONNX model of one input, n candidates by the features, and of one output, n scores.

    The features are `FEATURES`, or those that the model's metadata names under `features`, separated by commas. A
    feature is what the source, or taste, or the type adds to the blend's score; `score` is that score. With `_value`
    it is what the source says over the largest that it says of any candidate, whether or not it has a weight.

    A file that cannot score a few rows of zeros is refused at once, so that a reload keeps the former.
    """

    def __init__(self, path: Path) -> None:
        self._session = _open(path)
        named = self._session.get_modelmeta().custom_metadata_map.get("features", "")
        self._features = [name.strip() for name in named.split(",")] if named else list(FEATURES)
        if unknown := set(self._features).difference(NAMED):
            raise ValueError(f"its metadata names the unknown features {', '.join(sorted(unknown))}")
        self._scores(np.zeros((N_TRIED, len(self._features)), dtype=np.float32))

    def __call__(self, ranked: Sequence[Ranked], taste: Taste) -> Mapping[int, float]:
        maxima = largest([one.candidate for one in ranked])
        asked = np.array([features_of(one, self._features, maxima) for one in ranked], dtype=np.float32)
        found = self._scores(asked.reshape(len(ranked), len(self._features)))
        return {one.candidate.item_id: score for one, score in zip(ranked, found, strict=True)}

    def _scores(self, asked: NDArray[np.float32]) -> list[float]:
        name = self._session.get_inputs()[0].name
        [scores, *_] = self._session.run(None, {name: asked})
        found = np.asarray(scores, dtype=np.float64).reshape(-1)
        if len(found) != len(asked):
            raise ValueError(f"it answered {len(found)} scores for {len(asked)} candidates")
        return found.tolist()


def features_of(one: Ranked, names: Iterable[str] = FEATURES, maxima: Mapping[str, float] | None = None) -> list[float]:
    """Return each named feature of a candidate; 0 if it says nothing. `maxima` are needed for values alone."""
    found = dict.fromkeys(NAMED, 0.0)
    for name, source in VALUES.items():
        if maxima and maxima[source] > 0:
            found[name] = one.candidate.scores.get(source, 0.0) / maxima[source]
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
