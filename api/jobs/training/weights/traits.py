"""The traits of the rated items: features, fame elsewhere, and the vectors of their descriptions."""

import base64
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from api.db import Database
from api.embedding import DIMENSION
from api.ranking.taste import Feature

ITEMS_A_CALL = 500
NAMES_A_CALL = 5_000
MOST_OF_A_FEATURE = 200  # as many as refresh_features keeps

Floats = NDArray[np.float32]
Shares = dict[Feature, dict[str, float]]  # each feature's share of the items of each type
Positions = NDArray[np.intp]


class ItemTraits(NamedTuple):
    """An item's features, as SQL tells them."""

    item_type: str
    genres: list[str]
    language: str | None
    year: int | None
    people: list[str]
    external_count: int
    outside: float  # popularity elsewhere, in likes

    def features(self) -> Iterator[tuple[Feature, float]]:
        """Yield each feature with its share; a neighboring decade has half a share."""
        yield from ((("genre", name), 1.0) for name in self.genres)
        if self.language is not None:
            yield ("language", self.language), 1.0
        if self.year is not None:
            decade = self.year // 10 * 10
            yield from ((("decade", str(decade + years)), share) for years, share in ((0, 1.0), (-10, 0.5), (10, 0.5)))
        yield from ((("person", name), 1.0) for name in dict.fromkeys(self.people))


class Catalogue:
    """The rated items, by their column among the ratings."""

    def __init__(self, items: list[ItemTraits], vectors: Floats, shares: Shares) -> None:
        self.items = items
        self.vectors = vectors  # zeros for an item without one
        self.shares = shares
        self.types = np.array([item.item_type for item in items])
        self.prominence = np.log1p(np.array([item.external_count for item in items], float))
        self.outside = np.array([item.outside for item in items])
        self.asked = [feature for feature in shares if feature[0] in ("genre", "language", "decade")]
        self._having: defaultdict[Feature, list[int]] = defaultdict(list)
        for column, item in enumerate(items):
            for feature, share in item.features():
                if share == 1:
                    self._having[feature].append(column)
        self.having = cache(self._all_having)

    def _all_having(self, *features: Feature) -> Positions:
        """Return the items that have all of these features."""
        found = set(self._having.get(features[0], ()))
        for feature in features[1:]:
            found &= set(self._having.get(feature, ()))
        return np.array(sorted(found), np.intp)


async def read_catalogue(db: Database, item_ids: NDArray[np.int32]) -> Catalogue:
    """Read everything about these items, page by page."""
    items: list[ItemTraits] = []
    vectors = np.zeros((len(item_ids), DIMENSION), np.float32)
    for start in range(0, len(item_ids), ITEMS_A_CALL):
        asked = item_ids[start : start + ITEMS_A_CALL].tolist()
        found = {one["item_id"]: one for one in await db.one("get_item_traits", item_ids=asked)}
        for item_id in asked:
            one = found.get(item_id) or {**UNKNOWN}
            vectors[len(items)] = _vector(one["vector"])
            items.append(ItemTraits(*(one[name] for name in ItemTraits._fields)))
    return Catalogue(items, vectors, await _read_shares(db, items))


UNKNOWN: dict[str, Any] = {
    "item_type": "movie", "genres": [], "language": None, "year": None, "people": [], "external_count": 0,
    "outside": 0.0, "vector": None,
}  # fmt: skip


def _vector(sent: str | None) -> Floats:
    """Read the bytes of halfvec_send: two 16-bit numbers, then the vector's numbers as halves."""
    if sent is None:
        return np.zeros(DIMENSION, np.float32)
    return np.frombuffer(base64.b64decode(sent), ">f2")[2:].astype(np.float32)


async def _read_shares(db: Database, items: list[ItemTraits]) -> Shares:
    """Read the shares of all genres, languages, decades and types, and of the people of these items."""
    shares: Shares = defaultdict(dict)
    people = sorted({name for item in items for name in item.people})
    asked: list[tuple[str, list[str] | None]] = [(kind, None) for kind in ("genre", "language", "decade", "type")]
    asked += [("person", people[start : start + NAMES_A_CALL]) for start in range(0, len(people), NAMES_A_CALL)]
    for kind, names in asked:
        for row in await db.rows("get_feature_shares", kind=kind, names=names):
            shares[kind, row["name"]][row["item_type"]] = row["share"]
    return dict(shares)
