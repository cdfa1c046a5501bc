"""Gathers what the doctor judges by: it asks each configured database once, and tries the embedding model once."""

import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from api.db import open_database
from api.doctor.database import measure_skew
from api.doctor.findings import Finding, problem
from api.embedding import Embedder
from api.errors import CineLibreError, SchemaOutdated
from api.logs import Stopwatch
from api.settings import Settings
from api.ship.diagnosis import find_database_trouble, find_supabase_trouble

N_ROUND_TRIPS = 3
# A sentence and the first numbers of its vector by the shipped model; processors differ in the last digits.
SENTENCE = "A lonely robot falls in love among the stars."
BEGINNING = (-0.051, -0.012, 0.037, 0.056, 0.03, 0.004, 0.07, 0.021, 0.06, -0.014, -0.004, -0.029, 0.047, -0.035)
TOLERANCE = 0.02


class AskedDatabase(NamedTuple):
    """A database, by the setting that names it: its facts, or the finding that says why there are none."""

    setting: str
    facts: dict[str, Any] | None = None
    trouble: Finding | None = None
    round_trip_ms: float = 0
    skew_seconds: float = 0


async def ask_databases(settings: Settings) -> list[AskedDatabase]:
    """Ask Supabase, which serves requests, and the server at DATABASE_URL, which serves jobs, if they are set."""
    asked = []
    if settings.supabase_url is not None and settings.supabase_key is not None:
        url, key = settings.supabase_url, settings.supabase_key.get_secret_value()
        alone = settings.model_copy(update={"database_url": None})
        asked.append(await _ask("SUPABASE_URL", alone, lambda: find_supabase_trouble(url, key)))
    if settings.database_url is not None:
        address = settings.database_url.get_secret_value()
        alone = settings.model_copy(update={"supabase_url": None, "supabase_key": None})
        asked.append(await _ask("DATABASE_URL", alone, lambda: find_database_trouble(address)))
    return asked


async def _ask(setting: str, settings: Settings, find_trouble: Callable[[], Awaitable[str | None]]) -> AskedDatabase:
    """Ask one database. Trouble is looked for first, because the service's drivers hide the details of an address."""
    if trouble := await find_trouble():
        return AskedDatabase(setting, trouble=problem("reach", trouble))
    try:
        async with open_database(settings) as db:
            await db.one("get_readiness")  # makes the connection and reads the signatures, which should not count
            asked_at = datetime.now(UTC)
            facts = await db.one("get_doctor_facts")
            answered_at = datetime.now(UTC)
            fastest = math.inf
            for _ in range(N_ROUND_TRIPS):
                watch = Stopwatch()
                await db.one("get_readiness")
                fastest = min(fastest, watch.ms)
    except SchemaOutdated as error:
        return AskedDatabase(setting, trouble=problem("schema", f"{setting}: {error.detail}"))
    except CineLibreError as error:
        return AskedDatabase(setting, trouble=problem("reach", f"{setting}: {error.detail}"))
    skew = measure_skew(asked_at, answered_at, datetime.fromisoformat(facts["now"]))
    return AskedDatabase(setting, facts, round_trip_ms=fastest, skew_seconds=skew)


async def find_model_trouble(settings: Settings) -> str | None:
    """Load the embedding model and embed one sentence; return what goes wrong, or None."""
    embedder = Embedder(settings)
    try:
        vector = await embedder.embed_query(SENTENCE)
    except CineLibreError as error:
        return error.detail
    finally:
        embedder.close()
    if embedder.is_shipped and not is_near(vector):
        return (
            "The embedding model's files are whole, but its vectors are not what they should be on this machine:"
            " install the versions of requirements.txt (fastembed, onnxruntime)."
        )
    return None


def is_near(vector: list[float]) -> bool:
    """Say whether a vector begins as the sentence's vector should."""
    return all(math.isclose(a, b, abs_tol=TOLERANCE) for a, b in zip(vector, BEGINNING, strict=False))
