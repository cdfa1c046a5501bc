"""How much looking at something may say: `python -m tests.benchmarks.looks --data DIR`.

Of everybody of MovieLens the newest fifth is hidden, as `evaluate` does it. Of those with 30 ratings left, the newest
third becomes movies that they looked at four times, whatever they thought of them, and their stars are taken away.
Each cap of a leaning ranks anew what nobody looked at. Without descriptions.
"""

import argparse
import asyncio
import random
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg

from api.jobs.evaluate.protocols import Histories, Split, histories_of, hold_out_newest
from api.jobs.evaluate.served import Served, each, refresh_all, serving, write_movies
from api.jobs.metrics import ndcg, paired_t
from api.ranking.blend import recommend
from api.ranking.candidates import Material
from api.readers.catalogue.movielens import MovieLens
from api.readers.parsing.csv_files import BadRow
from api.ship.scratch import Scratch, scratch_server
from tests.conftest import settings_of

CAPS = (0.75, 0, 0.25, 0.5, 1, 1.25)  # the first is compared with
N_READERS, FEWEST, N_VIEWS, N_RANKED = 600, 30, 4, 20
DIVERSITY = 0.15  # as served
LOOK = """
    insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
    select %s, %s, 'view', now() - make_interval(mins => n) from generate_series(1, %s) as n
"""
FUNCTION = "select pg_get_functiondef('cinelibre.build_reader'::regproc)"
CAP = "most_of_leaning double precision DEFAULT "

Looks = Mapping[int, set[int]]


def looked_at(known: Histories) -> tuple[Histories, Looks]:
    """What stays known by its stars, and the movies that each of the sampled people looked at."""
    enough = sorted(rater for rater, history in known.items() if len(history) >= FEWEST)
    looks = {}
    for rater in random.Random(0).sample(enough, min(N_READERS, len(enough))):
        looks[rater] = {one.movielens_id for one in known[rater][-(len(known[rater]) // 3) :]}
    rest = {
        rater: [one for one in history if one.movielens_id not in looks.get(rater, ())]
        for rater, history in known.items()
    }
    return rest, looks


async def measure(scratch: Scratch, folder: Path) -> None:
    """Prints a row for each cap."""
    source, settings = MovieLens(folder), settings_of()
    url = scratch.ship_new("catalogue")
    await write_movies(settings, url, (one for one in source.movies() if not isinstance(one, BadRow)), False)
    split = hold_out_newest(histories_of(one for one in source.ratings() if not isinstance(one, BadRow)))
    rest, looks = looked_at(split.known)
    looks = {rater: movies for rater, movies in looks.items() if split.relevant.get(rater)}
    async with serving(settings, scratch, "looks", rest, print) as served:
        await refresh_all(served)
        with psycopg.connect(scratch.url_of("looks"), autocommit=True) as connection:
            await _each_cap(connection, served, split, looks)


async def _each_cap(connection: psycopg.Connection, served: Served, split: Split, looks: Looks) -> None:
    for rater, movies in looks.items():
        for movie in movies & served.items.keys():
            connection.execute(LOOK, [served.users[rater], served.items[movie], N_VIEWS])
    [(definition,)] = connection.execute(FUNCTION).fetchall()
    first: list[float] = []
    print(f"| cap of a leaning, {len(looks)} people | nDCG@10 | recall@20 | paired t |\n|---|---|---|---|")
    for cap in CAPS:
        connection.execute(definition.replace(f"{CAP}{CAPS[0]}", f"{CAP}{cap}").encode())
        found = await each(looks, lambda rater: served.material(rater, "trained"))
        lists = [_ranked(material, looks[rater]) for rater, material in zip(looks, found, strict=True)]
        scores = [ndcg(ids, split.relevant[rater]) for rater, ids in zip(looks, lists, strict=True)]
        first = first or scores
        recall, t = _recall(lists, split, looks), paired_t(scores, first)
        print(f"| {cap} | {statistics.fmean(scores):.4f} | {recall:.4f} | {t:.1f} |", flush=True)


def _ranked(material: Material, looks: set[int]) -> list[int]:
    ranked = recommend(material.candidates, material.taste, material.weights or {}, DIVERSITY, 150)
    return [one.candidate.item_id for one in ranked if one.candidate.item_id not in looks][:N_RANKED]


def _recall(lists: Sequence[list[int]], split: Split, looks: Looks) -> float:
    wanted = [split.relevant[rater] for rater in looks]
    return statistics.fmean(len(all_of & set(ids)) / len(all_of) for all_of, ids in zip(wanted, lists, strict=True))


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.looks", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    with scratch_server() as scratch:
        asyncio.run(measure(scratch, given.data))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
