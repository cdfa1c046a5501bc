"""`python -m tests.gates`: what the demo's personas are recommended, measured, in a table.

Runs the service on the demo with two communities of simulated raters; nothing is kept. About a minute.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.gates.community import SEEDS, Community, a_community, make_template
from tests.gates.personas import FIVE, PERSONAS
from tests.gates.table import Gate, measure, row_of
from tests.gates.visits import Visit, visit
from tests.support.servers import Server, running_server


async def visits_in(server: Server, template: str) -> tuple[Community, list[Visit]]:
    """Everybody's visit to one community."""
    async with a_community(server, template) as community:
        return community, [await visit(community, persona) for persona in PERSONAS]


def lines_of(figures: Sequence[Mapping[Gate, float]]) -> list[str]:
    """The table, in Markdown."""
    lines = ["| demo, 24 personas | " + " | ".join(f"seed {n + 1}" for n in range(len(figures))) + " | gate |"]
    lines.append("|---|" + "---|" * (len(figures) + 1))
    for gate in figures[0]:
        values = " | ".join(_shown(gate, found[gate]) for found in figures)
        lines.append(f"| {gate.name} | {values} | {gate.comparison} {gate.limit:g} |")
    return lines


def _shown(gate: Gate, value: float) -> str:
    return f"{value:.2f}" if gate.passes(value) else f"**{value:.2f}**"


def titles_of(community: Community, visits: Sequence[Visit], n_shown: int) -> list[str]:
    """The first titles of the five opposite people."""
    return [
        f"- {found.persona.name}: " + ", ".join(community.titles[item_id] for item_id in found.ids[:n_shown])
        for found in visits
        if found.persona.name in FIVE
    ]


def main() -> None:
    """Prints the table, and lists by title where they are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.gates", description=__doc__)
    parser.add_argument("--titles", type=int, default=0, help="print so many titles of the five opposite people")
    parser.add_argument("--each", action="store_true", help="print every persona's figures")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as folder, running_server(Path(folder), 18) as server:
        server.execute("create database shipped template project owner owner")
        ship(server.url_of("shipped"), read_sql_tree())
        found, template = [], "shipped"
        for seed in SEEDS:
            template = make_template(server, f"demo_{seed}", seed, template)
            found.append(asyncio.run(visits_in(server, template)))
    print("\n".join(lines_of([measure(*one) for one in found])))
    for community, visits in found:
        print("\n".join(["", *titles_of(community, visits, given.titles)]) if given.titles else "")
        if given.each:
            print("| persona | fit | popular | sign | avoided | books | fitting | other | hidden | true |")
            print("|---|" + "---|" * 9)
            print("\n".join(row_of(community, one) for one in visits))


if __name__ == "__main__":
    main()
