"""Keeps what was measured in the configured database, where /metrics shows it beside what runs."""

from collections.abc import Callable
from typing import Any

from api.errors import CineLibreError
from api.jobs.command import with_database
from api.settings import Settings
from api.ship.sql_tree import read_sql_tree


async def keep_measures(settings: Settings, measured: dict[str, Any], say: Callable[[str], None]) -> None:
    """Keep the first protocol's table with the versions that it is of, if a database is configured.

    If it is away, that is said: a measurement takes minutes, and its tables are printed anyway.
    """
    if not settings.has_database:
        return
    measures = {"newest_fifth": measured["newest_fifth"]["rows"]}
    versions = {
        "release": read_sql_tree().release_sha256[:12],
        "embedding_model": settings.embedding_model,
        "blend": settings.blend,
        "recommender": settings.recommender,
        "has_content": measured["has_content"],
    }
    try:
        await with_database(settings, lambda db: db.one("record_evaluation", measures=measures, versions=versions))
    except CineLibreError as error:
        say(f"The measures were not kept in the database: {error.detail}")
