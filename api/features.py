"""Counting what the catalogue is made of: genres, languages, decades, people, and pairs of them."""

from collections.abc import AsyncIterator

from api.db import Database

# A call each, so that none takes long in a large catalogue.
KINDS = ("type", "language", "genre", "decade", "person", "pair")


async def count_features(db: Database) -> AsyncIterator[int]:
    """Counts them anew, a kind a call; yields how many features each kind has."""
    for kind in KINDS:
        yield (await db.one("refresh_features", only_kind=kind))["n_features"]


async def refresh_features(db: Database) -> int:
    """Counts all kinds; answers how many features there are. Whatever fills the catalogue calls it at its end."""
    return sum([n_features async for n_features in count_features(db)])
