"""Pages of similar, popular and trending items fit together, and say how long the list is."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.api.recommendations.town import Reader, Town, answered, ids_of
from tests.support.readers import House, a_house, write
from tests.support.servers import Server

PATHS = ("/popular", "/trending", "/similar/movie/8")
N_ITEMS = 205


@pytest.fixture(scope="module")
async def long_house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service on 205 films of one genre, the first ones the best known."""
    async with a_house(servers[18]) as house:
        write(house.url, "delete from cinelibre.items where true")
        records = [
            {"item_type": "movie", "title": f"Film {n}", "external_count": 1000 - n, "genres": ["Noir"]}
            for n in range(N_ITEMS)
        ]
        await house.app.state.db.one("upsert_items", records=records, embedding_model="one", dimension=384)
        await house.app.state.db.one("refresh_features")
        yield house


@pytest.mark.parametrize("path", PATHS)
async def test_pages_are_the_list_in_its_order_and_end_with_it(town: Town, path: str) -> None:
    whole = await answered(town.nobody, "GET", path, limit=100)
    n_items = whole["total"]

    pages = [await answered(town.nobody, "GET", path, limit=7, skip=skip) for skip in range(0, min(n_items, 100), 7)]
    after = await answered(town.nobody, "GET", path, limit=7, skip=n_items)
    last = await answered(town.nobody, "GET", path, limit=7, skip=n_items - 1)

    assert [item for page in pages for item in page["items"]][:100] == whole["items"]
    assert {page["total"] for page in (*pages, after, last)} == {n_items}
    assert (after["items"], after["skip"], after["limit"]) == ([], n_items, 7)
    assert len(last["items"]) == 1
    assert len(whole["items"]) == min(n_items, 100)
    assert "similar" in path or n_items == 160


@pytest.mark.parametrize("path", ["/popular", "/trending"])
async def test_a_list_narrowed_or_without_what_the_caller_knows_is_as_much_shorter(
    town: Town, ada: Reader, path: str
) -> None:
    await ada.rate(3, 4)

    assert (await ada.get(path))["total"] == 159
    assert (await ada.get(path, item_type="book"))["total"] == 40
    assert (await ada.get(path, item_type="movie"))["total"] == 119


@pytest.mark.parametrize("path", ["/popular", "/trending"])
async def test_a_list_ends_at_200_whichever_page_is_asked(long_house: House, path: str) -> None:
    async with long_house.client(None) as nobody:
        pages = [await answered(nobody, "GET", path, limit=100, skip=skip) for skip in (0, 100, 199, 200)]

    assert [(len(page["items"]), page["total"]) for page in pages] == [(100, 200), (100, 200), (1, 200), (0, 200)]
    assert len({*ids_of(pages[0]), *ids_of(pages[1])}) == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("asked", [{"skip": -1}, {"skip": "all"}, {"limit": 0}, {"limit": 101}])
async def test_a_page_that_cannot_be_is_a_422(town: Town, path: str, asked: dict[str, Any]) -> None:
    answer = await town.nobody.get(f"/recommendations{path}", params=asked)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
