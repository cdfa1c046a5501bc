"""Notes: private, one an item, and shown wherever the shelf shows the item."""

from typing import Any

import pytest

from tests.support.readers import DUNE, EMMA, RAN, SOLARIS, Service, rows

TEXT = "Again with Ada!\n<b>नमस्ते</b> 🎬 \u200fשלום"


async def put(service: Service, note: str, item_id: int = DUNE) -> dict[str, Any]:
    """What writing a note of Ada's answers."""
    item_type = "book" if item_id == SOLARIS else "movie"
    answer = await service.ada.put(f"/notes/{item_type}/{item_id}", json={"note": note})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_note_is_kept_as_it_is_until_it_is_replaced_or_deleted(service: Service) -> None:
    none = {"item_id": DUNE, "item_type": "movie", "note": None, "written_at": None}
    path = f"/notes/movie/{DUNE}"
    before = (await service.ada.get(path)).json()

    first = await put(service, f"  {TEXT}\n")
    same = await put(service, TEXT)
    other = await put(service, "Never again")
    read = (await service.ada.get(path)).json()
    deleted = [(await service.ada.delete(path)).json() for _ in range(2)]

    assert (first["note"], same, other["note"]) == (TEXT, first, "Never again")
    assert other["written_at"] > first["written_at"]
    assert read == other
    assert [before, *deleted, (await service.ada.get(path)).json()] == [none] * 4


async def test_a_note_is_nobody_elses_and_of_one_item(service: Service) -> None:
    await service.bob.put(f"/notes/movie/{DUNE}", json={"note": "Bob's own"})
    await put(service, "Ada's of Ran", RAN)
    await put(service, TEXT)

    theirs = await service.bob.get(f"/notes/movie/{DUNE}")
    await service.bob.delete(f"/notes/movie/{DUNE}")

    assert theirs.json()["note"] == "Bob's own"
    assert (await service.bob.get("/notes")).json()["notes"] == []
    assert (await service.ada.get(f"/notes/movie/{DUNE}")).json()["note"] == TEXT
    assert (await service.ada.get(f"/notes/movie/{RAN}")).json()["note"] == "Ada's of Ran"
    assert (await service.bob.get(f"/movies/{DUNE}")).json()["mine"]["note"] is None
    assert (await service.nobody.get(f"/movies/{DUNE}")).json()["mine"] is None


async def test_the_page_of_an_item_has_the_whole_note(service: Service) -> None:
    await put(service, "a" * 5000)
    await put(service, "A book", SOLARIS)

    assert (await service.ada.get(f"/movies/{DUNE}")).json()["mine"]["note"] == "a" * 5000
    assert (await service.ada.get(f"/books/{SOLARIS}")).json()["mine"]["note"] == "A book"
    assert (await service.ada.get(f"/items/{RAN}")).json()["mine"]["note"] is None


@pytest.mark.parametrize(
    ("written", "shown"), [("a" * 200, "a" * 200), ("b" * 201, "b" * 199 + "…"), ("ß" * 5000, "ß" * 199 + "…")]
)
async def test_the_lists_of_a_shelf_have_the_first_two_hundred_characters(
    service: Service, written: str, shown: str
) -> None:
    events = [
        {"interaction_type": kind, "item_id": item_id}
        for kind in ("watchlist_add", "hide", "favorite", "seen")
        for item_id in (DUNE, RAN)
    ]
    await service.ada.post("/interactions/batch", json={"events": events})
    for item_id in (DUNE, RAN):
        await service.ada.post("/ratings", json={"item_id": item_id, "rating": 4})
    await put(service, written)

    found = {}
    for path in ("/watchlist", "/hidden", "/favorites", "/seen"):
        items = (await service.ada.get(path)).json()["items"]
        found[path] = {item["id"]: item["note"] for item in items}
    ratings = (await service.ada.get("/ratings/my")).json()["ratings"]
    found["/ratings/my"] = {one["item_id"]: one["note"] for one in ratings}
    [day] = (await service.ada.get("/history")).json()["days"]
    found["/history"] = {entry["item"]["id"]: entry["note"] for entry in day["entries"]}

    assert found == {key: {DUNE: shown, RAN: None} for key in found}


async def test_notes_are_listed_whole_in_any_order_with_their_items(service: Service) -> None:
    for item_id in (RAN, SOLARIS, DUNE, EMMA):
        await put(service, f"Of {item_id}" + "!" * 300, item_id)

    first = (await service.ada.get("/notes", params={"limit": 2})).json()
    second = (await service.ada.get("/notes", params={"skip": 2, "limit": 2, "as_of": first["as_of"]})).json()
    books = (await service.ada.get("/notes", params={"item_type": "book"})).json()
    by_title = (await service.ada.get("/notes", params={"sort": "title"})).json()

    assert [note["item_id"] for note in first["notes"] + second["notes"]] == [EMMA, DUNE, SOLARIS, RAN]
    assert first["notes"][0]["note"] == f"Of {EMMA}" + "!" * 300
    assert (first["total"], second["total"], books["total"]) == (4, 4, 1)
    assert [note["item"]["title"] for note in by_title["notes"]] == ["Dune", "Emma", "Ran", "Solaris"]


@pytest.mark.parametrize("note", ["", " \n", "a" * 5001, "a\x00", "a\x1b[2J", "a\u202eb", "a\u2066b", None, 5])
async def test_what_is_no_plain_text_is_refused(service: Service, note: Any) -> None:
    await put(service, TEXT)

    answer = await service.ada.put(f"/notes/movie/{DUNE}", json={"note": note})

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["fields"]] == ["note"]
    assert rows(service.url, "select body from cinelibre.notes") == [(TEXT,)]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("room", ["notes", "reviews"])
async def test_of_what_is_no_item_of_that_type_there_is_nothing(service: Service, method: str, room: str) -> None:
    body = {"notes": {"note": "a"}, "reviews": {"text": "a"}}[room]
    sent = body if method == "PUT" else None

    answers = [
        await service.ada.request(method, f"/{room}/{place}", json=sent) for place in (f"book/{DUNE}", "movie/999")
    ]

    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(404, "item_not_found")] * 2
