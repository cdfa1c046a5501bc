"""People of similar taste: found in the same second, without a name, and gone for whom they want to be gone."""

import asyncio
from typing import Any

import pytest

from tests.api.matches.conftest import ALIKE, Club, Member
from tests.support.people import NOBODYS
from tests.support.readers import rows, write


async def test_a_match_is_there_right_after_the_interaction_that_made_it(club: Club) -> None:
    seven = {film: ALIKE[film] for film in range(1, 8)}
    ada, bob = await club.join("ada", seven), await club.join("bob", {**seven, 8: 4})
    assert await ada.matches() == await bob.matches() == []

    liked = await ada.client.post("/interactions", json={"interaction_type": "like", "item_id": 8})

    assert liked.status_code == 200
    assert (await ada.matches(), await bob.matches()) == ([bob.person_id], [ada.person_id])
    await ada.client.post("/interactions", json={"interaction_type": "dislike", "item_id": 8})
    assert await ada.matches() == await bob.matches() == []


async def test_a_match_says_how_tastes_agree_and_by_what(club: Club, ada: Member) -> None:
    await club.join("bob", {**ALIKE, 2: 3, 9: 5, 10: 4.5})
    await ada.client.post("/ratings", json={"item_id": 11, "rating": 5})

    answer = await ada.get("/matches", threshold=0.75)

    [match] = answer.pop("matches")
    assert answer == {"is_discoverable": True, "threshold": 0.75}
    assert (match["n"], match["relation"], match["name"]) == (8, "none", None)
    # From the middle: x = 2, y = 4, xx = 32.5, yy = 29.5, xy = 29; (n + 6) / (n + 3)² = 14 / 121 of xy, xx and yy goes:
    # (29 − 0.9256) / √((32.5 − 0.4628) · (29.5 − 1.8512)) = 28.0744 / 29.7622.
    assert match["r"] == pytest.approx(0.9433, abs=1e-4)
    assert match["score"] == pytest.approx((1 + match["r"] * 8 / 13) / 2, abs=1e-4)
    assert match["interval"]["low"] < match["r"] < match["interval"]["high"]
    assert [item["id"] for item in match["both_love"]] == [1, 3, 5]
    assert [(one["item"]["id"], one["liked_by"]) for one in match["differ_on"]] == [(2, "them")]
    assert (match["bridge"]["for_you"]["id"], match["bridge"]["for_them"]["id"]) == (9, 11)
    assert match["bridge"]["for_them"]["mine"]["rating"] == 5
    assert await ada.get(f"/matches/{match['person_id']}") == match


async def test_nothing_tells_who_a_match_is(club: Club, ada: Member) -> None:
    bob = await club.join("bob", {**ALIKE, 9: 5})
    write(club.url, "delete from cinelibre.ratings where item_id in (1, 9) and user_id not in (%s, %s)", ada.id, bob.id)

    text = (await ada.client.get("/matches")).text

    # Two people rated film 1, and one rated film 9.
    assert [word for word in ("bob", "example.org", '"Film 1"', '"Film 9"') if word in text] == []
    await ada.befriend(bob)
    friend = (await ada.client.get("/matches")).text
    assert [word for word in ("bob", '"Film 1"', '"Film 9"', "example.org") if word in friend] == [
        "bob", '"Film 1"', '"Film 9"',
    ]  # fmt: skip


@pytest.mark.parametrize(("n_raters", "is_shown"), [(4, False), (5, True)])
async def test_a_title_needs_five_people_who_rated_it(club: Club, ada: Member, n_raters: int, is_shown: bool) -> None:
    await club.join("bob", {**ALIKE, 9: 5})
    keep = "select id from cinelibre.users where external_id like 'movielens:%%' order by id limit %s"
    write(
        club.url,
        f"delete from cinelibre.ratings where item_id = 9 and user_id in"
        f" (select id from cinelibre.users where external_id is not null) and user_id not in ({keep})",
        n_raters - 1,
    )

    [match] = (await ada.get("/matches"))["matches"]

    assert (match["bridge"]["for_you"] is not None) is is_shown
    write(
        club.url,
        "insert into cinelibre.ratings (user_id, item_id, rating) select id, 9, 3 from cinelibre.users"
        " where external_id is not null on conflict do nothing",
    )


