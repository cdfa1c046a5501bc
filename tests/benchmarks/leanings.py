"""What summing a reader's events costs a list: `python -m tests.benchmarks.leanings`.

Readers with no events, 1,000, 1,000 beside 1,000 roll-ups, and as many as cleanup leaves are asked in turn, on a
scratch server.
What counts is the processor time of the database.
"""

import statistics

import psycopg

from api.ship.scratch import scratch_server
from tests.benchmarks.processor import Clock

N_ITEMS, N_OTHERS, N_EVENTS, N_TURNS = 20_000, 200_000, 1_000, 200
READERS = {
    "no events": 1,
    "1,000 events": 2,
    "1,000 events and 1,000 roll-ups": 3,
    "5,000 events, the most that cleanup leaves": 4,
}
FILLED = f"""
    insert into cinelibre.items (item_type, title) select 'movie', n::text from generate_series(1, {N_ITEMS}) as n;
    insert into cinelibre.users (external_id) select n::text from generate_series(1, 500) as n;
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
    select case when n % 200 = 0 then 2 when n % 200 = 1 then 3 when n % 40 = 2 then 4 else 5 + n % 489 end,
        1 + (n * 7919) % {N_ITEMS},
        (array['view', 'click', 'recommendation_click', 'watchlist_add', 'watch'])[1 + n % 5],
        now() - make_interval(mins => n % 200000)
    from generate_series(0, {N_OTHERS - 1}) as n;
    insert into cinelibre.preference_rollups
    (user_id, item_id, interaction_type, event_count, weight, first_at, last_at)
    select 3, 1 + (n * 104729) % {N_ITEMS}, 'view', 2, 0.4, now(), now() from generate_series(1, {N_EVENTS}) as n;
    insert into cinelibre.ratings (user_id, item_id, rating)
    select 1 + n % 500, 1 + (n * 7) % {N_ITEMS}, 4 from generate_series(1, 20000) as n on conflict do nothing;
"""


def main() -> int:
    """Measures and prints."""
    with scratch_server() as scratch:
        url = scratch.ship_new("leanings")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(FILLED.encode())
            scratch.analyze("leanings")
            clock = Clock(scratch.url)
            clock.find()
            taken: dict[str, list[float]] = {name: [] for name in READERS}
            for _ in range(N_TURNS):
                for name, user_id in READERS.items():
                    began = clock.ms()
                    connection.execute("select count(*) from cinelibre.list_leanings(%s)", [user_id])
                    taken[name].append(clock.ms() - began)
    print("| reader | median, ms | 95 % below |\n|---|---|---|")
    for name, times in taken.items():
        print(f"| {name} | {statistics.median(times):.1f} | {statistics.quantiles(times, n=20)[-1]:.1f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
