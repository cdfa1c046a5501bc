"""What the routes of people call, by itself: it answers the caller alone, and refuses an ended token."""

import pytest

from api.db import Database
from api.errors import NotFound, Unauthorized
from tests.support.people import a_person, person_id_of, write_films

ALIKE = {film: 5 if film % 2 else 1 for film in range(1, 9)}


async def test_everything_of_people_is_answered_to_the_caller_alone(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    ada, bob, eve = [await a_person(db, name, ALIKE) for name in ("ada", "bob", "eve")]
    bobs, eves = person_id_of(database_url, bob), person_id_of(database_url, eve)
    for me, other in ((ada, bob), (bob, ada)):
        await me.one("change_relation", person_id=person_id_of(database_url, other), verb="accept")
        await me.one("change_account", shares_ratings=True)
    await ada.one("change_relation", person_id=eves, verb="block")

    matches = await ada.one("get_matches", threshold=0.8, match_limit=9)
    friends = await ada.one("get_friends")
    ratings = await ada.one("get_friend_ratings", person_id=bobs, item_skip=6, item_limit=5)
    blocked = await ada.one("get_blocked_people", person_limit=1)

    assert [one["name"] for one in matches["matches"]] == ["bob"]
    assert (await ada.one("get_match", person_id=bobs))["name"] == "bob"
    assert [(one["name"], one["can_read_ratings"]) for one in friends["friends"]] == [("bob", True)]
    # The newest first: the seventh and the eighth are the oldest.
    assert ([(one["item"]["id"], one["rating"]) for one in ratings["ratings"]], ratings["total"]) == (
        [(2, 1), (1, 5)],
        8,
    )
    assert [one["person_id"] for one in blocked["blocked"]] == [eves]
    assert (await eve.one("get_friends"))["friends"] == []
    with pytest.raises(NotFound):
        await eve.one("get_friend_ratings", person_id=bobs, item_skip=0, item_limit=5)


async def test_a_friendship_ends_once_and_is_not_offered_again(db: Database, database_url: str) -> None:
    await write_films(db, database_url)
    ada, bob, eve = [await a_person(db, name, ALIKE) for name in ("ada", "bob", "eve")]
    for me, other in ((ada, bob), (bob, ada), (ada, eve), (eve, ada)):
        await me.one("change_relation", person_id=person_id_of(database_url, other), verb="accept")

    answers = [await ada.one("end_friendship", person_id=person_id_of(database_url, bob)) for _ in range(2)]

    assert answers[0] == answers[1]
    assert (answers[0]["relation"], answers[0]["name"]) == ("declined", None)
    assert [one["name"] for one in (await ada.one("get_friends"))["friends"]] == ["eve"]
    matched = [one["name"] for one in (await bob.one("get_matches", threshold=0.8, match_limit=9))["matches"]]
    assert matched == [None]  # Eve alone
    with pytest.raises(NotFound):
        await bob.one("end_friendship", person_id=person_id_of(database_url, ada))


async def test_an_ended_token_meets_nobody(db: Database, database_url: str) -> None:
    ada = await a_person(db, "ada")
    await ada.one("end_tokens", ends_all=True)

    for call in (ada.one("get_friends"), ada.one("get_matches", threshold=0.8, match_limit=9)):
        with pytest.raises(Unauthorized):
            await call
