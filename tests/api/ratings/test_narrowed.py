"""Ratings of some genres, languages, years and names, and in the order of years."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.readers import House, Service, a_house
from tests.support.servers import Server

ROJA, AMELIE, SEVEN, NOVEL = 6, 7, 8, 9
RECORDS: list[dict[str, Any]] = [
    {"item_type": "movie", "title": "Roja", "original_title": "ரோஜா", "year": 1992, "language": "ta",
     "genres": ["Drama", "Romance"], "directors": ["Mani Ratnam"]},
    {"item_type": "movie", "title": "Amélie", "original_title": "Le Fabuleux Destin", "year": 2001, "language": "fr",
     "genres": ["Comedy"]},
    {"item_type": "movie", "title": "Seven", "year": 1995, "language": "en", "genres": ["Drama"]},
    {"item_type": "book", "title": "Destiny of One", "year": None, "genres": ["Drama"], "authors": ["Mani Maker"]},
]  # fmt: skip


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service with four more items."""
    async with a_house(servers[18]) as opened:
        await opened.app.state.db.one("upsert_items", records=RECORDS, embedding_model="one", dimension=384)
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """Ada has rated the four, one after another."""
    async with house.readers() as opened:
        for item_id in (ROJA, AMELIE, SEVEN, NOVEL):
            answer = await opened.ada.post("/ratings", json={"item_id": item_id, "rating": 4})
            assert answer.status_code == 200, answer.text
        yield opened


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [NOVEL, SEVEN, AMELIE, ROJA]),
        ({"genres": "drama"}, [NOVEL, SEVEN, ROJA]),
        ({"genre": "comedy,romance"}, [AMELIE, ROJA]),
        ({"genres": "drama", "type": "movie"}, [SEVEN, ROJA]),
        ({"language": "ta"}, [ROJA]),
        ({"year_from": 1995}, [SEVEN, AMELIE]),
        ({"year_to": 1995}, [SEVEN, ROJA]),
        ({"year_from": 1993, "year_to": 1994}, []),
        ({"q": "amelie"}, [AMELIE]),
        ({"q": "DESTIN"}, [NOVEL, AMELIE]),  # the original title, too
        ({"q": "mani"}, [NOVEL, ROJA]),
        ({"q": "mani ratnam"}, [ROJA]),
        ({"q": "ரோஜா"}, [ROJA]),
        ({"q": "%"}, [NOVEL, SEVEN, AMELIE, ROJA]),  # signs alone say nothing
        ({"q": "se_en"}, []),
        ({"q": "mani", "genres": "romance"}, [ROJA]),
        ({"sort": "year"}, [AMELIE, SEVEN, ROJA, NOVEL]),
        ({"sort": "title"}, [AMELIE, NOVEL, ROJA, SEVEN]),
    ],
)
async def test_ratings_are_narrowed(service: Service, asked: dict[str, Any], expected: list[int]) -> None:
    answer = await service.ada.get("/ratings/my", params=asked)

    assert answer.status_code == 200, answer.text
    assert [rating["item_id"] for rating in answer.json()["ratings"]] == expected
    assert answer.json()["total"] == len(expected)


async def test_pages_of_narrowed_ratings_fit_together(service: Service) -> None:
    asked: dict[str, Any] = {"genres": "drama", "limit": 1}
    first = (await service.ada.get("/ratings/my", params=asked)).json()
    await service.ada.delete(f"/ratings/{first['ratings'][0]['id']}")

    second = (await service.ada.get("/ratings/my", params={**asked, "skip": 1, "as_of": first["as_of"]})).json()

    assert [one["ratings"][0]["item_id"] for one in (first, second)] == [NOVEL, SEVEN]
    assert (first["total"], second["total"]) == (3, 3)


@pytest.mark.parametrize(
    "asked", [{"q": ""}, {"q": "a" * 201}, {"q": "a\x00"}, {"year_from": 2000, "year_to": 1999}, {"sort": "best"}]
)
async def test_what_narrows_nothing_is_refused(service: Service, asked: dict[str, Any]) -> None:
    answer = await service.ada.get("/ratings/my", params=asked)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")


async def test_a_name_has_200_characters_at_most(service: Service) -> None:
    assert (await service.ada.get("/ratings/my", params={"q": "a" * 200})).status_code == 200
