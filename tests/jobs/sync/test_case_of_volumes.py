"""The case of odd volumes: a sync keeps their years, languages and titles as they are meant."""

import json

import pytest
from pydantic import SecretStr

from api.app import create_app
from tests.api.library.test_cases import CASES
from tests.conftest import client_of, settings_of
from tests.jobs.sync.conftest import House
from tests.support.sources import World

pytestmark = pytest.mark.skipif(not CASES.exists(), reason=f"needs the cases in {CASES}")

KEPT = """
    select jsonb_build_array(b.google_id, i.title, i.year, b.published_date, i.language)
    from cinelibre.books as b
    join cinelibre.items as i on i.id = b.item_id
    order by b.google_id
"""


async def test_odd_volumes_are_kept_as_their_case_wants(house: House, world: World) -> None:
    world.shelf = json.loads((CASES / "google-books-odd-volumes" / "volumes.json").read_text())

    await house.sync(kinds=("books",), n_books=10)

    assert house.rows(KEPT) == [
        ["t1", "The Lantern Keeper", 2016, "2016-09-15", "en"],
        ["t2", "Widow Street", 1998, None, None],
        ["t3", "Einsam: The Life and Times", 1984, None, "he"],
        ["t4", "Paper Harvest", None, None, "id"],
    ]
    async with client_of(create_app(settings_of(database_url=SecretStr(house.url)))) as client:
        languages = (await client.get("/languages")).json()["languages"]
        hebrew = (await client.get("/books", params={"language": "he"})).json()["items"]
    assert sorted(found["code"] for found in languages) == ["en", "he", "id"]
    assert [book["title"] for book in hebrew] == ["Einsam: The Life and Times"]
