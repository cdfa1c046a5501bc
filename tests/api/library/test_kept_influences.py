"""What moves a reader's lists comes back with an import, and never replaces what was set later."""

import json
from typing import Any

import pytest

from tests.api.library.shelves import DUNE, HEAT, Place, Reader
from tests.support.readers import rows, write


async def put(reader: Reader, weight: float, **named: Any) -> None:
    """How much something moves the reader's lists."""
    await reader.asked("PATCH", "/me/influences", json={**named, "weight": weight})


@pytest.fixture
async def ada(place: Place) -> Reader:
    """Somebody who muted a genre and one Dune, and doubled books."""
    write(place.url, "update cinelibre.items set genres = '{War,Noir}' where id <= 3")
    await place.db.one("refresh_features")
    reader = await place.reader()
    await put(reader, 0, kind="genre", name="War")
    await put(reader, 0, kind="item", item_id=DUNE)
    await put(reader, 2, kind="type", name="book")
    return reader


async def influences(reader: Reader) -> list[Any]:
    """What an export says of them."""
    found: list[Any] = (await reader.exported())["influences"]
    return found


async def test_what_was_muted_is_muted_again_after_the_account_is_deleted(place: Place, ada: Reader) -> None:
    neighbor = await place.reader()
    await put(neighbor, 0.5, kind="genre", name="War")
    document = await ada.exported()
    before = await influences(neighbor)
    await ada.caller.one("delete_account")

    heir = await place.reader()
    first, second = await heir.imported(json.dumps(document)), await heir.imported(json.dumps(document))

    assert (first["counts"], second["counts"]) == ({"created": 3}, {"already_there": 3})
    assert await influences(heir) == document["influences"]
    assert len(document["influences"]) == 3
    assert await influences(neighbor) == before


async def test_the_next_list_after_an_import_follows_what_is_muted(place: Place, ada: Reader) -> None:
    heir = await place.reader()
    content = json.dumps(await ada.exported())
    [(version,)] = rows(place.url, "select taste_version from cinelibre.users where id = %s", heir.claims.user_id)

    await heir.imported(content)

    found = (await heir.asked("GET", "/me/influences"))["features"]
    assert {(one["name"], one["weight"]) for one in found if one["weight"] != 1} == {("War", 0), ("book", 2)}
    [(after,)] = rows(place.url, "select taste_version from cinelibre.users where id = %s", heir.claims.user_id)
    assert after > version


async def test_what_was_set_later_stays_and_everything_else_comes(ada: Reader) -> None:
    document = await ada.exported()
    await put(ada, 0.5, kind="genre", name="War")
    await put(ada, 1, kind="type", name="book")
    await put(ada, 0, kind="genre", name="Noir")

    report = await ada.imported(json.dumps(document))

    assert report["counts"] == {"already_there": 2, "created": 1}
    kept = {(one.get("name") or one["item"]["id"]): one["weight"] for one in await influences(ada)}
    assert kept == {"War": 0.5, "Noir": 0, "book": 2, DUNE: 0}


async def test_an_influence_on_an_item_that_is_not_found_waits_for_the_readers_choice(ada: Reader) -> None:
    item = {"id": 999, "item_type": "movie", "title": "Nowhere"}
    entry = {"kind": "item", "item": item, "weight": 0.5, "set_at": "2024-05-01T10:00:00+00:00"}
    document = {**await ada.exported(), "influences": [entry]}

    [row] = [row for row in (await ada.imported(json.dumps(document)))["rows"] if row["file"] == "influences"]
    chosen = await ada.asked(
        "POST", "/library/import/choices", json={"choices": [{"item_id": HEAT, "kept": row["kept"]}]}
    )

    assert (row["status"], chosen["counts"]) == ("not_found", {"created": 1})
    assert [one["weight"] for one in await influences(ada) if one.get("item", {}).get("id") == HEAT] == [0.5]


async def test_beyond_the_most_that_one_may_set_a_row_is_bad_and_says_why(place: Place, ada: Reader) -> None:
    document = await ada.exported()
    heir = await place.reader()
    write(
        place.url,
        "insert into cinelibre.influences (user_id, kind, name, weight, set_at)"
        " select %s, 'person', n::text, 0, '2020-01-01' from generate_series(1, 498) as n",
        heir.claims.user_id,
    )

    report = await heir.imported(json.dumps(document))

    assert [row["status"] for row in report["rows"]] == ["created", "created", "bad"]
    assert report["rows"][2]["reason"] == "you have set as many influences as one may: set one back to 1 first"


async def test_what_the_catalogue_has_no_more_can_be_undone(place: Place, ada: Reader) -> None:
    write(place.url, "delete from cinelibre.features where name = 'War'")

    await put(ada, 1, kind="genre", name="War")

    assert {one.get("name") for one in await influences(ada)} == {None, "book"}
