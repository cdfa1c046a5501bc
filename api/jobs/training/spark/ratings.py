"""The ratings of an export, as Spark reads them: how many there are, and everybody's likes in few bytes."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from api.errors import InvalidInput
from api.jobs.training.fitting.models import Ratings
from api.jobs.training.spark.products import PACKED

COLUMNS = {  # with the types that they may have, as Spark calls them
    "user": ("string", "int", "bigint"),
    "item_id": ("int", "bigint"),
    "rating": ("float", "double"),
    "rated_at": ("string", "timestamp"),
}
WRONG = """
    user is null or item_id is null or rating is null or rating not between 0.5 and 5
    or try_to_timestamp(rated_at) is null
"""
MOST_SHOWN = 300  # characters of what Java says
MOST_SAMPLED = 2_000_000  # ratings by which the weights of the sources are chosen; the driver holds them

Ints = NDArray[np.int64]


class RatingCounts(NamedTuple):
    """What the driver knows of the ratings: numbers, and an array by items for each count."""

    n_ratings: int
    n_users: int
    item_ids: NDArray[np.int32]  # ascending: an item's position is its column
    n_raters: Ints

    @property
    def n_items(self) -> int:
        """Return how many items are rated."""
        return len(self.item_ids)

    def raters_by_item(self) -> list[int]:
        """Return how many users rated each item, liked or not."""
        return [int(n) for n in self.n_raters]


class LikeCounts(NamedTuple):
    """By item: ratings above two stars, their squared sixths, four stars or more, and cosine's squared length."""

    n_liked: Ints
    squares: Ints
    n_likes: Ints
    weighed: NDArray[np.float64]


def read_export(session: Any, uri: str) -> Any:
    """Return the ratings of a parquet export at any address that Spark reads. Raises `InvalidInput` if it is none."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import AnalysisException

    try:
        found = session.read.parquet(uri).select(*COLUMNS)
    except AnalysisException as error:
        raise _no_export(uri, str(error.getCondition())) from None
    except Py4JJavaError as error:  # no parquet, one that was not written to its end, or an address Java cannot open
        raise _no_export(uri, str(error.java_exception).splitlines()[0][:MOST_SHOWN]) from None
    for column, kind in found.dtypes:
        if kind not in COLUMNS[column]:
            raise _no_export(uri, f"{column} is a {kind}, not {' or '.join(COLUMNS[column])}")
    return found


def _no_export(uri: str, why: str) -> InvalidInput:
    return InvalidInput(
        f"--ratings {uri} is no parquet export of ratings ({why}): write one with"
        " `python -m api.jobs export --format parquet --output FILE`, and put it where Spark reads it."
    )


def count_ratings(ratings: Any) -> RatingCounts:
    """Count the ratings of each item. The driver holds three numbers an item. Raises `InvalidInput` if one is none."""
    from pyspark.sql import functions as sql

    counts = (sql.count("*").alias("n"), sql.count_if(sql.expr(WRONG)).alias("n_wrong"))
    by_item = ratings.groupBy("item_id").agg(*counts).toPandas().sort_values("item_id")
    if n_wrong := int(by_item["n_wrong"].sum()):
        raise InvalidInput(
            f"--ratings: {n_wrong:,} of {int(by_item['n'].sum()):,} rows lack a user or an item, have a rating that is"
            " not 0.5 to 5, or a rated_at that is no time: mend the export, or write it anew."
        )
    n_users = ratings.select("user").distinct().count()
    n_raters = by_item["n"].to_numpy(np.int64)
    return RatingCounts(int(n_raters.sum()), n_users, by_item["item_id"].to_numpy(np.int32), n_raters)


def histories_of(session: Any, ratings: Any, totals: RatingCounts) -> Any:
    """Return everybody's ratings above two stars, as an array of `position * 8 + sixths` a user."""
    import pandas as pd
    from pyspark.sql import functions as sql

    positions = session.createDataFrame(
        pd.DataFrame({"item_id": totals.item_ids, "position": np.arange(totals.n_items, dtype=np.int32)})
    )
    sixths = (sql.col("rating") * 2 - 4).cast("int")
    return (
        ratings.where("rating > 2")
        .join(sql.broadcast(positions), "item_id")
        .select("user", (sql.col("position") * PACKED + sixths).alias("like"))
        .groupBy("user")
        .agg(sql.sort_array(sql.collect_list("like")).alias("likes"))
        .select("likes")
    )


def count_likes(histories: Any, totals: RatingCounts) -> LikeCounts:
    """Count what the models need of each item."""
    from pyspark.sql import functions as sql

    weight = sql.log1p(totals.n_items / sql.size("likes"))
    each = histories.select(weight.alias("weight"), sql.explode("likes").alias("like")).select(
        (sql.col("like") / PACKED).cast("int").alias("position"), (sql.col("like") % PACKED).alias("sixths"), "weight"
    )
    found = (
        each.groupBy("position")
        .agg(
            sql.count("*"),
            sql.sum(sql.col("sixths") * sql.col("sixths")),
            sql.sum((sql.col("sixths") >= 4).cast("int")),
            sql.sum(sql.pow(sql.col("weight") * sql.col("sixths") / 6, sql.lit(2.0))),
        )
        .toPandas()
    )
    columns = np.zeros((4, totals.n_items))
    columns[:, found["position"].to_numpy()] = found.to_numpy(float)[:, 1:].T
    n_liked, squares, n_likes = columns[:3].astype(np.int64)
    return LikeCounts(n_liked, squares, n_likes, columns[3])


def sample_users(ratings: Any, totals: RatingCounts) -> Ratings:
    """Return all ratings, or those of as many users as have some two million together."""
    from pyspark.sql import functions as sql

    share = MOST_SAMPLED / max(totals.n_ratings, 1)
    sampled = ratings
    if share < 1:
        sampled = ratings.where(sql.pmod(sql.xxhash64("user"), sql.lit(10_000)) < int(share * 10_000))
    seconds = sql.unix_timestamp(sql.to_timestamp("rated_at")).alias("seconds")
    found = sampled.select("user", "item_id", "rating", seconds).toPandas()
    user_ids, users = np.unique(found["user"].to_numpy(str), return_inverse=True)
    item_ids, items = np.unique(found["item_id"].to_numpy(np.int32), return_inverse=True)
    return Ratings(
        users.astype(np.int32),
        items.astype(np.int32),
        found["rating"].to_numpy(np.float32),
        found["seconds"].to_numpy(np.int64),
        np.arange(len(user_ids), dtype=np.int32),
        item_ids,
    )
