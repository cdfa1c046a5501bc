"""What friends liked, on lists: it is there with their names, and the names go with the friendship."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.api.matches.conftest import ALIKE, Club, Member
from tests.support.people import write_films
from tests.support.readers import House, a_house, rows, write
from tests.support.servers import Server

LIKED = 15
TAKEN_BACK = {"interaction_type": "unrate", "item_id": LIKED}
PERSONALIZED = "/recommendations/personalized"


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """One service for the tests of this file."""
    async with a_house(servers[18], is_empty=True) as opened:
        await write_films(opened.app.state.db, opened.url)
        yield opened


@pytest.fixture
async def pair(house: House) -> AsyncIterator[tuple[Member, Member]]:
    """Ada and Bob: friends who share their ratings, of whom Bob gave a film 4.5 stars."""
    write(house.url, "delete from cinelibre.users where email is not null")
    async with AsyncExitStack() as stack:
        club = Club(house, stack)
        ada, bob = await club.join("ada"), await club.join("bob", {**ALIKE, LIKED: 4.5})
        await ada.befriend(bob)
        for member in (ada, bob):
            await member.client.patch("/auth/me", json={"shares_ratings": True})
        yield ada, bob


async def list_of(member: Member) -> dict[int, Any]:
    """The items of a member's list, by id."""
    return {item["id"]: item for item in (await member.get(PERSONALIZED, limit=12))["items"]}


def said(item: Any) -> list[Any]:
    """What an item says of friends."""
    return [reason["text"] for reason in item["reasons"] if reason["key"] == "friends_liked"]


async def test_what_a_friend_liked_is_on_the_list_with_the_friends_name_and_stars(
    pair: tuple[Member, Member],
) -> None:
    ada, bob = pair

    answer = await ada.get(PERSONALIZED, limit=12)

    [item] = [one for one in answer["items"] if one["id"] == LIKED]
    assert said(item) == ["bob gave it 4.5"]
    assert "friends" in answer["sources"]
    assert item["score"] == max(one["score"] for one in answer["items"])
    assert [one["id"] for one in answer["items"] if said(one)] == [LIKED]
    why = await ada.get(f"/recommendations/{answer['recommendation_id']}/why/{LIKED}")
    assert sum(part["contribution"] for part in why["contributions"]) == pytest.approx(why["score"])
    [part] = [part for part in why["contributions"] if part["source"] == "friends"]
    # One friend's 4.5: 1.75 / 2 / 2.25 of at most 0.5.
    assert part["contribution"] == pytest.approx(0.2 * 0.388889 / 0.5, abs=1e-5)
    assert why["evidence"]["friends"] == {
        "count": 1, "people": [{"person_id": bob.person_id, "name": "bob", "rating": 4.5}],
    }  # fmt: skip
    assert said(why) == ["bob gave it 4.5"]
    assert said((await list_of(bob))[9]) == []


async def test_the_front_page_says_it_too(pair: tuple[Member, Member]) -> None:
    ada, _ = pair

    page = await ada.get("/recommendations/carousels")

    found = [item for row in page["rows"] for item in row["items"] if item["id"] == LIKED]
    assert found
    assert [said(item) for item in found] == [["bob gave it 4.5"]] * len(found)


async def unfriend(ada: Member, bob: Member) -> None:
    """Bob is a friend no more."""
    assert (await ada.client.delete(f"/friends/{bob.person_id}")).status_code == 200


async def change(member: Member, **fields: Any) -> None:
    """A member changes their account."""
    assert (await member.client.patch("/auth/me", json=fields)).status_code == 200


ENDS: dict[str, Callable[[Member, Member], Awaitable[Any]]] = {
    "the reader ends the friendship": unfriend,
    "the friend ends the friendship": lambda ada, bob: unfriend(bob, ada),
    "the reader blocks the friend": lambda ada, bob: ada.say("block", bob),
    "the friend blocks the reader": lambda ada, bob: bob.say("block", ada),
    "the friend stops sharing": lambda ada, bob: change(bob, shares_ratings=False),
    "the reader stops sharing": lambda ada, bob: change(ada, shares_ratings=False),
    "the friend takes the stars back": lambda ada, bob: bob.client.post("/interactions", json=TAKEN_BACK),
}


