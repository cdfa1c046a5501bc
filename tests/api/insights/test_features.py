"""Features over HTTP: whose they are, what they say, and the snapshots that are kept of them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.http.callers import Caller
from api.security.tokens import Claims
from tests.support.readers import DUNE, EMMA, RAN, SOLARIS, House, Service, a_house, register, rows, write
from tests.support.servers import Server

NOTHING: dict[str, Any] = {
    "ratings": 0, "likes": 0, "watchlist": 0, "favorites": 0, "seen": 0, "hidden": 0, "events": 0, "searches": 0,
}  # fmt: skip
KINDS = ("genre", "language", "decade", "person", "type")


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service for all tests of this file; its films are Tamil and Japanese."""
    async with a_house(servers[18]) as opened:
        write(
            opened.url,
            """
            update cinelibre.items as i
            set genres = case when i.id = 1 then array['Drama'] else array['War'] end,
                language = case when i.id = 1 then 'ta' else 'ja' end,
                year = 1985
            where i.id in (1, 2)
            """,
        )
        await opened.app.state.db.one("refresh_features")
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """Ada, Bob and nobody."""
    async with house.readers() as opened:
        yield opened


async def a_service(service: Service) -> Claims:
    """A service account."""
    claims = await register(service.db, "robot")
    write(service.url, "update cinelibre.users set role = 'service' where id = %s", claims.user_id)
    return claims


async def rate(service: Service, stars: dict[int, float]) -> None:
    """Ada rates, in this order."""
    for item_id, rating in stars.items():
        answer = await service.ada.post("/ratings", json={"item_id": item_id, "rating": rating})
        assert answer.status_code == 200, answer.text


async def test_a_newcomer_gets_a_full_answer(service: Service) -> None:
    answer = await service.ada.get("/features/me")

    features = answer.json()
    assert answer.status_code == 200
    assert features.pop("taken_at")
    assert features == {
        "user_id": service.ada_id,
        **{f"{kind}_preferences": [] for kind in KINDS},
        "counts": NOTHING,
        "average": None,
        "taste_norm": None,
        "first_at": None,
        "last_at": None,
    }


async def test_what_was_rated_is_weighed_as_lists_weigh_it(service: Service) -> None:
    await rate(service, {DUNE: 5, RAN: 1})
    await service.ada.post("/events/search", json={"query": "war"})
    await service.ada.put(f"/watchlist/book/{SOLARIS}")

    features = (await service.ada.get("/features/me")).json()

    # The mean of 5, 1 and five times 3.25 is 22.25 / 7 = 3.179. Dune is liked by (5 - 3.179) / (5 - 3.179) = 1, Ran is
    # disliked by (3.179 - 1) / (3.179 - 0.5) = 0.813; both are new. A third of the films is Tamil:
    # ln((1 + 1) / (1 / 3 + 1)) = 0.405, and against it ln(1 / ...) is cut to 0.
    tamil = next(one for one in features["language_preferences"] if one["key"] == "ta")
    newest = rows(
        service.url, "select rated_at from cinelibre.ratings where user_id = %s and item_id = 1", service.ada_id
    )
    assert (tamil["label"], tamil["n_items"], tamil["disliked"]) == ("Tamil", 1, 0)
    assert tamil["weight"] == tamil["liked"] == pytest.approx(0.405, abs=0.001)
    assert tamil["newest_at"].replace("Z", "+00:00") == newest[0][0].isoformat()
    assert [one["key"] for one in features["genre_preferences"]] == ["Drama", "War"]
    assert features["genre_preferences"][1]["weight"] < 0
    assert features["counts"] == NOTHING | {"ratings": 2, "likes": 1, "watchlist": 1, "events": 4, "searches": 1}
    assert features["average"] == 3


async def test_a_snapshot_is_what_features_say_now(service: Service) -> None:
    await rate(service, {DUNE: 5, EMMA: 2})
    now = (await service.ada.get("/features/me")).json()

    kept = (await service.ada.post("/features/me/refresh")).json()

    stored = rows(service.url, "select id, user_id from cinelibre.feature_snapshots")
    assert stored == [(kept.pop("snapshot_id"), service.ada_id)]
    assert kept.pop("taken_at") > now.pop("taken_at")
    assert kept == now


async def test_of_many_snapshots_the_newest_24_are_kept_of_each_reader(service: Service) -> None:
    await service.bob.post("/features/me/refresh")
    ids = [(await service.ada.post("/features/me/refresh")).json()["snapshot_id"] for _ in range(25)]

    kept = rows(
        service.url, "select id from cinelibre.feature_snapshots where user_id = %s order by id", service.ada_id
    )
    others = rows(service.url, "select id from cinelibre.feature_snapshots where user_id <> %s", service.ada_id)

    assert kept == [(snapshot_id,) for snapshot_id in ids[1:]]
    assert len(others) == 1


async def test_only_oneself_and_services_ask_by_id(house: House, service: Service) -> None:
    await rate(service, {DUNE: 5})
    path = f"/features/{service.ada_id}"

    async with house.client(await a_service(service)) as robot:
        for_ada, kept = await robot.get(path), await robot.post(f"{path}/refresh")
        unknown = await robot.get("/features/2147483647")
    hers, strangers = await service.ada.get(path), await service.bob.get(path)
    written = await service.bob.post(f"{path}/refresh")

    told = [(answer.json()["user_id"], answer.json()["counts"]["ratings"]) for answer in (for_ada, kept, hers)]
    assert told == [(service.ada_id, 1)] * 3
    assert [(answer.status_code, answer.json()["error"]) for answer in (strangers, written, unknown)] == [
        (403, "not_a_service"),
        (403, "not_a_service"),
        (404, "user_not_found"),
    ]
    assert rows(service.url, "select action from cinelibre.audit_events order by id") == [
        ("GET /features/{user_id}",),
        ("POST /features/{user_id}/refresh",),
    ]
    assert len(rows(service.url, "select id from cinelibre.feature_snapshots")) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/features/me"),
        ("POST", "/features/me/refresh"),
        ("GET", "/features/1"),
        ("POST", "/features/1/refresh"),
        ("GET", "/insights/me"),
    ],
)
async def test_without_a_token_there_is_nothing(service: Service, method: str, path: str) -> None:
    answer = await service.nobody.request(method, path)

    assert (answer.status_code, answer.json()["error"]) == (401, "token_missing")


async def test_snapshots_are_exported_and_go_with_the_account(service: Service) -> None:
    await rate(service, {DUNE: 5})
    kept = (await service.ada.post("/features/me/refresh")).json()
    await service.bob.post("/features/me/refresh")

    exported = (await service.ada.get("/library/export")).json()["snapshots"]
    await Caller(service.db, Claims(service.ada_id, 1)).one("delete_account")

    [snapshot] = exported
    assert snapshot["features"]["counts"] == kept["counts"]
    assert snapshot["features"]["preferences"][0].keys() == {
        "kind",
        "name",
        "liked",
        "disliked",
        "n_items",
        "newest_at",
    }
    assert rows(
        service.url, "select count(*) from cinelibre.feature_snapshots where user_id <> %s", service.ada_id
    ) == [(1,)]
    assert rows(service.url, "select count(*) from cinelibre.feature_snapshots") == [(1,)]
