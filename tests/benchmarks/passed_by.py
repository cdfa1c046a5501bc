"""What stepping back does to lists: `python -m tests.benchmarks.passed_by`.

Each of the demo's personas is shown the same twenty items on five days. Each weight of having been shown then makes
the list anew.
"""

import asyncio
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

from api.jobs.evaluate.persona import Persona, share_that_fit
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.gates.community import Community, Reader, a_community, make_template
from tests.gates.personas import PERSONAS
from tests.support.readers import write
from tests.support.servers import Server, running_server

WEIGHTS = (0, -0.25, -0.5, -1)
SHOWN = """
    insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, shown_at)
    select %s, item_id, gen_random_uuid(), 1, now() - make_interval(days => day)
    from unnest(%s::integer[]) as item_id cross join generate_series(1, 5) as day
"""
FORGET = "delete from cinelibre.recommendation_lists where user_id = %s"

Figures = tuple[float, float, float]


async def visit(community: Community, persona: Persona) -> dict[float, Figures]:
    """By weight: how much of the first five and of the first twenty was passed by, and how much fits."""
    async with community.reader(community.ratings_of(persona)) as reader:
        shown = {item["id"] for item in await reader.list()}
        write(community.url, SHOWN, reader.id, sorted(shown))
        return {weight: await _list(community, persona, reader, shown, weight) for weight in WEIGHTS}


async def _list(community: Community, persona: Persona, reader: Reader, shown: set[int], weight: float) -> Figures:
    write(community.url, FORGET, reader.id)
    with mock.patch("api.ranking.blend.OF_SHOWN", weight):
        ids = [item["id"] for item in await reader.list()]
    fit = share_that_fit(persona, [community.items[item_id] for item_id in ids])
    return len(shown & set(ids[:5])) / 5, len(shown & set(ids)) / len(ids), fit


async def visits(server: Server, template: str) -> Sequence[dict[float, Figures]]:
    """Everybody's visit."""
    async with a_community(server, template) as community:
        return [await visit(community, persona) for persona in PERSONAS]


def main() -> int:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as folder, running_server(Path(folder), 18) as server:
        server.execute("create database shipped template project owner owner")
        ship(server.url_of("shipped"), read_sql_tree())
        found = asyncio.run(visits(server, make_template(server, "demo_1", 1)))
    print("| weight of `shown` | passed by, of the first 5 | of the first 20 | fit |\n|---|---|---|---|")
    for weight in WEIGHTS:
        figures = (statistics.fmean(one[weight][n] for one in found) for n in range(3))
        print(f"| {weight} | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
