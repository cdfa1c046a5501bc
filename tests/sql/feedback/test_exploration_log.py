"""The log of what chance decided: which lists it has, and what became of them."""

from typing import Any

import pytest

from api.db import Database
from tests.support.readers import rows, write

LISTS = [f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 5)]
FIRST = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def url(database_url: str) -> str:
    """Ada's first list explored item 3 and was shown whole, her second item 1, unseen; Bob's lists drew a preset."""
    write(
        database_url,
        f"""
        insert into cinelibre.items (id, item_type, title)
        select n, 'movie', 'Title ' || n from generate_series(1, 3) as n;
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        insert into cinelibre.explorations
        (recommendation_id, user_id, place, item_id, propensity, choices, prior, told, preset, preset_propensity) values
        ('{LISTS[0]}', 1, 3, 3, 0.25, '[[3, 1, 0, 0, 0, 0, 0, 0.25]]', '{{0.1,0.5}}', null, null, null),
        ('{LISTS[1]}', 1, 2, 1, 1, '[[1, 1, 0, 0, 0, 0, 0, 1]]', '{{0.1,0.5}}', null, null, null),
        ('{LISTS[2]}', 2, null, null, null, null, null, 7, 'tuned', 0.4),
        ('{LISTS[3]}', 2, null, null, null, null, null, 7, 'tuned', 0.4);
        insert into cinelibre.impressions (recommendation_id, user_id, item_id, place, shown_at) values
        ('{LISTS[0]}', 1, 1, 1, '2026-01-01'), ('{LISTS[0]}', 1, 2, 2, '2026-01-01'),
        ('{LISTS[0]}', 1, 3, 3, '2026-01-01'),
        ('{LISTS[1]}', 1, 2, 1, '2026-02-01'), ('{LISTS[2]}', 2, 1, 1, '2026-01-01');
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at) values
        (1, 3, 'click', '2026-01-01 01:00Z'), (1, 1, 'click', '2026-01-01 02:00Z');
        """,
    )
    return database_url


async def log(db: Database, after: str = FIRST, limit: int = 10) -> Any:
    """A page."""
    return await db.one("get_exploration_log", after=after, page_limit=limit, within_hours=24)


async def test_a_list_says_what_chance_decided_and_what_its_reader_did(db: Database, url: str) -> None:
    # What nobody opened has no explored item, and a list that was never shown is left out.
    assert await log(db) == {
        "last": None,
        "lists": [
            [1, 3, 3, 0.25, [[3, 1, 0, 0, 0, 0, 0, 0.25]], [0.1, 0.5], None, None, None, True, 3, 2],
            [1, 2, None, 1, [[1, 1, 0, 0, 0, 0, 0, 1]], [0.1, 0.5], None, None, None, False, 1, 0],
            [2, None, None, None, None, None, 7, "tuned", 0.4, False, 1, 0],
        ],
    }


async def test_pages_follow_one_another(db: Database, url: str) -> None:
    first = await log(db, limit=2)
    rest = await log(db, first["last"], 2)

    assert (first["last"], len(first["lists"])) == (LISTS[1], 2)
    assert (rest["last"], len(rest["lists"])) == (LISTS[3], 1)
    assert (await log(db, LISTS[3], 2)) == {"last": None, "lists": []}
    assert rows(url, "select count(*) from cinelibre.explorations") == [(4,)]
