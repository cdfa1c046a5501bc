"""Clicks and views: half a point of them makes the list new, it follows them, and its receipt names them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.jobs.training.job import train
from tests.api.recommendations.town import MOVIES, Json, Reader, ids_of
from tests.conftest import client_of, settings_of
from tests.support.servers import Server

NOIRS = [item_id for item_id in MOVIES if item_id % 8 == 2]
FIVE = {"Sholay": 4, "Interstellar": 3.5, "Dangal": 4.5, "Die Hard": 3, "3 Idiots": 4}
TAMIL_THRILLERS = ("Roja", "Vikram Vedha", "Super Deluxe", "Kaithi", "Visaranai")


async def looks(reader: Reader, **n_of_each: int) -> None:
    """Events of these types with a noir each."""
    for kind, n in n_of_each.items():
        await reader.do(kind, *NOIRS[:n])


def noirs(answer: Json) -> int:
    """How many noirs stand among the first ten."""
    return sum("Noir" in item["genres"] for item in answer["items"][:10])


def reasons(answer: Json) -> list[Json]:
    """All reasons of a list that go by looks."""
    return [why for item in answer["items"] for why in item["reasons"] if why["key"] == "because_you_looked"]


@pytest.mark.parametrize(
    ("events", "is_new"),
    [
        ({"click": 1}, False),
        ({"recommendation_click": 1, "click": 1}, False),  # 0.4
        ({"recommendation_click": 1, "view": 1}, True),  # 0.5
        ({"click": 5}, True),
        ({"click": 4}, False),
        ({"dwell": 9}, False),
        ({"watch": 2, "click": 1}, True),
    ],
)
async def test_a_list_is_made_anew_once_half_a_point_of_weak_events_came(
    ada: Reader, bob: Reader, events: dict[str, int], is_new: bool
) -> None:
    for reader in (ada, bob):
        await reader.rate(8, 4)
    first, bobs = await ada.get("/personalized"), await bob.get("/personalized")
    rows, bobs_rows = await ada.get("/carousels"), await bob.get("/carousels")

    await looks(ada, **events)

    again = await ada.get("/personalized")
    assert again["is_stored"] is not is_new
    assert (again["recommendation_id"] == first["recommendation_id"]) is not is_new
    assert ((await ada.get("/carousels"))["recommendation_id"] == rows["recommendation_id"]) is not is_new
    assert (await bob.get("/personalized"))["recommendation_id"] == bobs["recommendation_id"]
    assert (await bob.get("/carousels"))["recommendation_id"] == bobs_rows["recommendation_id"]
    assert (await ada.get("/personalized"))["is_stored"]  # until as much comes again


async def test_an_event_that_arrives_late_counts_as_well(ada: Reader) -> None:
    await ada.rate(8, 4)
    first = await ada.get("/personalized")
    hours_ago = (datetime.now(UTC) - timedelta(hours=5)).isoformat()
    events = [{"interaction_type": "click", "item_id": item_id, "occurred_at": hours_ago} for item_id in NOIRS[:5]]

    await ada.client.post("/interactions/batch", json={"events": events})

    assert (await ada.get("/personalized"))["recommendation_id"] != first["recommendation_id"]


@pytest.mark.parametrize("kind", ["watchlist_add", "like", "dislike", "hide", "seen", "favorite"])
async def test_a_strong_event_makes_the_list_new_at_once_and_so_does_taking_it_back(ada: Reader, kind: str) -> None:
    back = {"watchlist_add": "watchlist_remove", "hide": "unhide", "seen": "unseen", "favorite": "unfavorite"}
    ids = [(await ada.get("/personalized"))["recommendation_id"]]

    for deed in (kind, back.get(kind, "unlike")):
        await ada.do(deed, NOIRS[0])
        answer = await ada.get("/personalized")
        assert not answer["is_stored"]
        ids.append(answer["recommendation_id"])

    assert len(set(ids)) == 3


async def test_who_never_rated_gets_a_list_by_what_they_looked_at_and_it_says_so(ada: Reader, bob: Reader) -> None:
    popular = await ada.get("/personalized")
    await looks(ada, click=1)
    assert (await ada.get("/personalized"))["recommendation_id"] == popular["recommendation_id"]

    await looks(ada, view=8, recommendation_click=8)
    answer, rows = await ada.get("/personalized"), await ada.get("/carousels")

    assert popular["method"] == "popular"
    assert set(answer["sources"]) == {"cosine", "content", "taste"}
    assert noirs(answer) > noirs(popular)
    assert rows["rows"][0]["title"] == "For you"
    assert rows["rows"][0]["subtitle"]["text"] == "From what you looked at"
    assert {why["source"] for why in reasons(answer)} == {"cosine", "content"}
    assert (await bob.get("/personalized"))["method"] == "popular"
    assert (await bob.get("/carousels"))["rows"][0]["title"] != "For you"


async def test_a_reason_names_looks_only_where_they_carry_the_score_and_the_receipt_has_them(ada: Reader) -> None:
    await ada.rate(8, 5)
    await looks(ada, view=8, recommendation_click=8)

    answer = await ada.get("/personalized")

    assert reasons(answer)
    for item in answer["items"]:
        why = await ada.get(f"/{answer['recommendation_id']}/why/{item['id']}")
        assert sum(part["contribution"] for part in why["contributions"]) == pytest.approx(why["score"])
        for one in why["reasons"]:
            if one["key"] == "because_you_looked":
                top = [part for part in why["evidence"][one["source"]]["top"] if part["share"] > 0]
                looked = [part for part in top if part["rating"] is None]
                assert sum(part["share"] for part in looked) > sum(part["share"] for part in top) / 2
                assert {part["item_id"] for part in looked} <= set(NOIRS[:8]) - {item["id"]}
                assert [named["item_id"] for named in one["params"]["items"]] == [
                    part["item_id"] for part in looked[:2]
                ]


@pytest.fixture(scope="module")
async def demo(servers: dict[int, Server], demo_template: str) -> AsyncIterator[httpx.AsyncClient]:
    """A newcomer to the demo, whose raters trained the models."""
    name = servers[18].create_database(demo_template)
    secret = SecretStr("a secret of at least thirty-two bytes")
    app = create_app(settings_of(database_url=SecretStr(servers[18].url_of(name)), jwt_secret_key=secret))
    async with client_of(app) as client:
        await train(app.state.db)
        account = {"email": "newcomer@example.com", "password": "a long password"}
        token = (await client.post("/auth/register", json=account)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
    servers[18].drop_database(name)


async def test_28_clicks_and_views_on_tamil_thrillers_change_the_list_of_somebody_with_five_ratings(
    demo: httpx.AsyncClient,
) -> None:
    ids: dict[str, int] = {}
    for title in (*FIVE, *TAMIL_THRILLERS):
        found = (await demo.get("/search", params={"q": title, "type": "movie"})).json()["items"]
        ids[title] = next(item["id"] for item in found if item["title"] == title)
    for title, stars in FIVE.items():
        assert (await demo.post("/ratings", json={"item_id": ids[title], "rating": stars})).status_code == 200
    first = (await demo.get("/recommendations/personalized")).json()

    events = [
        {"interaction_type": ("click", "view")[n % 2], "item_id": ids[TAMIL_THRILLERS[n // 2 % 5]],
         "occurred_at": (datetime.now(UTC) - timedelta(minutes=60 - 2 * n)).isoformat()}
        for n in range(28)
    ]  # fmt: skip
    sent = (await demo.post("/interactions/batch", json={"events": events})).json()
    then = (await demo.get("/recommendations/personalized")).json()

    def tamil(answer: Any) -> int:
        return sum(item["language"] == "ta" for item in answer["items"])

    assert sent["n_recorded"] == 28
    assert then["recommendation_id"] != first["recommendation_id"]
    assert len(set(ids_of(then)) - set(ids_of(first))) >= 4
    assert tamil(then) >= tamil(first) + 4
    assert any(why["text"].startswith("Because you looked at ") for why in reasons(then))
