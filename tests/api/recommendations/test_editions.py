"""A work in several editions: one of them in a list, and none once one of them is known."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.api.recommendations.town import BOOKS, Reader, Town, answered, ids_of, record_of
from tests.support.readers import rows, write

PATHS = ("/popular", "/trending", "/similar/movie/8")
ALIKE = 128  # a book of the genre of movie 8


@pytest.fixture
async def editions(town: Town) -> AsyncIterator[list[int]]:
    """Three editions of the town's most famous book, and 25 of one that is hardly less so."""
    famous = [("The Alchemist", n) for n in range(3)] + [("Emma", n) for n in range(25)]
    records = [
        record_of(ALIKE)
        | {"title": title, "google_id": f"{title} {n}", "authors": ["Somebody"], "text_hash": f"{title} {n}"}
        | {"external_count": 90_000 - place, "external_popularity": 900.0 - place}
        for place, (title, n) in enumerate(famous)
    ]
    await town.db.one("upsert_items", records=records, embedding_model="all-MiniLM-L6-v2-int8", dimension=384)
    yield [one for (one,) in rows(town.url, "select id from cinelibre.items where title = 'The Alchemist' order by id")]
    write(town.url, "delete from cinelibre.items where id > %s", BOOKS[-1])


@pytest.mark.parametrize("path", PATHS)
async def test_a_list_shows_one_edition_of_a_work(town: Town, editions: list[int], path: str) -> None:
    asked: dict[str, Any] = {"across": "book"} if "similar" in path else {"item_type": "book"}

    found = await answered(town.nobody, "GET", path, limit=7, **asked)

    titles = [item["title"] for item in found["items"]]
    assert [titles.count("The Alchemist"), titles.count("Emma"), len(titles)] == [1, 1, 7]


@pytest.mark.parametrize("deed", ["rate", "seen", "hide"])
async def test_who_knows_one_edition_is_shown_no_other(town: Town, ada: Reader, editions: list[int], deed: str) -> None:
    before = await ada.ids("/personalized", item_type="book", limit=40)
    if deed == "rate":
        await ada.rate(editions[1], 4)
    else:
        await ada.do(deed, editions[1])

    history = {"items": [{"item_id": 8}]}
    lists = {
        "session": ids_of(await answered(ada.client, "POST", "/session", history, item_type="book", limit=40)),
        "personalized": await ada.ids("/personalized", item_type="book", limit=40),
        "similar": await ada.ids("/similar/movie/8", across="book", limit=100),
        **{path: await ada.ids(path, item_type="book", limit=100) for path in ("/popular", "/trending")},
    }

    assert set(editions) & set(before)
    for name, found in lists.items():
        assert found, name
        assert set(editions).isdisjoint(found), name


async def test_a_list_that_was_made_before_shows_no_edition_of_what_was_rated_since(
    town: Town, ada: Reader, editions: list[int]
) -> None:
    first = await ada.get("/personalized", item_type="book", limit=40)
    await ada.do("seen", editions[2])

    again = await answered(ada.client, "GET", "/next", recommendation_id=first["recommendation_id"], batch=1, limit=40)

    assert set(editions) & set(ids_of(first))
    assert set(editions).isdisjoint(ids_of(again))


async def test_who_sends_an_edition_along_is_shown_no_other(town: Town, editions: list[int]) -> None:
    history = {"items": [{"item_id": editions[0]}]}

    found = ids_of(await answered(town.nobody, "POST", "/session", history, item_type="book", limit=40))

    assert found
    assert set(editions).isdisjoint(found)
