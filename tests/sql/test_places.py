"""A place of a list, as the database tells it."""

from api.db import Database
from tests.support.readers import DUNE, SOLARIS, rows, write_items


async def test_a_place_has_all_of_its_item_and_what_it_is_there_for(db: Database, database_url: str) -> None:
    await write_items(db)

    found = rows(
        database_url,
        "select cinelibre.describe_item(i.id),"
        " cinelibre.tell_place(i, 7, '0.5', '[{\"source\": \"ease\"}]', '{\"ease\": {}}'::jsonb),"
        " cinelibre.tell_place(i, 7, '0.5', '[]', '{\"ease\": {}}'::json) ->> 'evidence'"
        f" from cinelibre.items as i where i.id in ({DUNE}, {SOLARIS}) order by i.id",
    )

    added = {"place": 7, "score": 0.5, "contributions": [{"source": "ease"}], "evidence": {"ease": {}}}
    assert [item["title"] for item, _, _ in found] == ["Dune", "Solaris"]
    assert [place for _, place, _ in found] == [item | added for item, _, _ in found]
    assert [gathered for _, _, gathered in found] == ['{"ease": {}}'] * 2
