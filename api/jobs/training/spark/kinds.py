"""The rows of each kind of model, by `mapInPandas` in blocks of items.

The formulas are those of `api.jobs.training.fitting`. Each function returns a table of items, their neighbors and
weights, the largest first, and for cosine the length of the item's vector.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from api.ease import STEPS, Floats, heads_of, kept_for, lengths_of, near_for, regularisation_for
from api.jobs.training.fitting.models import NeighborRow, cosine_rows, likes_of, phi_rows, weigh
from api.jobs.training.fitting.ridges import Heads
from api.jobs.training.spark.products import PACKED, Product, block_size, summed_blocks
from api.jobs.training.spark.ratings import LikeCounts, RatingCounts

SLICE = 100  # rows that are made at once
COLLECTED = 200  # rows of products that the driver takes at once: 8 MB
ROWS = "item int, neighbors array<int>, weights array<float>, length float"


class Likes(NamedTuple):
    """Everybody's likes, and the counts of them."""

    session: Any
    histories: Any
    totals: RatingCounts
    liked: LikeCounts

    def blocks(self, n_rows: int, n_columns: int) -> tuple[Any, int]:
        """Return everybody's likes once for each block of items that they touch, sorted by block, and its size."""
        from pyspark.sql import functions as sql

        size = block_size(n_rows, n_columns, self.session.sparkContext.defaultParallelism)
        touched = sql.array_distinct(sql.transform("likes", lambda like: (like / (PACKED * size)).cast("int")))
        return self._parted(touched, -(-n_rows // size)), size

    def whole_blocks(self, n_rows: int, n_columns: int) -> tuple[Any, int]:
        """Return all likes for every block, for items that are not numbered as the likes are."""
        from pyspark.sql import functions as sql

        size = block_size(n_rows, n_columns, self.session.sparkContext.defaultParallelism)
        n_blocks = -(-n_rows // size)
        return self._parted(sql.sequence(sql.lit(0), sql.lit(n_blocks - 1)), n_blocks), size

    def _parted(self, blocks: Any, n_blocks: int) -> Any:
        from pyspark.sql import functions as sql

        each = self.histories.select(sql.explode(blocks).alias("block"), "likes")
        return each.repartition(n_blocks, "block").sortWithinPartitions("block")


def ease(likes: Likes) -> Any:
    """Fit each item's ridge where its block is, then bring together what each item says of others."""
    from pyspark.sql import Window
    from pyspark.sql import functions as sql

    n_items, n_liked = likes.totals.n_items, int(likes.liked.n_liked.sum())
    heads = likes.session.sparkContext.broadcast(_heads(likes, n_liked))
    blocks, size = likes.blocks(n_items, len(heads.value.items))

    def weights(batches: Iterator[Any]) -> Iterator[Any]:
        of_heads = heads.value.items
        for start, sums in summed_blocks(batches, size, n_items, n_items, lambda x, b: x[:, b].T @ x[:, of_heads]):
            yield from _weights(heads.value, start, sums)

    by_size = Window.partitionBy("item").orderBy(sql.desc(sql.abs("weight")), "other")
    found = blocks.mapInPandas(weights, "item int, other int, weight float").where("weight <> 0")
    ranked = found.withColumn("rank", sql.row_number().over(by_size)).where(
        sql.col("rank") <= kept_for(n_liked, n_items)
    )
    kept = sql.sort_array(sql.collect_list(sql.struct("rank", "other", "weight")))
    return (
        ranked.groupBy("item")
        .agg(kept.alias("kept"))
        .selectExpr("item", "kept.other as neighbors", "kept.weight as weights", "cast(null as float) as length")
    )


def _heads(likes: Likes, n_liked: int) -> Heads:
    """Return what every ridge needs. The products of the heads take 400 MB at most, here and in each executor."""
    items = heads_of(likes.liked.n_liked)
    n_items, n_heads = likes.totals.n_items, len(items)
    blocks, size = likes.whole_blocks(n_heads, n_heads)

    def rows(batches: Iterator[Any]) -> Iterator[Any]:
        import pandas as pd

        def product(sixths: Any, block: slice) -> Any:
            of_heads = sixths[:, items]
            return of_heads[:, block].T @ of_heads

        for start, sums in summed_blocks(batches, size, n_heads, n_items, product):
            for at in range(0, len(sums), SLICE):
                part = sums[at : at + SLICE]
                yield pd.DataFrame({"row": start + at + np.arange(len(part)), "sums": [row.tobytes() for row in part]})

    products = np.zeros((n_heads, n_heads), np.float32)
    parts = blocks.mapInPandas(rows, "row int, sums binary").repartition(-(-n_heads // COLLECTED), "row")
    for row in parts.toLocalIterator():
        products[row["row"]] = np.frombuffer(row["sums"], np.float32)
    lengths = lengths_of(likes.liked.squares)
    return Heads(items, products / STEPS**2, lengths, regularisation_for(n_liked), near_for(n_liked))


def _weights(heads: Heads, start: int, sums: Floats) -> Iterator[Any]:
    """Yield what the heads say of the items of a block: a table of triples for each slice."""
    import pandas as pd

    for at in range(0, len(sums), SLICE):
        items = np.arange(start + at, start + min(at + SLICE, len(sums)), dtype=np.int32)
        found = [heads.ridge(int(item), row) for item, row in zip(items, sums[at : at + SLICE] / STEPS**2, strict=True)]
        near, weights = (np.concatenate(parts) for parts in zip(*found, strict=True))
        others = np.repeat(items, [len(positions) for positions, _ in found])
        yield pd.DataFrame({"item": near.astype(np.int32), "other": others, "weight": weights})


def cosine(likes: Likes) -> Any:
    """Compute shrunk cosines, a block of items with all."""
    lengths = np.sqrt(likes.liked.weighed).astype(np.float32)

    def product(sixths: Any, block: slice) -> Any:
        weighed = weigh(sixths / STEPS)
        return weighed[:, block].T @ weighed

    return _made(likes, product, lambda sums, start: cosine_rows(sums, start, lengths))


def phi(likes: Likes) -> Any:
    """Compute phi from how many like two items both, a block of items with all."""
    n_likes, n_users = likes.liked.n_likes.astype(np.float32), likes.totals.n_users

    def product(sixths: Any, block: slice) -> Any:
        liked = likes_of(sixths / STEPS)
        return liked[:, block].T @ liked

    return _made(likes, product, lambda sums, start: phi_rows(sparse.csr_matrix(sums), start, n_likes, n_users))


def _made(likes: Likes, product: Product, rows_of: Callable[[Floats, int], Iterator[NeighborRow]]) -> Any:
    """Return the rows that `rows_of` makes of the sums of the products, slice by slice."""
    n_items = likes.totals.n_items
    blocks, size = likes.blocks(n_items, n_items)

    def rows(batches: Iterator[Any]) -> Iterator[Any]:
        import pandas as pd

        for start, sums in summed_blocks(batches, size, n_items, n_items, product):
            for at in range(0, len(sums), SLICE):
                made = list(rows_of(sums[at : at + SLICE], start + at))
                columns = zip(*((row.item, row.neighbors, row.weights, row.length) for row in made), strict=True)
                if made:
                    yield pd.DataFrame(dict(zip(("item", "neighbors", "weights", "length"), columns, strict=True)))

    return blocks.mapInPandas(rows, ROWS)


KINDS: dict[str, Callable[[Likes], Any]] = {"ease": ease, "cosine": cosine, "phi": phi}