async def everything_told(ada: Member, recommendation_id: str) -> str:
    """All that Ada's lists say: the present one, the former one's next batch and receipt, and the front page."""
    former = f"/recommendations/{recommendation_id}/why/{LIKED}"
    paths = (
        PERSONALIZED,
        former,
        "/recommendations/carousels",
        f"/recommendations/next?recommendation_id={recommendation_id}&batch=1",
    )
    answers = [await ada.client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * 4, [answer.text for answer in answers]
    return "".join(answer.text for answer in answers)


@pytest.mark.parametrize("end", ENDS)
async def test_the_name_goes_with_the_friendship(pair: tuple[Member, Member], end: str) -> None:
    ada, bob = pair
    made = await ada.get(PERSONALIZED)
    await ada.get("/recommendations/carousels")
    assert "bob gave it" in await everything_told(ada, made["recommendation_id"])

    await ENDS[end](ada, bob)

    assert "bob gave it" not in await everything_told(ada, made["recommendation_id"])
    assert '"friends":{' not in await everything_told(ada, made["recommendation_id"])


async def test_a_deleted_friend_is_not_named(pair: tuple[Member, Member], house: House) -> None:
    ada, bob = pair
    made = await ada.get(PERSONALIZED)
    assert "bob" in await everything_told(ada, made["recommendation_id"])

    write(house.url, "delete from cinelibre.users where id = %s", bob.id)

    assert "bob" not in await everything_told(ada, made["recommendation_id"])


async def test_a_friend_with_a_new_name_is_named_by_it_at_once(pair: tuple[Member, Member]) -> None:
    ada, bob = pair
    made = await ada.get(PERSONALIZED)

    await change(bob, name="Robert")

    told = await everything_told(ada, made["recommendation_id"])
    assert "Robert gave it 4.5" in told
    assert "bob" not in told


async def test_nothing_stored_of_a_list_names_a_friend(pair: tuple[Member, Member], house: House) -> None:
    ada, bob = pair
    await ada.get(PERSONALIZED)

    [(stored,)] = rows(house.url, "select items::text from cinelibre.recommendation_lists where user_id = %s", ada.id)

    assert '"friends"' in stored
    assert [word for word in ("bob", bob.person_id, '"friends": {"count"') if word in stored] == []


@pytest.mark.parametrize(
    "end", [name for name in ENDS if "friendship" in name or "block" in name or name == "the reader stops sharing"]
)
async def test_a_friendship_that_ends_ends_the_list_that_it_is_in(pair: tuple[Member, Member], end: str) -> None:
    ada, bob = pair
    await ada.get(PERSONALIZED)
    assert (await ada.get(PERSONALIZED))["is_stored"]

    await ENDS[end](ada, bob)

    made = await ada.get(PERSONALIZED)
    assert not made["is_stored"]
    assert "friends" not in made["sources"]


async def test_a_friends_new_stars_are_on_the_next_list_and_leave_the_present_one(pair: tuple[Member, Member]) -> None:
    ada, bob = pair
    before = await ada.get(PERSONALIZED, limit=12)
    await bob.client.post("/ratings", json={"item_id": 16, "rating": 5})

    same, new = await ada.get(PERSONALIZED, limit=12), await ada.get(PERSONALIZED, limit=12, refresh=True)

    assert same["recommendation_id"] == before["recommendation_id"]
    assert [(item["id"], item["score"], said(item)) for item in same["items"]] == [
        (item["id"], item["score"], said(item)) for item in before["items"]
    ]
    assert {item["id"]: said(item) for item in new["items"]}[16] == ["bob gave it 5"]


async def test_a_list_without_friends_is_the_same_whoever_else_is_friends(
    pair: tuple[Member, Member], house: House
) -> None:
    ada, _ = pair
    write(
        house.url,
        "update cinelibre.users set shares_ratings = false, taste_version = taste_version + 1 where id = %s",
        ada.id,
    )
    one = await ada.get(PERSONALIZED, limit=12)
    write(house.url, "delete from cinelibre.relations where true")
    write(house.url, "delete from cinelibre.recommendation_lists where true")

    other = await ada.get(PERSONALIZED, limit=12)

    strip = [{**item, "matched_users": None, "potential_matches": None} for item in one["items"]]
    assert strip == [{**item, "matched_users": None, "potential_matches": None} for item in other["items"]]
    assert one["sources"] == other["sources"]
