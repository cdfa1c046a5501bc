"""What a list shows day after day and nobody touches steps back for two weeks; what was clicked stays."""

from tests.acceptance.conftest import Json, Viewer
from tests.gates.personas import PERSONAS
from tests.support.readers import write

PASS = """
    update cinelibre.impressions set shown_at = shown_at - make_interval(days => {days}) where true;
    update cinelibre.interactions set occurred_at = occurred_at - make_interval(days => {days}) where true;
    update cinelibre.recommendation_lists
    set created_at = created_at - make_interval(days => {days}), day = day - {days} where true
"""


def days_pass(viewer: Viewer, days: int) -> None:
    """Everything is as much older."""
    write(viewer.url, PASS.format(days=days))


def steps_back(item: Json) -> bool:
    """Whether its reasons say so."""
    return any(reason["source"] == "shown" for reason in item["reasons"])


async def test_what_was_shown_on_five_days_steps_back_for_two_weeks_and_what_was_clicked_does_not(
    viewer: Viewer,
) -> None:
    await viewer.rate(PERSONAS[0].ratings)
    user_id = (await viewer.asked("GET", "/auth/me"))["id"]
    write(viewer.url, "select public.refresh_neighbors(%s)", user_id)

    lists = []
    for day in range(1, 6):
        lists.append([item["id"] for item in await viewer.listed()])
        if day == 2:
            click = {"interaction_type": "click", "item_id": lists[0][1]}
            await viewer.asked("POST", "/interactions", json=click)
        days_pass(viewer, 1)
    clicked, passed_by = lists[0][1], set.intersection(*map(set, lists)) - {lists[0][1]}
    rested = {item["id"]: item for item in await viewer.listed()}
    days_pass(viewer, 14)
    later = {item["id"]: item for item in await viewer.listed()}

    assert len(passed_by) >= 15
    assert len(passed_by & rested.keys()) <= len(passed_by) / 3
    assert {item_id for item_id in rested if steps_back(rested[item_id])} == passed_by & rested.keys()
    assert next(iter(rested)) == clicked
    assert len(passed_by & later.keys()) >= len(passed_by) - 2
    assert not any(steps_back(item) for item in later.values())
