"""A reader's day on the demo, from signing up to leaving. `python -m pytest -n 0 -s tests/acceptance/test_a_day.py`"""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.acceptance.conftest import Json, Viewer

ALIKE = {
    "Vikram Vedha": 5, "Dangal": 4.5, "Sholay": 4, "Die Hard": 2, "The Godfather": 3.5, "3 Idiots": 1.5,
    "Interstellar": 3, "Tsotsi": 4.5, "Finding Nemo": 1,
}  # fmt: skip
LOOKED_AT = ("Roja", "Super Deluxe", "Kaithi", "Visaranai")  # Tamil
N_LOOKS = 7  # at each, by a view and a click now and then


def tell(what: str, said: object) -> None:
    """Print a line of the day."""
    print(f"{what}: {said}")


def titles(items: list[Json]) -> str:
    """The first five titles."""
    return ", ".join(item["title"] for item in items[:5])


async def look(viewer: Viewer) -> None:
    """Clicks and views of Tamil films."""
    now = datetime.now(UTC).isoformat()
    events = [
        {"interaction_type": ("click", "view")[n % 2], "item_id": viewer.films[title], "occurred_at": now}
        for title in LOOKED_AT
        for n in range(N_LOOKS)
    ]
    answer = await viewer.client.post("/interactions/batch", json={"events": events})
    assert answer.is_success, answer.text


async def another(viewer: Viewer, name: str) -> Viewer:
    """Somebody else with an account, who lets themselves be found."""
    account = {"email": f"{name}@example.com", "password": "a long password", "name": name}
    transport = viewer.client._transport
    client = httpx.AsyncClient(transport=transport, base_url="http://test")
    token = (await client.post("/auth/register", json=account)).json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    other = Viewer(client, viewer.url, viewer.films)
    await other.asked("PATCH", "/auth/me", json={"discoverable": True, "shares_ratings": True})
    return other


def said(items: list[Json], key: str) -> list[str]:
    """The sentences of a kind on a list."""
    return [reason["text"] for item in items for reason in item["reasons"] if reason["key"] == key]


@pytest.fixture
async def ada(viewer: Viewer) -> Viewer:
    """Ada, who has just registered and lets herself be found."""
    given = {"name": "Ada", "discoverable": True, "shares_ratings": True}
    await viewer.asked("PATCH", "/auth/me", json=given)
    return viewer


async def test_a_day(ada: Viewer) -> None:
    questions = (await ada.asked("GET", "/onboarding/next"))["items"]
    tell("asked first about", titles(questions))
    assert len(questions) == 5
    await ada.rate(ALIKE)

    first = await ada.listed()
    tell("the first list", titles(first))
    await look(ada)
    moved = await ada.listed()
    tell("after 28 looks at Tamil films", titles(moved))
    because = said(moved, "because_you_looked")
    tell("why", because[0])
    assert [item["id"] for item in moved] != [item["id"] for item in first]
    assert any(title in because[0] for title in LOOKED_AT)

    grace = await another(ada, "Grace")
    await grace.rate(ALIKE)
    [match] = (await ada.asked("GET", "/matches"))["matches"]
    tell("a match", (round(match["score"], 2), match["n"], match["name"]))
    assert match["name"] is None
    await _become_friends(ada, grace, match["person_id"])
    await grace.rate({"Lagaan": 5})
    fresh: Any = await ada.asked("POST", "/recommendations/refresh")
    tell("a friend liked", said(fresh["items"], "friends_liked"))
    assert said(fresh["items"], "friends_liked") == ["Grace gave it 5"]

    await _an_evening(ada, grace)
    insights = await ada.asked("GET", "/insights/me")
    tell("insights", sorted(insights))
    await _mute_tamil(ada, moved)

    export = await ada.asked("GET", "/library/export")
    tell("export", {name: len(rows) for name, rows in export.items() if isinstance(rows, list) and rows})
    assert len(export["ratings"]) == len(ALIKE)
    gone = await ada.client.request("DELETE", "/auth/me", json={"password": "a long password"})
    assert gone.is_success, gone.text
    assert (await grace.asked("GET", "/friends"))["friends"] == []
    await grace.client.aclose()


async def _become_friends(ada: Viewer, grace: Viewer, person_id: str) -> None:
    await ada.asked("POST", f"/matches/{person_id}/accept")
    [asking] = (await grace.asked("GET", "/matches"))["matches"]
    assert asking["relation"] == "asks"
    await grace.asked("POST", f"/matches/{asking['person_id']}/accept")
    [friend] = (await ada.asked("GET", "/friends"))["friends"]
    tell("friends with", friend["name"])
    assert friend["name"] == "Grace"


async def _an_evening(ada: Viewer, grace: Viewer) -> None:
    made = await ada.client.post("/groups", json={"name": "Friday"})
    group = made.json()
    await grace.asked("POST", "/groups/join", json={"code": group["code"]})
    picks = await ada.asked("POST", f"/groups/{group['group_id']}/picks", json={})
    best = picks["items"][0]
    tell("for two", (best["title"], best["score"], best["reason"]["text"]))
    assert {member["name"] for member in best["members"]} == {"Ada", "Grace"}


async def _mute_tamil(ada: Viewer, before: list[Json]) -> None:
    await ada.asked("PATCH", "/me/influences", json={"kind": "language", "name": "ta", "weight": 0})
    after = await ada.listed()
    counts = [sum(item["language"] == "ta" for item in items) for items in (before, after)]
    tell("Tamil films of twenty, before and after muting Tamil", counts)
    assert counts[1] < counts[0]
