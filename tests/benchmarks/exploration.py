"""What exploring brings new items, and what it costs: `python -m tests.benchmarks.exploration`.

The demo, trained without some of its items; these come new. Its 400 people visit for a day, once with exploring and
once without, by the service's own code and SQL, with the same seeds (`exploration_world` has the model of clicks). The
chore that counts showings runs 48 times. Clicks are expected ones: by the true opinions of what was shown where.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
from collections import Counter, defaultdict
from typing import Any, NamedTuple, cast

from api.chores.exploring import refresh_exploring
from api.chores.features import refresh_features
from api.chores.lease import Run
from api.chores.neighbors import NeighborRefresher
from api.db import Database
from api.db.postgres import open_postgres
from api.embedding import Embedder
from api.http.callers import Caller
from api.jobs.catalogue_writing import write_catalogue
from api.jobs.demo.loading import demo_records
from api.jobs.demo.people import DemoItem
from api.jobs.training.job import train
from api.ranking import exploring
from api.recommendations.service import Asked, personalized
from api.security.tokens import Claims
from api.settings import Settings
from api.ship.scratch import Scratch, scratch_server
from tests.benchmarks.exploration_world import (
    N_SHOWN,
    RATES,
    Visit,
    World,
    clicks_of,
    expected_clicks,
    make_world,
    visits_of_a_day,
)
from tests.benchmarks.tables import print_table
from tests.support.readers import rows, write

Z = 1.96
CHORES_A_DAY = 48
IDS = "select i.id, i.title, i.year from cinelibre.items as i"
AGE = "update cinelibre.items set created_at = created_at - interval '60 days'"  # nothing of it is new
USERS = "select u.external_id, u.id from cinelibre.users as u where u.external_id like 'simulated:%%'"


class Nobody:
    """Asked to refresh neighbors it does nothing."""

    def ask(self, user_id: int) -> None:
        """Forgets it."""


class Place(NamedTuple):
    """A database with the demo in it: the service's ids of items and readers, both ways where needed."""

    db: Database
    settings: Settings
    caller: dict[str, int]
    ours: dict[int, int]  # by the demo's number
    numbers: dict[int, int]  # the inverse
    users: dict[str, int]


class Day(NamedTuple):
    """What came of a day: impressions of new items, and by reader the expected clicks and what was explored."""

    shown: Counter[int]
    clicks: dict[int, float]
    n_clicked: int
    told: list[str]


async def load(url: str, embedder: Embedder, items: list[DemoItem], world: World) -> None:
    """Write the demo without what comes new, its ratings, models and neighbors."""
    async with open_postgres(url, 2) as db:
        await write_catalogue(db, embedder, [item for item in items if item["id"] not in world.new])
        write(url, AGE)
        ours = ids_of(url, items)
        records = [[rater, ours[number], stars, at] for rater, number, stars, at in world.ratings]
        for start in range(0, len(records), 2000):
            await db.one("write_simulated_ratings", records=records[start : start + 2000])
        await refresh_features(db)
        await train(db, lambda line: None)
        while (await db.one("refresh_stale_neighbors", max_seconds=5.0))["n_left"]:
            pass


def ids_of(url: str, items: list[DemoItem]) -> dict[int, int]:
    """The catalogue's ids by the demo's numbers."""
    known = {(title, year): item_id for item_id, title, year in rows(url, IDS)}
    return {item["id"]: known[key] for item in items if (key := (item["title"], item.get("year"))) in known}


