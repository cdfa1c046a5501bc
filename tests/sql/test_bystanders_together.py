"""What one reader does among people, in groups and with texts leaves all whom it does not concern as they were."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from api.db import Database
from api.db.postgres import open_postgres
from api.http.callers import Caller
from tests.sql.test_bystanders import everything_of, of_other_items
from tests.support.people import a_person, person_id_of, write_films
from tests.support.readers import Row, record, rows, save_list, write
from tests.support.servers import Server

ALIKE = {film: 5 if film % 2 else 1 for film in range(1, 9)}
HERS, OTHER = 10, 11  # films: Ada's acts are of the first
GROUPS = {
    "groups": "id = %s",
    "group_members": "group_id = %s",
    "group_evenings": "group_id = %s",
    "guest_ratings": "member_id in (select m.id from cinelibre.group_members as m where m.group_id = %s)",
    "evening_members": "evening_id in (select e.id from cinelibre.group_evenings as e where e.group_id = %s)",
}
LIMITS: dict[str, Any] = {"group_limit": 9, "evening_limit": 9}
GUEST: dict[str, Any] = {"name": "Guest", "item_ids": [1], "ratings": [4.0], "member_limit": 9, "evening_limit": 9}


@dataclass(frozen=True)
class Town:
    """Ada, who acts, Bob, whom some of it concerns, and Cid, the bystander; each has a group."""

    url: str
    ada: Caller
    bob: Caller
    cid: Caller
    groups: dict[str, dict[str, Any]]
    ids: dict[str, Any]

    def bystanders(self) -> dict[str, list[Row]]:
        """All that is Cid's: rows with the account, what others said of it, and the group with all that hangs on it."""
        kept = everything_of(self.url, self.cid.user_id)
        for table in ("relations", "person_reports"):
            query = f"select to_jsonb(t)::text from cinelibre.{table} as t where other_id = %s order by 1"
            kept[f"{table} of others"] = rows(self.url, query, self.cid.user_id)
        for table, condition in GROUPS.items():
            query = f"select to_jsonb(t)::text from cinelibre.{table} as t where {condition} order by 1"
            kept[f"{table} of the group"] = rows(self.url, query, self.groups["cid"]["group_id"])
        return kept

    def everybody(self) -> dict[str, list[Row]]:
        """All rows of the tables that these acts write."""
        tables = ("relations", "person_reports", "notes", "reviews", "review_reports", "feedback", *GROUPS, "users")
        return {
            name: rows(self.url, f"select to_jsonb(t)::text from cinelibre.{name} as t order by 1") for name in tables
        }


Deed = Callable[[Town], Awaitable[Any]]


@pytest.fixture(scope="module")
async def shared(servers: dict[int, Server]) -> AsyncIterator[tuple[str, Database]]:
    """A database with twenty films for all of these tests."""
    name = servers[18].create_database("shipped")
    url = servers[18].url_of(name)
    async with open_postgres(url, 2) as opened:
        await write_films(opened, url)
        yield url, opened
    servers[18].drop_database(name)


async def a_group(db: Database, me: Caller, code: str) -> dict[str, Any]:
    """A group of somebody's, with a guest and an evening."""
    made: dict[str, Any] = await me.one("make_group", name=code, code=code, **LIMITS)
    seen = await db.one("join_group_as_guest", code=code, guest_key_hash=f"key of {code}", **GUEST)
    made["guest_id"] = seen["members"][1]["member_id"]
    satisfied = [
        {"member_id": one["member_id"], "expected": 4, "best": 5, "satisfaction": 0.8} for one in seen["members"]
    ]
    evening = {"item_id": 3, "satisfactions": satisfied, "repeat_hours": 1.0, "evening_limit": 9}
    made["evening_id"] = (await me.one("record_evening", group_id=made["group_id"], **evening))["evening_id"]
    return made


async def texts_of(me: Caller) -> None:
    """Notes, reviews and feedback on both films."""
    made = await save_list(me, HERS, OTHER)
    for item_id in (HERS, OTHER):
        text = {"item_type": "movie", "item_id": item_id}
        await me.one("write_note", note="A note", **text)
        await me.one("write_review", body="A review", has_spoilers=False, daily_limit=50, **text)
        await me.one("record_feedback", **feedback(made, item_id))


def feedback(recommendation_id: str, item_id: int = HERS) -> dict[str, Any]:
    """What is said of an item on a list."""
    said = {"recommendation_id": recommendation_id, "item_id": item_id, "kind": "helpful", "signal": "helpful"}
    return {**said, "comment": None, "reason_source": None, "reason_key": None}


@pytest.fixture
async def town(shared: tuple[str, Database]) -> Town:
    """Three whose tastes agree; Cid and Bob are friends, Bob asked Ada, and Cid reported Bob."""
    url, db = shared
    write(url, "delete from cinelibre.users where email is not null")
    people = {name: await a_person(db, name, ALIKE) for name in ("ada", "bob", "cid")}
    ids = {f"{name}_id": person_id_of(url, person) for name, person in people.items()}
    for me, other in (("cid", "bob"), ("bob", "cid"), ("bob", "ada")):
        await people[me].one("change_relation", person_id=ids[f"{other}_id"], verb="accept")
    await people["cid"].one("report_person", person_id=ids["bob_id"], reason="Rude", daily_limit=9)
    groups = {}
    for name, person in people.items():
        await texts_of(person)
        groups[name] = await a_group(db, person, name.upper())
    ids["list"] = await save_list(people["ada"], HERS, OTHER)
    for mine, query in (
        ("feedback", "select min(id) from cinelibre.feedback where user_id = %s and item_id = 10"),
        ("cids_review", "select id from cinelibre.reviews where user_id = %s and item_id = 10"),
    ):
        [(ids[mine],)] = rows(url, query, people["cid" if mine == "cids_review" else "ada"].user_id)
    return Town(url, people["ada"], people["bob"], people["cid"], groups, ids)


