"""What executors compute: the products of a block of items with others, summed over everybody's likes.

A task holds the sums of one block, and reads users as they come. It needs numpy, pandas and scipy, and nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

PACKED = 8  # a like is position * 8 + sixths of liking, 1 to 6
BLOCK_BYTES = 256_000_000

Floats = NDArray[np.float32]
Product = Callable[[Any, slice], Any]  # of users by items, in sixths: block by columns, sparse


def block_size(n_rows: int, n_columns: int, n_cores: int) -> int:
    """Return how many items a block has: their sums take 256 MB at most, and each core gets two blocks or more."""
    return max(1, min(BLOCK_BYTES // (4 * n_columns), -(-n_rows // (2 * n_cores))))


def summed_blocks(batches: Iterator[Any], size: int, n_rows: int, n_items: int, product: Product) -> Iterator[Any]:
    """Yield the first item of each block and the sums of its products, from batches that are sorted by block."""
    block, sums = -1, np.zeros((0, 0), np.float32)
    for batch in batches:
        for number, rows in batch.groupby("block", sort=True):
            within = slice(int(number) * size, min((int(number) + 1) * size, n_rows))
            found = product(sixths_of(rows["likes"].tolist(), n_items), within)
            if number != block:
                if len(sums):
                    yield block * size, sums
                block, sums = int(number), np.zeros(found.shape, np.float32)
            _add(sums, found)
    if len(sums):
        yield block * size, sums


def sixths_of(likes: Sequence[Any], n_items: int) -> Any:
    """Return likes as a sparse matrix of users by items, in sixths."""
    packed = np.concatenate(likes)
    pointers = np.concatenate([[0], np.cumsum([len(of_user) for of_user in likes])])
    values = (packed % PACKED).astype(np.float32)
    return sparse.csr_matrix((values, packed // PACKED, pointers), (len(likes), n_items))


def _add(sums: Floats, products: Any) -> None:
    """Add a sparse matrix; a product names each place once."""
    found = products.tocsr()
    rows = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
    sums[rows, found.indices] += found.data
