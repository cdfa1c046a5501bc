"""Item-item weights from everybody's ratings: EASE by local ridges, cosine with shrinkage, and phi.

Each model yields, for every item, a row of the items that go with it: at most `N_KEPT` weights, for EASE and phi more.
Sparse matrices are users by items.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from api.ease import N_KEPT, kept_for, largest, near_for, regularisation_for
from api.jobs.training.fitting.ridges import ridges

COSINE_SHRINKAGE = 1000.0
BLOCK = 1000
LIKED = 2 / 3  # of liking: four stars
PHI_DOUBT = 5.0  # added to the spread of likes, because a few common likes prove little
FEWEST_TOGETHER = 3  # users who like both; one or two prove nothing
MOST_PHI, LEAST_PHI = 300, 0.1  # a row's length at most, and its least weight beyond the first hundred

Floats = NDArray[np.float32]


class Ratings(NamedTuple):
    """Every rating, as the columns of a table, and the database ids of users and items."""

    users: NDArray[np.int32]  # rows, from 0
    items: NDArray[np.int32]  # columns, from 0
    stars: Floats
    seconds: NDArray[np.int64]
    user_ids: NDArray[np.int32]
    item_ids: NDArray[np.int32]

    def liking(self) -> Any:
        """Return a sparse matrix of (stars − 2) / 3; ratings of two or less are 0."""
        values = np.maximum(self.stars - 2, 0) / 3
        shape = (len(self.user_ids), len(self.item_ids))
        liking = sparse.csr_matrix((values.astype(np.float32), (self.users, self.items)), shape)
        liking.eliminate_zeros()
        return liking

    def raters_by_item(self) -> list[int]:
        """Return how many users rated each item, liked or not."""
        return [int(n_raters) for n_raters in np.bincount(self.items, minlength=len(self.item_ids))]


class RatedItems(Protocol):
    """What writing a model asks of the ratings that it was trained on."""

    @property
    def item_ids(self) -> NDArray[np.int32]:
        """The database ids of the items, by their columns."""

    def raters_by_item(self) -> list[int]:
        """Return how many users rated each item, liked or not."""


class NeighborRow(NamedTuple):
    """The largest weights of one item to others, by their columns; for cosine also the length of its vector."""

    item: int
    neighbors: NDArray[np.intp]
    weights: Floats
    length: float | None = None


def ease(liking: Any, regularisation: float | None = None, n_near: int | None = None) -> Iterator[NeighborRow]:
    """Yield the rows of local EASE: each item's ridge over the items nearest to it, then each item's largest weights.

    By default, λ and the numbers of neighbors and kept weights grow with the ratings. They are 250, 200 and 100 at a
    hundred thousand ratings, and twice as much at a million.
    """
    weights = ridges(liking, regularisation or regularisation_for(liking.nnz), n_near or near_for(liking.nnz))
    n_kept = kept_for(liking.nnz, liking.shape[1])
    for start in range(0, weights.shape[0], BLOCK):
        yield from cut(np.asarray(weights[start : start + BLOCK].todense()), start, n_kept)


def cosine(liking: Any, shrinkage: float = COSINE_SHRINKAGE) -> Iterator[NeighborRow]:
    """Yield the rows of the shrunk cosine ⟨a_i, a_j⟩ / (|a_i| |a_j| + s).

    A rater of n items counts ln(1 + items / n), so that people who rate everything count less.
    """
    columns = weigh(liking).tocsc()
    lengths = np.sqrt(np.asarray(columns.multiply(columns).sum(axis=0)).ravel()).astype(np.float32)
    for start in range(0, columns.shape[1], BLOCK):
        block = np.asarray((columns[:, start : start + BLOCK].T @ columns).todense(), dtype=np.float32)
        yield from cosine_rows(block, start, lengths, shrinkage)


def weigh(liking: Any) -> Any:
    """Return the liking of every user times ln(1 + items / n), n being the items that they like."""
    per_user = np.maximum(np.diff(liking.indptr), 1)
    return sparse.diags(np.log1p(liking.shape[1] / per_user).astype(np.float32)) @ liking


def cosine_rows(
    products: Floats, start: int, lengths: Floats, shrinkage: float = COSINE_SHRINKAGE
) -> Iterator[NeighborRow]:
    """Yield rows from the products of some items with all, which are overwritten; `start` is the first row's item."""
    products /= np.outer(lengths[start : start + len(products)], lengths) + np.float32(shrinkage)
    yield from (row._replace(length=float(lengths[row.item])) for row in cut(products, start))


def phi(liking: Any, doubt: float = PHI_DOUBT) -> Iterator[NeighborRow]:
    """Yield the rows of phi, the shrunk correlation of liking two items. Only values above 0 are kept.

    phi = (both − expected) / (√(spread_i · spread_j) + 5), with expected = likes_i · likes_j / raters and spread =
    likes · (1 − likes / raters). Pairs that fewer than three like together have none, which keeps the matrix sparse.
    """
    liked = likes_of(liking).tocsc()
    n_likes = np.asarray(liked.sum(axis=0)).ravel()
    for start in range(0, liked.shape[1], BLOCK):
        both = (liked[:, start : start + BLOCK].T @ liked).tocsr()
        yield from phi_rows(both, start, n_likes, liked.shape[0], doubt)


def likes_of(liking: Any) -> Any:
    """Return who likes what, four stars or more: 1 each."""
    return sparse.csr_matrix(liking >= LIKED - 1e-6, dtype=np.float32)


def phi_rows(both: Any, start: int, n_likes: Floats, n_users: int, doubt: float = PHI_DOUBT) -> Iterator[NeighborRow]:
    """Yield rows from a sparse matrix of how many users like two items both; `start` is the first row's item."""
    spread = n_likes * (1 - n_likes / n_users)
    both.data[both.data < FEWEST_TOGETHER] = 0
    both.eliminate_zeros()
    for position, item in enumerate(range(start, start + both.shape[0])):
        others = both.indices[both.indptr[position] : both.indptr[position + 1]]
        more = both.data[both.indptr[position] : both.indptr[position + 1]]
        more = more - n_likes[item] * n_likes[others] / n_users
        size = more / (np.sqrt(spread[item] * spread[others]) + doubt)
        size[others == item] = 0
        best = np.lexsort((others, -size))[:MOST_PHI]
        best = best[size[best] >= np.where(np.arange(len(best)) < N_KEPT, np.nextafter(0, 1), LEAST_PHI)]
        if len(best):
            yield NeighborRow(item, others[best].astype(np.intp), size[best].astype(np.float32))


def cut(block: Floats, start: int, n_kept: int = N_KEPT) -> Iterator[NeighborRow]:
    """Yield the largest weights of each row by size, without the item itself; `start` is the first row's item.

    Of weights of the same size the first are kept.
    """
    for position, weights in enumerate(block):
        weights[start + position] = 0
        size = np.abs(weights)
        kept = largest(size, n_kept)
        kept = kept[np.lexsort((kept, -size[kept]))]
        if len(kept):
            yield NeighborRow(start + position, kept, weights[kept].astype(np.float32))


KINDS: dict[str, Callable[[Any], Iterator[NeighborRow]]] = {"ease": ease, "cosine": cosine, "phi": phi}
