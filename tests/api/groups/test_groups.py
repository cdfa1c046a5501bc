"""Making, joining, changing and leaving a group."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.groups.service import MAX_GROUPS, MAX_MEMBERS
from api.http.limits import AttemptLimits
from tests.support.readers import DUNE, RAN, SOLARIS, House, Service, register, rows, write

STRANGERS = str(uuid4())


async def made(reader: httpx.AsyncClient, name: str = "Friday films") -> dict[str, Any]:
    """A new group."""
    answer = await reader.post("/groups", json={"name": name})
    assert answer.status_code == 201, answer.text
    group: dict[str, Any] = answer.json()
    return group


async def as_guest(nobody: httpx.AsyncClient, code: str, name: str = "Grace", **more: Any) -> httpx.Response:
    """The answer to somebody without an account who joins."""
    return await nobody.post("/groups/join/guest", json={"code": code, "name": name, **more})


def key(welcome: httpx.Response) -> dict[str, str]:
    """The header of a guest."""
    return {"X-Guest-Key": welcome.json()["guest_key"]}


async def test_whoever_makes_a_group_is_its_host_and_others_join_by_its_code(service: Service) -> None:
    group = await made(service.ada)
    lower = f" {group['code'].lower().replace('-', ' ')} "

    joined = await service.bob.post("/groups/join", json={"code": lower})
    again = await service.bob.post("/groups/join", json={"code": group["code"]})

    assert (joined.status_code, again.json()) == (200, joined.json())
    members = joined.json()["members"]
    told = [(one["name"], one["is_host"], one["is_me"], one["is_guest"], one["weight"]) for one in members]
    assert told == [("ada", True, False, False, 1), ("bob", False, True, False, 1)]
    assert [one["name"] for one in (await service.bob.get("/groups")).json()["groups"]] == ["Friday films"]
    assert len(group["code"]) == 9
    assert group["code"][4] == "-"


async def test_a_guest_joins_with_a_name_and_titles_and_comes_back_by_the_key(service: Service) -> None:
    group = await made(service.ada)
    liked = [{"item_id": DUNE}, {"item_id": RAN, "rating": 2}]

    welcome = await as_guest(service.nobody, group["code"], liked=liked)
    seen = await service.nobody.get(f"/groups/{group['group_id']}", headers=key(welcome))

    assert welcome.status_code == 201
    assert seen.json() == welcome.json()["group"]
    assert seen.json()["code"] is None
    assert [(one["name"], one["is_guest"], one["is_me"]) for one in seen.json()["members"]] == [
        ("ada", False, False),
        ("Grace", True, True),
    ]
    assert rows(service.url, "select item_id, rating from cinelibre.guest_ratings order by place") == [
        (DUNE, 4.5),
        (RAN, 2),
    ]
    kept = rows(service.url, "select guest_key_hash from cinelibre.group_members where user_id is null")
    assert welcome.json()["guest_key"] not in str(kept)


async def test_a_guest_may_read_pick_and_leave_and_nothing_else(service: Service) -> None:
    group = await made(service.ada)
    path = f"/groups/{group['group_id']}"
    welcome = await as_guest(service.nobody, group["code"])
    me = welcome.json()["group"]["members"][1]["member_id"]
    host = group["members"][0]["member_id"]

    async def asked(method: str, path: str, **sent: Any) -> tuple[int, str | None]:
        answer = await service.nobody.request(method, path, headers=key(welcome), **sent)
        return answer.status_code, answer.json().get("error")

    assert await asked("GET", f"{path}/evenings") == (200, None)
    assert await asked("POST", f"{path}/picks") == (200, None)
    for method, where, sent in (
        ("PATCH", path, {"name": "Mine"}),
        ("DELETE", path, None),
        ("POST", f"{path}/code", None),
        ("POST", f"{path}/evenings", {"item_id": DUNE}),
        ("DELETE", f"{path}/evenings/1", None),
        ("GET", "/groups", None),
    ):
        assert await asked(method, where, json=sent) == (401, "token_missing"), where
    assert await asked("DELETE", f"{path}/members/{host}") == (403, "not_the_host")
    assert await asked("DELETE", f"{path}/members/{me}") == (200, None)
    assert await asked("GET", path) == (404, "group_not_found")


@pytest.mark.parametrize("headers", [{}, {"X-Guest-Key": ""}, {"X-Guest-Key": "a" * 101}])
async def test_without_a_token_and_a_key_a_group_is_closed(service: Service, headers: dict[str, str]) -> None:
    group = await made(service.ada)

    answer = await service.nobody.get(f"/groups/{group['group_id']}", headers=headers)

    assert (answer.status_code, answer.json()["error"]) == (401, "token_missing")


async def test_a_strangers_group_is_a_404_whatever_is_asked(service: Service) -> None:
    group = await made(service.ada)
    guest = await as_guest(service.nobody, (await made(service.bob))["code"])

    for group_id in (group["group_id"], STRANGERS):
        for method, path, sent in (
            ("GET", "", None),
            ("PATCH", "", {"name": "Mine"}),
            ("DELETE", "", None),
            ("POST", "/code", None),
            ("POST", "/picks", None),
            ("POST", "/evenings", {"item_id": DUNE}),
            ("GET", "/evenings", None),
            ("DELETE", "/evenings/1", None),
            ("DELETE", f"/members/{group['members'][0]['member_id']}", None),
        ):
            answer = await service.bob.request(method, f"/groups/{group_id}{path}", json=sent)
            assert (answer.status_code, answer.json()["error"]) == (404, "group_not_found"), (method, path)
        of_guest = await service.nobody.get(f"/groups/{group_id}", headers=key(guest))
        assert (of_guest.status_code, of_guest.json()["error"]) == (404, "group_not_found")
    assert (await service.bob.get("/groups/1")).status_code == 422


async def test_the_host_renames_gets_a_new_code_and_takes_members_out(service: Service) -> None:
    group = await made(service.ada)
    path = f"/groups/{group['group_id']}"
    bob = (await service.bob.post("/groups/join", json={"code": group["code"]})).json()["members"][1]["member_id"]

    refused = [
        (await service.bob.patch(path, json={"name": "Mine"})).json()["error"],
        (await service.bob.post(f"{path}/code")).json()["error"],
        (await service.bob.delete(path)).json()["error"],
    ]
    named = (await service.ada.patch(path, json={"name": "Saturday"})).json()
    coded = (await service.ada.post(f"{path}/code")).json()
    out = await service.ada.delete(f"{path}/members/{bob}")

    assert refused == ["not_the_host"] * 3
    assert (named["name"], named["code"]) == ("Saturday", group["code"])
    assert coded["name"] == "Saturday"
    assert coded["code"] != group["code"]
    assert out.json() == {"deleted": True}
    assert (await service.bob.get(path)).status_code == 404
    former = await service.bob.post("/groups/join", json={"code": group["code"]})
    assert (former.status_code, former.json()["error"]) == (404, "group_not_found")
    assert (await service.ada.delete(path)).json() == {"deleted": True}
    assert (await service.ada.get("/groups")).json() == {"groups": []}


async def test_a_group_has_no_more_members_than_it_may(service: Service) -> None:
    group = await made(service.ada)
    for number in range(MAX_MEMBERS - 1):
        assert (await as_guest(service.nobody, group["code"], f"Guest {number}")).status_code == 201

    answer = await as_guest(service.nobody, group["code"], "One too many")

    assert (answer.status_code, answer.json()["error"]) == (409, "group_full")
    assert answer.json()["detail"].startswith("This group has 12 members, the most that a group may have")


async def test_nobody_is_in_more_groups_than_they_may(service: Service) -> None:
    for number in range(MAX_GROUPS):
        await made(service.ada, f"Group {number}")

    answer = await service.ada.post("/groups", json={"name": "One too many"})
    other = await service.ada.post("/groups/join", json={"code": (await made(service.bob))["code"]})

    assert [(one.status_code, one.json()["error"]) for one in (answer, other)] == [(409, "too_many_groups")] * 2
    assert len((await service.ada.get("/groups")).json()["groups"]) == 20


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": "a" * 41}, "name"),
        ({"name": " "}, "name"),
        ({"code": "7" * 41}, "code"),
        ({"liked": [{"item_id": DUNE}] * 21}, "liked"),
        ({"liked": [{"item_id": DUNE, "rating": 5.5}]}, "liked.0.rating"),
    ],
)
async def test_what_a_guest_sends_is_bounded(service: Service, sent: dict[str, Any], field: str) -> None:
    code = (await made(service.ada))["code"]

    wrong = await service.nobody.post("/groups/join/guest", json={"code": code, "name": "Grace", **sent})
    right = await as_guest(service.nobody, code, "a" * 40, liked=[{"item_id": DUNE, "rating": 5}] * 20)

    assert (wrong.status_code, wrong.json()["fields"][0]["field"]) == (422, field)
    assert right.status_code == 201
    assert (await service.ada.post("/groups", json={"name": "a" * 61})).status_code == 422
    assert (await service.ada.post("/groups", json={"name": "a" * 60})).status_code == 201


async def test_a_title_that_nobody_knows_is_named_and_nobody_joins(service: Service) -> None:
    group = await made(service.ada)

    answer = await as_guest(service.nobody, group["code"], liked=[{"item_id": 999}])

    assert (answer.status_code, answer.json()["error"]) == (404, "item_not_found")
    assert len((await service.ada.get(f"/groups/{group['group_id']}")).json()["members"]) == 1


async def test_codes_are_tried_as_seldom_as_passwords(service: Service, house: House) -> None:
    house.app.state.attempt_limits = AttemptLimits(per_address=30, per_account=5)
    wrong = {"code": "0000-0000"}

    statuses = [(await service.ada.post("/groups/join", json=wrong)).status_code for _ in range(6)]
    of_others = [(await as_guest(service.nobody, "0000-0000", f"Guest {n}")).status_code for n in range(26)]

    assert statuses == [404] * 5 + [429]
    assert of_others == [404] * 24 + [429] * 2  # the refused try counted, too


async def test_of_two_who_join_at_once_one_takes_the_last_seat(service: Service, house: House) -> None:
    group = await made(service.ada)
    for number in range(MAX_MEMBERS - 2):
        await as_guest(service.nobody, group["code"], f"Guest {number}")
    late = await register(service.db, "late")

    async with house.client(late) as client:
        answers = await asyncio.gather(
            service.bob.post("/groups/join", json={"code": group["code"]}),
            client.post("/groups/join", json={"code": group["code"]}),
        )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len((await service.ada.get(f"/groups/{group['group_id']}")).json()["members"]) == MAX_MEMBERS


async def test_members_who_leave_at_once_leave_no_group_behind(service: Service) -> None:
    group = await made(service.ada)
    path = f"/groups/{group['group_id']}"
    await as_guest(service.nobody, group["code"])
    members = (await service.bob.post("/groups/join", json={"code": group["code"]})).json()["members"]
    ids = {one["name"]: one["member_id"] for one in members}

    answers = await asyncio.gather(
        service.ada.delete(f"{path}/members/{ids['ada']}"),
        service.bob.delete(f"{path}/members/{ids['bob']}"),
        service.bob.post(f"{path}/picks"),
        service.ada.post(f"{path}/picks"),
    )

    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert {answer.status_code for answer in answers[2:]} <= {200, 404}
    assert rows(service.url, "select count(*) from cinelibre.groups") == [(0,)]
    assert rows(service.url, "select count(*) from cinelibre.group_members") == [(0,)]


async def test_a_book_and_a_film_are_both_something_to_like(service: Service) -> None:
    code = (await made(service.ada))["code"]

    assert (await as_guest(service.nobody, code, liked=[{"item_id": SOLARIS}, {"item_id": DUNE}])).status_code == 201


async def test_who_is_blocked_learns_nothing_of_a_group_by_its_code(service: Service) -> None:
    group = await made(service.ada)
    bobs = await made(service.bob, "Bob's")
    [(bob_id,)] = rows(service.url, "select id from cinelibre.users where id <> %s", service.ada_id)
    write(service.url, "insert into cinelibre.relations values (%s, %s, 'blocked')", service.ada_id, bob_id)

    refused = await service.bob.post("/groups/join", json={"code": group["code"]})
    unknown = await service.bob.post("/groups/join", json={"code": "AAAA-AAAA"})
    blockers = await service.ada.post("/groups/join", json={"code": bobs["code"]})

    assert refused.status_code == unknown.status_code == blockers.status_code == 404
    assert refused.json() == {**unknown.json(), "request_id": refused.json().get("request_id")}
    assert [one["name"] for one in (await service.ada.get(f"/groups/{group['group_id']}")).json()["members"]] == ["ada"]


async def test_a_member_who_blocks_another_leaves_or_stays_and_neither_sees_the_others_name(service: Service) -> None:
    group = await made(service.ada)
    await service.bob.post("/groups/join", json={"code": group["code"]})
    [(bob_id,)] = rows(service.url, "select id from cinelibre.users where id <> %s", service.ada_id)
    write(service.url, "insert into cinelibre.relations values (%s, %s, 'blocked')", bob_id, service.ada_id)
    path = f"/groups/{group['group_id']}"

    seen = [(await one.get(path)).json()["members"] for one in (service.ada, service.bob)]
    picks = await service.ada.post(f"{path}/picks")

    assert [[one["name"] for one in members] for members in seen] == [["ada", None], [None, "bob"]]
    assert "bob" not in picks.text
    [bobs] = [one["member_id"] for one in seen[1] if one["is_me"]]
    assert (await service.bob.delete(f"{path}/members/{bobs}")).status_code == 200
    assert (await service.bob.post("/groups/join", json={"code": group["code"]})).status_code == 404
