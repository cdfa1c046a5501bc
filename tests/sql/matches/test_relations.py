"""What two people say of each other, and what each sees of it."""

import asyncio
from typing import Any

import psycopg
import pytest

from api.db import Database
from api.errors import CineLibreError, NotFound, TooManyRequests, Unauthorized
from api.http.callers import Caller
from tests.support.people import NOBODYS, a_person, person_id_of, write_films
from tests.support.readers import refusal, rows, write

ALIKE = {film: 5 if film % 2 else 1 for film in range(1, 9)}
RELATE = "select cinelibre.relate(%s, %s)"
SAID = "select user_id, other_id, said from cinelibre.relations order by 1, 2"

Pair = tuple[Caller, Caller]


@pytest.fixture
async def pair(db: Database, database_url: str) -> Pair:
    """Ada and Bob, whose tastes agree."""
    await write_films(db, database_url)
    return await a_person(db, "ada", ALIKE), await a_person(db, "bob", ALIKE)


async def say(url: str, me: Caller, verb: str, other: Caller) -> Any:
    """What change_relation answers."""
    return await me.one("change_relation", person_id=person_id_of(url, other), verb=verb)


STANDINGS = {
    (None, None): ("none", "none"),
    ("accepted", None): ("asked", "asks"),
    ("accepted", "accepted"): ("friends", "friends"),
    ("declined", None): ("declined", "hidden"),
    ("declined", "accepted"): ("declined", "hidden"),
    ("declined", "declined"): ("declined", "declined"),
    ("blocked", None): ("blocked", "hidden"),
    ("blocked", "accepted"): ("blocked", "hidden"),
    ("blocked", "declined"): ("blocked", "hidden"),
    ("blocked", "blocked"): ("hidden", "hidden"),
}


@pytest.mark.parametrize("said", STANDINGS)
def test_how_two_stand_follows_from_what_each_said(database_url: str, said: tuple[str | None, str | None]) -> None:
    write(database_url, "insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob'), (3, 'eve')")
    write(database_url, "insert into cinelibre.relations values (1, 3, 'accepted'), (3, 2, 'blocked')")
    for (user_id, other_id), word in zip(((1, 2), (2, 1)), said, strict=True):
        if word:
            write(database_url, "select cinelibre.say_of(%s, %s, %s)", user_id, other_id, "accepted")
            write(database_url, "update cinelibre.relations set said = %s where user_id = %s and other_id = %s",
                  word, user_id, other_id)  # fmt: skip

    [(adas,)], [(bobs,)] = rows(database_url, RELATE, 1, 2), rows(database_url, RELATE, 2, 1)

    assert (adas, bobs) == STANDINGS[said]


@pytest.mark.parametrize(("said", "left"), [("accepted", 1), ("declined", 0), ("blocked", 0)])
def test_who_declines_or_blocks_is_no_longer_accepted_by_the_other(database_url: str, said: str, left: int) -> None:
    write(database_url, "insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob'), (3, 'eve')")
    write(database_url, "insert into cinelibre.relations values (2, 1, 'accepted'), (3, 1, 'accepted')")

    for is_new in (True, False):
        with psycopg.connect(database_url) as connection:
            assert connection.execute("select cinelibre.say_of(1, 2, %s)", [said]).fetchall() == [(is_new,)]

    kept = "select user_id from cinelibre.relations where said = 'accepted' and other_id = 1 order by 1"
    assert rows(database_url, kept) == ([(2,), (3,)] if left else [(3,)])


async def test_saying_so_again_keeps_when_it_was_said(database_url: str, pair: Pair) -> None:
    ada, bob = pair
    moments = "select said_at from cinelibre.relations"
    await say(database_url, ada, "accept", bob)
    before = rows(database_url, moments)

    answer = await say(database_url, ada, "accept", bob)

    assert rows(database_url, moments) == before
    assert answer == {"person_id": person_id_of(database_url, bob), "name": None, "relation": "asked"}


VERBS = ("accept", "decline", "block", "unblock")


@pytest.mark.parametrize("verb", VERBS)
async def test_every_verb_said_twice_is_said_once(database_url: str, pair: Pair, verb: str) -> None:
    ada, bob = pair

    first, second = [await say(database_url, ada, verb, bob) for _ in range(2)]

    assert first == second
    assert first["relation"] == {"accept": "asked", "decline": "declined", "block": "blocked", "unblock": "none"}[verb]


async def test_two_who_accept_at_once_are_friends(database_url: str, pair: Pair) -> None:
    ada, bob = pair

    for _ in range(5):
        await asyncio.gather(say(database_url, ada, "accept", bob), say(database_url, bob, "accept", ada))
        assert rows(database_url, RELATE, ada.user_id, bob.user_id) == [("friends",)]
        write(database_url, "delete from cinelibre.relations where true")