@pytest.mark.parametrize("who", ["the reader", "the other"])
async def test_both_must_let_themselves_be_found(ada: Member, bob: Member, who: str) -> None:
    hiding = ada if who == "the reader" else bob
    assert await ada.matches() == [bob.person_id]

    await hiding.client.patch("/auth/me", json={"discoverable": False})

    assert await ada.matches() == await bob.matches() == []
    assert (await hiding.get("/matches"))["is_discoverable"] is False
    assert (await ada.client.get(f"/matches/{bob.person_id}")).status_code == 404


async def test_a_threshold_is_the_readers_to_choose_but_not_below_all_agreement(club: Club, ada: Member) -> None:
    bob = await club.join("bob", {film: ALIKE[film] for film in range(1, 7)})
    contrary = await club.join("eve", {film: 6 - stars for film, stars in ALIKE.items()})

    # (1 + 6 / 11) / 2 = 0.7727
    assert await ada.matches() == []
    assert await ada.matches(threshold=0.77) == [bob.person_id]
    assert await ada.matches(threshold=0.78) == []
    assert await ada.matches(threshold=0) == [bob.person_id]
    assert (await ada.say("accept", contrary)).status_code == 404
    assert (await ada.say("accept", bob)).json()["relation"] == "asked"


async def test_who_asked_comes_first_and_names_come_with_both_yeses(club: Club, ada: Member, bob: Member) -> None:
    eve = await club.join("eve", {**ALIKE, 9: 5})
    await ada.client.post("/ratings", json={"item_id": 9, "rating": 5})
    assert await ada.matches() == [eve.person_id, bob.person_id]

    await bob.say("accept", ada)

    told = [(one["person_id"], one["relation"], one["name"]) for one in (await ada.get("/matches"))["matches"]]
    assert told == [(bob.person_id, "asks", None), (eve.person_id, "none", None)]
    assert (await bob.get(f"/matches/{ada.person_id}"))["relation"] == "asked"
    both = await ada.say("accept", bob)
    assert both.json() == {"person_id": bob.person_id, "name": "bob", "relation": "friends"}
    assert (await bob.get(f"/matches/{ada.person_id}"))["name"] == "ada"


async def refusals(me: Member, other: Any) -> list[Any]:
    """What every route of one person answers, without the request's id."""
    asked = [
        me.client.get(f"/matches/{other}"),
        *(me.client.post(f"/matches/{other}/{verb}") for verb in ("accept", "decline", "block", "unblock")),
        me.client.post(f"/matches/{other}/report", json={"reason": "Rude."}),
        me.client.get(f"/friends/{other}/ratings"),
        me.client.delete(f"/friends/{other}"),
    ]
    answers = [await one for one in asked]
    return [(answer.status_code, answer.json() | {"request_id": None}) for answer in answers]


async def test_whoever_may_not_be_seen_is_the_same_as_nobody(club: Club, ada: Member) -> None:
    stranger = await club.join("stranger", {1: 5})
    hidden = await club.join("hidden", is_found=False)
    blocking = await club.join("blocking")
    declining = await club.join("declining")
    await blocking.say("block", ada)
    await declining.say("decline", ada)
    simulated = await club.join("simulated")
    write(club.url, "update cinelibre.users set external_id = 'simulated:1' where id = %s", simulated.id)

    nobody = await refusals(ada, NOBODYS)

    assert {(status, body["error"]) for status, body in nobody} == {(404, "person_not_found")}
    for other in (stranger, hidden, blocking, declining, simulated, ada):
        assert await refusals(ada, other.person_id) == nobody
    assert await ada.matches() == []


