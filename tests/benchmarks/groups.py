"""How long picks for a group take at a million ratings: `python -m tests.benchmarks.groups`.

The people and movies are those of `tests.benchmarks.million`. Groups of two, four and twelve are made of people with
histories of all lengths, whose neighbors are stored, and of guests with twenty titles. A pick is both calls of the
database and the choice in Python; only HTTP is missing.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from typing import Any

from api.db import Database
from api.groups.picks import Night, pick
from api.groups.schemas import GuestJoining
from api.groups.service import join_as_guest, join_group, make_group
from api.http.callers import Caller
from api.jobs.evaluate.served import each, serving, write_movies
from api.security.tokens import Claims
from api.settings import Settings, read_settings
from api.ship.scratch import scratch_server
from tests.benchmarks.million import World, sample

NIGHTS = {
    "anything": Night(None, {}, (), rewatch=False),
    "one genre": Night(None, {"genres": ["Comedy"]}, (), rewatch=False),
    "rewatch": Night(None, {}, (), rewatch=True),
}
SIZES = (2, 4, 12)
N_ROUNDS = 10


async def a_group(db: Database, members: Sequence[Caller], liked: Sequence[int] = ()) -> str:
    """The id of a group of these, and with titles also of a guest."""
    group = await make_group(members[0], "Friday")
    for one in members[1:]:
        await join_group(one, group["code"])
    if liked:
        titles: list[Any] = [{"item_id": item_id} for item_id in liked]
        await join_as_guest(db, GuestJoining(code=group["code"], name="Guest", liked=titles))
    return str(group["group_id"])


async def milliseconds(member: Caller, settings: Settings, group_id: str, night: Night) -> list[float]:
    """How long each of some picks took; the first one, which plans, is left out."""
    found = []
    for _ in range(N_ROUNDS + 1):
        before = time.perf_counter()
        await pick(member, settings, group_id, night, "nash", 10)
        found.append(1000 * (time.perf_counter() - before))
    return found[1:]


async def print_table(db: Database, settings: Settings, people: Sequence[Caller], items: Sequence[int]) -> None:
    """A row for each group, a column for each night: the median and the slowest."""
    print("| members | " + " | ".join(NIGHTS) + " |")
    print("|---|" + "---|" * len(NIGHTS))
    groups = {f"{size} accounts": await a_group(db, people[:size]) for size in SIZES}
    groups["3 accounts and a guest"] = await a_group(db, people[:3], items[:20])
    for name, group_id in groups.items():
        cells = []
        for night in NIGHTS.values():
            found = await milliseconds(people[0], settings, group_id, night)
            cells.append(f"{statistics.median(found):.0f} ({max(found):.0f})")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


async def measure(n_ratings: int, n_users: int, n_movies: int) -> None:
    """Imports, trains, asks, prints."""
    settings, world = read_settings(), World(n_users, n_movies)
    with scratch_server() as scratch:
        await write_movies(settings, scratch.ship_new("catalogue"), world.movies(), is_embedded=False)
        scratch.analyze("catalogue")
        async with serving(settings, scratch, "million", world.histories(n_ratings), print) as served:
            chosen = sample(sorted(served.users.values()), max(SIZES))
            await each(chosen, lambda user_id: served.db.one("refresh_neighbors", user_id=user_id))
            service = Claims(served.caller["id"], served.caller["token_version"])
            people = [Caller(served.db, service, acts_for=user_id) for user_id in chosen]
            await print_table(served.db, settings, people, sorted(served.items.values()))


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.groups", description=__doc__)
    parser.add_argument("--ratings", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=6_040)
    parser.add_argument("--movies", type=int, default=3_700)
    given = parser.parse_args()
    asyncio.run(measure(given.ratings, given.users, given.movies))


if __name__ == "__main__":
    main()
