"""What training and following share of local EASE: its numbers, and which items are near to one another.

EASE: Steck, Embarrassingly shallow autoencoders, 2019; docs/algorithms.md has the formulas. A liking is
(stars − 2) / 3, counted in sixths where sums must be exact. It imports numpy, so what starts with the service imports
it late.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

N_KEPT = 100
MOST_WEIGHTS = 2_000_000  # of all EASE's rows, if they keep more than N_KEPT an item: 20 MB
EASE_REGULARISATION = 250.0
MOST_HEADS = 10_000  # items that may be neighbors; their products with one another take 400 MB
SHRINKAGE = 20.0
STEPS = np.float32(6)  # a liking of half stars is a whole number of sixths; sums of whole numbers have no rounding

Floats = NDArray[np.float32]
Positions = NDArray[np.intp]


def growth(n_liked: int) -> float:
    """Return how much more the ratings tell than a hundred thousand: (n / 100,000)^0.3, between a half and 2."""
    return float(min(max((n_liked / 100_000) ** 0.3, 0.5), 2.0))


def kept_for(n_liked: int, n_items: int) -> int:
    """Return how many weights of an item EASE keeps: 100, and up to 200 as ratings grow, if the catalogue has room."""
    return max(N_KEPT, min(int(N_KEPT * growth(n_liked)), MOST_WEIGHTS // max(n_items, 1)))


def regularisation_for(n_liked: int) -> float:
    """Return λ for so many ratings above two stars."""
    return EASE_REGULARISATION * growth(n_liked)


def near_for(n_liked: int) -> int:
    """Return how many neighbors the ridge of an item has, for so many ratings above two stars."""
    return int(2 * N_KEPT * max(growth(n_liked), 1))


def heads_of(n_liked: NDArray[Any], most_heads: int = MOST_HEADS) -> Positions:
    """Return the most liked items, ascending; of equally liked ones the first."""
    return np.sort(np.argsort(-n_liked, kind="stable")[:most_heads])


def lengths_of(squares: NDArray[Any]) -> Floats:
    """Return the lengths of the items' columns, from the sums of their squared sixths."""
    return np.asarray(np.sqrt(squares.astype(np.float32)) / STEPS, dtype=np.float32)


def largest(values: Floats, n: int) -> Positions:
    """Return the positions of the n largest values above 0, ascending; of equal values the first."""
    some = np.flatnonzero(values > 0)
    if len(some) <= n:
        return some
    of_some = values[some]
    least = np.partition(of_some, -n)[-n]
    above = some[of_some > least]
    return np.sort(np.concatenate([above, some[of_some == least][: n - len(above)]]))


def nearest(of_item: Floats, length: float, lengths: Floats, n_near: int) -> Positions:
    """Return the positions of the largest shrunk cosines, a · b / (|a| |b| + 20), from the products with an item."""
    return largest(of_item / (np.float32(length) * lengths + SHRINKAGE), n_near)
