"""Seasons as they are served: in lists, receipts, reasons and rows, by the reader's own day, and behind their taste."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.recommendations.town import Json, Reader, Town
from tests.support.readers import rows, write

FIRST, LAST = "Pacific/Kiritimati", "Pacific/Niue"  # 25 hours apart, so it is never the same day in both
HORROR = [item_id for item_id in range(1, 161) if item_id % 8 == 5]
DRAMA = [item_id for item_id in range(1, 121) if item_id % 8 == 0]


def today_in(timezone: str) -> Any:
    """The day that it is there."""
    return datetime.now(UTC).astimezone(ZoneInfo(timezone)).date()


async def begin(town: Town, *, genre: str = "Horror", days: int = 1, timezone: str = "UTC", **more: Any) -> None:
    """A season from yesterday to tomorrow, or of fewer days around today."""
    day = today_in(timezone)
    given: Json = {
        "name": "Halloween", "from_day": str(day - timedelta(days=days)), "to_day": str(day + timedelta(days=days)),
        "is_yearly": False, "keywords": [], "genres": [genre], "languages": [], "weight": 0.2,
    }  # fmt: skip
    await town.db.one("write_season", **given | more)


@pytest.fixture
async def seasons(town: Town) -> AsyncIterator[Town]:
    """A town whose seasons end with the test."""
    yield town
    write(town.url, "delete from cinelibre.seasons where true")


def said(item: Json) -> list[str]:
    """What an item says of the season."""
    return [reason["text"] for reason in item["reasons"] if reason["source"] == "season"]


async def test_a_season_is_a_source_a_summand_and_a_reason(seasons: Town, ada: Reader) -> None:
    for item_id in (8, 16, 13, 21):
        await ada.rate(item_id, 4.5)
    await begin(seasons)

    answer = await ada.get("/personalized")

    horror = [item for item in answer["items"] if item["id"] in HORROR]
    assert "season" in answer["sources"]
    assert answer["method"].split("+") == answer["sources"]
    assert horror
    assert [said(item) for item in horror] == [["It is Halloween: horror"]] * len(horror)
    assert [item["id"] for item in answer["items"] if said(item)] == [item["id"] for item in horror]
    why = await ada.get(f"/{answer['recommendation_id']}/why/{horror[0]['id']}")
    [part] = [part for part in why["contributions"] if part["source"] == "season"]
    assert (part["feature"], part["contribution"]) == (["Halloween", "Horror"], pytest.approx(0.2 * 0.7))
    assert sum(one["contribution"] for one in why["contributions"]) == pytest.approx(why["score"])
    again = await ada.get("/personalized")
    assert again["is_stored"]
    assert [said(item) for item in again["items"]] == [said(item) for item in answer["items"]]


async def test_a_season_has_a_row_below_for_you(seasons: Town, ada: Reader) -> None:
    for item_id in (8, 16, 24, 10):
        await ada.rate(item_id, 4.5)
    await begin(seasons)

    made = await ada.get("/carousels")

    assert [row["key"] for row in made["rows"]][:2] == ["for_you", "season:halloween"]
    assert made["rows"][1]["title"] == "A scary night: Halloween"
    assert {item["id"] for item in made["rows"][1]["items"]} <= set(HORROR)
    assert all(said(item) for item in made["rows"][1]["items"])


async def test_a_season_that_nothing_suits_changes_nothing(seasons: Town, ada: Reader) -> None:
    await ada.rate(8, 4.5)
    before = await ada.get("/personalized")
    await begin(seasons, genre="Opera")

    answer, made = await ada.get("/personalized"), await ada.get("/carousels")

    assert answer["items"] == before["items"]
    assert "season" not in answer["sources"]
    assert [row["key"] for row in made["rows"] if row["key"].startswith("season:")] == []


@pytest.mark.parametrize(("timezone", "is_on"), [(FIRST, True), (LAST, False)])
async def test_the_day_is_that_of_the_readers_timezone(seasons: Town, timezone: str, is_on: bool) -> None:
    await begin(seasons, days=0, timezone=FIRST)

    async with seasons.reader(timezone) as reader:
        await reader.rate(8, 4.5)
        answer = await reader.get("/personalized")
        made = await reader.get("/carousels")

    assert ("season" in answer["sources"]) == is_on
    assert ("season:halloween" in [row["key"] for row in made["rows"]]) == is_on


async def test_lists_and_rows_of_a_day_end_with_it_and_so_a_season_begins(seasons: Town, ada: Reader) -> None:
    await ada.rate(8, 4.5)
    before = [await ada.get(path) for path in ("/personalized", "/carousels")]
    await begin(seasons)
    same_day = [await ada.get(path) for path in ("/personalized", "/carousels")]

    write(seasons.url, "update cinelibre.recommendation_lists set day = day - 1 where user_id = %s", ada.id)
    next_day = [await ada.get(path) for path in ("/personalized", "/carousels")]

    assert [one["is_stored"] for one in (*before, *same_day, *next_day)] == [False, False, True, True, False, False]
    assert ["season" in one["method"].split("+") for one in (*same_day, *next_day)] == [False, False, True, True]


@pytest.mark.parametrize(("of_horror", "n_before", "most"), [(1.0, 0, 0), (4.5, 1, 20)])
async def test_who_dislikes_horror_gets_none_at_halloween_and_who_likes_it_more(
    seasons: Town, ada: Reader, of_horror: float, n_before: int, most: int
) -> None:
    for item_id in DRAMA[:6]:
        await ada.rate(item_id, 4.5)
    for item_id in HORROR[:4]:
        await ada.rate(item_id, of_horror)
    n_horror = len([item for item in await ada.ids() if item in HORROR])
    await begin(seasons)
    write(seasons.url, "update cinelibre.recommendation_lists set day = day - 1 where user_id = %s", ada.id)

    answer = await ada.get("/personalized")

    n_at_halloween = len([item for item in answer["items"] if item["id"] in HORROR])
    assert n_before <= n_horror <= n_at_halloween <= most
    assert (n_at_halloween > n_horror) == (of_horror > 3)
    assert ("season" in answer["sources"]) == (of_horror > 3)


async def test_a_narrowed_list_has_its_season_within_its_filters(seasons: Town, ada: Reader) -> None:
    for item_id in (8, 16, 24):
        await ada.rate(item_id, 4.5)
    await begin(seasons)

    answer = await ada.get("/personalized", item_type="book")

    assert {item["item_type"] for item in answer["items"]} == {"book"}
    assert [item["id"] % 8 for item in answer["items"] if said(item)][:1] == [5]


async def test_guests_and_histories_that_are_sent_have_no_season(seasons: Town, ada: Reader) -> None:
    await begin(seasons)

    sent = await seasons.nobody.post("/recommendations/session", json={"items": [{"item_id": 8}]})
    public = await seasons.nobody.get("/recommendations/carousels")

    assert "season" not in sent.json()["sources"]
    assert [row["key"] for row in public.json()["rows"] if row["key"].startswith("season:")] == []
    assert rows(seasons.url, "select 1 from cinelibre.seasons") == [(1,)]
