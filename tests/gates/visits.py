"""What a persona meets: their list, what three further actions change of it, and what equal stars would bring."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from api.jobs.evaluate.persona import Persona, share_of_new
from tests.gates.community import Community, Item, Reader
from tests.gates.truth import neighbor_reasons_hold

LOWEST, HIGHEST = 0.5, 5.0


@dataclass(frozen=True)
class Visit:
    """The lists of one persona."""

    persona: Persona
    first: list[Item]
    lowest: list[int]  # had they given everything half a star
    highest: list[int]  # had they given everything five
    changes: dict[str, float]  # by action: the share of the first twenty that is new after it
    reasons_hold: list[bool]  # of every reason that speaks of neighbors

    @property
    def ids(self) -> list[int]:
        """Of the first list."""
        return ids_of(self.first)


async def visit(community: Community, persona: Persona) -> Visit:
    """Registers and rates as the persona, three times; the accounts are gone afterwards."""
    ratings = community.ratings_of(persona)
    lists = []
    for stars in (LOWEST, HIGHEST):
        async with community.reader([(item_id, stars) for item_id, _ in ratings]) as reader:
            lists.append(ids_of(await reader.list()))
    async with community.reader(ratings) as reader:
        first = await reader.list()
        changes = await _go_on(community, persona, reader, ids_of(first))
    holds = neighbor_reasons_hold(first, dict(ratings), community.ratings)
    return Visit(persona, first, lists[0], lists[1], changes, holds)


async def _go_on(community: Community, persona: Persona, reader: Reader, shown: Sequence[int]) -> dict[str, float]:
    """Five stars for the first that fits, four for something well known that does not, and the third hidden."""
    items, changes = community.items, {}
    fitting = next((item_id for item_id in shown if persona.likes(items[item_id])), shown[0])
    rated = {item_id for item_id, _ in community.ratings_of(persona)}
    other = next(
        item_id for item_id in community.most_rated if _is_foreign(community, persona, item_id, {*rated, *shown})
    )
    for name, stars, item_id in (("fitting", HIGHEST, fitting), ("other", 4.0, other)):
        await reader.rate(item_id, stars)
        after = ids_of(await reader.list())
        changes[name], shown = share_of_new(shown, after), after
    await reader.hide(items[shown[2]].item_type, shown[2])
    changes["hidden"] = share_of_new(shown, ids_of(await reader.list()))
    return changes


def _is_foreign(community: Community, persona: Persona, item_id: int, known: Collection[int]) -> bool:
    return item_id not in known and not persona.likes(community.items[item_id])


def ids_of(items: Sequence[Item]) -> list[int]:
    """Which items, in their order."""
    return [item["id"] for item in items]
