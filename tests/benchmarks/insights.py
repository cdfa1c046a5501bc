"""What insights cost in SQL: `python -m tests.benchmarks.insights`.

The made-up million of `tests.benchmarks.million`, one film in eight a book, written straight into the tables. The
reader who is asked about has about a thousand ratings, six thousand events and a thousand searches. The processor's
milliseconds stand beside the clock's, so that a busy machine shows.
"""

import argparse
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from api.chores.summaries import BITE_SECONDS
from api.insights import service
from api.ship.scratch import scratch_server
from tests.benchmarks.million import World

LANGUAGES = ("en", "en", "en", "hi", "ta", "te", "ml", "bn", "ja", "fr")
ITEMS = "copy cinelibre.items (item_type, title, year, language, genres, people, external_count) from stdin"
RATINGS = "copy cinelibre.ratings (user_id, item_id, rating, rated_at) from stdin"
REST = """
    insert into cinelibre.models (kind, name, dimension) values ('embedding', 'one', 384);
    insert into cinelibre.item_embeddings (item_id, item_type, embedding, text_hash, model_id)
    select i.id, i.item_type, extensions.l2_normalize(v.numbers::extensions.vector)::extensions.halfvec, 'h', m.id
    from cinelibre.items as i
    cross join cinelibre.models as m
    cross join lateral (select array_agg(sin(i.id * n)) as numbers from generate_series(1, 384) as n) as v;
    insert into cinelibre.interactions (user_id, item_id, interaction_type, rating, occurred_at)
    select r.user_id, r.item_id, 'rate', r.rating, r.rated_at from cinelibre.ratings as r where r.user_id % 4 = 0;
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
    select {reader}, 1 + n * 7919 % 3600, (array['view', 'click', 'watch', 'dwell'])[1 + n % 4],
        now() - n * interval '40 minutes'
    from generate_series(1, 5000) as n;
    insert into cinelibre.interactions (user_id, interaction_type, query, occurred_at)
    select {reader}, 'search', 'question ' || n % 300, now() - n * interval '5 hours' from generate_series(1, 1000) as n
"""
CALLS: dict[str, LiteralString] = {
    "get_insights": "select public.get_insights(%(me)s, 1, %(history)s, %(shown)s, %(months)s, 5, 20, 30, %(passive)s)",
    "get_features": "select public.get_features(%(me)s, 1, %(history)s, 50)",
    "get_search_history": "select public.get_search_history(%(me)s, 1, 0, 20, null)",
    "search_titles, with former questions": "select public.search_titles('question 1', 10, 5, null, %(me)s, 1)",
    "search_titles, anonymous": "select public.search_titles('question 1', 10, 5)",
    "user_interaction_summary, whole": "select count(*), max(s.last_at) from cinelibre.user_interaction_summary as s",
}


def fill(url: str, n_ratings: int) -> int:
    """Write the world into the tables; return the reader who is asked about."""
    world = World(6040, 3700)
    histories = world.histories(n_ratings)
    begin = datetime.now(UTC).timestamp() - max(history[-1].rated_at for history in histories.values())
    reader = min(histories, key=lambda rater: (abs(len(histories[rater]) - 1000), rater))
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        with cursor.copy(ITEMS) as copy:
            for place, movie in enumerate(world.movies(), 1):
                people = [f"Person {place * step % 1499}" for step in (7, 11, 13, 17)]
                kind, language = "movie" if place % 8 else "book", LANGUAGES[place % len(LANGUAGES)]
                copy.write_row((kind, movie["title"], movie["year"], language, movie["genres"], people, place))
        cursor.execute(
            "insert into cinelibre.users (external_id, timezone, token_version)"
            " select n::text, 'Asia/Kolkata', 1 from generate_series(1, %s) as n",
            [len(histories)],
        )
        with cursor.copy(RATINGS) as copy:
            for rater, history in histories.items():
                for one in history:
                    copy.write_row(
                        (rater, one.movielens_id, one.rating, datetime.fromtimestamp(begin + one.rated_at, UTC))
                    )
        for statement in REST.replace("{reader}", str(reader)).split(";"):
            cursor.execute(statement.encode())
        cursor.execute("select public.refresh_features()")
    return reader


def count(url: str) -> tuple[float, int]:
    """Count all readers as the chore does; return the seconds and the calls."""
    after, calls, began = 0, 0, time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        while after is not None:
            answer = connection.execute("select public.refresh_summaries(%s, %s)", [after, BITE_SECONDS]).fetchone()
            assert answer is not None
            after, calls = answer[0]["next"], calls + 1
    return time.perf_counter() - began, calls


def processor_ms(pid: int) -> float:
    """What a process has had of the processor."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def measure(url: str, reader: int, n_calls: int) -> None:
    """Print a row for each call."""
    given: dict[str, Any] = {
        "me": reader, "history": service.HISTORY, "shown": service.SHOWN_A_KIND, "months": service.MONTHS,
        "passive": service.PASSIVE,
    }  # fmt: skip
    print("| call | processor, median ms | clock, median ms | clock, largest ms |\n|---|---|---|---|")
    with psycopg.connect(url, autocommit=True) as connection:
        pid = connection.info.backend_pid
        for name, call in CALLS.items():
            processor, clock = [], []
            for _ in range(n_calls):
                before, began = processor_ms(pid), time.perf_counter()
                connection.execute(call, given).fetchall()
                clock.append(1000 * (time.perf_counter() - began))
                processor.append(processor_ms(pid) - before)
            figures = (statistics.median(processor), statistics.median(clock), max(clock))
            print(f"| `{name}` | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |")


def main() -> None:
    """Fill, count, measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--ratings", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=50)
    given = parser.parse_args()
    with scratch_server() as scratch:
        url = scratch.ship_new("insights")
        reader = fill(url, given.ratings)
        scratch.analyze("insights")
        seconds, calls = count(url)
        print(f"refresh_summaries counts everybody in {seconds:.1f} s, {calls} calls")
        measure(url, reader, given.calls)


if __name__ == "__main__":
    main()