def relates(verb: str) -> Deed:
    """An act: something said of Bob."""
    return lambda town: town.ada.one("change_relation", person_id=town.ids["bob_id"], verb=verb)


async def befriends_and_ends(town: Town) -> None:
    """An act: a friendship with Bob that ends."""
    await relates("accept")(town)
    await town.ada.one("end_friendship", person_id=town.ids["bob_id"])


def of_text(function: str, **more: Any) -> Deed:
    """An act: a note or a review of one film."""
    return lambda town: town.ada.one(function, item_type="movie", item_id=HERS, **more)


def in_group(function: str, **more: Any) -> Deed:
    """An act: something done in a group; names of ids are filled in."""

    def act(town: Town) -> Awaitable[Any]:
        group = town.groups["ada"]
        filled = {name: group.get(value, value) if isinstance(value, str) else value for name, value in more.items()}
        return town.ada.one(function, group_id=group["group_id"], **filled)

    return act


EVENING: dict[str, Any] = {"satisfactions": [], "repeat_hours": 1.0, "evening_limit": 9}
ACTS: dict[str, Deed] = {
    "accepts": relates("accept"),
    "declines": relates("decline"),
    "blocks": relates("block"),
    "ends a friendship": befriends_and_ends,
    "reports somebody": lambda town: town.ada.one(
        "report_person", person_id=town.ids["bob_id"], reason="Rude", daily_limit=9
    ),
    "writes a note anew": of_text("write_note", note="Another"),
    "deletes a note": of_text("delete_note"),
    "writes a review anew": of_text("write_review", body="Another", has_spoilers=True, daily_limit=50),
    "deletes a review": of_text("delete_review"),
    "reports a review": lambda town: town.ada.one(
        "report_review", review_id=town.ids["cids_review"], reason="Spam", hide_from=3, daily_limit=9
    ),
    "gives feedback": lambda town: town.ada.one("record_feedback", **feedback(town.ids["list"])),
    "takes feedback back": lambda town: town.ada.one("delete_feedback", feedback_id=town.ids["feedback"]),
    "makes a group": lambda town: town.ada.one("make_group", name="New", code="NEW", **LIMITS),
    "joins a group": lambda town: town.ada.one("join_group", code="BOB", member_limit=9, **LIMITS),
    "renames a group": in_group("change_group", name="Other", evening_limit=9),
    "renews a code": in_group("change_group", code="OTHER", evening_limit=9),
    "records an evening": in_group("record_evening", item_id=4, **EVENING),
    "records the same evening": in_group("record_evening", item_id=3, **EVENING),
    "takes an evening back": in_group("delete_evening", evening_id="evening_id"),
    "takes a guest out": in_group("remove_member", member_id="guest_id"),
    "deletes a group": in_group("delete_group"),
    "stops being found": lambda town: town.ada.one("change_account", discoverable=False),
    "shares ratings": lambda town: town.ada.one("change_account", shares_ratings=True),
    "deletes the account": lambda town: town.ada.one("delete_account"),
}
OF_ONE_FILM = [name for name in ACTS if "note" in name or "review" in name or "feedback" in name]


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_changes_nothing_of_a_bystanders(town: Town, act: str) -> None:
    before, all_before = town.bystanders(), town.everybody()
    assert [name for name, found in before.items() if not found and name in ("notes", "reviews", "feedback")] == []

    await ACTS[act](town)

    assert town.everybody() != all_before, "the act did nothing: this would show nothing"
    assert town.bystanders() == before


@pytest.mark.parametrize("act", OF_ONE_FILM)
async def test_an_act_on_one_film_leaves_ones_others_as_they_were(town: Town, act: str) -> None:
    before = of_other_items(town.url, town.ada.user_id, HERS)
    assert all(before[name] for name in ("notes", "reviews", "feedback"))

    await ACTS[act](town)

    assert of_other_items(town.url, town.ada.user_id, HERS) == before


@pytest.mark.parametrize("act", ["renames a group", "takes an evening back", "takes a guest out", "deletes a group"])
async def test_nobody_changes_a_group_that_they_are_not_in(town: Town, act: str) -> None:
    before = town.everybody()
    strangers = Town(town.url, town.ada, town.bob, town.cid, {**town.groups, "ada": town.groups["bob"]}, town.ids)

    with pytest.raises(Exception, match="You are in no group"):
        await ACTS[act](strangers)

    assert town.everybody() == before


async def test_who_leaves_leaves_everybodys_else_seat(town: Town) -> None:
    await record(town.cid, {"interaction_type": "like", "item_id": OTHER})
    joined = await town.ada.one("join_group", code="CID", member_limit=9, **LIMITS)
    [mine] = [one["member_id"] for one in joined["members"] if one["is_me"]]
    before = town.bystanders()
    del before["group_members of the group"]

    await town.ada.one("remove_member", group_id=town.groups["cid"]["group_id"], member_id=mine)

    after = town.bystanders()
    assert len(after.pop("group_members of the group")) == 2
    assert after == before
