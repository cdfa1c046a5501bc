"""Whether this process and its database fit together."""

from typing import Any

from api.db import Database
from api.embedding import Embedder
from api.logs import Stopwatch


async def degradations(readiness: dict[str, Any], embedder: Embedder, release_sha256: str) -> dict[str, str]:
    """Return what does not work right now, by name, each with a sentence; empty if all is well."""
    found: dict[str, str] = {}
    if problem := await embedder.problem():
        found["semantic"] = problem
    elif readiness["embedding_model"] not in (None, embedder.name):
        found["semantic"] = (
            f"The catalogue was embedded by {readiness['embedding_model']}, EMBEDDING_MODEL is {embedder.name}:"
            " set it back, or run `python -m api.jobs embed --replace-model`."
        )
    if readiness["release_sha256"] != release_sha256:
        found["schema"] = "The database was shipped from another release: run `python -m api.jobs ship`."
    return found


async def database_health(db: Database) -> dict[str, Any]:
    """Return the answer of `get_health` and the milliseconds that it took."""
    watch = Stopwatch()
    health = await db.one("get_health")
    return {**health, "ms": watch.ms}
