"""A simulated catalogue of any size, the same for the same seed: for measuring, never for judging quality.

Vectors are what all have in common, a genre, a topic of the genre with something of any other topic, an item's own
place in a space of 64 dimensions, the first of them wider than the last, and a little noise in all 384. The shares
were fitted to 9,742 films embedded by the shipped model. Theirs and, in brackets, those of as many simulated ones:
cosine of two at random 0.17 ± 0.11 (0.20 ± 0.10), to the nearest, the 10th, the 100th 0.59, 0.49, 0.41 (0.61, 0.52,
0.43), to the own and to the next of 400 centres 0.64 and 0.57 (0.66 and 0.58), intrinsic dimension (maximum
likelihood, 20 neighbors) 28 (27).
Words follow the law of Zipf and Mandelbrot.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import psycopg
from numpy.typing import NDArray

from api.embedding import DIMENSION
from api.settings import SHIPPED_MODEL

GENRES = ["Drama", "Comedy", "Thriller", "Action", "Romance", "Crime", "Horror", "Fantasy", "Mystery", "War",
          "Science Fiction", "Adventure", "Family", "History", "Music", "Western"]  # fmt: skip
LANGUAGES = ["en", "hi", "fr", "ja", "te", "ta", "es", "ko", "ml", "kn", "bn", "mr", "pa", "de", "it", "sv"]
CHUNK = 20_000
N_TOPICS = 40
N_OWN = 64
Vectors = NDArray[np.float32]


@dataclass
class Simulation:
    """The shape of a simulated catalogue: centres, topics and words, from one seed."""

    n_items: int
    seed: int = 7

    def __post_init__(self) -> None:
        draw = np.random.default_rng(self.seed)
        self.centres = draw.standard_normal((len(GENRES), DIMENSION)).astype(np.float32)
        self.topics = draw.standard_normal((len(GENRES), N_TOPICS, DIMENSION)).astype(np.float32)
        self.common = draw.standard_normal(DIMENSION).astype(np.float32)
        widths = (np.arange(N_OWN) + 10.0) ** -0.5
        widths /= np.linalg.norm(widths)
        self.spread = (draw.standard_normal((N_OWN, DIMENSION)) * widths[:, None]).astype(np.float32)
        letters = draw.integers(97, 123, (30_000, 7))
        self.words = ["".join(map(chr, word[: 4 + int(word[0]) % 4])) for word in letters]
        shares = 1 / (np.arange(30_000) + 25.0) ** 1.05  # Zipf and Mandelbrot
        self.word_shares = np.cumsum(shares / shares.sum())
        self.genre_share = 1 / np.arange(1, len(GENRES) + 1) ** 1.1
        self.language_share = 1 / np.arange(1, len(LANGUAGES) + 1) ** 1.3
        self.genre_share /= self.genre_share.sum()
        self.language_share /= self.language_share.sum()

    def vectors(self, draw: np.random.Generator, genres: NDArray[np.int64]) -> Vectors:
        """Unit vectors of shape (n, 384) for items of these genres."""
        n = len(genres)
        topics = self.topics[genres, draw.integers(0, N_TOPICS, n)]
        others = self.topics[draw.choice(len(GENRES), n, p=self.genre_share), draw.integers(0, N_TOPICS, n)]
        mixed = 0.5 * draw.random((n, 1), np.float32)
        own = draw.standard_normal((n, N_OWN)).astype(np.float32) @ self.spread
        noise = draw.standard_normal((n, DIMENSION)).astype(np.float32)
        made = (
            0.42 * self.common
            + 0.36 * self.centres[genres]
            + 0.52 * ((1 - mixed) * topics + mixed * others)
            + 0.75 * own
            + 0.15 * noise
        )
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)

    def phrase(self, draw: np.random.Generator, n_words: int) -> str:
        """Words as frequent as telling words are: the commonest in about a tenth of the descriptions."""
        places = np.searchsorted(self.word_shares, draw.random(n_words))
        return " ".join(self.words[int(place)] for place in places)

    def chunks(self) -> Iterator[tuple[int, np.random.Generator, NDArray[np.int64]]]:
        """The catalogue in pieces: the first id, a source of chance of its own, and the genres."""
        for start in range(0, self.n_items, CHUNK):
            draw = np.random.default_rng((self.seed, start))
            size = min(CHUNK, self.n_items - start)
            yield start + 1, draw, draw.choice(len(GENRES), size, p=self.genre_share)


def fill(url: str, simulation: Simulation) -> None:
    """Writes the items and their vectors; every tenth is a book. The indexes must not be there yet."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into cinelibre.models (id, kind, name, dimension, is_active) values (1, 'embedding', %s, %s, true)",
            [SHIPPED_MODEL, DIMENSION],
        )
        for first_id, draw, genres in simulation.chunks():
            _copy_items(connection, simulation, first_id, draw, genres)
            connection.execute(
                "insert into cinelibre.movies (item_id, runtime)"
                " select id, 60 + mod(id::bigint * 7919, 120)"
                " from cinelibre.items where item_type = 'movie' and id >= %s",
                [first_id],
            )
            _copy_vectors(connection, first_id, simulation.vectors(draw, genres))
        connection.execute(
            "insert into cinelibre.books (item_id) select id from cinelibre.items where item_type = 'book'"
        )


