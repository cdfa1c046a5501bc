"""What a group could watch, and whose turn it is afterwards."""

import math
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.api.groups.test_groups import as_guest, key, made
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, Service, rows, write

ALIEN, PERSUASION = 6, 7


@pytest.fixture
async def friday(service: Service) -> AsyncIterator[str]:
    """The address of a group of Ada and Bob. Ada likes horror, Bob romance."""
    write(service.url, "update cinelibre.items set genres = array['Horror'] where id in (1, 2, 5, 6)")
    write(service.url, "update cinelibre.items set genres = array['Romance'] where id in (3, 4, 7)")
    await service.db.one("refresh_features")
    group = await made(service.ada)
    await service.bob.post("/groups/join", json={"code": group["code"]})
    for reader, liked, disliked in ((service.ada, DUNE, EMMA), (service.bob, EMMA, DUNE)):
        await reader.post("/ratings", json={"item_id": liked, "rating": 5})
        await reader.post("/ratings", json={"item_id": disliked, "rating": 1})
    yield f"/groups/{group['group_id']}"
    write(service.url, "update cinelibre.items set genres = '{}' where true")


async def picked(reader: httpx.AsyncClient, path: str, asked: str = "", **wanted: Any) -> dict[str, Any]:
    """The picks."""
    answer = await reader.post(f"{path}/picks{asked}", json=wanted)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ids(found: dict[str, Any]) -> list[int]:
    """The items of picks, in no order."""
    return sorted(item["id"] for item in found["items"])


async def test_a_pick_tells_what_it_is_to_each_member(service: Service, friday: str) -> None:
    found = await picked(service.ada, friday)

    assert ids(found) == [RAN, SOLARIS, DRACULA, ALIEN, PERSUASION]  # the others are rated
    by_id = {item["id"]: item for item in found["items"]}
    ada, bob = by_id[RAN]["members"]
    assert [member["name"] for member in (ada, bob)] == ["ada", "bob"]
    assert ada["predicted"] > bob["predicted"]
    assert ada["reason"]["text"] == "ada likes horror"
    assert bob["reason"]["text"] == "Less bob's kind: horror"
    assert by_id[RAN]["reason"]["text"].startswith("Suits ada best: ")
    assert [item["place"] for item in found["items"]] == [1, 2, 3, 4, 5]
    assert by_id[RAN]["mine"]["rating"] is None


@pytest.mark.parametrize("rule", ["average", "least_misery", "nash"])
async def test_the_arithmetic_gives_the_score(service: Service, friday: str, rule: str) -> None:
    await service.ada.post(f"{friday}/evenings", json={"item_id": RAN})

    found = await picked(service.bob, friday, rule=rule)

    assert found["rule"] == rule
    scores = [item["score"] for item in found["items"]]
    assert scores == sorted(scores, reverse=True)
    for item in found["items"]:
        told = [(member["weight"], member["predicted"]) for member in item["members"]]
        total = sum(weight for weight, _ in told)
        assert total == pytest.approx(2, abs=0.01)
        score = {
            "average": sum(weight * stars for weight, stars in told) / total,
            "least_misery": 5 - max(weight * (5 - stars) for weight, stars in told),
            "nash": 0.5 + math.exp(sum(weight * math.log(stars - 0.5) for weight, stars in told) / total),
        }[rule]
        assert item["score"] == pytest.approx(score)


async def test_filters_vetoes_limits_and_marks_narrow_the_picks(service: Service, friday: str) -> None:
    assert ids(await picked(service.ada, friday, "?type=movie")) == [RAN, ALIEN, PERSUASION]
    assert ids(await picked(service.ada, friday, "?genres=romance")) == [SOLARIS, PERSUASION]
    assert len((await picked(service.ada, friday, "?limit=2"))["items"]) == 2
    assert ids(await picked(service.ada, friday, veto=[RAN, SOLARIS, ALIEN])) == [DRACULA, PERSUASION]
    await service.bob.put("/hidden/movie/2")
    assert ids(await picked(service.ada, friday)) == [SOLARIS, DRACULA, ALIEN, PERSUASION]
    assert RAN not in ids(await picked(service.ada, friday, rewatch=True))  # hidden stays hidden
    await service.bob.post("/interactions", json={"interaction_type": "seen", "item_id": SOLARIS})
    assert ids(await picked(service.ada, friday)) == [DRACULA, ALIEN, PERSUASION]
    assert SOLARIS in ids(await picked(service.ada, friday, rewatch=True))
    empty = await picked(service.ada, friday, "?year_from=2002")
    assert (empty["items"], empty["emptied_by"]) == ([], ["year_from"])


async def test_with_rewatch_what_a_member_disliked_stays_away(service: Service, friday: str) -> None:
    await service.bob.post("/ratings", json={"item_id": DUNE, "rating": 2.5})
    assert DUNE not in ids(await picked(service.ada, friday, rewatch=True))

    await service.bob.post("/ratings", json={"item_id": DUNE, "rating": 3})

    assert DUNE in ids(await picked(service.ada, friday, rewatch=True))


