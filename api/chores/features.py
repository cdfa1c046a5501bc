"""Counts the features of the catalogue: genres, languages, decades, people, and pairs of them."""

from collections.abc import AsyncIterator

from api.db import Database

# One call for each kind, so that no call takes long in a large catalogue.
KINDS = ("type", "language", "genre", "decade", "person", "pair")


async def count_features(db: Database) -> AsyncIterator[int]:
    """Count features anew, one kind a call; yield how many features each kind has."""
    for kind in KINDS:
        yield (await db.one("refresh_features", only_kind=kind))["n_features"]


async def refresh_features(db: Database) -> int:
    """Count all kinds; return how many features there are. Whatever fills the catalogue calls it at its end."""
    return sum([n_features async for n_features in count_features(db)])
