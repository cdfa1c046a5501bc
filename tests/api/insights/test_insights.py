"""Insights over HTTP: what a newcomer gets, and what a reader's own month looks like."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from api.chores.summaries import count_readers
from tests.support.readers import DUNE, EMMA, RAN, House, Service, a_house, rows, write
from tests.support.servers import Server

KINDS = ("genre", "language", "decade", "person", "type")
# What was seen when is fixed; only the days are those before today.
RATED = """
    insert into cinelibre.ratings (user_id, item_id, rating, rated_at)
    values (%s, %s, %s, date_trunc('day', now()) - make_interval(days => %s) + interval '12 hours')
"""


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service for all tests of this file."""
    async with a_house(servers[18]) as opened:
        write(opened.url, "update cinelibre.items set genres = '{Drama,War}', language = 'ta' where id = 1")
        await opened.app.state.db.one("refresh_features")
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """Ada, Bob and nobody; nobody is counted yet."""
    async with house.readers() as opened:
        yield opened


async def asked(service: Service) -> dict[str, Any]:
    """Ada's insights."""
    answer = await service.ada.get("/insights/me")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_newcomer_gets_zeros_and_nulls_and_every_field(service: Service) -> None:
    told = await asked(service)

    months = [month["month"] for month in told["months"]]
    nothing = {"n_active_days": 0, "n_events": 0, "n_searches": 0, "n_ratings": 0, "average": None}
    bar = {"mine": 0, "crowd": 0, "my_share": 0, "crowd_share": 0}
    assert all(told.pop(f"{kind}_preferences") == [] for kind in KINDS)
    assert told.pop("taken_at")
    assert len(months) == 6
    assert told == {
        "user_id": service.ada_id,
        "timezone": "UTC",
        "stars": {
            "n_ratings": 0, "average": None, "deviation": None, "crowd_average": None,
            "histogram": [{"stars": half / 2, **bar} for half in range(1, 11)],
        },
        "agreement": {"correlation": None, "n": 0, "my_average": None, "crowd_average": None},
        "diversity": [
            {"kind": kind, "n": 0, "effective": 0, "evenness": None, "shares": []}
            for kind in ("genre", "language", "decade")
        ],
        "engagement_score": 0,
        "engagement": {"recency": 0, "frequency": 0, "volume": 0, "n_days": 30, "n_active_days": 0, "n_events": 0},
        "streaks": {"current": 0, "longest": 0, "longest_from": None, "longest_to": None, "last_active_on": None},
        "months": [{"month": month, **nothing} for month in months],
        "this_month": {
            "month": months[-1], "n_ratings": 0, "n_ratings_before": 0, "n_events": 0, "n_events_before": 0,
            "rising": [], "falling": [], "first_seen": [],
        },
    }  # fmt: skip


async def test_stars_stand_beside_the_crowds_as_the_chore_counted_them(service: Service) -> None:
    bob_id = service.ada_id + 1
    for user_id, item_id, stars in ((service.ada_id, DUNE, 5), (service.ada_id, RAN, 2), (bob_id, DUNE, 4.5)):
        write(service.url, RATED, user_id, item_id, stars, 0)
    before = (await asked(service))["stars"]

    await count_readers(service.db)

    after = (await asked(service))["stars"]
    bars = {bar["stars"]: bar for bar in after["histogram"]}
    assert [bar["crowd"] for bar in before["histogram"]] == [0] * 10
    assert before["crowd_average"] is None
    assert bars[5.0] == {"stars": 5, "mine": 1, "crowd": 1, "my_share": 0.5, "crowd_share": pytest.approx(1 / 3)}
    assert bars[4.5] == {"stars": 4.5, "mine": 0, "crowd": 1, "my_share": 0, "crowd_share": pytest.approx(1 / 3)}
    assert (after["n_ratings"], after["average"], after["deviation"]) == (2, 3.5, 1.5)
    assert after["crowd_average"] == pytest.approx(11.5 / 3)


async def test_days_in_a_row_make_a_streak_and_a_score(service: Service) -> None:
    for item_id, days in ((DUNE, 0), (RAN, 1), (EMMA, 3)):
        write(service.url, RATED, service.ada_id, item_id, 4, days)
    await service.bob.post("/ratings", json={"item_id": DUNE, "rating": 1})

    told = await asked(service)

    today = date.fromisoformat(rows(service.url, "select current_date::text")[0][0])
    assert (told["streaks"]["current"], told["streaks"]["longest"]) == (2, 2)
    assert told["streaks"]["last_active_on"] == told["streaks"]["longest_to"] == today.isoformat()
    # Recency 1, frequency 3 / 30, volume ln(4) / ln(301) = 0.2429: their mean is 0.4476.
    assert told["engagement"]["volume"] == pytest.approx(0.2429, abs=0.0001)
    assert told["engagement_score"] == 44.8


async def test_a_preference_has_its_weight_at_the_end_of_each_month(service: Service) -> None:
    write(service.url, RATED, service.ada_id, DUNE, 5, 0)

    told = await asked(service)

    war = next(one for one in told["genre_preferences"] if one["key"] == "War")
    assert [point["weight"] for point in war["trend"]] == [0] * 5 + [war["weight"]]
    assert [point["month"] for point in war["trend"]] == [month["month"] for month in told["months"]]
    assert war["weight"] > 0
    rising = {(one["kind"], one["key"]): one["change"] for one in told["this_month"]["rising"]}
    assert rising["genre", "War"] == pytest.approx(war["weight"])
    assert {(one["kind"], one["key"]) for one in told["this_month"]["first_seen"]} == {
        ("decade", "2000"), ("genre", "Drama"), ("genre", "War"), ("language", "ta"),
    }  # fmt: skip
    assert told["diversity"][0] == {
        "kind": "genre", "n": 2, "effective": pytest.approx(2), "evenness": pytest.approx(1),
        "shares": [
            {"key": name, "label": name, "n_items": 1, "share": 0.5} for name in ("Drama", "War")
        ],
    }  # fmt: skip