def _type_of(item_id: int) -> str:
    return "book" if item_id % 10 == 0 else "movie"


def _copy_items(
    connection: psycopg.Connection,
    simulation: Simulation,
    first_id: int,
    draw: np.random.Generator,
    genres: NDArray[np.int64],
) -> None:
    n = len(genres)
    years, second = draw.integers(1920, 2027, n), draw.choice(len(GENRES), n, p=simulation.genre_share)
    languages = draw.choice(len(LANGUAGES), n, p=simulation.language_share)
    counts = np.minimum(draw.zipf(1.4, n), 2_000_000)
    columns = "id, item_type, title, year, language, genres, people, description, external_rating, external_count"
    with connection.cursor().copy(f"copy cinelibre.items ({columns}) from stdin") as copy:
        for place in range(n):
            names = sorted({GENRES[genres[place]], GENRES[second[place]]})
            person = f"{simulation.phrase(draw, 1)} {simulation.words[int(draw.integers(0, 30_000))]}".title()
            copy.write_row((
                first_id + place, _type_of(first_id + place), simulation.phrase(draw, 1 + place % 3).title(),
                int(years[place]), LANGUAGES[languages[place]], names, [person], simulation.phrase(draw, 24),
                float(np.round(draw.normal(6.3, 1), 1).clip(0, 10)), int(counts[place]),
            ))  # fmt: skip


def _copy_vectors(connection: psycopg.Connection, first_id: int, vectors: Vectors) -> None:
    """By binary COPY, which numpy can lay out for a whole chunk at once: text would be three times as long."""
    for item_type in ("movie", "book"):
        ids = np.array([first_id + place for place in range(len(vectors)) if _type_of(first_id + place) == item_type])
        if len(ids) == 0:
            continue
        size = len(item_type)
        layout = np.dtype([
            ("n_fields", ">i2"), ("id_size", ">i4"), ("id", ">i4"), ("type_size", ">i4"), ("type", f"S{size}"),
            ("vector_size", ">i4"), ("dimension", ">i2"), ("unused", ">i2"), ("vector", ">f2", (DIMENSION,)),
            ("hash_size", ">i4"), ("hash", "S4"), ("model_size", ">i4"), ("model", ">i4"),
        ])  # fmt: skip
        rows = np.zeros(len(ids), layout)
        rows["n_fields"], rows["id_size"], rows["id"] = 5, 4, ids
        rows["type_size"], rows["type"] = size, item_type.encode()
        rows["vector_size"], rows["dimension"], rows["vector"] = 4 + 2 * DIMENSION, DIMENSION, vectors[ids - first_id]
        rows["hash_size"], rows["hash"], rows["model_size"], rows["model"] = 4, b"none", 4, 1
        columns = "item_id, item_type, embedding, text_hash, model_id"
        statement = f"copy cinelibre.item_embeddings ({columns}) from stdin (format binary)"
        with connection.cursor().copy(statement) as copy:
            copy.write(b"PGCOPY\n\xff\r\n\x00" + bytes(8) + rows.tobytes() + b"\xff\xff")
