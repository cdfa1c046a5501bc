"""What moves a reader's lists: told with its signs, muted, doubled and undone, over both adapters."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from tests.conftest import settings_of
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SECRET, SOLARIS, House, Service, rows, write, write_items
from tests.support.servers import Server, running_postgrest, token

Json = dict[str, Any]
MOST = 500
GENRES = """
    update cinelibre.items set genres = case when id in (1, 3, 4) then '{War}' else '{Noir}'::text[] end where true
"""


@pytest.fixture(scope="module", params=["psycopg", "postgrest"])
async def house(
    request: pytest.FixtureRequest, servers: dict[int, Server], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The service over each adapter, on films of two genres."""
    server = servers[18]
    name = server.create_database("shipped")
    url = server.url_of(name)
    with running_postgrest(server, name, tmp_path_factory.mktemp("postgrest")) as rest:
        given: Json = {"database_url": SecretStr(url)}
        if request.param == "postgrest":
            given = {"supabase_url": rest, "supabase_key": SecretStr(token("service_role"))}
        app = create_app(settings_of(jwt_secret_key=SecretStr(SECRET), **given))
        async with app.router.lifespan_context(app):
            await write_items(app.state.db)
            write(url, GENRES)
            await app.state.db.one("refresh_features")
            yield House(url, app)
    server.drop_database(name)


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """Ada and Bob; Ada liked Dune and did not like Ran, and looked at Solaris."""
    async with house.readers() as opened:
        for reader in (opened.ada, opened.bob):
            for item_id, stars in ((RAN, 1), (DUNE, 5)):
                assert (await reader.post("/ratings", json={"item_id": item_id, "rating": stars})).status_code == 200
        event = {"interaction_type": "recommendation_click", "item_id": SOLARIS}
        assert (await opened.ada.post("/interactions", json=event)).status_code == 200
        yield opened


async def influences(reader: httpx.AsyncClient) -> Json:
    """What moves somebody's lists."""
    answer = await reader.get("/me/influences")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def put(reader: httpx.AsyncClient, weight: float, **named: Any) -> Json:
    """What is set now."""
    answer = await reader.patch("/me/influences", json={**named, "weight": weight})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def items(found: Json) -> dict[int, tuple[Any, ...]]:
    """Points, weight, stars and whether these were given, by item."""
    return {
        one["item"]["id"]: (pytest.approx(one["points"], abs=1e-3), one["weight"], one["rating"], one["is_stated"])
        for one in found["items"]
    }


def features(found: Json, kind: str = "genre") -> dict[str, tuple[float, float]]:
    """Points and weight by name; what was looked at fades from one call to the next, but not in four digits."""
    return {one["name"]: (round(one["points"], 4), one["weight"]) for one in found["features"] if one["kind"] == kind}


async def test_what_was_rated_and_looked_at_is_told_with_its_sign(service: Service) -> None:
    found = await influences(service.ada)

    # m = (16.25 + 6) / 7: 1 for Dune, 0.813333 against Ran, which is as new, 0.3 / 0.7 for Solaris.
    assert items(found) == {DUNE: (1, 1, 5, True), RAN: (-0.813, 1, 1, True), SOLARIS: (0.429, 1, None, False)}
    genres = features(found)
    assert genres["War"][0] > 0 > genres["Noir"][0]
    assert {weight for _, weight in genres.values()} == {1}
    assert SOLARIS not in items(await influences(service.bob))


async def test_a_muted_item_says_nothing_stays_known_and_is_never_shown(service: Service) -> None:
    first = (await service.ada.get("/recommendations/personalized")).json()

    set_now = await put(service.ada, 0, kind="item", item_id=DUNE)
    found, answer = await influences(service.ada), (await service.ada.get("/recommendations/personalized")).json()

    assert set_now == {"kind": "item", "name": None, "item_id": DUNE, "weight": 0, "is_changed": True}
    assert items(found)[DUNE] == (0, 0, 5, True)
    # Of one rating alone: m = 17.25 / 6 = 2.875, 1 is 1.875 of 2.375 down.
    assert items(found)[RAN][0] == pytest.approx(-0.789, abs=1e-3)
    assert features(found)["War"][0] < features(await influences(service.bob))["War"][0]
    assert answer["recommendation_id"] != first["recommendation_id"]
    assert {item["id"] for item in answer["items"]} == {EMMA, SOLARIS, DRACULA}


async def test_an_item_counts_as_much_as_is_set_and_once_again_when_it_is_undone(service: Service) -> None:
    before = await influences(service.ada)

    await put(service.ada, 0.5, kind="item", item_id=DUNE)
    await put(service.ada, 2, kind="item", item_id=SOLARIS)
    found = items(await influences(service.ada))
    assert (found[DUNE][:2], found[SOLARIS][:2]) == ((0.5, 0.5), (pytest.approx(0.857, abs=1e-3), 2))
    await put(service.ada, 0, kind="item", item_id=SOLARIS)
    assert items(await influences(service.ada))[SOLARIS] == (0, 0, None, False)

    for item_id in (DUNE, SOLARIS):
        assert (await put(service.ada, 1, kind="item", item_id=item_id))["is_changed"]
        assert not (await put(service.ada, 1, kind="item", item_id=item_id))["is_changed"]
    assert items(await influences(service.ada)) == items(before)


