"""Ridges of EASE, solved for one item at a time from what the database answers; api/ease.py has the formulas.

It imports numpy, so whatever starts with the service imports it late. Memory stays bounded: columns take 16 MB at most.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from api.ease import STEPS, Floats, heads_of, kept_for, lengths_of, near_for, nearest, regularisation_for

MOST_RATERS = 2_000  # an item with more waits for training
CHANGED = 20  # an item is solved anew if one in so many of its raters came or went
MOST_A_RIDGE = 500_000  # likings of an item's neighbors together; an item with more waits for training
MOST_COLUMNS = 2_000_000  # likings that are kept for the next items: 16 MB
USERS_AT_ONCE = 4_096

Column = tuple[NDArray[np.int32], Floats]  # users, ascending, and their likings in sixths


class RatedCatalogue(NamedTuple):
    """All rated items, ascending by id, with what ridges need to know of each."""

    item_ids: NDArray[np.int64]
    n_raters: NDArray[np.int64]
    n_likers: NDArray[np.int64]
    lengths: Floats
    is_head: NDArray[np.bool_]
    n_followed: NDArray[np.int64]

    @property
    def n_liked(self) -> int:
        """Return how many ratings are above two stars."""
        return int(self.n_likers.sum())

    @property
    def n_kept(self) -> int:
        """Return how many weights a row keeps."""
        return kept_for(self.n_liked, len(self.item_ids))

    def changed(self) -> list[int]:
        """Return the items whose raters changed by a twentieth, the most changed first, without the much rated."""
        change = np.abs(self.n_raters - self.n_followed)
        is_changed = (change * CHANGED >= self.n_raters) & (self.n_raters <= MOST_RATERS) & (change > 0)
        places = np.flatnonzero(is_changed)
        order = np.lexsort((self.item_ids[places], -change[places] / self.n_raters[places]))
        return [int(item_id) for item_id in self.item_ids[places][order]]

    def raters_of(self, item_ids: Sequence[int]) -> list[int]:
        """Return how many rated each of some items."""
        return [int(n) for n in self.n_raters[np.searchsorted(self.item_ids, item_ids)]]

    def likers_of(self, item_ids: Sequence[int]) -> list[int]:
        """Return how many liked each of some items."""
        return [int(n) for n in self.n_likers[np.searchsorted(self.item_ids, item_ids)]]

    def near(self, item_id: int, others: Sequence[int], products: Sequence[int]) -> tuple[list[int], Floats]:
        """Return the items that an item's ridge is over, and its products with them, as training chooses them.

        `others` are ascending, `products` in squared sixths. Items that were rated only since are left out.
        """
        ids = np.array(others, np.int64)
        places = np.minimum(np.searchsorted(self.item_ids, ids), len(self.item_ids) - 1)
        known = (self.item_ids[places] == ids) & self.is_head[places]
        ids, places = ids[known], places[known]
        of_item = np.array(products, np.float32)[known] / STEPS**2
        length = float(self.lengths[np.searchsorted(self.item_ids, item_id)])
        chosen = nearest(of_item, length, self.lengths[places], near_for(self.n_liked))
        return [int(one) for one in ids[chosen]], of_item[chosen]


def read_rated(pages: Iterable[Mapping[str, Any]]) -> RatedCatalogue:
    """Return the items of all pages that `get_rated_columns` answered."""
    found = list(pages)

    def column(name: str) -> NDArray[np.int64]:
        return np.concatenate([np.array(page[name], np.int64) for page in found])

    item_ids, n_likers = column("item_ids"), column("n_likers")
    is_head = np.zeros(len(item_ids), np.bool_)
    is_head[heads_of(n_likers)] = True
    return RatedCatalogue(
        item_ids, column("n_raters"), n_likers, lengths_of(column("squares")), is_head, column("n_followed")
    )


class LikedColumns:
    """The likings of items that were needed lately; those that came first go first."""

    def __init__(self) -> None:
        self._columns: dict[int, Column] = {}
        self._size = 0

    def missing(self, item_ids: Sequence[int]) -> list[int]:
        """Return those that are not here."""
        return [item_id for item_id in item_ids if item_id not in self._columns]

    def add(self, records: Sequence[Any]) -> None:
        """Keep what `get_likers` answered."""
        for item_id, users, stars in records:
            likings = (np.array(stars, np.float32) - 2) * 2
            self._columns[item_id] = (np.array(users, np.int32), likings)
            self._size += len(users)

    def of(self, item_ids: Sequence[int]) -> list[Column]:
        """Return some items' columns; older ones go if there are too many."""
        found = [self._columns[item_id] for item_id in item_ids]
        wanted = set(item_ids)
        for item_id in list(self._columns):
            if self._size <= MOST_COLUMNS:
                break
            if item_id not in wanted:
                self._size -= len(self._columns.pop(item_id)[0])
        return found


def solve(columns: Sequence[Column], of_item: Floats, n_liked: int) -> list[float]:
    """Solve (G + λI) w = g: G has the products of the columns with one another, g theirs with the item."""
    if not columns:
        return []
    own = _products(columns) + regularisation_for(n_liked) * np.eye(len(columns))
    return [round(float(weight), 6) for weight in np.linalg.solve(own, of_item.astype(np.float64))]


def _products(columns: Sequence[Column]) -> NDArray[np.float64]:
    """Return the products of columns with one another, some users at a time."""
    sizes = [len(users) for users, _ in columns]
    places = np.repeat(np.arange(len(columns)), sizes)
    users, rows = np.unique(np.concatenate([users for users, _ in columns]), return_inverse=True)
    order = np.argsort(rows, kind="stable")
    rows, places = rows[order], places[order]
    likings = np.concatenate([likings for _, likings in columns])[order]
    products = np.zeros((len(columns), len(columns)))
    for start in range(0, len(users), USERS_AT_ONCE):
        first, last = np.searchsorted(rows, [start, start + USERS_AT_ONCE])
        block = np.zeros((min(USERS_AT_ONCE, len(users) - start), len(columns)), np.float32)
        block[rows[first:last] - start, places[first:last]] = likings[first:last]
        products += block.T @ block
    return products / float(STEPS) ** 2
