"""`python -m tests.gates`: what the demo's personas are recommended, measured, in a table.

Runs the service on the demo with two communities of simulated raters; nothing is kept. About a minute. `--ranker` also
asks with a learned ranking as `RECOMMENDER`: `linear` or `boosted`, learned from each community, or an ONNX file.
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
from tests.gates.rankers import ranker_file
from tests.gates.table import Gate, measure, row_of
from tests.gates.visits import Visit, visit
from tests.support.servers import Server, running_server

Found = tuple[Community, list[Visit]]


async def visits_in(server: Server, template: str, recommender: str | None) -> Found:
    """Everybody's visit to one community, ranked by the blend or anew."""
    async with a_community(server, template, recommender) as community:
        return community, [await visit(community, persona) for persona in PERSONAS]


def find(server: Server, folder: Path, rankers: Sequence[str]) -> dict[str, Found]:
    """The visits by the blend, then by each ranker: to the communities in turn."""
    found, templates = {}, ["shipped"]
    for seed in SEEDS:
        templates.append(make_template(server, f"demo_{seed}", seed, templates[-1]))
    for name in ("blend", *rankers):
        for number, template in enumerate(templates[1:], 1):
            file = None if name == "blend" else ranker_file(server.url_of(template), name, folder / template)
            found[f"{Path(name).stem}, seed {number}"] = asyncio.run(visits_in(server, template, file))
    return found


def lines_of(figures: Mapping[str, Mapping[Gate, float]]) -> list[str]:
    """The table, in Markdown; what misses its gate is bold."""
    lines = [f"| demo, 24 personas | {' | '.join(figures)} | gate |", "|---|" + "---|" * (len(figures) + 1)]
    for gate in next(iter(figures.values())):
        values = " | ".join(_shown(gate, found[gate]) for found in figures.values())
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
    parser.add_argument("--ranker", nargs="+", default=[], help="linear, boosted, or an ONNX file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as folder, running_server(Path(folder), 18) as server:
        server.execute("create database shipped template project owner owner")
        ship(server.url_of("shipped"), read_sql_tree())
        found = find(server, Path(folder), given.ranker)
    print("\n".join(lines_of({name: measure(*one) for name, one in found.items()})))
    for name, (community, visits) in found.items():
        print("\n".join(["", name, *titles_of(community, visits, given.titles)]) if given.titles else "")
        if given.each:
            print(f"| {name} | fit | popular | sign | avoided | books | fitting | other | hidden | true |")
            print("|---|" + "---|" * 9)
            print("\n".join(row_of(community, one) for one in visits))


if __name__ == "__main__":
    main()