async def test_a_guests_titles_count_and_are_left_out(service: Service, friday: str) -> None:
    code = (await service.ada.get(friday)).json()["code"]
    guest = await as_guest(service.nobody, code, liked=[{"item_id": RAN}])

    found = (await service.nobody.post(f"{friday}/picks", headers=key(guest))).json()

    assert ids(found) == [SOLARIS, DRACULA, ALIEN, PERSUASION]
    by_id = {item["id"]: item["members"][2] for item in found["items"]}
    assert by_id[ALIEN]["name"] == "Grace"
    assert by_id[ALIEN]["is_known"]
    assert by_id[ALIEN]["predicted"] > by_id[PERSUASION]["predicted"]
    assert {item["mine"] for item in found["items"]} == {None}


async def test_who_has_rated_nothing_counts_and_does_not_veto(service: Service, friday: str) -> None:
    before = await picked(service.ada, friday, rule="average")
    code = (await service.ada.get(friday)).json()["code"]
    await as_guest(service.nobody, code)

    after = await picked(service.ada, friday, rule="average")

    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]]
    for item in after["items"]:
        ada, bob, grace = item["members"]
        assert not grace["is_known"]
        assert grace["predicted"] == pytest.approx((ada["predicted"] + bob["predicted"]) / 2, abs=0.01)


async def test_one_alone_is_a_group(service: Service) -> None:
    group = await made(service.ada)
    await service.ada.post("/ratings", json={"item_id": DUNE, "rating": 5})

    found = await picked(service.ada, f"/groups/{group['group_id']}")

    assert ids(found) == [RAN, EMMA, SOLARIS, DRACULA, ALIEN, PERSUASION]
    assert all(item["score"] == pytest.approx(item["members"][0]["predicted"]) for item in found["items"])


async def test_who_gave_way_weighs_more_the_next_time_until_it_is_taken_back(service: Service, friday: str) -> None:
    evening = await service.ada.post(f"{friday}/evenings", json={"item_id": RAN})

    ada, bob = evening.json()["members"]
    assert evening.status_code == 201
    assert (evening.json()["item"]["title"], ada["satisfaction"]) == ("Ran", 1)
    assert bob["satisfaction"] == pytest.approx((bob["expected"] - 0.5) / (bob["best"] - 0.5))
    weights = [member["weight"] for member in (await service.bob.get(friday)).json()["members"]]
    assert weights[0] < 1 < weights[1]
    assert RAN not in ids(await picked(service.ada, friday))
    assert RAN in ids(await picked(service.ada, friday, rewatch=True))
    listed = (await service.bob.get(f"{friday}/evenings")).json()
    assert (listed["total"], listed["skip"], listed["limit"]) == (1, 0, 20)
    assert listed["evenings"][0]["members"] == evening.json()["members"]

    taken = await service.ada.delete(f"{friday}/evenings/{evening.json()['evening_id']}")

    assert taken.json() == {"deleted": True}
    assert [member["weight"] for member in (await service.bob.get(friday)).json()["members"]] == [1, 1]
    assert RAN in ids(await picked(service.ada, friday))


async def test_what_else_there_was_decides_how_content_one_is(service: Service, friday: str) -> None:
    free = (await service.ada.post(f"{friday}/evenings", json={"item_id": RAN})).json()["members"][1]
    bound = (await service.ada.post(f"{friday}/evenings?genres=horror", json={"item_id": RAN})).json()["members"][1]
    vetoed = (await service.ada.post(f"{friday}/evenings", json={"item_id": RAN, "veto": [SOLARIS, PERSUASION]})).json()

    assert free["satisfaction"] < 1
    assert (bound["satisfaction"], vetoed["members"][1]["satisfaction"]) == (1, 1)
    assert rows(service.url, "select count(*) from cinelibre.group_evenings") == [(1,)]  # the same evening


async def test_an_evening_with_an_item_that_does_not_exist_is_refused(service: Service, friday: str) -> None:
    answer = await service.ada.post(f"{friday}/evenings", json={"item_id": 999})

    assert (answer.status_code, answer.json()["error"]) == (404, "item_not_found")


@pytest.mark.parametrize(
    ("asked", "wanted", "field"),
    [
        ("", {"rule": "majority"}, "rule"),
        ("", {"veto": list(range(1, 52))}, "veto"),
        ("", {"rewatch": "perhaps"}, "rewatch"),
        ("?limit=41", {}, "limit"),
        ("?limit=0", {}, "limit"),
        ("?genres=" + "x" * 51, {}, "genres"),
    ],
)
async def test_what_is_wanted_is_bounded(
    service: Service, friday: str, asked: str, wanted: dict[str, Any], field: str
) -> None:
    wrong = await service.ada.post(f"{friday}/picks{asked}", json=wanted)
    right = await service.ada.post(f"{friday}/picks?limit=40", json={"veto": list(range(1, 51))})

    assert (wrong.status_code, wrong.json()["fields"][0]["field"]) == (422, field)
    assert right.status_code == 200


async def test_picking_writes_nothing(service: Service, friday: str) -> None:
    tables = ("interactions", "recommendation_lists", "group_members", "group_evenings")
    counts = [rows(service.url, f"select count(*), max(xmin::text) from cinelibre.{table}") for table in tables]

    await picked(service.ada, friday)

    assert counts == [rows(service.url, f"select count(*), max(xmin::text) from cinelibre.{table}") for table in tables]