async def test_a_block_and_an_accept_at_once_leave_a_block_alone(database_url: str, pair: Pair) -> None:
    ada, bob = pair
    for _ in range(5):
        await asyncio.gather(
            say(database_url, ada, "block", bob), say(database_url, bob, "accept", ada), return_exceptions=True
        )
        assert rows(database_url, SAID) == [(ada.user_id, bob.user_id, "blocked")]
        await say(database_url, ada, "unblock", bob)


async def test_somebody_deleted_in_the_middle_is_nobody(database_url: str, pair: Pair) -> None:
    ada, bob = pair
    bobs_id = person_id_of(database_url, bob)
    await ada.one("change_relation", person_id=bobs_id, verb="accept")
    work = [bob.one("delete_account"), *(ada.one("change_relation", person_id=bobs_id, verb=verb) for verb in VERBS)]

    answers = await asyncio.gather(*work, return_exceptions=True)

    assert {type(answer) for answer in answers if isinstance(answer, BaseException)} <= {NotFound}
    assert rows(database_url, "select count(*) from cinelibre.relations") == [(0,)]
    with pytest.raises(NotFound):
        await ada.one("change_relation", person_id=bobs_id, verb="unblock")


async def test_a_deleted_account_says_nothing(database_url: str, pair: Pair) -> None:
    ada, bob = pair
    await ada.one("delete_account")

    with pytest.raises(Unauthorized):
        await say(database_url, ada, "accept", bob)


async def test_people_are_locked_in_one_order_and_a_missing_one_is_told(database_url: str, pair: Pair) -> None:
    ada, bob = pair
    lock = "select cinelibre.lock_people(%s, %s, null)"

    assert rows(database_url, lock, ada.user_id, bob.user_id) == [(True,)]
    assert rows(database_url, lock, bob.user_id, ada.user_id) == [(True,)]
    assert rows(database_url, lock, ada.user_id, None) == [(False,)]
    assert refusal(database_url, lock, 999, ada.user_id) == ("PT401", "token_revoked")


SEE = "select cinelibre.can_see(%s, %s, %s)"


async def test_who_can_be_seen(db: Database, database_url: str, pair: Pair) -> None:
    ada, bob = pair
    eve = await a_person(db, "eve", {film: 6 - stars for film, stars in ALIKE.items()})
    await a_person(db, "kim", {1: 5})

    def sees(other: Caller, relation: str) -> bool:
        [(found,)] = rows(database_url, SEE, ada.user_id, other.user_id, relation)
        return bool(found)

    assert [sees(bob, one) for one in ("none", "declined", "hidden", "blocked")] == [True, False, False, False]
    assert [sees(eve, one) for one in ("none", "asked", "asks", "friends")] == [False, True, True, True]
    await bob.one("change_account", discoverable=False)
    assert [sees(bob, one) for one in ("none", "asked", "asks", "friends")] == [False, False, False, True]


async def test_people_are_found_by_what_others_know_them_by(database_url: str, pair: Pair) -> None:
    ada, bob = pair
    require = "select user_id, relation from cinelibre.require_person(%s, %s)"

    assert rows(database_url, require, ada.user_id, person_id_of(database_url, bob)) == [(bob.user_id, "none")]
    for person_id in (NOBODYS, person_id_of(database_url, ada)):
        assert refusal(database_url, require, ada.user_id, person_id) == ("PT404", "person_not_found")
    assert refusal(database_url, "select cinelibre.refuse_person()") == ("PT404", "person_not_found")


async def test_who_is_found_no_longer_keeps_friends_declines_and_blocks(
    db: Database, database_url: str, pair: Pair
) -> None:
    ada, bob = pair
    eve, kim, lee, ned = [await a_person(db, name, ALIKE) for name in ("eve", "kim", "lee", "ned")]
    for one, verb, other in (
        (ada, "accept", bob), (bob, "accept", ada), (ada, "accept", eve), (kim, "accept", ada), (ada, "decline", lee),
        (ned, "block", ada), (kim, "accept", bob),
    ):  # fmt: skip
        await say(database_url, one, verb, other)
    before = set(rows(database_url, SAID))

    await ada.one("change_account", name="Ada")
    assert set(rows(database_url, SAID)) == before
    await ada.one("change_account", discoverable=False)

    gone = {(ada.user_id, eve.user_id, "accepted"), (kim.user_id, ada.user_id, "accepted")}
    assert set(rows(database_url, SAID)) == before - gone
    assert rows(database_url, "select cinelibre.forget_relations(%s)", kim.user_id) == [(1,)]
    friends = "select user_id, name from cinelibre.list_friends(%s, %s)"
    assert rows(database_url, friends, ada.user_id, 1) == [(bob.user_id, "bob")]
    assert rows(database_url, friends, ada.user_id, 0) == []