async def spend_a_day(
    url: str, embedder: Embedder, items: list[DemoItem], world: World, given: dict[str, Any], seed: int
) -> Day:
    """Let the new items come, and everybody visit."""
    settings = Settings.model_construct(**{**Settings.model_construct().model_dump(), **given})
    async with open_postgres(url, 2) as db:
        await write_catalogue(db, embedder, [item for item in items if item["id"] in world.new])
        await refresh_features(db)
        caller = await db.one("set_role", email="benchmark@localhost", initial_hash="!", role="service")
        ours = ids_of(url, items)
        place = Place(db, settings, caller, ours, {item_id: n for n, item_id in ours.items()}, dict(rows(url, USERS)))
        visits, day = visits_of_a_day(world, seed), Day(Counter(), defaultdict(float), 0, [])
        for n, visit in enumerate(visits):
            if n % (len(visits) // CHORES_A_DAY) == 0:
                async for _ in refresh_exploring(db, Run(0), settings):
                    pass
            n_clicked = await _visit(place, world, visit, day, f"{seed}:{n}")
            day = day._replace(n_clicked=day.n_clicked + n_clicked)
        return day


async def _visit(place: Place, world: World, visit: Visit, day: Day, luck: str) -> int:
    truth = world.readers[visit.reader]
    claims = Claims(place.caller["id"], place.caller["token_version"])
    me = Caller(place.db, claims, place.users[f"simulated:{truth.key}"])
    asked = Asked(visit.item_type, {}, exclude_watchlist=False, limit=N_SHOWN, diversity=None)
    answer = json.loads(await personalized(me, place.settings, cast(NeighborRefresher, Nobody()), asked))
    shown = [place.numbers[item["id"]] for item in answer["items"]]
    day.shown.update(number for number in shown if number in world.new)
    day.clicks[visit.reader] += expected_clicks(truth, shown)
    day.told.extend(_told(answer, truth.key))
    clicked = list(clicks_of(truth, shown, luck))
    for number, opinion in clicked:
        event = {"interaction_type": "click", "item_id": place.ours[number]}
        event["context"] = {"recommendation_id": answer["recommendation_id"]}
        await me.one("record_interactions", events=[event])
        if random.Random(f"rates:{luck}:{number}").random() < RATES:
            stars = min(10, max(1, round(opinion * 2))) / 2
            await me.one("rate_item", item_id=place.ours[number], rating=stars)
    return len(clicked)


def _told(answer: dict[str, Any], reader: str) -> list[str]:
    """The list by title, with the explored item marked and its reason."""
    explored = next(
        (one for one in answer["items"] if one["reasons"] and one["reasons"][0]["source"] == "exploring"), None
    )
    if explored is None:
        return []
    titles = (f"**{one['title']}**" if one is explored else one["title"] for one in answer["items"])
    reasons = " · ".join(reason["text"] for reason in explored["reasons"])
    return [f"{reader}: {', '.join(titles)}\n   {explored['title']}: {reasons}"]


def loss_of(without: list[Day], explored: list[Day]) -> tuple[float, float, float]:
    """The share of clicks that exploring costs, and its 95 % interval: a ratio of sums over readers and days."""
    pairs = [
        (one.clicks[reader] - other.clicks[reader], one.clicks[reader])
        for one, other in zip(without, explored, strict=True)
        for reader in one.clicks
    ]
    total = sum(clicks for _, clicks in pairs)
    share = sum(lost for lost, _ in pairs) / total
    error = sum((lost - share * clicks) ** 2 for lost, clicks in pairs) ** 0.5 / total
    return share, share - Z * error, share + Z * error


def measure(scratch: Scratch, given: argparse.Namespace) -> dict[str, list[Day]]:
    """Every day of every arm."""
    items = [{"id": place, **record} for place, record in enumerate(demo_records(), 1)]
    arms: dict[str, dict[str, Any]] = {"without": {"explore_share": 0.0}}
    arms |= {f"share {share:g}, place {place}": {"explore_share": share, "explore_position": place}
             for share in given.shares for place in given.places}  # fmt: skip
    days: dict[str, list[Day]] = {name: [] for name in arms}
    embedder = Embedder(Settings.model_construct(**Settings.model_construct().model_dump()))
    for seed in range(1, given.days + 1):
        world, name = make_world(items, given.new, seed), f"demo_{seed}"
        asyncio.run(load(scratch.ship_new(name), embedder, items, world))
        for arm, settings in arms.items():
            url = scratch.copy(name, "day")
            days[arm].append(asyncio.run(spend_a_day(url, embedder, items, world, settings, seed)))
            scratch.drop("day")
            print(f"day {seed}, {arm}: {sorted(days[arm][-1].shown.values())}", flush=True)
        scratch.drop(name)
    embedder.close()
    return days


def show(days: dict[str, list[Day]], n_new: int) -> None:
    """Print the table."""
    lines = []
    for name, arm in days.items():
        shown = [[*day.shown.values(), *[0] * (n_new - len(day.shown))] for day in arm]
        every = [n for day in shown for n in day]
        reached = sum(n >= 50 for n in every) / len(every)
        share, low, high = loss_of(days["without"], arm)
        lines.append([
            name, str(min(every)), f"{statistics.median(every):g}", str(max(every)), f"{reached:.0%}",
            f"{statistics.fmean(sum(day.clicks.values()) for day in arm):.1f}",
            f"{statistics.fmean(day.n_clicked for day in arm):.1f}", f"{share:.2%} ({low:.2%} to {high:.2%})",
        ])  # fmt: skip
    header = ["arm", "fewest shown", "median", "most", "reached 50", "expected clicks", "clicks", "clicks lost"]
    print_table("New items and what they cost in a day", header, lines)


def show_lists(told: list[str], n_lists: int) -> None:
    """Print how often taste as a whole speaks against what was explored, and some lists of all days."""
    against = sum("Less your kind" in line for line in told)
    print(f"{len(told):,} lists explored, {against / max(1, len(told)):.0%} of them what is less the reader's kind.")
    for line in told[:: max(1, len(told) // max(1, n_lists))][:n_lists]:
        print(line)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.exploration", description=__doc__)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--new", type=int, default=5, help="items that come new")
    parser.add_argument("--shares", type=float, nargs="+", default=[1.0])
    parser.add_argument("--places", type=int, nargs="+", default=[12])
    parser.add_argument(
        "--lists", type=int, default=0, help="print so many lists, of all days, with what they explored"
    )
    parser.add_argument("--fit", type=float, default=exploring.LEAST_FIT, help="the least fit of what may be explored")
    given = parser.parse_args()
    exploring.LEAST_FIT = given.fit
    print(f"Load average at the start {os.getloadavg()[0]:.2f}.")
    with scratch_server() as scratch:
        days = measure(scratch, given)
    show(days, given.new)
    show_lists([line for arm in days.values() for day in arm for line in day.told], given.lists)
    print(f"Load average at the end {os.getloadavg()[0]:.2f}.")


if __name__ == "__main__":
    main()
