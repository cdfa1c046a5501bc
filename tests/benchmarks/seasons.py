"""`python -m tests.benchmarks.seasons`: what each season does to the lists and rows of the demo's personas.

Every shipped season is made to be now, one at a time. The tables say how many of the first twenty suit the season, and
how many suit the persona, without it and with it; the rows are printed by title. Nothing is kept. About two minutes.
"""

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from api.jobs.evaluate.persona import Persona, share_that_fit
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.gates.community import SEEDS, Community, Item, Reader, a_community, make_template
from tests.gates.personas import FIVE, PERSONAS
from tests.support.readers import rows, write
from tests.support.servers import Server, running_server

MOVED = """
    update cinelibre.seasons set from_day = {0}, to_day = {0} + 1, is_yearly = false where name = %s or %s::text is null
"""
NOW, LONG_AGO = MOVED.format("current_date"), MOVED.format("'1990-01-01'::date")
ONE_EACH = """
    delete from cinelibre.seasons as s
    where exists (select from cinelibre.seasons as o where o.name = s.name and o.from_day < s.from_day)
"""
SUITING = """
    select (k.key)::integer
    from json_each(cinelibre.match_seasons(
        array(select s from cinelibre.seasons as s where s.name = %s),
        (select json_agg(json_build_object('item_id', i.id)) from cinelibre.items as i)
    )) as k
"""


HEAD = """\
| season | items | personas with a row | of the first 20 suit it: before | in season | most | who avoids its genre: before | in season | fit: before | in season |
|---|---|---|---|---|---|---|---|---|---|"""  # noqa: E501
GENRES = "select g from cinelibre.seasons as s cross join lateral unnest(s.genres) as g where s.name = %s"


class Shown(NamedTuple):
    """What a persona saw: the first twenty, and the row of the season."""

    persona: Persona
    items: list[Item]
    row: list[Item]


async def look(community: Community, persona: Persona, season: str) -> Shown:
    """Register, rate and read as the persona."""
    async with community.reader(community.ratings_of(persona)) as reader:
        items = await reader.list()
        page = await front_page(reader)
    key = f"season:{season.lower()}"
    return Shown(persona, items, next((row["items"] for row in page if row["key"] == key), []))


async def front_page(reader: Reader) -> list[Any]:
    """Return the rows of a front page."""
    answer = await reader.client.get("/recommendations/carousels", headers=reader.bearer)
    rows_of_page: list[Any] = answer.json()["rows"]
    return rows_of_page


def n_suiting(shown: Shown, suiting: set[int]) -> int:
    """Count what suits the season among the first twenty."""
    return len([item for item in shown.items if item["id"] in suiting])


def fit_of(community: Community, shown: Sequence[Shown]) -> float:
    """Return the mean share of the first twenty that suits the personas."""
    return statistics.fmean(
        share_that_fit(one.persona, [community.items[item["id"]] for item in one.items]) for one in shown
    )


async def compare(server: Server, template: str, personas: Sequence[Persona]) -> None:
    """Print both tables and the rows."""
    async with a_community(server, template) as community:
        names = [name for (name,) in rows(community.url, "select name from cinelibre.seasons order by 1")]
        write(community.url, LONG_AGO, None, None)
        without = [await look(community, persona, "none") for persona in personas]
        lines, told = [], []
        for name in names:
            suiting = {item_id for (item_id,) in rows(community.url, SUITING, name)}
            write(community.url, NOW, name, name)
            during = [await look(community, persona, name) for persona in personas]
            write(community.url, LONG_AGO, name, name)
            lines.append(summary(community, name, suiting, without, during))
            told += [f"\n{name}:"] + [row_line(one) for one in during if one.persona.name in FIVE or one.row]
        print("\n".join([HEAD, *lines, *told]))


def summary(
    community: Community, name: str, suiting: set[int], without: Sequence[Shown], during: Sequence[Shown]
) -> str:
    """Return one season's figures, in Markdown."""
    genres = {genre for (genre,) in rows(community.url, GENRES, name)}
    before, after = ([n_suiting(one, suiting) for one in shown] for shown in (without, during))
    figures = [
        name,
        str(len(suiting)),
        str(sum(bool(one.row) for one in during)),
        f"{statistics.fmean(before):.1f}",
        f"{statistics.fmean(after):.1f}",
        str(max(after)),
        *(avoiding(shown, suiting, genres) for shown in (without, during)),
        f"{fit_of(community, without):.2f}",
        f"{fit_of(community, during):.2f}",
    ]
    return f"| {' | '.join(figures)} |"


def avoiding(shown: Sequence[Shown], suiting: set[int], genres: set[str]) -> str:
    """Return how many of the first twenty suit the season, for personas who avoid one of its genres."""
    found = [n_suiting(one, suiting) for one in shown if one.persona.avoids in genres]
    return f"{statistics.fmean(found):.1f} ({len(found)})" if found else ""


def row_line(shown: Shown) -> str:
    """Return a persona's row by title."""
    return f"- {shown.persona.name}: " + (", ".join(item["title"] for item in shown.row) or "no row")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.seasons", description=__doc__)
    parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as folder, running_server(Path(folder), 18) as server:
        server.execute("create database shipped template project owner owner")
        ship(server.url_of("shipped"), read_sql_tree())
        write(server.url_of("shipped"), ONE_EACH)
        asyncio.run(compare(server, make_template(server, "demo", SEEDS[0]), PERSONAS))


if __name__ == "__main__":
    main()
