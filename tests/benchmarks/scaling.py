"""What carries how many readers: the tables of docs/scaling.md, computed from measured figures and an assumed day.

`python -m tests.benchmarks.scaling` prints them; tests/test_scaling.py holds the document to them.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple


class Measured(NamedTuple):
    """A figure and the words of docs/benchmarks.md that have it."""

    value: float
    row: str


# Processor time of the service, ms a request, and of the database, ms a call with six million ratings.
ANEW = Measured(5.93, "| list made anew | 8.89 (27.6) | 5.93 (24.0) |")
STORED = Measured(0.93, "| stored list | 3.61 (5.8) | 0.93 (2.2) |")
SEARCH = Measured(3.35, "| search by meaning, new question | 4.01 (6.4) | 3.35 (5.6) |")
POPULAR = Measured(0.84, "| popular | 1.56 (3.7) | 0.84 (2.6) |")
RATING = Measured(0.81, "| a rating | 1.02 (2.2) | 0.81 (1.9) |")
DB_ANEW = Measured(43, "| personalized, uncached | 44 / 61 | 32 / 46 | 54 / **95** | 43 / 80 |")
DB_ANEW_AT_MILLION = Measured(32, DB_ANEW.row)
DB_STORED = Measured(2.8, "| personalized, stored | 6.1 / 7.9 | 2.8 / 3.5 | 5.9 / 7.6 | 2.8 / 3.7 |")
DB_SIMILAR = Measured(5.4, "| similar | 3.6 / 6.0 | 2.8 / 4.8 | 6.8 / 8.4 | 5.4 / 6.8 |")
DB_POPULAR = Measured(4.7, "| popular | 4.6 / 5.6 | 3.6 / 4.4 | 6.0 / 6.5 | 4.7 / 5.1 |")
DB_RATING = Measured(1.2, "| a rating written | 1.9 / 2.2 | 1.3 / 1.5 | 1.9 / 2.8 | 1.2 / 1.8 |")
DB_SEARCH = Measured(6.7, "| semantic, both | 6.7 / 8.4 | 8.3 / 15 | 18 / 24 |")
DB_SEARCH_AT_MILLION_ITEMS = Measured(18, DB_SEARCH.row)
NEIGHBORS = Measured(227, "| neighbors refreshed | 36 / 123 | 34 / 121 | 228 / 509 | 227 / 508 |")
NEIGHBORS_AT_MILLION = Measured(34, NEIGHBORS.row)
KEEPING = Measured(19, "20 for candidates, 19 for keeping the list with its evidence")
MB_A_MILLION_RATINGS = Measured(144, "**Megabytes**: 144 per million ratings")
MB_OF_NEIGHBORS = Measured(13, "13 for the neighbors of 20,000 users")
FREE_MILLION_RATINGS = Measured(2, "neighbors of 20,000 users and two million ratings (288 MB)")
ANSWERS_SMALL = Measured(422, "| answers of these in two minutes | 422 | 354 | 5,589 | 5,247 |")
ANSWERS_LARGE = Measured(5589, ANSWERS_SMALL.row)
HNSW_MB = Measured(1004, "| HNSW index of the movies | 20 MB | | 1,004 MB, built in 545 s |")
HNSW_SECONDS = Measured(545, HNSW_MB.row)
EMBEDDINGS_MB = Measured(
    2017, "| items / embeddings / sketches, with indexes | 32 / 41 / 3.5 MB | | 1,439 / 2,017 / 167 MB |"
)

# The assumed day of a reader who comes: request, how many, ms of the service, ms of the database, of it the primary's.
DAY: tuple[tuple[str, int, float, float, float], ...] = (
    ("a list made anew", 1, ANEW.value, DB_ANEW.value, KEEPING.value),
    ("a stored list or row", 10, STORED.value, DB_STORED.value, 0),
    ("a search by meaning", 4, SEARCH.value, DB_SEARCH.value, 0),
    ("similar items", 5, POPULAR.value, DB_SIMILAR.value, 0),
    ("popular items", 2, POPULAR.value, DB_POPULAR.value, 0),
    ("a rating", 2, RATING.value, DB_RATING.value, DB_RATING.value),
    ("a batch of events, counted as a rating", 10, RATING.value, DB_RATING.value, DB_RATING.value),
)
ACTIVE_SHARE = 0.1  # of all readers on one day
BUSIEST_HOUR = 0.1  # of a day's requests
BUSY = 0.5  # of a core, at most
RATINGS_A_READER = 100  # as in the simulation: six million by 60,000
STATEMENT_SECONDS = 8
READERS = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
ITEMS = (20_000, 1_000_000, 10_000_000, 100_000_000)

N_REQUESTS = sum(n for _, n, *_ in DAY)
N_WRITES = sum(n for _, n, *_, primary in DAY if primary)


def at_peak(a_day: float) -> float:
    """Return how much of what comes in a day comes in a second of the busiest hour."""
    return a_day * BUSIEST_HOUR / 3600


def cores(ms_a_day: float) -> float:
    """Return the cores that so much processor time of a day needs in the busiest hour."""
    return at_peak(ms_a_day / 1000) / BUSY


def millions_of_ratings(readers: int) -> float:
    """Return the millions of ratings that so many readers gave."""
    return readers * RATINGS_A_READER / 1e6


def grown(at_one: float, at_other: float, other: float, n: float) -> float:
    """Extrapolate what grows by the same amount each time that `n` is multiplied."""
    return at_one + (at_other - at_one) * math.log(max(n, 1)) / math.log(other)


def neighbors_ms(million_ratings: float) -> float:
    """Extrapolate the time to refresh a reader's neighbors, which grows with the ratings."""
    slope = (NEIGHBORS.value - NEIGHBORS_AT_MILLION.value) / 5
    return NEIGHBORS_AT_MILLION.value + slope * max(0, million_ratings - 1)


