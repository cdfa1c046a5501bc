"""The table of a group's evening: what every member is expected to give every item, what they weigh, and the choice."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api.ranking.expectations import Expected, GroupItem, Seat, expect, parse_items, parse_seats
from api.ranking.group_reasons import reason_of_member, reason_of_pick
from api.ranking.groups import RULES, Rule, satisfaction, weigh


class EveningTable(NamedTuple):
    """What every member is expected to give every item. Lists are in the order of the seats.

    `bests` are the most stars that each member could have tonight.
    """

    seats: Sequence[Seat]
    weights: Sequence[float]
    items: Mapping[int, GroupItem]
    expected: Mapping[int, Sequence[Expected]]
    bests: Sequence[float]
    emptied_by: Sequence[str]


def set_table(found: Mapping[str, Any]) -> EveningTable:
    """Read SQL's answer of members and candidates."""
    seats = parse_seats(found["members"])
    items = parse_items(found["items"], len(seats))
    expected = expect(seats, items)
    return EveningTable(
        seats,
        weigh(found["satisfactions"], [seat.member_id for seat in seats]),
        {item.item_id: item for item in items},
        expected,
        [max((one[place].stars for one in expected.values()), default=0.0) for place in range(len(seats))],
        found["emptied_by"],
    )


def choose(table: EveningTable, rule: Rule) -> list[tuple[int, float]]:
    """Return the items with their scores by a rule, best first, ties by id, one of each work."""
    scored = [
        (item_id, RULES[rule]([one.stars for one in opinions], table.weights))
        for item_id, opinions in table.expected.items()
    ]
    scored.sort(key=lambda one: (-one[1], one[0]))
    chosen, works = [], set()
    for item_id, score in scored:
        work_id = table.items[item_id].candidates[0].work_id
        if work_id is None or work_id not in works:
            chosen.append((item_id, score))
            works.add(work_id)
    return chosen


def tell_pick(table: EveningTable, item_id: int) -> dict[str, Any]:
    """Return what a pick is to each member, with the reasons."""
    opinions, item_type = table.expected[item_id], table.items[item_id].candidates[0].item_type
    return {
        "reason": reason_of_pick(table.seats, opinions, item_type),
        "members": [
            {
                "member_id": seat.member_id,
                "name": seat.name,
                "predicted": one.stars,
                "is_known": one.is_known,
                "weight": weight,
                "satisfaction": satisfaction(one.stars, best),
                "reason": reason_of_member(seat, one, item_type),
            }
            for seat, one, weight, best in zip(table.seats, opinions, table.weights, table.bests, strict=True)
        ],
    }


def tell_satisfactions(table: EveningTable, item_id: int) -> list[dict[str, Any]]:
    """Return how content each member is with an item; nothing of members of whom nothing is known, nor of no item."""
    return [
        {
            "member_id": seat.member_id,
            "expected": one.stars,
            "best": best,
            "satisfaction": satisfaction(one.stars, best),
        }
        for seat, one, best in zip(table.seats, table.expected.get(item_id, ()), table.bests, strict=False)
        if one.is_known
    ]
