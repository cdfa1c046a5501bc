"""Simulated ratings for a simulated catalogue, the same for the same seed: for measuring, never for judging quality.

Items are as popular as Zipf and Mandelbrot say, users as active as a log-normal distribution says. Who rates what, and
how, follows a latent taste: users belong to one of 150 circles, each with a direction in the space of eight dimensions
in which items have a place. Stars are half stars. Ratings come in the order of time, so that those of one user, and
those of one item, lie scattered over the whole table, as they do in a service that has grown.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import psycopg
from numpy.typing import NDArray

N_CIRCLES = 150
N_DIMENSIONS = 8
MOST_OF_A_USER = 4000
EVENTS = ["view", "click", "watch", "like", "watchlist_add"]
RECOUNT = """
    truncate cinelibre.item_stats;
    insert into cinelibre.item_stats (item_id, rater_count, rating_count, rating_sum, simulated_count, like_count)
    select
        r.item_id, count(*), count(*), sum(r.rating::float8), 0, count(*) filter (where r.rating >= 4)
    from cinelibre.ratings as r
    group by r.item_id
    order by r.item_id;
    update cinelibre.users as u
    set rating_count = counted.n, taste_version = 1
    from (select r.user_id, count(*) as n from cinelibre.ratings as r group by r.user_id) as counted
    where u.id = counted.user_id;
"""
Ints = NDArray[np.int64]


@dataclass
class Raters:
    """Users, what they like, and what they rated."""

    n_ratings: int
    n_users: int = 60_000
    n_items: int = 20_000
    seed: int = 11

    def __post_init__(self) -> None:
        draw = np.random.default_rng(self.seed)
        self.popularity = draw.permutation(1 / (np.arange(self.n_items) + 30.0) ** 1.0)
        self.places = draw.standard_normal((self.n_items, N_DIMENSIONS))
        self.quality = draw.normal(0, 0.4, self.n_items)
        self.directions = draw.standard_normal((N_CIRCLES, N_DIMENSIONS))
        self.directions /= np.linalg.norm(self.directions, axis=1, keepdims=True)
        self.circles = draw.integers(0, N_CIRCLES, self.n_users)
        self.activity = draw.lognormal(0, 1.1, self.n_users)

    def ratings(self) -> tuple[Ints, Ints, NDArray[np.float32]]:
        """Users and items, by their ids, and stars: every pair once, in the order of time."""
        draw = np.random.default_rng((self.seed, self.n_ratings))
        share = self.activity / self.activity.sum()
        wanted = np.minimum(np.ceil(share * self.n_ratings * 1.5).astype(np.int64), MOST_OF_A_USER)
        pairs = [
            self._pairs(draw, np.repeat(np.flatnonzero(self.circles == circle), wanted[self.circles == circle]), circle)
            for circle in range(N_CIRCLES)
        ]
        drawn = draw.permutation(np.concatenate(pairs))[: self.n_ratings]
        assert len(drawn) == self.n_ratings, "too few: items are drawn again too often"
        users, items = drawn // self.n_items, drawn % self.n_items
        liking = np.einsum("ij,ij->i", self.directions[self.circles[users]], self.places[items])
        manner = draw.normal(0, 0.35, self.n_users)[users]
        stars = 3.4 + self.quality[items] + manner + 0.5 * liking + draw.normal(0, 0.6, len(drawn))
        return users + 1, items + 1, (np.round(stars * 2) / 2).clip(0.5, 5).astype(np.float32)

    def _pairs(self, draw: np.random.Generator, users: Ints, circle: int) -> Ints:
        """Each user with as many items as they stand there, drawn with the taste of their circle, each once."""
        weights = np.cumsum(self.popularity * np.exp(1.2 * self.places @ self.directions[circle]))
        items = np.searchsorted(weights, draw.random(len(users)) * weights[-1], side="right")
        return np.unique(users * self.n_items + items)


def fill_ratings(url: str, raters: Raters) -> None:
    """Writes users, ratings and a hundred thousand events of the last month; counts are computed at the end."""
    with psycopg.connect(url) as connection:
        connection.execute("set session_replication_role = replica")  # no triggers, no foreign keys
        connection.execute(
            "insert into cinelibre.users (id, email, token_version)"
            " select n, 'reader' || n || '@example.com', 1 from generate_series(1, %s) as n",
            [raters.n_users],
        )
        _copy_ratings(connection, *raters.ratings())
        connection.execute(RECOUNT.encode())
        connection.execute("select setval(pg_get_serial_sequence('cinelibre.models', 'id'), 1)")  # its row has a set id
    with psycopg.connect(url, autocommit=True) as connection:
        _copy_events(connection, raters)
        for table in ("ratings", "users", "item_stats", "interactions"):
            connection.execute(f"vacuum analyze cinelibre.{table}".encode())


def _copy_ratings(connection: psycopg.Connection, users: Ints, items: Ints, stars: NDArray[np.float32]) -> None:
    """By binary COPY, laid out by numpy: with the indexes in place, as a service fills them."""
    layout = np.dtype([
        ("n_fields", ">i2"), ("user_size", ">i4"), ("user", ">i4"), ("item_size", ">i4"), ("item", ">i4"),
        ("stars_size", ">i4"), ("stars", ">f4"), ("time_size", ">i4"), ("time", ">i8"),
    ])  # fmt: skip
    rows = np.zeros(len(users), layout)
    rows["n_fields"], rows["user_size"], rows["item_size"], rows["stars_size"], rows["time_size"] = 4, 4, 4, 4, 8
    rows["user"], rows["item"], rows["stars"] = users, items, stars
    rows["time"] = np.linspace(600e12, 790e12, len(users)).astype(np.int64)  # microseconds since 2000
    statement = "copy cinelibre.ratings (user_id, item_id, rating, rated_at) from stdin (format binary)"
    with connection.cursor().copy(statement) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\x00" + bytes(8))
        for start in range(0, len(rows), 100_000):
            copy.write(rows[start : start + 100_000].tobytes())
        copy.write(b"\xff\xff")


def _copy_events(connection: psycopg.Connection, raters: Raters, n_events: int = 100_000) -> None:
    draw = np.random.default_rng((raters.seed, 3))
    items = draw.choice(raters.n_items, n_events, p=raters.popularity / raters.popularity.sum()) + 1
    users, kinds = draw.integers(1, raters.n_users + 1, n_events), draw.integers(0, len(EVENTS), n_events)
    ages, now = draw.exponential(8.0, n_events).clip(0, 30), datetime.now(UTC)
    statement = "copy cinelibre.interactions (user_id, item_id, interaction_type, occurred_at) from stdin"
    with connection.cursor().copy(statement) as copy:
        for user, item, kind, age in zip(users, items, kinds, ages, strict=True):
            copy.write_row((int(user), int(item), EVENTS[kind], now - timedelta(days=float(age))))
