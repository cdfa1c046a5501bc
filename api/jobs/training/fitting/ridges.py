"""Local EASE: for each item a ridge regression over the items nearest to it.

EASE (Steck, Embarrassingly shallow autoencoders, 2019) is the ridge of every item over all others. Over the nearest
items alone it is as good, and needs neither the whole matrix of items nor its inverse.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

MOST_HEADS = 10_000  # items that may be neighbors; their products with one another take 400 MB
SHRINKAGE = 20.0
BLOCK = 500

Floats = NDArray[np.float32]
Positions = NDArray[np.intp]


def ridges(liking: Any, regularisation: float, n_near: int, most_heads: int = MOST_HEADS) -> Any:
    """Return a sparse matrix of items by items: [i, j] is the weight of i in the ridge of j.

    The ridge of j is over the `n_near` items nearest to j among the `most_heads` most liked items.
    """
    columns = liking.tocsc()
    heads = np.sort(np.argsort(-np.diff(columns.indptr), kind="stable")[:most_heads])
    of_heads = columns[:, heads]
    products = np.concatenate(list(_products(of_heads, of_heads)))
    lengths = np.sqrt(np.asarray(columns.power(2).sum(axis=0))).ravel()
    near, weights = [], []
    for item, of_item in enumerate(row for block in _products(columns, of_heads) for row in block):
        of_item[heads == item] = 0
        positions = _nearest(of_item / (lengths[item] * lengths[heads] + SHRINKAGE), n_near)
        near.append(heads[positions])
        weights.append(_ridge(products, of_item, positions, regularisation))
    pointers = np.concatenate([[0], np.cumsum([len(positions) for positions in near])])
    shape = (liking.shape[1], liking.shape[1])
    return sparse.csc_matrix((np.concatenate(weights), np.concatenate(near), pointers), shape).tocsr()


def _products(columns: Any, others: Any) -> Iterator[Floats]:
    """Yield the products of each column with all the others, a block of rows at a time."""
    for start in range(0, columns.shape[1], BLOCK):
        yield np.asarray((columns[:, start : start + BLOCK].T @ others).todense(), dtype=np.float32)


def _nearest(cosines: Floats, n_near: int) -> Positions:
    """Return the positions of the largest shrunk cosines, a · b / (|a| |b| + 20), all above 0."""
    some = np.flatnonzero(cosines)
    if len(some) > n_near:
        some = np.sort(some[np.argpartition(-cosines[some], n_near - 1)[:n_near]])
    return some


def _ridge(products: Floats, of_item: Floats, positions: Positions, regularisation: float) -> Floats:
    """Solve (G + λI) w = g: G has the products of the positions with one another, g theirs with the item."""
    if len(positions) == 0:
        return np.array([], np.float32)
    own = products[positions[:, None], positions]
    own[np.diag_indices(len(positions))] += np.float32(regularisation)
    _, solved, failed = linalg.lapack.sposv(own, of_item[positions], overwrite_a=True)
    if failed:
        raise ArithmeticError("A ridge cannot be solved: raise the regularisation.")
    return np.asarray(solved, dtype=np.float32).ravel()
