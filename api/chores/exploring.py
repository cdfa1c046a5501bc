"""Counts what exploring goes by: showings of little known items, the pool of them, and what each preset brought."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any

from api.chores.lease import Run
from api.db import Database
from api.ranking.blend import PRESETS
from api.ranking.exploring import ENOUGH_SHOWN, FEW_RATERS, NEW_DAYS
from api.ranking.thompson import Belief, at_least, chances_of
from api.settings import Settings

BITE_SECONDS = 1.0
PAGE = 500  # items
LISTS_AT_ONCE = 200
CLICK_HOURS = 24.0  # after a showing
POOL = 50  # items of each type that lists explore
SAMPLE = 5000  # newest impressions, for the catalogue's click-through
PRESET_BANDS = (0, 1, 5, 15)  # least lengths of history
ASSUMED_LISTS = 10.0  # of each preset; half of them clicked
PRESET_FLOOR = 0.15  # the share of draws that is even among the presets


async def refresh_exploring(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
    """Count showings, choose anew what lists explore, and how likely each preset is. Nothing if exploring is off."""
    if settings.explore_share != 0:
        async for _ in _count_exposures(db, run):
            yield
        chosen = await db.one(
            "refresh_explorable",
            enough_shown=ENOUGH_SHOWN,
            few_raters=FEW_RATERS,
            pool_size=POOL,
            new_days=NEW_DAYS,
            sample_size=SAMPLE,
            click_hours=CLICK_HOURS,
        )
        run.counts.update(chosen)
        yield
    if settings.explore_presets:
        async for _ in _count_presets(db, run):
            yield


async def _count_exposures(db: Database, run: Run) -> AsyncGenerator[None, None]:
    after: int | None = 0
    while after is not None:
        bite = await db.one(
            "count_exposures",
            after_id=after,
            max_seconds=BITE_SECONDS,
            page_size=PAGE,
            enough_shown=ENOUGH_SHOWN,
            few_raters=FEW_RATERS,
            click_hours=CLICK_HOURS,
        )
        run.counts["n_exposures"] += bite["n_counted"]
        after = bite["next"]
        yield


async def _count_presets(db: Database, run: Run) -> AsyncGenerator[None, None]:
    is_left, counts = True, []
    while is_left:
        bite = await db.one(
            "count_presets", list_limit=LISTS_AT_ONCE, click_hours=CLICK_HOURS, bands=list(PRESET_BANDS)
        )
        run.counts["n_preset_lists"] += bite["n_counted"]
        is_left, counts = bite["n_counted"] == LISTS_AT_ONCE, bite["counts"]
        yield
    await db.one("save_preset_chances", chances=preset_chances(counts))
    yield


def preset_chances(counts: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return for each length of history how likely each preset is drawn, by Thompson sampling.

    `counts` has band, preset, lists that were shown, and those of which something was clicked. A list counts once:
    clicks of one reader on one list tell little more than the first.
    """
    known = {(band, preset): (n_lists, n_clicked) for band, preset, n_lists, n_clicked in counts}
    found = []
    for band in PRESET_BANDS:
        beliefs = []
        for preset in PRESETS:
            n_lists, n_clicked = known.get((band, preset), (0, 0))
            beliefs.append(Belief(ASSUMED_LISTS / 2 + n_clicked, ASSUMED_LISTS / 2 + n_lists - n_clicked))
        chances = at_least(chances_of(beliefs, [1.0] * len(beliefs)), PRESET_FLOOR)
        found += [
            {"band_from": band, "preset": preset, "chance": chance}
            for preset, chance in zip(PRESETS, chances, strict=True)
        ]
    return found
