"""Counts readers for `user_interaction_summary` and the crowd's histogram."""

from api.db import Database

BITE_SECONDS = 1.0  # two at most, as a bite of a chore


async def count_readers(db: Database) -> None:
    """Count all readers. Whatever loads ratings calls it at its end; later the chore does."""
    after: int | None = 0
    while after is not None:
        after = (await db.one("refresh_summaries", after_id=after, max_seconds=BITE_SECONDS))["next"]
