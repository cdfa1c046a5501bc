"""A ranking of your own: RECOMMENDER names a function, or an ONNX file, that scores the blend's candidates anew.

EXPERIMENT_RECOMMENDERS names others, for variants. What one adds to a score, or takes away, is one more summand, so
receipts still sum. Works, variety, stability and the filters stay as they are. A failure is a `RecommenderFailed`;
whoever ranks then serves the blend and says so.
"""

import importlib
import logging
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from api.errors import RecommenderFailed
from api.logs import log_event
from api.ranking.candidates import Ranked, Summand
from api.ranking.taste import Taste

MOST_SCORE = 1e6

Scores = Mapping[int, float]
Function = Callable[[Sequence[Ranked], Taste], Scores]

log = logging.getLogger(__name__)


class Recommender:
    """What a setting names, loaded at its first use. `problem` says why it cannot be used."""

    def __init__(self, named: str) -> None:
        self.named = named
        self.problem: str | None = None
        self._function: Function | None = None

    def rescore(self, ranked: Sequence[Ranked], taste: Taste) -> list[Ranked]:
        """Return the items with their new scores, best first, ties by id; an item without a score is left out.

        `ranked` is the blend's whole order with contributions. Raises `RecommenderFailed`.
        """
        try:
            scores = self._loaded()(ranked, taste)
            rescored = [_rescored(one, float(scores[item_id])) for one in ranked if (item_id := _id(one)) in scores]
        except Exception as error:
            self.problem = f"The ranking {self.named} failed ({type(error).__name__}: {error}): the blend ranks alone."
            log_event(log, "recommender_failed", logging.WARNING, detail=self.problem)
            raise RecommenderFailed(self.problem) from error
        self.problem = None
        rescored.sort(key=lambda one: (-one.score, _id(one)))
        return [one._replace(rank=rank) for rank, one in enumerate(rescored, 1)]

    def check(self) -> str | None:
        """Load it if it is not loaded; return why it cannot be used, or None."""
        try:
            self._loaded()
        except Exception as error:  # whatever a module of somebody else raises when it is imported
            self.problem = f"The ranking {self.named} cannot be loaded ({type(error).__name__}: {error})."
        return self.problem

    def reload(self) -> str | None:
        """Read the file or import the module anew; return why the new one cannot be used. The former stays then."""
        try:
            self._function = _read(self.named, is_again=True)
        except Exception as error:
            self.problem = f"The ranking {self.named} cannot be loaded ({type(error).__name__}: {error})."
            return self.problem
        self.problem = None
        return None

    def _loaded(self) -> Function:
        if self._function is None:
            self._function = _read(self.named, is_again=False)
        return self._function


@cache  # the settings say how many there are
def recommender_named(named: str | None) -> Recommender | None:
    """Return the process's recommender of that name, or None without a name."""
    return Recommender(named) if named else None


def _id(one: Ranked) -> int:
    return one.candidate.item_id


def _rescored(one: Ranked, score: float) -> Ranked:
    if not math.isfinite(score) or abs(score) > MOST_SCORE:
        raise ValueError(f"the score of item {_id(one)} is {score}, not a number within ±{MOST_SCORE:g}")
    added = Summand("recommender", 1.0, score - one.score, 1.0)
    return one._replace(score=score, contributions=(*one.contributions, *([added] if added.value else [])))


def _read(named: str, *, is_again: bool) -> Function:
    if named.endswith(".onnx"):
        from api.ranking.onnx_ranker import OnnxRanker  # numpy, which a plain process need not load

        return OnnxRanker(Path(named))
    module_name, _, function_name = named.partition(":")
    if is_again and module_name in sys.modules:
        module = importlib.reload(sys.modules[module_name])
    else:
        module = importlib.import_module(module_name)
    function = getattr(module, function_name)
    if not callable(function):
        raise TypeError(f"{function_name} is no function")
    return function  # type: ignore[no-any-return]
