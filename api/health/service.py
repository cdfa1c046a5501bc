"""Whether this process and its database fit together."""

from contextlib import suppress
from typing import Any

from api.db import Database
from api.embedding import DIMENSION, Embedder
from api.errors import CineLibreError, EmbeddingUnavailable
from api.experiments.varied import recommenders_of
from api.logs import Stopwatch
from api.ranking.recommender import Recommender, recommender_named
from api.settings import Settings

MAX_LAG_SECONDS = 30  # of a replica that is well


async def degradations(
    readiness: dict[str, Any], embedder: Embedder, release_sha256: str, recommender: Recommender | None
) -> dict[str, str]:
    """Return what does not work right now, by name, each with a sentence; empty if all is well."""
    found: dict[str, str] = {}
    if problem := await embedder.problem():
        found["semantic"] = problem
    elif readiness["embedding_model"] not in (None, embedder.name):
        found["semantic"] = (
            f"The catalogue was embedded by {readiness['embedding_model']}, EMBEDDING_MODEL is {embedder.name}:"
            " set it back, or run `python -m api.jobs embed --replace-model`."
        )
    if recommender and (problem := recommender.check()):
        found["recommender"] = problem
    if readiness["release_sha256"] != release_sha256:
        found["schema"] = "The database was shipped from another release: run `python -m api.jobs ship`."
    return found


async def database_health(db: Database) -> dict[str, Any]:
    """Return the answer of `get_health`, the milliseconds that it took, and how the replica is, if there is one."""
    watch = Stopwatch()
    health = await db.one("get_health")
    ms = watch.ms
    return {**health, "ms": ms, "replica": await db.describe_replica()}


def replica_trouble(replica: dict[str, Any] | None) -> dict[str, str]:
    """Return why a replica is of no use, as `degradations` does."""
    if replica is None:
        return {}
    problem, lag_seconds = replica["problem"], replica["lag_seconds"] or 0
    if problem is None and lag_seconds > MAX_LAG_SECONDS:
        problem = f"The replica is {lag_seconds:.0f} seconds behind, so DATABASE_URL answers most reads."
    return {"replica": problem} if problem else {}


class Models:
    """The models of this process: what they are now, and what they were when somebody last looked."""

    def __init__(self, embedder: Embedder, settings: Settings) -> None:
        self._embedder = embedder
        self._recommender, self._of_experiments = recommender_named(settings.recommender), recommenders_of(settings)
        self._last: dict[str, Any] | None = None

    async def remember(self, db: Database) -> None:
        """Look once, so that the first reload can tell what was before; without a database it cannot."""
        with suppress(CineLibreError):
            await self.describe(await db.rows("get_models"))

    async def describe(self, trained: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the embedding model, without loading it, the trained models, and rankings of the operator's own."""
        named = self._recommender.named if self._recommender else None
        self._last = {
            "ranking": [model for model in trained if model["kind"] != "embedding"],
            "name": self._embedder.name,
            "version": await self._embedder.version(),
            "dimension": DIMENSION,
            "is_shipped": self._embedder.is_shipped,
            "is_loaded": self._embedder.is_loaded,
            "problem": await self._embedder.problem(),
            "recommender": named,
            "recommender_problem": self._recommender.check() if self._recommender else None,
            "experiment_recommenders": {name: one.check() for name, one in self._of_experiments.items()},
        }
        return self._last

    async def reload(self, trained: list[dict[str, Any]]) -> dict[str, Any]:
        """Load anew what has changed; what cannot be loaded stays as it was, and its `problem` says why."""
        before, problem, is_reloaded = self._last, None, False
        try:
            is_reloaded = await self._embedder.reload()
        except EmbeddingUnavailable as error:
            problem = error.detail
        of_recommender = self._recommender.reload() if self._recommender else None
        of_experiments = {name: one.reload() for name, one in self._of_experiments.items()}
        after = await self.describe(trained)
        after |= {"problem": problem or after["problem"], "recommender_problem": of_recommender}
        after["experiment_recommenders"] = of_experiments
        return {"before": before, "after": after, "embedding_reloaded": is_reloaded}
