"""A place of a list, as the database tells it."""

from api.db import Database
from tests.support.readers import DUNE, SOLARIS, rows, write_items

ENTRY = (
    '{"item_id": 9, "score": 0.5, "contributions": [{"source": "ease"}], "variety": {"rank": 3, "genres": []},'
    ' "exploring": {"propensity": 0.2}, "prediction": {"rating": 4}}'
)


async def test_a_place_has_all_of_its_item_and_what_it_is_there_for(db: Database, database_url: str) -> None:
    await write_items(db)

    found = rows(
        database_url,
        "select described.item, to_json(placed), gathered.evidence::text"
        " from cinelibre.items as i"
        " cross join lateral ("
        " select c.*, told.* from cinelibre.item_columns(i.id) as c"
        f" cross join cinelibre.tell_place(7, '{ENTRY}'::jsonb, '{{\"ease\": {{}}}}'::jsonb) as told"
        " ) as placed"
        f" cross join cinelibre.tell_place(7, '{ENTRY}'::jsonb, '{{\"ease\": {{}}}}'::json) as gathered"
        " cross join cinelibre.describe_items(array[i.id], null) as described"
        f" where i.id in ({DUNE}, {SOLARIS}) order by i.id",
    )

    added = {
        "place": 7,
        "score": 0.5,
        "contributions": [{"source": "ease"}],
        "variety": {"rank": 3, "genres": []},
        "exploring": {"propensity": 0.2},
        "evidence": {"ease": {}},
        "prediction": {"rating": 4},
    }
    assert [item["title"] for item, _, _ in found] == ["Dune", "Solaris"]
    assert [place | {"mine": None} for _, place, _ in found] == [item | added for item, _, _ in found]
    assert [gathered for _, _, gathered in found] == ['{"ease": {}}'] * 2


def test_a_place_of_a_list_of_a_former_release_has_no_variety(database_url: str) -> None:
    [(variety,)] = rows(
        database_url,
        "select told.variety"
        ' from cinelibre.tell_place(1, \'{"item_id": 1, "score": 1, "contributions": []}\'::jsonb, null::jsonb)'
        " as told",
    )

    assert variety is None
