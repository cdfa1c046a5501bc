"""Lists narrowed and sorted, /genres and /languages, on the demo catalogue; stable pages on one that grows."""

from typing import Any

import httpx
import pytest

from api.app import create_app
from api.db import Database
from api.settings import Settings
from tests.conftest import client_of


async def items(client: httpx.AsyncClient, path: str, **params: Any) -> list[dict[str, Any]]:
    """Everything a list shows."""
    pages = [await client.get(path, params={"limit": 100, "skip": skip, **params}) for skip in (0, 100)]
    assert [page.status_code for page in pages] == [200, 200], pages[0].text
    found = [item for page in pages for item in page.json()["items"]]
    assert pages[0].json()["total"] == len(found)
    return found


@pytest.mark.parametrize(
    ("params", "holds"),
    [
        ({"genre": "Drama"}, lambda item: "Drama" in item["genres"]),
        ({"genre": "science FICTION"}, lambda item: "Science Fiction" in item["genres"]),
        ({"genre": "Horror,War"}, lambda item: {"Horror", "War"} & set(item["genres"])),
        ({"genre": ["Horror", "War"]}, lambda item: {"Horror", "War"} & set(item["genres"])),
        ({"language": "ta"}, lambda item: item["language"] == "ta"),
        ({"language": "TA,ml"}, lambda item: item["language"] in {"ta", "ml"}),
        ({"year_from": 2010}, lambda item: item["year"] >= 2010),
        ({"year_to": 1960}, lambda item: item["year"] <= 1960),
        ({"year_from": 2001, "year_to": 2001}, lambda item: item["year"] == 2001),
        ({"genre": "drama", "language": "hi", "year_to": 2001}, lambda item: item["language"] == "hi"),
    ],
)
async def test_a_list_shows_what_its_filters_say_and_all_of_it(
    client: httpx.AsyncClient, params: dict[str, Any], holds: Any
) -> None:
    everything, narrowed = await items(client, "/movies"), await items(client, "/movies", **params)

    assert 0 < len(narrowed) < len(everything)
    assert all(holds(item) for item in narrowed)
    if len(params) == 1:
        assert [item["id"] for item in narrowed] == [item["id"] for item in everything if holds(item)]


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("id", lambda item: item["id"]),
        ("newest", lambda item: (-item["year"], item["id"])),
        ("title", lambda item: (item["title"].lower().replace("é", "e").replace("'", ""), item["id"])),
        ("popular", lambda item: item["id"]),
        ("top_rated", lambda item: item["id"]),
    ],
)
async def test_a_list_is_sorted_as_asked_and_ends_in_the_id(client: httpx.AsyncClient, sort: str, key: Any) -> None:
    found = await items(client, "/movies", sort=sort)

    assert found == sorted(found, key=key)


async def test_what_few_rated_highly_does_not_win_over_what_many_rated_well(db: Database, settings: Settings) -> None:
    records = [
        {"item_type": "movie", "title": title, "external_rating": rating, "external_count": count}
        for title, rating, count in (("Unrated", None, None), ("Few", 10, 2), ("Many", 8, 5000), ("Poor", 4, 5000))
    ]
    await db.one("upsert_items", records=records, embedding_model="none", dimension=384)
    async with client_of(create_app(settings)) as here:
        rated = await items(here, "/movies", sort="top_rated")
        popular = await items(here, "/movies", sort="popular")

    # (5000·8 + 50·6.3) / 5050 = 7.98; (2·10 + 50·6.3) / 52 = 6.44; 50·6.3 / 50 = 6.3; (5000·4 + 315) / 5050 = 4.02
    assert [item["title"] for item in rated] == ["Many", "Few", "Unrated", "Poor"]
    assert [item["title"] for item in popular] == ["Many", "Poor", "Few", "Unrated"]


@pytest.mark.parametrize("sort", ["id", "newest", "title", "popular"])
async def test_pages_stay_put_while_items_are_added(db: Database, settings: Settings, sort: str) -> None:
    def films(names: str, year: int) -> list[dict[str, Any]]:
        return [{"item_type": "movie", "title": name, "year": year, "external_count": year} for name in names]

    await db.one("upsert_items", records=films("bdfhjl", 1990), embedding_model="none", dimension=384)
    async with client_of(create_app(settings)) as here:
        whole = await items(here, "/movies", sort=sort)
        first = (await here.get("/movies", params={"sort": sort, "limit": 3})).json()
        await db.one("upsert_items", records=films("acegik", 2020), embedding_model="none", dimension=384)

        asked = {"sort": sort, "limit": 3, "skip": 3, "as_of": first["as_of"]}
        second = (await here.get("/movies", params=asked)).json()

    assert first["items"] + second["items"] == whole
    assert (first["total"], second["total"]) == (6, 6)


async def test_genres_and_languages_are_counted(client: httpx.AsyncClient) -> None:
    movies, books = await items(client, "/movies"), await items(client, "/books")
    genres = (await client.get("/genres")).json()["genres"]
    of_books = (await client.get("/genres", params={"type": "book"})).json()["genres"]
    languages = (await client.get("/languages", params={"type": "movie"})).json()["languages"]

    counted = {genre["name"]: genre["item_count"] for genre in genres}
    assert counted["Drama"] == sum("Drama" in item["genres"] for item in movies + books)
    assert genres == sorted(genres, key=lambda genre: (-genre["item_count"], genre["name"]))
    assert {genre["name"] for genre in of_books} == {name for item in books for name in item["genres"]}
    assert sum(language["item_count"] for language in languages) == len(movies)
    assert {language["code"] for language in languages} == {item["language"] for item in movies}


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"language": "t"}, "language"),
        ({"year_from": "2000", "year_to": "1999"}, "year_from"),
        ({"year_to": "1e9"}, "year_to"),
        ({"sort": "random"}, "sort"),
        ({"as_of": "-1"}, "as_of"),
        ({"genre": "x" * 51}, "genre"),
    ],
)
async def test_a_filter_that_cannot_be_read_is_refused_naming_it(
    client: httpx.AsyncClient, params: dict[str, str], field: str
) -> None:
    answer = await client.get("/books", params=params)

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(field)


async def test_a_filter_nothing_passes_is_an_empty_list(client: httpx.AsyncClient) -> None:
    for params in ({"genre": "No Such"}, {"language": "sw"}, {"genre": "'; drop table x; --"}, {"year_from": 3000}):
        assert await items(client, "/movies", **params) == []