async def test_a_feature_is_muted_with_what_its_items_say_doubled_and_undone(service: Service) -> None:
    before = features(await influences(service.ada))

    assert await put(service.ada, 0, kind="genre", name="War") == {
        "kind": "genre", "name": "War", "item_id": None, "weight": 0, "is_changed": True,
    }  # fmt: skip
    muted = features(await influences(service.ada))
    await put(service.ada, 2, kind="genre", name="War")
    doubled = features(await influences(service.ada))

    assert muted["War"] == (0, 0)
    # Ran alone says something: Dune and Solaris are of War.
    for item_id in (DUNE, SOLARIS):
        await put(service.bob, 0, kind="item", item_id=item_id)
    assert muted["Noir"] == features(await influences(service.bob))["Noir"]
    assert doubled["War"][0] == pytest.approx(2 * before["War"][0], abs=3e-4)
    assert doubled["War"][1] == 2
    assert features(await influences(service.bob))["War"][1] == 1
    await put(service.ada, 1, kind="genre", name="War")
    assert features(await influences(service.ada)) == before


async def test_the_receipt_of_the_next_list_has_nothing_of_a_muted_feature(service: Service) -> None:
    async def genres() -> set[str]:
        answer = (await service.ada.get("/recommendations/personalized")).json()
        receipts = [
            (await service.ada.get(f"/recommendations/{answer['recommendation_id']}/why/{item['id']}")).json()
            for item in answer["items"]
        ]
        parts = [part["feature"] for receipt in receipts for part in receipt["contributions"] if part.get("feature")]
        return {name for kind, name in parts if kind == "genre"}

    assert await genres() == {"War", "Noir"}
    await put(service.ada, 0, kind="genre", name="War")
    assert await genres() == {"Noir"}
    await put(service.ada, 1, kind="genre", name="War")
    assert await genres() == {"War", "Noir"}


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"kind": "item", "item_id": 999, "weight": 0}, (404, "item_not_found")),
        ({"kind": "genre", "name": "Opera", "weight": 0}, (404, "feature_not_found")),
        ({"kind": "language", "name": "War", "weight": 0}, (404, "feature_not_found")),
        ({"kind": "genre", "item_id": DUNE, "weight": 0}, (422, "invalid_input")),
        ({"kind": "item", "name": "War", "weight": 0}, (422, "invalid_input")),
        ({"kind": "item", "item_id": DUNE, "name": "War", "weight": 0}, (422, "invalid_input")),
        ({"kind": "keyword", "name": "War", "weight": 0}, (422, "invalid_input")),
        ({"kind": "genre", "name": "War", "weight": 2.01}, (422, "invalid_input")),
        ({"kind": "genre", "name": "War", "weight": -0.01}, (422, "invalid_input")),
        ({"kind": "genre", "name": "War", "weight": True}, (422, "invalid_input")),
        ({"kind": "genre", "name": "War"}, (422, "invalid_input")),
    ],
)
async def test_what_cannot_be_set_is_refused(service: Service, given: Json, refused: tuple[int, str]) -> None:
    answer = await service.ada.patch("/me/influences", json=given)

    assert (answer.status_code, answer.json()["error"]) == refused
    assert {one["weight"] for one in (await influences(service.ada))["features"]} == {1}


async def test_without_a_token_there_is_nothing_to_set(service: Service) -> None:
    given = {"kind": "genre", "name": "War", "weight": 0}

    assert (await service.nobody.get("/me/influences")).status_code == 401
    assert (await service.nobody.patch("/me/influences", json=given)).status_code == 401


async def test_a_reader_sets_five_hundred_and_not_one_more(service: Service) -> None:
    write(
        service.url,
        "insert into cinelibre.influences (user_id, kind, name, weight)"
        " select %s, 'person', n::text, 0 from generate_series(2, %s) as n",
        service.ada_id,
        MOST,
    )
    await put(service.ada, 0, kind="genre", name="War")

    answer = await service.ada.patch("/me/influences", json={"kind": "genre", "name": "Noir", "weight": 0})

    assert (answer.status_code, answer.json()["error"]) == (409, "too_many_influences")
    await put(service.ada, 0.5, kind="genre", name="War")
    await put(service.ada, 1, kind="genre", name="War")
    await put(service.ada, 0, kind="genre", name="Noir")
    assert rows(service.url, "select count(*) from cinelibre.influences") == [(MOST,)]
    await put(service.bob, 0, kind="genre", name="War")