async def test_a_report_is_kept_once_and_ten_people_a_day_are_enough(
    db: Database, database_url: str, pair: Pair
) -> None:
    ada, bob = pair
    eve = await a_person(db, "eve", ALIKE)

    async def report(other: Caller, reason: str, daily_limit: int) -> Any:
        return await ada.one(
            "report_person", person_id=person_id_of(database_url, other), reason=reason, daily_limit=daily_limit
        )

    answer = await report(bob, "one", 1)
    assert (answer["reported"], answer["relation"]) == (True, "none")
    await report(bob, "two", 1)
    with pytest.raises(TooManyRequests):
        await report(eve, "three", 1)
    await report(eve, "three", 2)

    write(
        database_url,
        "update cinelibre.person_reports set reported_at = now() - interval '25 hours' where reason = 'two'",
    )
    await report(eve, "four", 1)
    [reports] = [await db.one("get_reports", report_limit=5)]
    told = [(one["reporter_id"], one["reported_id"], one["name"], one["reason"], one["n_reports"]) for one in reports]
    assert told == [(ada.user_id, eve.user_id, "eve", "four", 1), (ada.user_id, bob.user_id, "bob", "two", 1)]
    assert len(await db.one("get_reports", report_limit=1)) == 1


async def test_a_blocked_person_can_be_reported_and_a_stranger_cannot(
    db: Database, database_url: str, pair: Pair
) -> None:
    ada, bob = pair
    stranger = await a_person(db, "eve")
    await say(database_url, ada, "block", bob)
    asked = {"reason": "Rude.", "daily_limit": 9}

    assert (await ada.one("report_person", person_id=person_id_of(database_url, bob), **asked))["relation"] == "blocked"
    for one, other in ((ada, stranger), (bob, ada)):
        with pytest.raises(CineLibreError) as refused:
            await one.one("report_person", person_id=person_id_of(database_url, other), **asked)
        assert refused.value.slug == "person_not_found"


async def test_lists_of_matches_leave_out_whom_somebody_blocked_or_declined(
    db: Database, database_url: str, pair: Pair
) -> None:
    ada, bob = pair
    eve, kim, lee = [await a_person(db, name, ALIKE) for name in ("eve", "kim", "lee")]
    far = await a_person(db, "far", {1: 5})
    write(database_url, "insert into cinelibre.relations values (%s, %s, 'accepted')", far.user_id, ada.user_id)
    for one, verb, other in ((ada, "block", eve), (kim, "block", ada), (lee, "decline", ada), (ada, "accept", bob)):
        await say(database_url, one, verb, other)
    listed = "select user_id, relation, n from cinelibre.list_matches(%s, 0.8, %s)"

    # Who asked comes first, even without enough in common to compare.
    assert rows(database_url, listed, ada.user_id, 9) == [(far.user_id, "asks", None), (bob.user_id, "asked", 8)]
    assert rows(database_url, listed, ada.user_id, 1) == [(far.user_id, "asks", None)]
    assert {one[0] for one in rows(database_url, listed, bob.user_id, 9)} == {
        ada.user_id, eve.user_id, kim.user_id, lee.user_id,
    }  # fmt: skip
    described = "select cinelibre.describe_relation(%s, %s)"
    [(found,)] = rows(database_url, described, ada.user_id, bob.user_id)
    assert (found["name"], found["relation"]) == (None, "asked")


async def test_ratings_are_read_by_friends_who_both_share(database_url: str, pair: Pair) -> None:
    ada, bob = pair
    require = "select cinelibre.require_sharing_friend(%s, %s)"
    bobs = person_id_of(database_url, bob)
    assert refusal(database_url, require, ada.user_id, bobs) == ("PT404", "person_not_found")

    await say(database_url, ada, "accept", bob)
    assert refusal(database_url, require, ada.user_id, bobs) == ("PT404", "person_not_found")
    await say(database_url, bob, "accept", ada)
    assert refusal(database_url, require, ada.user_id, bobs) == ("PT404", "ratings_not_shared")
    await bob.one("change_account", shares_ratings=True)
    assert refusal(database_url, require, ada.user_id, bobs) == ("PT404", "ratings_not_shared")
    await ada.one("change_account", shares_ratings=True)
    assert rows(database_url, require, ada.user_id, bobs) == [(bob.user_id,)]
