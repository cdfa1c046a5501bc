"""The gates on the demo: lists follow two dozen made-up people, in two communities."""

from collections.abc import Iterator

import pytest

from tests.gates.community import SEEDS, a_community, make_template
from tests.gates.personas import PERSONAS
from tests.gates.table import measure
from tests.gates.visits import visit
from tests.support.servers import Server


@pytest.fixture(params=SEEDS)
def community_template(request: pytest.FixtureRequest, servers: dict[int, Server], demo_template: str) -> Iterator[str]:
    """A database of the demo with the community of each seed in turn."""
    name = make_template(servers[18], f"gates_{request.param}", request.param, demo_template)
    yield name
    servers[18].drop_database(name)


async def test_lists_follow_their_person(servers: dict[int, Server], community_template: str) -> None:
    async with a_community(servers[18], community_template) as community:
        visits = [await visit(community, persona) for persona in PERSONAS]

    figures = measure(community, visits)

    missed = {gate: value for gate, value in figures.items() if not gate.passes(value)}
    assert not missed