async def test_a_block_makes_each_be_gone_for_the_other_until_it_is_taken_back(
    club: Club, ada: Member, bob: Member
) -> None:
    eve = await club.join("eve")
    await ada.befriend(bob)
    await ada.befriend(eve)

    assert (await ada.say("block", bob)).json() == {"person_id": bob.person_id, "name": None, "relation": "blocked"}

    assert await ada.matches() == [eve.person_id]
    assert await bob.matches() == [eve.person_id]
    for me, other in ((ada, bob), (bob, ada)):
        assert other.person_id not in str(await me.get("/friends"))
        for path in (f"/matches/{other.person_id}", f"/friends/{other.person_id}/ratings"):
            assert (await me.client.get(path)).status_code == 404
        assert (await me.say("accept", other)).status_code == 404
    assert [one["person_id"] for one in (await ada.get("/matches/blocked"))["blocked"]] == [bob.person_id]
    assert (await bob.get("/matches/blocked"))["blocked"] == []
    assert (await ada.say("unblock", bob)).json()["relation"] == "none"
    assert await ada.matches() == [bob.person_id, eve.person_id]
    assert (await bob.say("unblock", ada)).json()["relation"] == "none"  # nothing was blocked


async def test_a_declined_person_is_not_offered_again_unless_the_mind_changes(ada: Member, bob: Member) -> None:
    await bob.say("accept", ada)
    assert (await ada.say("decline", bob)).json()["relation"] == "declined"

    assert await ada.matches() == await bob.matches() == []
    assert (await bob.say("accept", ada)).status_code == 404
    assert (await ada.say("accept", bob)).json()["relation"] == "asked"
    assert await bob.matches() == [ada.person_id]


async def test_leaving_takes_back_what_is_not_settled_and_friends_stay(club: Club, ada: Member, bob: Member) -> None:
    eve, kim = await club.join("eve"), await club.join("kim")
    await ada.befriend(bob)
    await ada.say("accept", eve)
    await kim.say("accept", ada)

    await ada.client.patch("/auth/me", json={"discoverable": False})

    assert ada.person_id not in {*await eve.matches(), *await kim.matches()}
    assert [one["name"] for one in (await ada.get("/friends"))["friends"]] == ["bob"]
    assert (await bob.get(f"/matches/{ada.person_id}"))["name"] == "ada"
    await ada.client.patch("/auth/me", json={"discoverable": True})
    told = {one["person_id"]: one["relation"] for one in (await ada.get("/matches"))["matches"]}
    assert told == {bob.person_id: "friends", eve.person_id: "none", kim.person_id: "none"}


async def test_an_account_that_is_deleted_is_nobody_at_once(club: Club, ada: Member, bob: Member) -> None:
    await ada.befriend(bob)
    write(club.url, "delete from cinelibre.users where id = %s", bob.id)

    assert await ada.matches() == []
    assert (await ada.get("/friends"))["friends"] == []
    assert await refusals(ada, bob.person_id) == await refusals(ada, NOBODYS)


async def test_a_report_has_a_reason_of_500_characters_at_most(club: Club, ada: Member, bob: Member) -> None:
    assert (await ada.say("report", bob, reason="r" * 501)).status_code == 422
    answer = await ada.say("report", bob, reason="r" * 500)

    assert answer.json() == {"person_id": bob.person_id, "name": None, "relation": "none", "reported": True}
    assert rows(club.url, "select user_id, other_id, length(reason) from cinelibre.person_reports") == [
        (ada.id, bob.id, 500)
    ]
    others = await asyncio.gather(*(club.join(f"other{number}", {1: 5}) for number in range(10)))
    for other in others:
        write(club.url, "insert into cinelibre.relations values (%s, %s, 'accepted')", other.id, ada.id)
    answers = [(await ada.say("report", other, reason="r")).status_code for other in others]
    assert answers == [200] * 9 + [429]