def readers_by_answers(answers_in_two_minutes: float) -> float:
    """Return the readers whose busiest hour takes half of what a process answered."""
    return answers_in_two_minutes / 120 * BUSY / at_peak(N_REQUESTS) / ACTIVE_SHARE


def _of_day() -> Iterator[str]:
    yield "| request | a day | service, ms | database, ms | of it the primary's |"
    yield "|---|---|---|---|---|"
    totals = [0.0, 0.0, 0.0]
    for request, n, *each in DAY:
        of_day = [n * ms for ms in each]
        totals = [total + ms for total, ms in zip(totals, of_day, strict=True)]
        yield (
            f"| {request} | {n} | "
            + " | ".join(f"{n} × {a:g} = {b:.1f}" for a, b in zip(each, of_day, strict=True))
            + " |"
        )
    yield f"| together | {N_REQUESTS} | " + " | ".join(f"**{total:.1f}**" for total in totals) + " |"


def _of_one_process() -> Iterator[str]:
    yield "| one process | answers in two minutes | a second | half of it carries |"
    yield "|---|---|---|---|"
    for name, answers in (("0.1 CPU, 512 MB", ANSWERS_SMALL), ("two cores, with database and clients", ANSWERS_LARGE)):
        readers = readers_by_answers(answers.value)
        yield f"| {name} | {answers.value:,.0f} | {answers.value / 120:.1f} | {rounded(readers)} readers |"


def _of_readers() -> Iterator[str]:
    yield (
        "| readers | active a day | requests / writes a second | cores of the service | of the database"
        " | of it the primary's | ratings |"
    )
    yield "|---|---|---|---|---|---|---|"
    service = sum(n * ms for _, n, ms, _, _ in DAY)
    primary = sum(n * ms for _, n, _, _, ms in DAY)
    for readers in READERS:
        active, ratings = readers * ACTIVE_SHARE, millions_of_ratings(readers)
        anew = grown(DB_ANEW_AT_MILLION.value, DB_ANEW.value, 6, ratings)
        database = sum(n * ms for _, n, _, ms, _ in DAY) - DB_ANEW.value + anew
        yield (
            f"| {readers:,} | {active:,.0f} | {rounded(at_peak(active * N_REQUESTS))} / "
            f"{rounded(at_peak(active * N_WRITES))} | {rounded(cores(active * service))} | "
            f"{rounded(cores(active * database))} | {rounded(cores(active * primary))} | "
            f"{rounded(ratings * MB_A_MILLION_RATINGS.value / 1000)} GB |"
        )


def _of_neighbors() -> Iterator[str]:
    yield "| readers | ratings | one refresh | cores, one refresh a day for who is active | stored neighbors |"
    yield "|---|---|---|---|---|"
    for readers in READERS:
        ratings = millions_of_ratings(readers)
        ms = neighbors_ms(ratings)
        needed = cores(readers * ACTIVE_SHARE * ms)
        stored = readers / 20_000 * MB_OF_NEIGHBORS.value / 1000
        verdict = f"{rounded(needed)}" if ms / 1000 <= STATEMENT_SECONDS else "ends at 8 s"
        yield f"| {readers:,} | {ratings:,.0f} million | {rounded(ms / 1000)} s | {verdict} | {rounded(stored)} GB |"


def _of_items() -> Iterator[str]:
    yield "| items | embeddings and their index | index of one type | built in | a search, ms of the database |"
    yield "|---|---|---|---|---|"
    for items in ITEMS:
        embeddings, index, hours = (
            rounded(items / 1e6 * measured.value / of)
            for measured, of in ((EMBEDDINGS_MB, 1000), (HNSW_MB, 1000), (HNSW_SECONDS, 3600))
        )
        ms = grown(DB_SEARCH.value, DB_SEARCH_AT_MILLION_ITEMS.value, 50, items / 20_000)
        yield f"| {items:,} | {embeddings} GB | {index} GB | {hours} h | {ms:.0f} |"


def rounded(value: float) -> str:
    """Write two digits that count; a computed figure is no better than that."""
    if value == 0:
        return "0"
    digits = 1 - math.floor(math.log10(abs(value)))
    return f"{round(value, digits):,.{max(0, digits)}f}"


def passed_over(readers: int, lag_seconds: float) -> float:
    """Return the share of reads that come while a write is on its way to the replica."""
    return 1 - math.exp(-at_peak(readers * ACTIVE_SHARE * N_WRITES) * lag_seconds)


def most_readers_with_neighbors() -> float:
    """Return the readers at whose ratings a refresh of neighbors takes as long as a statement may."""
    slope = (NEIGHBORS.value - NEIGHBORS_AT_MILLION.value) / 5
    ratings = 1 + (STATEMENT_SECONDS * 1000 - NEIGHBORS_AT_MILLION.value) / slope
    return ratings * 1e6 / RATINGS_A_READER


def tables() -> list[str]:
    """Return the tables of the document, line by line."""
    return [
        line for table in (_of_day, _of_one_process, _of_readers, _of_neighbors, _of_items) for line in (*table(), "")
    ]


if __name__ == "__main__":
    print("\n".join(tables()))
    print(f"neighbors end at {rounded(most_readers_with_neighbors())} readers")
    print(f"a free project's ratings: {FREE_MILLION_RATINGS.value * 1e6 / RATINGS_A_READER:,.0f} readers")
