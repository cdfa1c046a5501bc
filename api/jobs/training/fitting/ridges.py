"""Local EASE: for each item a ridge regression over the items nearest to it.

EASE (Steck, Embarrassingly shallow autoencoders, 2019) is the ridge of every item over all others. Over the nearest
items alone it is as good, and needs neither the whole matrix of items nor its inverse.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from scipy import linalg, sparse

from api.ease import MOST_HEADS, STEPS, Floats, Positions, heads_of, lengths_of, nearest

BLOCK = 500


class Heads(NamedTuple):
    """The items that say something of others, ascending, and what a ridge over some of them needs.

    `products` are those of the heads with one another, `lengths` those of all items.
    """

    items: Positions
    products: Floats
    lengths: Floats
    regularisation: float
    n_near: int

    def ridge(self, item: int, of_item: Floats) -> tuple[Positions, Floats]:
        """Return the heads nearest to an item, and their weights. `of_item` are its products with all heads.

        Near is a large shrunk cosine, a · b / (|a| |b| + 20). Of heads that are equally near, the first come first.
        """
        of_item = np.where(self.items == item, np.float32(0), of_item)
        near = nearest(of_item, self.lengths[item], self.lengths[self.items], self.n_near)
        return self.items[near], _ridge(self.products, of_item, near, self.regularisation)


def ridges(liking: Any, regularisation: float, n_near: int, most_heads: int = MOST_HEADS) -> Any:
    """Return a sparse matrix of items by items: [i, j] is the weight of i in the ridge of j.

    The ridge of j is over the `n_near` items nearest to j among the `most_heads` most liked items.
    """
    columns = (liking * STEPS).tocsc()
    items = heads_of(np.diff(columns.indptr), most_heads)
    of_heads = columns[:, items]
    products = np.concatenate(list(_products(of_heads, of_heads)))
    lengths = lengths_of(np.asarray(columns.power(2).sum(axis=0)).ravel())
    heads = Heads(items, products, lengths, regularisation, n_near)
    every = (row for block in _products(columns, of_heads) for row in block)
    near, weights = zip(*(heads.ridge(item, of_item) for item, of_item in enumerate(every)), strict=True)
    pointers = np.concatenate([[0], np.cumsum([len(items) for items in near])])
    shape = (liking.shape[1], liking.shape[1])
    return sparse.csc_matrix((np.concatenate(weights), np.concatenate(near), pointers), shape).tocsr()


def _products(columns: Any, others: Any) -> Iterator[Floats]:
    """Yield the products of each column of sixths with all the others, a block of rows at a time."""
    for start in range(0, columns.shape[1], BLOCK):
        block = np.asarray((columns[:, start : start + BLOCK].T @ others).todense(), dtype=np.float32)
        yield block / STEPS**2


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
